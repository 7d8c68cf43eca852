import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dateText } from "../../../src/columns/calendar";
import { Column } from "../../../src/columns/column";
import { add, arithmeticType, subtract } from "../../../src/columns/functions/index";
import type { DurationValue, FunctionArgument } from "../../../src/columns/functions/interface";
import { dates, durations, numbers, plain, times } from "../columns";
import { typeOf } from "./calls";

const HOUR = 3_600_000_000_000n;
const months = (count: number, days = 0, ns = 0n): DurationValue => ({ months: count, days, ns });
const span = (ns: bigint): DurationValue => ({ months: 0, days: 0, ns });
const spanOfDays = (days: number): DurationValue => ({ months: 0, days, ns: 0n });
const DAY = spanOfDays(1);

/** The result, after its type was compared with what arithmeticType says. */
function result(op: "+" | "-", a: FunctionArgument, b: FunctionArgument): Column {
  const length = [a, b].find(Column.is)!.length;
  const column = (op === "+" ? add : subtract)(a, b, length);
  const type = (one: FunctionArgument) => (Column.is(one) ? typeOf(one) : { kind: "duration" as const });
  const literal = (one: FunctionArgument) => (Column.is(one) ? undefined : one);
  const said = arithmeticType(op, type(a), type(b), literal(a), literal(b));
  expect({ type: column.type, unit: column.unit, zone: column.zone }).toEqual({ type: said.type, unit: said.unit, zone: said.zone });
  return column;
}
const values = (op: "+" | "-", a: FunctionArgument, b: FunctionArgument) => result(op, a, b).toArray();

describe("dates and durations", () => {
  it("adds and subtracts months, which end at the month's last day", () => {
    const given = dates("2020-01-31", "2019-01-31", "2020-02-29", null, "2020-12-31");
    expect(values("+", given, months(1))).toEqual(["2020-02-29", "2019-02-28", "2020-03-29", null, "2021-01-31"]);
    expect(values("-", given, months(2))).toEqual(["2019-11-30", "2018-11-30", "2019-12-29", null, "2020-10-31"]);
    expect(values("+", given, months(12))).toEqual(["2021-01-31", "2020-01-31", "2021-02-28", null, "2021-12-31"]);
    expect(values("+", months(-14), given)).toEqual(["2018-11-30", "2017-11-30", "2018-12-29", null, "2019-10-31"]);
  });

  it("adds days, and months before days", () => {
    expect(values("+", dates("2020-02-28", null), spanOfDays(2))).toEqual(["2020-03-01", null]);
    expect(values("-", dates("2020-03-01"), DAY)).toEqual(["2020-02-29"]);
    expect(values("+", dates("2020-01-31"), months(1, 1))).toEqual(["2020-03-01"]);
  });

  it("makes a timestamp of a date and hours", () => {
    expect(values("+", dates("2020-01-31", null), span(36n * HOUR))).toEqual(["2020-02-01T12:00:00", null]);
    expect(values("-", dates("1970-01-01"), span(1n))).toEqual(["1969-12-31T23:59:59.999999999"]);
    expect(values("+", dates("2020-01-31", null), durations("ms", 1500n, 5n))).toEqual(["2020-01-31T00:00:01.5", null]);
    expect(values("+", durations("s", 86_400n), dates("2020-01-31"))).toEqual(["2020-02-01T00:00:00"]);
  });

  it("agrees with JavaScript's dates", () => {
    fc.assert(fc.property(fc.integer({ min: -5e7, max: 5e7 }), fc.integer({ min: -3000, max: 3000 }), fc.integer({ min: -5000, max: 5000 }), (day, shift, days) => {
      const date = new Date(day * 864e5);
      const first = new Date(Date.UTC(2000, 0, 1));
      first.setUTCFullYear(date.getUTCFullYear(), date.getUTCMonth() + shift, 1);
      const last = new Date(first);
      last.setUTCMonth(first.getUTCMonth() + 1, 0);
      const wanted = first.getTime() / 864e5 + Math.min(date.getUTCDate(), last.getUTCDate()) - 1 + days;
      const column = new Column({ type: "date", values: Int32Array.of(day) }, 1);
      expect(values("+", column, months(shift, days))).toEqual([dateText(wanted)]);
    }));
  });
});

