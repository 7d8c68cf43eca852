import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Column } from "../../../src/columns/column";
import { columnFunctions } from "../../../src/columns/functions/index";
import type { FunctionArgument } from "../../../src/columns/functions/interface";
import { coded, dates, numbers, plain, times } from "../columns";
import { call, results, typeGiven } from "./calls";

const bigints = (type: "int64" | "uint64", ...values: bigint[]) =>
  new Column({ type, values: type === "int64" ? BigInt64Array.from(values) : BigUint64Array.from(values) }, values.length);
const integers = (...values: number[]) => new Column({ type: "int32", values: Int32Array.from(values) }, values.length);
const wall = times("us", undefined, "2020-02-29T23:59:58.987654", null, "1969-12-31T00:00:00");
const paulo = times("ns", "America/Sao_Paulo", "2018-11-04T02:59:59Z", "2018-11-04T03:00:00Z", "1900-01-01T00:00:00Z", null);

describe("parts of dates and timestamps", () => {
  it.each<[name: string, wanted: unknown[]]>([
    ["year", [2020, null, 1969]], ["quarter", [1, null, 4]], ["month", [2, null, 12]], ["day", [29, null, 31]], ["weekday", [6, null, 3]],
    ["hour", [23, null, 0]], ["minute", [59, null, 0]], ["second", [58, null, 0]], ["millisecond", [987, null, 0]], ["dayOfYear", [60, null, 365]],
    ["isoWeek", [9, null, 1]], ["isoYear", [2020, null, 1970]],
  ])("%s", (name, wanted) => {
    expect(results(name, wall)).toEqual(wanted);
    expect(call(name, wall).type).toBe("int32");
    if (name === "hour") return;
    const days = dates("2020-02-29", null, "1969-12-31");
    if (!["minute", "second", "millisecond"].includes(name)) expect(results(name, days)).toEqual(wanted);
  });

  it("are of the zone's clock: daylight saving, and offsets of seconds before clocks had zones", () => {
    expect(results("hour", paulo)).toEqual([23, 1, 20, null]);
    expect(results("day", paulo)).toEqual([3, 4, 31, null]);
    expect(results("year", paulo)).toEqual([2018, 2018, 1899, null]);
    expect(results("second", paulo)).toEqual([59, 0, 32, null]);
    expect(results("minute", times("s", "Asia/Kathmandu", "2020-01-01T00:00:00Z"))).toEqual([45]);
    expect(results("minute", times("s", "Australia/Lord_Howe", "2020-01-01T00:00:00Z", "2020-07-01T00:00:00Z"))).toEqual([0, 30]);
    expect(results("hour", times("s", "America/St_Johns", "2020-01-01T00:00:00Z", "2020-07-01T00:00:00Z"))).toEqual([20, 21]);
    expect(results("hour", times("s", "Europe/London", "2020-01-01T00:00:00Z", "2020-07-01T00:00:00Z"))).toEqual([0, 1]);
  });

  it("are those that JavaScript's dates have, in any year", () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: -8.6e15, max: 8.64e15 }), { minLength: 1 }), (ms) => {
      const given = new Column({ type: "timestamp", values: BigInt64Array.from(ms, BigInt), unit: "ms" }, ms.length);
      const all = (part: (date: Date) => number) => ms.map((one) => part(new Date(one)));
      expect(results("year", given)).toEqual(all((date) => date.getUTCFullYear()));
      expect(results("month", given)).toEqual(all((date) => date.getUTCMonth() + 1));
      expect(results("day", given)).toEqual(all((date) => date.getUTCDate()));
      expect(results("weekday", given)).toEqual(all((date) => date.getUTCDay() || 7));
      expect(results("hour", given)).toEqual(all((date) => date.getUTCHours()));
      expect(results("minute", given)).toEqual(all((date) => date.getUTCMinutes()));
      expect(results("second", given)).toEqual(all((date) => date.getUTCSeconds()));
      expect(results("millisecond", given)).toEqual(all((date) => date.getUTCMilliseconds()));
      expect(results("dayOfYear", given)).toEqual(all((date) => {
        const first = new Date(date);
        return Math.floor((date.getTime() - first.setUTCMonth(0, 1)) / 864e5) + 1;
      }));
    }));
  });

  it("have the weeks of ISO 8601", () => {
    const given = dates("2018-12-30", "2018-12-31", "2021-01-03", "2021-01-04", "2020-12-31", "2016-01-01", "2024-12-30");
    expect(results("isoWeek", given)).toEqual([52, 1, 53, 1, 53, 53, 1]);
    expect(results("isoYear", given)).toEqual([2018, 2019, 2020, 2021, 2020, 2015, 2025]);
  });
});

