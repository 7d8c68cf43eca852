import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Column } from "../../../src/columns/column";
import { checkComparable, compare, type Comparison, isIn } from "../../../src/columns/functions/index";
import type { FunctionArgument } from "../../../src/columns/functions/interface";
import { coded, dates, durations, numbers, plain, times } from "../columns";
import { typeOf } from "./calls";

const OPS = ["==", "!=", "<", "<=", ">", ">="] as const;
const HOLDS: Record<Comparison, (sign: number) => boolean> = {
  "==": (sign) => sign === 0, "!=": (sign) => sign !== 0, "<": (sign) => sign < 0, "<=": (sign) => sign <= 0, ">": (sign) => sign > 0, ">=": (sign) => sign >= 0,
};
const booleans = (...values: boolean[]) => new Column({ type: "boolean", values: Uint8Array.from(values, Number) }, values.length);

/** By every comparison, in both directions. */
function expectOrder(a: FunctionArgument, b: FunctionArgument, wanted: (number | null)[]) {
  const length = wanted.length;
  for (const op of OPS) {
    expect(compare(a, b, op, length).toArray(), op).toEqual(wanted.map((sign) => (sign === null ? null : HOLDS[op](sign))));
    expect(compare(b, a, op, length).toArray(), op).toEqual(wanted.map((sign) => (sign === null ? null : HOLDS[op](-sign))));
  }
}

