/** What values of formulas over columns are, to the last digit. */
import { describe, expect, it } from "vitest";
import { Column } from "../../src/columns/column";
import { columnOf as columnFrom } from "../../src/columns/make";
import { linesOf } from "../../src/expression/typed/plan-text";
import { times } from "./columns";
import { dates, durations, evaluated, type Inputs, numbers, planOver, texts } from "./formula-columns";

const valuesOf = (text: string, inputs: Inputs) => evaluated(text, inputs).toArray();

describe("a length of time in a formula", () => {
  // The clocks of Berlin were set forward in the night to 2020-03-29.
  const t = times("s", "Europe/Berlin", "2020-03-28T12:00:00+01:00", null);
  const one = numbers([1, 1]);
  it.each([
    ["t + 1d", "2020-03-29T12:00:00+02:00"], ["t + 0.5w - 2.5d", "2020-03-29T13:00:00+02:00"], ["t + 1w - 6d", "2020-03-29T12:00:00+02:00"],
    ["t + 24h", "2020-03-29T13:00:00+02:00"], ["t + 1440min", "2020-03-29T13:00:00+02:00"], ["t + 12h * 2", "2020-03-29T13:00:00+02:00"],
    ["t + 1d * 2", "2020-03-30T12:00:00+02:00"], ["t + (1d + 24h)", "2020-03-30T12:00:00+02:00"], ["t + 48h - 1d", "2020-03-29T13:00:00+02:00"],
    ["t + 1.5d", "2020-03-30T01:00:00+02:00"], ["t + one * 1d", "2020-03-29T13:00:00+02:00"], ["t + 2d / 2", "2020-03-29T13:00:00+02:00"],
    ["t + -1d * -1", "2020-03-29T12:00:00+02:00"],
  ])("%s goes by the clock on the wall for whole days and weeks, else by exact time", (text, want) => {
    expect(valuesOf(text, { t, one })).toEqual([want, null]);
  });

  it("has days of 24 hours where it stands beside other lengths", () => {
    expect(valuesOf("took / 1d", { took: durations([86_400n, 43_200n], "s") })).toEqual([1, 0.5]);
    expect(valuesOf("took == 1d and took >= 24h and took < 1w", { took: durations([86_400n], "s") })).toEqual([true]);
    expect(valuesOf("if(1d == 24h and 1w / 1d == 7, one, 0)", { one })).toEqual([1, 1]);
    expect(valuesOf("took + 1d", { took: durations([1n], "ms") })).toEqual([86_400_001]);
    expect(valuesOf("coalesce(took, 1d)", { took: durations([null], "ms") })).toEqual([86_400_000]);
  });

  it("makes a timestamp of a date and hours, however many", () => {
    const day = dates(["2020-01-31"]);
    expect(valuesOf("day + 24h", { day })).toEqual(["2020-02-01T00:00:00"]);
    expect(valuesOf("day + 1d", { day })).toEqual(["2020-02-01"]);
    expect(() => evaluated("day + one", { day, one: numbers([1]) })).toThrow(expect.objectContaining({ message: expect.not.stringMatching(/x \* 1d/) }));
  });
});

describe("a number of a formula", () => {
  it("of float32 is in a list where it equals a number there", () => {
    const f = numbers([Math.fround(0.1), 0.5, Number.NaN, null], "float32");
    expect(valuesOf("f in (0.1, 0.5, NaN)", { f })).toEqual([false, true, false, null]);
    expect(valuesOf("f == 0.1 or f == 0.5", { f })).toEqual([false, true, false, null]);
    expect(valuesOf("f not in (0.1)", { f })).toEqual([true, true, true, null]);
  });

  it.each([
    ["ns", "ms", -5n, -0.000005], ["ns", "s", -1_000_000_001n, -1.000000001], ["us", "d", -43_200_000_000n, -0.5], ["s", "ms", -3n, -3000],
    ["ns", "ms", 1_234_567_890_123_456_789n, 1_234_567_890_123.4568], ["ns", "ms", -(2n ** 53n + 1n), Number("-9007199254.740993")],
    ["ns", "s", 2n ** 63n - 1n, Number("9223372036.854775807")], ["ms", "ns", 9_007_199_254_740_993n, Number("9007199254740993e6")],
    ["ns", "d", 2n ** 62n + 1n, Number("53375.99558365032297453703703703703703704")], ["us", "ms", -1n, -0.001],
  ] as const)("of a length in %s is the double nearest to it in %s: %s", (unit, wanted, value, number) => {
    expect(valuesOf(`number(took, "${wanted}")`, { took: durations([value], unit) })).toEqual([number]);
    if (wanted === "ms") expect(durations([value], unit).get(0)).toBe(number);
  });
});