describe("truncate", () => {
  it.each([
    ["year", "2020-01-01", "2020-01-01T00:00:00"], ["quarter", "2020-04-01", "2020-04-01T00:00:00"], ["month", "2020-05-01", "2020-05-01T00:00:00"],
    ["week", "2020-05-25", "2020-05-25T00:00:00"], ["day", "2020-05-31", "2020-05-31T00:00:00"], ["hour", undefined, "2020-05-31T13:00:00"],
    ["minute", undefined, "2020-05-31T13:14:00"], ["second", undefined, "2020-05-31T13:14:15"],
  ])("to the %s", (unit, day, moment) => {
    expect(results("truncate", times("ns", undefined, "2020-05-31T13:14:15.9", null), unit)).toEqual([moment, null]);
    if (day) expect(results("truncate", dates("2020-05-31", null), unit)).toEqual([day, null]);
  });

  it("gives the day's beginning on the zone's clock, also where midnight comes twice, or never", () => {
    const day = (zone: string, ...moments: string[]) => results("truncate", times("s", zone, ...moments), "day");
    expect(day("America/Sao_Paulo", "2018-11-04T12:00:00Z")).toEqual(["2018-11-04T01:00:00-02:00"]);
    expect(day("America/Havana", "2020-11-01T04:30:00Z", "2020-11-01T05:30:00Z")).toEqual(Array(2).fill("2020-11-01T00:00:00-04:00"));
    expect(day("Europe/London", "2020-03-29T12:00:00Z")).toEqual(["2020-03-29T00:00:00Z".replace("Z", "+00:00")]);
  });

  it("gives the hour's beginning, in the hour that comes twice, and where clocks change within it", () => {
    const hour = (zone: string, ...moments: string[]) => results("truncate", times("s", zone, ...moments), "hour");
    expect(hour("Europe/London", "2020-10-25T00:30:00Z", "2020-10-25T01:30:00Z")).toEqual(["2020-10-25T01:00:00+01:00", "2020-10-25T01:00:00+00:00"]);
    expect(hour("Asia/Kathmandu", "2020-01-01T00:30:00Z")).toEqual(["2020-01-01T06:00:00+05:45"]);
    expect(hour("Australia/Lord_Howe", "2020-10-03T15:45:00Z")).toEqual(["2020-10-04T02:30:00+11:00"]);
  });

  it("says which units there are", () => {
    expect(() => call("truncate", wall, "decade")).toThrow(/expected one of year, quarter.* got "decade"/);
    expect(() => call("truncate", dates("2020-01-01"), "hour")).toThrow(/a date has no hour/);
  });
});

