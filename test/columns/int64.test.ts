import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { secondsOf } from "../../src/columns/calendar";
import { halvesOf, int64Number, SecondsReader, SecondsWriter, splitNs } from "../../src/columns/int64";
import type { TimeUnit } from "../../src/columns/types";

const LEAST = -(2n ** 63n);
const MOST = 2n ** 63n - 1n;
const PER: Record<TimeUnit, bigint> = { s: 1n, ms: 1000n, us: 1_000_000n, ns: 1_000_000_000n };
const units = fc.constantFrom<TimeUnit>("s", "ms", "us", "ns");
const anyValue = fc.oneof(fc.bigInt({ min: LEAST, max: MOST }), fc.bigInt({ min: -(2n ** 34n), max: 2n ** 34n }), fc.constantFrom(LEAST, MOST, 0n, -1n, 2n ** 32n, -(2n ** 32n)));

describe("64-bit integers in halves", () => {
  it("are the nearest double", () => {
    fc.assert(fc.property(anyValue, (value) => {
      const low = BigInt64Array.of(7n, value);
      expect(int64Number(halvesOf(low.subarray(1)), 0)).toBe(Number(value));
    }));
  });

  it("are read as seconds and the rest, as bigints give them", () => {
    fc.assert(fc.property(units, anyValue, (unit, any) => {
      const value = unit === "s" || unit === "ms" ? any / (2n ** 12n) : any;
      const reader = new SecondsReader(BigInt64Array.of(7n, value), unit);
      reader.read(1);
      expect({ seconds: reader.seconds, rest: reader.rest }).toEqual(secondsOf(value, unit));
    }), { numRuns: 1000 });
  });

  it("are written from seconds and the rest, wherever 64 bits hold them", () => {
    fc.assert(fc.property(units, anyValue, (unit, any) => {
      const value = unit === "s" || unit === "ms" ? any / (2n ** 12n) : any;
      const { seconds, rest } = secondsOf(value, unit);
      const writer = new SecondsWriter(2, unit);
      const room = 2n * PER[unit];
      if (!writer.write(1, seconds, rest)) expect(value < LEAST + room || value > MOST - room).toBe(true);
      else expect(writer.values).toEqual(BigInt64Array.of(0n, value));
    }), { numRuns: 1000 });
  });

  it.each<[TimeUnit, number]>([["ns", 9_223_372_036], ["us", 9_223_372_036_855], ["s", 2 ** 63], ["ns", Number.NaN], ["ms", Infinity]])(
    "refuse %s of %d seconds, before and after 1970",
    (unit, seconds) => {
      const writer = new SecondsWriter(1, unit);
      expect([writer.write(0, seconds, 0), writer.write(0, -seconds, 0)]).toEqual([false, false]);
      expect(writer.values).toEqual(BigInt64Array.of(0n));
    },
  );

  it("are split from nanoseconds, rounded down", () => {
    expect([splitNs(1_500_000_000n), splitNs(-1n), splitNs(-1_000_000_000n)]).toEqual([[1, 500_000_000], [-1, 999_999_999], [-1, 0]]);
  });
});
