import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clockOf, isZone, offsetAt, utcOf } from "../../src/columns/zones";
import fixture from "./zones.json";

type ZoneCase = { offsets: [moment: number, offset: number][]; locals: [local: number, first: number, second: number][] };
const cases = Object.entries(fixture as unknown as Record<string, ZoneCase>);

/** A local time of day that Intl itself writes, as seconds since 1970. */
function byIntl(zone: string, seconds: number): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone, hourCycle: "h23", numberingSystem: "latn", era: "short", calendar: "gregory",
    year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
  }).formatToParts(seconds * 1000);
  const part = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  return Date.UTC(+part["year"]!, +part["month"]! - 1, +part["day"]!, +part["hour"]!, +part["minute"]!, +part["second"]!) / 1000 - seconds;
}

describe("time zones", () => {
  it.each(cases)("has the offsets of %s that Python has, around changes of the clocks and between", (zone, { offsets }) => {
    expect(offsets.length).toBeGreaterThan(10);
    expect(offsets.map(([moment]) => [moment, offsetAt(zone, moment)])).toEqual(offsets);
    expect(offsets.toReversed().map(([moment]) => [moment, offsetAt(zone, moment)])).toEqual(offsets.toReversed());
  });

  it.each(cases)("finds the moment of local times of %s that clocks show once, twice or never", (zone, { locals }) => {
    expect(locals.length).toBeGreaterThan(3);
    for (const [local, first, second] of locals) {
      const found = (["compatible", "earlier", "later"] as const).map((choose) => utcOf(zone, local, choose));
      expect([zone, local, ...found]).toEqual([zone, local, first, Math.min(first, second), Math.max(first, second)]);
      expect(utcOf(zone, local)).toBe(first);
    }
  });

  it("has the offsets that Intl has, in far years too", () => {
    const zones = fc.constantFrom("Europe/London", "America/St_Johns", "Australia/Lord_Howe", "America/Sao_Paulo", "Pacific/Auckland");
    const moments = fc.integer({ min: -8_600_000_000, max: 250_000_000_000 });
    fc.assert(fc.property(zones, moments, (zone, seconds) => offsetAt(zone, seconds) === byIntl(zone, seconds)), { numRuns: 500 });
  });

  it("goes on by the calendar's cycle of 400 years beyond what Date can hold", () => {
    const summer = Date.UTC(2100, 6, 1) / 1000;
    const winter = Date.UTC(2100, 0, 1) / 1000;
    const cycle = 146_097 * 86_400;
    expect(offsetAt("Europe/London", summer + 1e6 * cycle)).toBe(3600);
    expect(offsetAt("Europe/London", winter + 1e6 * cycle)).toBe(0);
    expect(offsetAt("Europe/London", -1e15)).toBe(-75);
  });

  it("knows UTC and fixed offsets, and no zones that there are not", () => {
    expect(offsetAt("UTC", 5)).toBe(0);
    expect(offsetAt("+05:30", -5)).toBe(19_800);
    expect(utcOf("-0330", 0)).toBe(12_600);
    expect(["Mars/Olympus", "", "+5"].map(isZone)).toEqual([false, false, false]);
    expect(["UTC", "+05:30", "Asia/Kathmandu"].map(isZone)).toEqual([true, true, true]);
    expect(() => clockOf("Mars/Olympus")).toThrow(RangeError);
  });
});