describe.each([["a text a row", plain], ["a dictionary", coded]] as const)("dates and timestamps of text, with %s", (_how, column) => {
  it("reads dates of ISO text and of formats", () => {
    expect(results("date", column("2020-01-31", null, "2020-01-31T23:00:00-03:00"))).toEqual(["2020-01-31", null, "2020-01-31"]);
    expect(results("date", column("31/01/2020", "1/2/2020", null), "DD/MM/YYYY")).toEqual(["2020-01-31", "2020-02-01", null]);
  });

  it("says which row is no date", () => {
    const failure = expect.objectContaining({ code: "BadValue", row: 2 });
    expect(() => call("date", column("2020-01-31", "soon"))).toThrow(failure);
    expect(() => call("date", column("2020-01-31", "soon"))).toThrow(/^date: row 2: expected a date such as 2020-01-31.*got "soon"/);
    expect(() => call("date", column("1/1/2020", "2020-01-31"), "DD/MM/YYYY")).toThrow(/row 2: expected text of the format "DD\/MM\/YYYY"/);
    expect(() => call("timestamp", column("2020-01-31", "2020-01-31T25:00"))).toThrow(failure);
    expect(results("date", column("soon", "2020-01-31").slice(1))).toEqual(["2020-01-31"]);
  });

  it("reads timestamps, to the nanosecond where that is asked for", () => {
    expect(results("timestamp", column("2020-01-31", null, "2020-01-31 12:30:00.123456"))).toEqual([
      "2020-01-31T00:00:00", null, "2020-01-31T12:30:00.123456",
    ]);
    const fine = column("2020-01-31T00:00:00.123456789");
    expect(() => call("timestamp", fine)).toThrow(/what 64 bits can hold in us .*"ns"\)/);
    expect(results("timestamp", fine, "ISO", null, "ns")).toEqual(["2020-01-31T00:00:00.123456789"]);
    expect(() => call("timestamp", column("9999-01-01"), "ISO", null, "ns")).toThrow(/what 64 bits can hold in ns/);
    expect(results("timestamp", column("9999-12-31T23:59:59.999999", "-200000-01-01"))).toEqual(["9999-12-31T23:59:59.999999", "-200000-01-01T00:00:00"]);
    expect(typeGiven("timestamp", fine, "YYYY-MM-DDTHH:mm:ss.SSSSSSSSS").unit).toBe("ns");
    expect(results("timestamp", fine, "YYYY-MM-DDTHH:mm:ss.SSSSSSSSS")).toEqual(["2020-01-31T00:00:00.123456789"]);
  });

  it("keeps moments where texts say how far they are from UTC, and shows them in the zone that is asked for", () => {
    const offsets = column("2020-01-31T12:30:00-03:00", null, "2020-01-31T12:30:00Z");
    expect(call("timestamp", offsets).zone).toBe("UTC");
    expect(results("timestamp", offsets)).toEqual(["2020-01-31T15:30:00Z", null, "2020-01-31T12:30:00Z"]);
    expect(results("timestamp", offsets, "ISO", "Asia/Kathmandu")).toEqual(["2020-01-31T21:15:00+05:45", null, "2020-01-31T18:15:00+05:45"]);
    const local = column("2018-11-03T23:59:59", "2018-11-04T00:30:00", null);
    expect(call("timestamp", local).zone).toBeUndefined();
    expect(results("timestamp", local, null, "America/Sao_Paulo")).toEqual(["2018-11-03T23:59:59-03:00", "2018-11-04T01:30:00-02:00", null]);
    expect(results("timestamp", column("31/01/2020 12:30 -0300"), "DD/MM/YYYY HH:mm Z")).toEqual(["2020-01-31T15:30:00Z"]);
    expect(typeGiven("timestamp", local, "DD/MM/YYYY HH:mm Z").zone).toBe("UTC");
  });

  it("refuses a column where some texts have an offset, and names the row", () => {
    expect(() => call("timestamp", column("2020-01-31T00:00Z", null, "2020-01-31T00:00"))).toThrow(/row 3 has no offset from UTC, and rows before have one/);
    expect(() => call("timestamp", column("2020-01-31", "2020-01-31T00:00Z"))).toThrow(expect.objectContaining({ code: "BadValue", row: 2 }));
    expect(results("timestamp", column("2020-01-31", "2020-01-31T00:00Z"), "ISO", "UTC")).toEqual(["2020-01-31T00:00:00Z", "2020-01-31T00:00:00Z"]);
  });
});