describe("timestamps and durations", () => {
  it("takes months and whole days by the clock on the wall of the zone, and hours by exact time", () => {
    const eve = times("ms", "America/Sao_Paulo", "2018-11-03T02:30:00Z", null); // 23:30 the day before; clocks leap on the 4th at midnight
    expect(eve.get(0)).toBe("2018-11-02T23:30:00-03:00");
    expect(values("+", eve, span(48n * HOUR))).toEqual(["2018-11-05T00:30:00-02:00", null]);
    expect(values("+", eve, spanOfDays(2))).toEqual(["2018-11-04T23:30:00-02:00", null]);
    expect(values("+", eve, span(36n * HOUR))).toEqual(["2018-11-04T12:30:00-02:00", null]);
    expect(values("+", eve, months(1))).toEqual(["2018-12-02T23:30:00-02:00", null]);
    expect(values("-", eve, months(1))).toEqual(["2018-10-02T23:30:00-03:00", null]);
    expect(values("+", times("s", "Europe/London", "2020-03-28T01:30:00Z"), DAY)).toEqual(["2020-03-29T02:30:00+01:00"]);
    expect(values("+", times("s", "Europe/London", "2020-10-25T01:30:00Z"), span(0n))).toEqual(["2020-10-25T01:30:00+00:00"]);
    expect(values("+", times("s", "Europe/London", "2020-03-28T01:30:00Z"), months(1, 0, HOUR))).toEqual(["2020-04-28T02:30:00+01:00"]);
  });

  it("keeps its unit, or takes a finer one where the duration needs it", () => {
    const second = times("s", undefined, "2020-01-31T12:00:00", "1969-12-31T23:59:59");
    expect(result("+", second, span(HOUR)).unit).toBe("s");
    expect(values("+", second, span(1_500_000_000n))).toEqual(["2020-01-31T12:00:01.5", "1970-01-01T00:00:00.5"]);
    expect(result("+", second, span(1_500_000_000n)).unit).toBe("ms");
    expect(values("-", second, span(1n))).toEqual(["2020-01-31T11:59:59.999999999", "1969-12-31T23:59:58.999999999"]);
    expect(values("+", second, durations("us", 1n, -1n))).toEqual(["2020-01-31T12:00:00.000001", "1969-12-31T23:59:58.999999"]);
    expect(values("+", durations("s", 1n, null), second)).toEqual(["2020-01-31T12:00:01", null]);
    expect(values("-", times("ns", "UTC", "2020-01-31T00:00:00.000000001Z"), durations("s", 1n))).toEqual(["2020-01-30T23:59:59.000000001Z"]);
  });

  it("gives the duration between two of them, exactly", () => {
    expect(values("-", dates("2020-03-01", null), dates("2020-02-28", "2020-01-01"))).toEqual([2 * 864e5, null]);
    const fine = result("-", times("ns", undefined, "2020-01-31T00:00:00.000000001"), times("s", undefined, "2020-01-31T00:00:01"));
    expect([fine.type, fine.unit, fine.values]).toEqual(["duration", "ns", BigInt64Array.of(-999_999_999n)]);
    expect(values("-", times("s", "UTC", "2020-07-01T12:00:00Z"), times("s", "Asia/Kathmandu", "2020-07-01T00:00:00Z"))).toEqual([12 * 36e5]);
    expect(values("-", times("s", "Europe/London", "2020-07-01T00:00:00Z"), dates("2020-07-01"))).toEqual([36e5]);
    expect(values("-", dates("2020-07-01"), times("s", "Europe/London", "2020-07-01T00:00:00Z"))).toEqual([-36e5]);
  });

  it("adds and subtracts durations", () => {
    expect(values("+", durations("s", 1n, -5n, null), durations("ms", 500n, 1n, 1n))).toEqual([1500, -4999, null]);
    expect(values("-", durations("s", 1n), span(250_000_000n))).toEqual([750]);
    expect(values("+", span(HOUR), durations("s", 1n))).toEqual([3_601_000]);
    expect(values("-", span(HOUR), durations("s", 1n))).toEqual([3_599_000]);
  });

  it("is exact for any nanoseconds", () => {
    const any = fc.bigInt({ min: -(2n ** 61n), max: 2n ** 61n });
    fc.assert(fc.property(any, any, (a, b) => {
      const column = (type: "timestamp" | "duration", value: bigint) => new Column({ type, values: BigInt64Array.of(value), unit: "ns" }, 1);
      expect(result("+", column("timestamp", a), span(b)).values).toEqual(BigInt64Array.of(a + b));
      expect(result("-", column("timestamp", a), column("duration", b)).values).toEqual(BigInt64Array.of(a - b));
      expect(result("-", column("timestamp", a), column("timestamp", b)).values).toEqual(BigInt64Array.of(a - b));
    }));
  });

  it("is null beside null", () => {
    expect(add(null, dates("2020-01-01", "2020-01-02"), 2).toArray()).toEqual([null, null]);
    expect(subtract(dates("2020-01-01", "2020-01-02"), null, 2).toArray()).toEqual([null, null]);
  });
});

describe("what cannot be added", () => {
  it("says in which row the result has no room", () => {
    const late = times("ns", undefined, "2000-01-01", "2262-01-01");
    expect(() => add(late, months(12), 2)).toThrow(/^add: row 2: the result is beyond what 64 bits of ns can hold/);
    expect(() => add(late, months(12), 2)).toThrow(expect.objectContaining({ code: "BadValue", row: 2 }));
    expect(() => subtract(times("ns", undefined, "2262-01-01"), times("ns", undefined, "1700-01-01"), 1)).toThrow(/^subtract: row 1/);
    expect(() => add(dates("2020-01-01"), months(1e9), 1)).toThrow(/beyond what a date can hold/);
  });

  it.each<[op: "+" | "-", a: FunctionArgument, b: FunctionArgument, message: RegExp]>([
    ["+", dates("2020-01-01"), dates("2020-01-01"), /date \+ date has no meaning/], ["+", dates("2020-01-01"), numbers(1), /date \+ number has no meaning.*date \+ 30d/],
    ["-", durations("s", 1n), dates("2020-01-01"), /duration - date has no meaning/], ["+", plain("a"), durations("s", 1n), /text \+ duration/],
    ["-", times("s", "UTC", "2020-01-01"), times("s", undefined, "2020-01-01"), /do not go together/],
  ])("%s", (op, a, b, message) => {
    expect(() => arithmeticType(op, typeOf(a), typeOf(b))).toThrow(message);
  });

  it("refuses months beside durations, for they have no fixed length", () => {
    expect(() => arithmeticType("+", { kind: "duration" }, { kind: "duration" }, undefined, months(1))).toThrow(/no fixed length/);
    expect(() => add(durations("s", 1n), months(1), 1)).toThrow(/no fixed length/);
  });
});