describe("timestamps of a formula", () => {
  const o = times("s", undefined, "2020-01-01T00:00:00"), ts = times("s", "UTC", "2020-01-01T00:00:01Z"), text = texts(["2020-01-01T00:00:00Z"]);
  it("are of UTC where the text that is written says how far it is from there", () => {
    expect(valuesOf("timestamp('2020-01-01T00:00:00Z') - ts", { ts })).toEqual([-1000]);
    expect(valuesOf("timestamp('2020-01-01T02:00:00+02:00') < ts", { ts })).toEqual([true]);
    expect(valuesOf("timestamp('2020-01-01T00:00:00', 'ISO') == o", { o })).toEqual([true]);
  });

  it.each([
    ["timestamp('2020-01-01T00:00:00Z') == o", 37], ["o - timestamp('2020-01-01T00:00:00Z')", 4], ["not (timestamp(text) == o)", 21], ["timestamp(text) - o", 16],
    ["if(o > timestamp(text), 1, 2)", 5],
  ])("with a zone and without one do not go together: %s", (formula, position) => {
    expect(() => evaluated(formula, { o, ...(formula.includes("text") && { text }) })).toThrow(expect.objectContaining({ code: "FormulaType", position }));
  });

  it.each([
    ["s", 2n ** 63n - 1n, "+292277026596-12-04T15:30:07"], ["s", -(2n ** 63n), "-292277022657-01-27T08:29:52"], ["ms", 2n ** 63n - 1n, "+292278994-08-17T07:12:55.807"],
    ["ms", -(2n ** 63n), "-292275055-05-16T16:47:04.192"],
  ] as const)("beyond all calendars are text of all digits, in any zone: %s %s", (unit, value, want) => {
    const shown = (zone?: string) => new Column({ type: "timestamp", values: BigInt64Array.of(value), unit, zone }, 1).get(0);
    expect(shown()).toBe(want);
    expect(shown("UTC")).toBe(`${want}Z`);
    expect(String(shown("+01:00"))).toMatch(/\+01:00$/);
    for (const zone of ["America/Sao_Paulo", "Europe/Berlin", "Asia/Kolkata", "Antarctica/Troll"]) expect(String(shown(zone))).toMatch(/T.*[+-]\d\d:/);
  });
});

describe("a pattern that cannot be read", () => {
  it.each([["matches(text, '(a')", 14], ["extract(text, '(?=a)')", 14], ["not matches(text, '\\\\1')", 18]])("%s is a BadPattern, with its place", (formula, at) => {
    expect(() => evaluated(formula, { text: texts(["a"]) })).toThrow(expect.objectContaining({
      code: "BadPattern", message: expect.stringContaining(`at character ${at + 1}`),
    }));
  });
});

describe("a decimal in a formula", () => {
  const decimals = (scale: number, ...values: (string | null)[]) => columnFrom(values, { type: "decimal", scale });
  const price = decimals(2, "12345678901234567.89", "0.10", null, "-5.00"), other = decimals(4, "12345678901234567.8901", "0.1000", "1.0000", "-5.0000");
  const whole = numbers([12_345_678_901_234_568n, 0n, 7n, -5n], "int64"), inputs = { price, other, whole };
  it.each([
    ["price == 12345678901234567.89", [true, false, null, false]], ["price > 12345678901234567.885", [true, false, null, false]],
    ["price < 12345678901234567.8900001", [true, true, null, true]], ["0.1 == price", [false, true, null, false]], ["price != 0.10", [true, false, null, true]],
    ["price < other", [true, false, null, false]], ["price == other", [false, true, null, true]], ["other >= price", [true, true, null, true]],
    ["price < whole", [true, false, null, false]], ["whole == other", [false, false, false, true]], ["price <= -5", [false, false, null, true]],
    ["price in (12345678901234567.89, -5)", [true, false, null, true]], ["price not in (12_345_678_901_234_567.88, 1e-1)", [true, false, null, true]],
    ["price in (0.105, NaN)", [false, false, null, false]], ["price in (whole, 0.1)", [false, true, null, true]], ["price == 0x10 or price == -.5e1", [false, false, null, true]],
  ])("is compared by all of its digits: %s", (text, want) => {
    expect(valuesOf(text, inputs)).toEqual(want);
  });

  it("has no more than one line of digits in a plan", () => {
    expect(linesOf(planOver("price == 0.10 or price == 0.1 or price in (1, 2)", inputs))[0]).toBe("#0 = price == 0.1: boolean");
  });

  it("is a number for arithmetic where that has all of its digits, else PrecisionLost with the row and the way out", () => {
    expect(valuesOf("price * 2", { price: price.slice(1) })).toEqual([0.2, null, -10]);
    expect(valuesOf("d * 1", { d: decimals(3, "8007199254740.993", "0.001", "999999999999.999") })).toEqual([8007199254740.993, 0.001, 999999999999.999]);
    for (const text of ["price * 2", "price", "coalesce(price, 0)", "price > 0.5 * 2 + y"]) {
      expect(() => evaluated(text, { price, ...(text.includes("y") && { y: numbers([1, 2, 3, 4]) }) }), text).toThrow(expect.objectContaining({
        code: "PrecisionLost", row: 1, message: expect.stringMatching(/row 1 of price is 12345678901234567\.89.*number\(price\)/),
      }));
    }
    expect(valuesOf("number(price)", { price })).toEqual([12345678901234568, 0.1, null, -5]);
    const wide = decimals(20, "1.00000000000000000001", "0.5");
    expect(() => evaluated("wide", { wide })).toThrow(expect.objectContaining({ code: "PrecisionLost", row: 1 }));
    expect(valuesOf("wide == 1.00000000000000000001", { wide })).toEqual([true, false]);
  });
});