describe("dates and timestamps of other values", () => {
  it("makes dates of numbers and timestamps", () => {
    expect(results("date", numbers(0, -1, null, 18_292))).toEqual(["1970-01-01", "1969-12-31", null, "2020-01-31"]);
    expect(results("date", numbers(-1, 1_580_515_199.9), "s")).toEqual(["1969-12-31", "2020-01-31"]);
    expect(results("date", bigints("int64", 1_580_515_199_999n), "ms")).toEqual(["2020-01-31"]);
    expect(results("date", paulo)).toEqual(["2018-11-03", "2018-11-04", "1899-12-31", null]);
    expect(() => call("date", numbers(1, Number.NaN))).toThrow(/row 2: expected a number of d since 1970-01-01, got NaN/);
    expect(() => call("date", numbers(3e9))).toThrow(/row 1/);
  });

  it("makes timestamps of numbers, exactly", () => {
    expect(results("timestamp", numbers(1_580_473_800.25, -0.5, null), "s")).toEqual(["2020-01-31T12:30:00.25Z", "1969-12-31T23:59:59.5Z", null]);
    expect(results("timestamp", integers(-1, 0), "s")).toEqual(["1969-12-31T23:59:59Z", "1970-01-01T00:00:00Z"]);
    expect(results("timestamp", bigints("int64", 1_580_473_800_123_456_789n), "ns")).toEqual(["2020-01-31T12:30:00.123456789Z"]);
    expect(results("timestamp", bigints("uint64", 1_580_473_800_123_456_789n), "ns")).toEqual(["2020-01-31T12:30:00.123456789Z"]);
    expect(results("timestamp", numbers(8.64e15, 1e12 + 0.125), "ms")).toEqual(["+275760-09-13T00:00:00Z", "2001-09-09T01:46:40.000125Z"]);
    expect(results("timestamp", numbers(0), "ms", "America/Sao_Paulo")).toEqual(["1969-12-31T21:00:00-03:00"]);
    expect(typeGiven("timestamp", numbers(0), "s")).toMatchObject({ unit: "us", zone: "UTC" });
    expect(typeGiven("timestamp", integers(0), "s")).toMatchObject({ unit: "s", zone: "UTC" });
    expect(typeGiven("timestamp", numbers(0), "ns", "Asia/Kathmandu")).toMatchObject({ unit: "ns", zone: "Asia/Kathmandu" });
    expect(() => call("timestamp", numbers(1e30), "s")).toThrow(/row 1: expected a number of s since 1970 that 64 bits can hold in us, got 1e\+30/);
    expect(() => call("timestamp", bigints("uint64", 2n ** 63n), "ns")).toThrow(/row 1/);
    expect(() => call("timestamp", numbers(1))).toThrow(/a number needs its unit/);
  });

  it("makes timestamps of dates: midnight on the zone's clock", () => {
    expect(results("timestamp", dates("2020-01-31", null))).toEqual(["2020-01-31T00:00:00", null]);
    expect(results("timestamp", dates("2018-11-04"), null, "America/Sao_Paulo")).toEqual(["2018-11-04T01:00:00-02:00"]);
  });

  it("shows the same moments on another zone's clock, and takes clocks without a zone for that zone's", () => {
    const london = times("us", "Europe/London", "2020-07-01T12:00:00Z", null);
    expect(results("inZone", london, "Asia/Kathmandu")).toEqual(["2020-07-01T17:45:00+05:45", null]);
    expect(results("inZone", times("us", undefined, "2020-07-01T12:00:00.5"), "Europe/London")).toEqual(["2020-07-01T12:00:00.5+01:00"]);
    expect(results("timestamp", london, null, "UTC")).toEqual(["2020-07-01T12:00:00Z", null]);
    expect(typeGiven("inZone", london, "UTC")).toMatchObject({ unit: "us", zone: "UTC" });
  });

  it.each<[name: string, args: FunctionArgument[], message: RegExp]>([
    ["inZone", [wall, "Mars/Olympus"], /no time zone is named "Mars\/Olympus"/], ["timestamp", [plain("x"), "ISO", "Mars"], /no time zone is named "Mars"/],
    ["timestamp", [plain("x"), "ISO", null, "min"], /expected a unit, s, ms, us or ns, got "min"/], ["timestamp", [wall, "YYYY"], /a timestamp has no format/],
    ["timestamp", [dates("2020-01-01"), null, null, "s"], /only text takes a unit/], ["timestamp", [plain("x"), "%Y"], /has "%"/],
    ["date", [plain("x"), "DD/MM"], /has no year/], ["date", [numbers(1), "weeks"], /expected the unit of a number/], ["date", [wall, "YYYY"], /a timestamp has no format/],
    ["number", [numbers(1), "s"], /a number has no unit/], ["number", [wall, "min"], /expected one of d, s, ms, us, ns, got "min"/],
  ])("%s says what is wrong with what is written", (name, args, message) => {
    expect(() => call(name, ...args)).toThrow(message);
  });

  it("is null where the argument is", () => {
    for (const name of ["date", "timestamp", "year", "hour", "number", "boolean", "text"]) expect(results(name, null), name).toEqual([null, null]);
    for (const [name, literal] of [["truncate", "day"], ["inZone", "UTC"]] as const) {
      expect(columnFunctions.get(name)!.run([null, literal], 2).toArray(), name).toEqual([null, null]);
    }
  });
});