describe("comparison", () => {
  it.each([["plain texts", plain, plain], ["dictionaries", coded, coded], ["a dictionary and plain text", coded, plain]])("of text by its bytes: %s", (_how, left, right) => {
    const a = left("a", "b", "", "é", "\u{1f600}", null, "abc", "same", "same", "same", "same", "same", "same");
    const b = right("b", "b", "a", "z", "\uffff", "a", null, "same", "other", "same", "same", "same", "same");
    expectOrder(a, b, [-1, 0, -1, 1, 1, null, null, 0, 1, 0, 0, 0, 0]);
    expectOrder(a.slice(3, 7), b.slice(3, 7), [1, 1, null, null]);
  });

  it.each([["plain texts", plain], ["a dictionary", coded]])("of text with a text that is written: %s", (_how, column) => {
    expectOrder(column("a", "b", null, "c", "b"), "b", [-1, 0, null, 1, 0]);
    expect(compare("a", "b", "<", 2).toArray()).toEqual([true, true]);
  });

  it("of dates, timestamps of any unit and zone, and durations, exactly", () => {
    expectOrder(dates("2020-01-31", "2020-02-01", null), dates("2020-02-01", "2020-02-01", "2020-02-01"), [-1, 0, null]);
    expectOrder(times("ns", undefined, "2020-01-31T00:00:00.000000001", "1969-12-31T23:59:59.999999999"), times("ms", undefined, "2020-01-31", "1970-01-01"), [1, -1]);
    expectOrder(times("ms", "UTC", "2020-07-01T12:00:00Z", null), times("us", "Asia/Kathmandu", "2020-07-01T17:45:00+05:45", "2020-01-01T00:00Z"), [0, null]);
    const far = (value: bigint) => new Column({ type: "timestamp", values: BigInt64Array.of(value), unit: "ns" }, 1);
    expectOrder(far(2n ** 62n), far(2n ** 62n + 1n), [-1]);
    expectOrder(far(-(2n ** 63n)), far(2n ** 63n - 1n), [-1]);
    expectOrder(far(-1n), far(0n), [-1]);
    expectOrder(durations("s", 60n, -1n, null), durations("ms", 60_000n, -999n, 1n), [0, -1, null]);
    expectOrder(durations("s", 60n, 3600n), { months: 0, days: 0, ns: 60_000_000_000n }, [0, 1]);
    expectOrder(booleans(true, false, true), booleans(true, true, false), [0, -1, 1]);
    expectOrder(booleans(true, false), true, [0, -1]);
  });

  it("of a date with timestamps: it is midnight on their clock", () => {
    expectOrder(dates("2020-07-01", "2020-07-01"), times("s", undefined, "2020-07-01T00:00:00", "2020-07-01T00:00:01"), [0, -1]);
    expectOrder(dates("2020-07-01", "2020-07-01"), times("s", "Europe/London", "2020-06-30T23:00:00Z", "2020-07-01T00:00:00Z"), [0, -1]);
  });

  it("of dates and timestamps with ISO text that is written", () => {
    expectOrder(dates("2020-01-31", "2020-02-01"), "2020-02-01", [-1, 0]);
    expectOrder(times("s", "Europe/London", "2020-07-01T11:00:00Z", "2020-07-01T12:00:00Z"), "2020-07-01T12:00", [0, 1]);
    expectOrder(times("s", "Europe/London", "2020-07-01T11:00:00Z"), "2020-07-01T12:00Z", [-1]);
    expectOrder(times("s", undefined, "2020-07-01T11:00:00"), "2020-07-01T11:00:00.000000001", [-1]);
  });

  it("is null beside null", () => {
    expect(compare(null, plain("a", "b"), "==", 2).toArray()).toEqual([null, null]);
  });

  it("agrees with the order of bigints, whatever the units", () => {
    const unit = fc.constantFrom(["s", 1_000_000_000n] as const, ["ms", 1_000_000n] as const, ["us", 1000n] as const, ["ns", 1n] as const);
    const value = fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n });
    fc.assert(fc.property(unit, unit, value, fc.bigInt({ min: -2n, max: 2n }), ([u, perA], [v, perB], ns, off) => {
      const a = ns / perA;
      const b = ns / perB + off;
      const column = (values: bigint, of: typeof u) => new Column({ type: "timestamp", values: BigInt64Array.of(values), unit: of }, 1);
      expectOrder(column(a, u), column(b, v), [a * perA < b * perB ? -1 : a * perA > b * perB ? 1 : 0]);
    }), { numRuns: 300 });
  });

  it("of text agrees with the order of code points", () => {
    const texts = fc.array(fc.string({ unit: "grapheme", maxLength: 3 }), { minLength: 3, maxLength: 30 });
    const order = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
    fc.assert(fc.property(texts, (all) => {
      const others = all.toReversed();
      const wanted = all.map((text, i) => order(text, others[i]!));
      expectOrder(plain(...all), coded(...others), wanted);
      expectOrder(coded(...all, ...all), coded(...others, ...others), [...wanted, ...wanted]);
    }));
  });

  it.each<[string, FunctionArgument, FunctionArgument, RegExp]>([
    ["text and numbers", plain("1"), numbers(1), /text and number cannot be compared: write number\(\.\.\.\) around the text/],
    ["dates and numbers", dates("2020-01-01"), numbers(1), /date and number cannot be compared$/],
    ["a timestamp with a zone and one without", times("s", "UTC", "2020-01-01"), times("s", undefined, "2020-01-01"), /do not go together: inZone/],
    ["a date and text that is none", dates("2020-01-01"), "31/01/2020", /expected a date such as "2020-01-31".*got "31\/01\/2020"/],
    ["a clock without a zone and an offset", times("s", undefined, "2020-01-01"), "2020-01-01T00:00Z", /has an offset from UTC/],
  ])("refuses %s", (_what, a, b, message) => {
    const literal = (one: FunctionArgument) => (Column.is(one) ? undefined : one);
    expect(() => checkComparable(typeOf(a), typeOf(b), literal(a), literal(b))).toThrow(message);
    expect(() => checkComparable(typeOf(b), typeOf(a), literal(b), literal(a))).toThrow();
  });

  it("lets pass what goes together, and refuses months, which have no length", () => {
    checkComparable({ kind: "date" }, { kind: "timestamp", zone: "UTC" });
    checkComparable({ kind: "timestamp", zone: "Asia/Kathmandu" }, { kind: "timestamp", zone: "UTC" });
    checkComparable({ kind: "date" }, { kind: "text" }, undefined, "2020-01-31");
    checkComparable({ kind: "duration" }, { kind: "duration" }, undefined, { months: 0, days: 0, ns: 5n });
    expect(() => checkComparable({ kind: "duration" }, { kind: "duration" }, undefined, { months: 1, days: 0, ns: 0n })).toThrow(/no fixed length/);
    expect(() => checkComparable({ kind: "text" }, { kind: "date" })).toThrow(/write date\(\.\.\.\) around the text/);
  });
});

describe("isIn", () => {
  it("finds text, dates and timestamps among those that are written", () => {
    for (const column of [plain, coded]) {
      expect(isIn(column("a", "b", null, "c", "a").slice(1), ["a", "c", null], 4).toArray()).toEqual([false, null, true, true]);
    }
    expect(isIn(dates("2020-01-31", "2020-02-01", null), ["2020-02-01", "2021-01-01"], 3).toArray()).toEqual([false, true, null]);
    expect(isIn(times("ms", "UTC", "2020-01-31T00:00Z"), ["2020-01-31"], 1).toArray()).toEqual([true]);
  });
});