describe.each([["a text a row", plain], ["a dictionary", coded]] as const)("number and boolean, with %s", (_how, column) => {
  it("reads numbers as JavaScript does, and words for no value as null", () => {
    const texts = ["1", "-2.5", " 3 ", "1e3", ".5", "5.", "+7", "0.1", "123456789012345678", "1234567890.12345678", "NaN", "-Infinity", "-0", null, "", "NA", "n/a", "-"];
    expect(results("number", column(...texts))).toEqual([
      1, -2.5, 3, 1000, 0.5, 5, 7, 0.1, 123456789012345680, 1234567890.1234567, Number.NaN, -Infinity, -0, null, null, null, null, null,
    ]);
    fc.assert(fc.property(fc.array(fc.oneof(fc.double(), fc.integer().map((n) => n / 1000)), { minLength: 1 }), (values) => {
      expect(results("number", column(...values.map((value) => (Object.is(value, -0) ? "-0" : String(value)))))).toEqual(values);
    }));
  });

  it.each(["one", "1,000", "1.2.3", "--1", "1e", "0x10", "1_000", "١", "1 2", ".", "-."])("says which row is no number: %j", (text) => {
    expect(() => call("number", column("1", null, text))).toThrow(expect.objectContaining({ code: "BadValue", row: 3 }));
    expect(() => call("number", column("1", null, text))).toThrow(/^number: row 3: expected a number such as -1234.5 or 1e3, got "/);
  });

  it("reads booleans", () => {
    expect(results("boolean", column("true", "F", "Yes", "0", null, "NA"))).toEqual([true, false, true, false, null, null]);
    expect(() => call("boolean", column("true", "maybe"))).toThrow(/row 2: expected true or false, got "maybe"/);
  });
});

describe("number and boolean of other values", () => {
  it("gives the nearest float64 of any number", () => {
    expect(results("number", bigints("int64", 9_007_199_254_740_993n, -1n, -(2n ** 63n)))).toEqual([9007199254740992, -1, -(2 ** 63)]);
    expect(results("number", bigints("uint64", 2n ** 64n - 1n, 5n))).toEqual([2 ** 64, 5]);
    expect(results("number", integers(-7, 7))).toEqual([-7, 7]);
    const decimal = new Column({ type: "decimal", values: BigInt64Array.of(-1250n, 1n), words: 1, precision: 9, scale: 2 }, 2);
    expect(results("number", decimal)).toEqual([-12.5, 0.01]);
    expect(results("number", new Column({ type: "boolean", values: Uint8Array.of(1, 0) }, 2))).toEqual([1, 0]);
  });

  it("gives days of dates and milliseconds of timestamps, which date and timestamp take back", () => {
    const moment = times("us", "UTC", "2020-01-31T12:30:00.000250Z", null, "1969-12-31T23:59:59.5Z");
    expect(results("number", moment)).toEqual([1_580_473_800_000.25, null, -500]);
    expect(results("number", moment, "s")).toEqual([1_580_473_800.00025, null, -0.5]);
    expect(results("number", moment, "d")[2]).toBeCloseTo(-0.5 / 86_400, 15);
    expect(results("timestamp", call("number", moment), "ms")).toEqual(moment.toArray());
    expect(results("number", dates("2020-01-31"))).toEqual([18_292]);
    expect(results("number", dates("1970-01-02"), "ms")).toEqual([864e5]);
  });

  it("takes durations that are written, but not months, which have no fixed length", () => {
    const run = (name: string, months: number, ns: bigint) => columnFunctions.get(name)!.run([{ months, days: 0, ns }], 2).toArray();
    expect(run("number", 0, 1_500_000n)).toEqual([1.5, 1.5]);
    expect(run("text", 0, -1_500_000_000n)).toEqual(["-PT1.5S", "-PT1.5S"]);
    expect(run("number", 0, 200_000n * 86_400_000_000_000n)).toEqual([200_000 * 864e5, 200_000 * 864e5]);
    expect(() => run("number", 1, 0n)).toThrow(/no fixed length/);
    expect(() => run("number", 0, 2n ** 64n + 1n)).toThrow(/beyond what 64 bits can hold/);
  });

  it("gives the nearest number of a timestamp's own unit", () => {
    fc.assert(fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
      const given = new Column({ type: "timestamp", values: BigInt64Array.of(value), unit: "ns" }, 1);
      expect(results("number", given, "ns")).toEqual([Number(value)]);
    }));
    const durations = new Column({ type: "duration", values: BigInt64Array.of(90n, -1n), unit: "s" }, 2);
    expect(results("number", durations)).toEqual([90_000, -1000]);
    expect(results("number", durations, "us")).toEqual([9e7, -1e6]);
  });

  it("says whether a number is not 0", () => {
    expect(results("boolean", numbers(0, -0, 2, null, -Infinity))).toEqual([false, false, true, null, true]);
    expect(() => call("boolean", numbers(1, Number.NaN))).toThrow(/row 2: expected a number, got NaN/);
  });
});
