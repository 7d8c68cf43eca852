import { describe, expect, it } from "vitest";
import { Column } from "../../src/columns/column";
import { parseFormula } from "../../src/expression/formula";
import { ROWS_A_TURN } from "../../src/methods/columns/values";
import { booleans, dates, durations, evaluated, evaluatedLater, type Inputs, numbers, programsRun, seen, texts, timestamps } from "./formula-columns";

const valuesOf = (text: string, inputs: Inputs) => evaluated(text, inputs).toArray();

describe("logic of columns is three-valued, as in SQL", () => {
  const values = [true, false, null];
  const p = booleans(values.flatMap((value) => [value, value, value]));
  const q = booleans([...values, ...values, ...values]);
  const x = numbers([1, 0, null]), all = { p, q };
  it.each<[string, (boolean | null)[]]>([
    ["p and q", [true, false, null, false, false, false, null, false, null]],
    ["p && q", [true, false, null, false, false, false, null, false, null]],
    ["p or q", [true, true, true, true, false, null, true, null, null]],
    ["p || q", [true, true, true, true, false, null, true, null, null]],
    ["not p", [false, false, false, true, true, true, null, null, null]],
    ["!p", [false, false, false, true, true, true, null, null, null]],
    ["p == q", [true, false, null, false, true, null, null, null, null]],
    ["p != q", [false, true, null, true, false, null, null, null, null]],
    ["p < q", [false, false, null, true, false, null, null, null, null]],
    ["p in (q, true)", [true, true, true, false, true, null, null, null, null]],
    ["p not in (q)", [false, true, null, true, false, null, null, null, null]],
    ["isNull(p) or isNull(q)", [false, false, true, false, false, true, true, true, true]],
    ["if(p, q, not q)", [true, false, null, false, true, null, null, null, null]],
    ["p ? q : true", [true, false, null, true, true, true, null, null, null]],
    ["coalesce(p, q)", [true, true, true, false, false, false, true, false, null]],
    ["coalesce(p, q, false)", [true, true, true, false, false, false, true, false, false]],
    ["true and p", [true, true, true, false, false, false, null, null, null]], ["p or true", Array(9).fill(true)], ["p and false", Array(9).fill(false)],
  ])("%s", (text, want) => {
    expect(valuesOf(text, all)).toEqual(want);
    expect(evaluated(text, all).type).toBe("boolean");
  });

  it("a number is a condition where it is neither 0 nor NaN", () => {
    expect(valuesOf("x ? 'yes' : 'no'", { x })).toEqual(["yes", "no", null]);
    const both = { x: numbers([1, 0, Number.NaN, null, -0, null]), y: numbers([2, 3, 4, 0, 5, 6]), p: booleans([true, true, false, true, null, null]) };
    for (const sign of ["&&", "and"]) {
      expect(valuesOf(`x ${sign} y`, both)).toEqual([true, false, false, false, false, null]);
      expect(valuesOf(`p ${sign} x`, both)).toEqual([true, false, false, null, false, null]);
    }
    for (const sign of ["||", "or"]) expect(valuesOf(`x ${sign} p`, both)).toEqual([true, true, false, true, null, null]);
    expect(evaluated("x || 0", both).type).toBe("boolean");
    expect(valuesOf("y and y > 2", both)).toEqual([false, true, true, false, true, true]);
    expect(valuesOf("if(not x, 1, 2)", { x: numbers([1, Number.NaN, null, -0]) })).toEqual([2, 1, null, 1]);
  });
});

describe("values of formulas over columns", () => {
  const x = numbers([1, 2, null, 4]), y = numbers([10, null, 30, 40]), name = texts(["b", "a", null, "none"]), plain = texts(["b", "B", "a", null], false);
  const inputs: Inputs = { x, y, name, plain, k: 5, day: dates(["2020-01-31", null, "2019-12-31", "2024-02-29"]), took: durations([1000n, null, -1n, 5n], "ms") };
  it.each<[string, unknown[]]>([
    ["x + y", [11, null, null, 44]], ["x * k", [5, 10, null, 20]], ["max(x, y, 20)", [20, null, null, 40]], ["-x", [-1, -2, null, -4]], ["+x", [1, 2, null, 4]],
    ["x in (1, 4, NaN)", [true, false, null, true]], ["x not in (1)", [false, true, null, true]], ["x in (1, y)", [true, null, null, false]],
    ["coalesce(x, y)", [1, 2, 30, 4]], ["if(x > 1, y, 0)", [0, null, null, 40]], ["if(isNull(x), 0, x)", [1, 2, 0, 4]], ["if(x > 1, null, x)", [1, null, null, null]],
    ["name == 'a'", [false, true, null, false]], ["name < 'b'", [false, true, null, false]], ["'b' > name", [false, true, null, false]], ["name == plain", [true, false, null, null]], ["plain <= 'a'", [false, true, true, null]],
    ["name in ('a', 'none')", [false, true, null, true]], ["plain not in ('b')", [false, true, true, null]], ["coalesce(plain, name)", ["b", "B", "a", "none"]], ["coalesce(name, 'no')", ["b", "a", "no", "none"]],
    ["if(x == 1, name, plain)", ["b", "B", null, null]], ["shout(name)", ["B", "A", null, null]], ["shout(plain, '!')", ["B!", "B!", "A!", null]], ["shout('a')", ["A", "A", "A", "A"]], ["shout(null)", [null, null, null, null]],
    ["day + 1mo", ["2020-02-29", null, "2020-01-31", "2024-03-29"]], ["day + 1y", ["2021-01-31", null, "2020-12-31", "2025-02-28"]], ["day - 1d", ["2020-01-30", null, "2019-12-30", "2024-02-28"]], ["day < '2020-01-01'", [false, null, true, false]],
    ["day in ('2020-01-31', '2024-02-29')", [true, null, false, true]], ["(day - '2020-01-01') / 1d", [30, null, -1, 1520]], ["day == date('2019-12-31')", [false, null, true, false]], ["day + (date('2020-01-03') - date('2020-01-01'))", ["2020-02-02T00:00:00", null, "2020-01-02T00:00:00", "2024-03-02T00:00:00"]],
    ["if(x > 1, day, '2000-01-01')", ["2000-01-01", null, null, "2024-02-29"]], ["coalesce(day, '2000-01-01')", ["2020-01-31", "2000-01-01", "2019-12-31", "2024-02-29"]], ["day + 12h", ["2020-01-31T12:00:00", null, "2019-12-31T12:00:00", "2024-02-29T12:00:00"]],
    ["took * 2", [2000, null, -2, 10]], ["took / 4", [250, null, -0.25, 1.25]], ["took / 1s", [1, null, -0.001, 0.005]], ["took + 1s", [2000, null, 999, 1005]], ["1s - took", [0, null, 1001, 995]], ["-took", [-1000, null, 1, -5]], ["took > 1ms", [true, null, false, true]], ["took * x", [1000, null, null, 20]],
    ["2 * 3", [6, 6, 6, 6]], ["'a'", ["a", "a", "a", "a"]], ["true", [true, true, true, true]], ["90min", [5_400_000, 5_400_000, 5_400_000, 5_400_000]], ["'a' < 'b' and 1 < 2", [true, true, true, true]], ["1 in (2, 3)", [false, false, false, false]], ["isNull('a')", [false, false, false, false]], ["if(1 > 2, 'a', null)", [null, null, null, null]],
    ["number('12') + x", [13, 14, null, 16]], ["'\u{1f600}' > '\uff5e'", [true, true, true, true]], ["year(day) * 1", [2020, null, 2019, 2024]],
  ])("%s", (text, want) => {
    expect(valuesOf(text, inputs)).toEqual(want);
  });

  it("clocks of zones go by daylight saving time, and midnights are those of the zone", () => {
    const zoned = timestamps(["2020-03-07T17:00:00", "2020-03-08T17:00:00", null], "s", "America/New_York");
    expect(valuesOf("zoned + 1mo", { zoned })).toEqual(["2020-04-07T12:00:00-04:00", "2020-04-08T13:00:00-04:00", null]);
    expect(valuesOf("(zoned - '2020-03-08') / 1h", { zoned })).toEqual([-12, 12, null]);
    expect(valuesOf("zoned == '2020-03-08T13:00:00-04:00'", { zoned })).toEqual([false, true, null]);
    const fine = timestamps([null, "2020-03-08T17:00:00", "2020-03-08T18:00:00"], "us", "America/New_York");
    for (const text of ["coalesce(zoned, fine)", "if(isNull(zoned), fine, zoned)", "if(not isNull(zoned), zoned, fine)"]) {
      const column = evaluated(text, { zoned, fine });
      expect({ unit: column.unit, values: column.toArray() }).toEqual({ unit: "us", values: ["2020-03-07T12:00:00-05:00", "2020-03-08T13:00:00-04:00", "2020-03-08T14:00:00-04:00"] });
    }
    expect(valuesOf("zoned < fine", { zoned, fine })).toEqual([null, false, null]);
    const [long, short] = [durations([1n, 2n], "s"), durations([5n, 6n], "ms")];
    for (const text of ["if(long > 1s, long, short)", "if(long <= 1s, short, long)"]) expect(valuesOf(text, { long, short }), text).toEqual([5, 2000]);
    expect(evaluated("coalesce(zoned, '2020-03-08T00:00:00.5')", { zoned }).toArray()).toEqual(["2020-03-07T12:00:00-05:00", "2020-03-08T13:00:00-04:00", "2020-03-08T00:00:00.5-05:00"]);
  });

  it("are the rows of a slice where columns are slices", () => {
    const sliced = Object.fromEntries(Object.entries(inputs).map(([of, column]) => [of, Column.is(column) ? column.slice(1, 4) : column]));
    for (const text of ["x + y", "name == 'a' or x > 1", "if(x > 1, name, plain)", "coalesce(plain, 'x')", "shout(plain)", "shout(name)", "day + 1mo", "took * x", "x in (2, y)"]) {
      expect(valuesOf(text, sliced), text).toEqual(valuesOf(text, inputs).slice(1, 4));
    }
  });

  it("are none of no rows, with the type of some", () => {
    const none = Object.fromEntries(Object.entries(inputs).map(([of, column]) => [of, Column.is(column) ? column.slice(0, 0) : column]));
    for (const text of ["x + y", "name == 'a' or x > 1", "shout(plain)", "shout(name)", "day + 1mo", "coalesce(name, plain)", "if(x > 1, day, null)"]) {
      const { type, length } = evaluated(text, none);
      expect({ type, length }, text).toEqual({ type: evaluated(text, inputs).type, length: 0 });
    }
  });
});

describe("numbers in formulas over columns", () => {
  const single = numbers([0.5, 2, null], "float32"), byte = numbers([1, 2, 3], "uint8"), id = numbers([1n, null, 3n], "int64");

  it("are float32 where all arrays are, else float64; integers too", () => {
    const inputs = { single, other: numbers([1, 2, 3], "float32"), byte, id };
    const types = ["single * 2", "single + other", "coalesce(single, 1)", "single + byte", "byte", "byte + 1", "id", "id * 1", "if(byte > 1, single, byte)", "if(byte > 1, single, other)", "year('2020-01-01')"].map((text) => evaluated(text, inputs).type);
    expect(types).toEqual(["float32", "float32", "float32", "float64", "float64", "float64", "float64", "float64", "float64", "float32", "float64"]);
    expect(valuesOf("id + byte", inputs)).toEqual([2, null, 6]);
    expect(valuesOf("x in (NaN, 2)", { x: numbers([Number.NaN, 2, -0]) })).toEqual([false, true, false]);
    expect(valuesOf("single in (0.1, 0.5)", { single: numbers([0.1, 0.5], "float32") })).toEqual([false, true]);
  });

  it("of 64 bits are exact, or PrecisionLost with the row and the way out", () => {
    const large = numbers([2n ** 53n, null, 2n ** 60n, 2n ** 53n + 1n, 5n], "int64");
    expect(() => evaluated("large + 1", { large })).toThrow(expect.objectContaining({ code: "PrecisionLost", row: 4, message: expect.stringMatching(/row 4 of large is 9007199254740993.*number\(large\)/) }));
    for (const text of ["large", "large in (5)", "coalesce(large, 0)", "5s * large"]) expect(() => evaluated(text, { large }), text).toThrow(expect.objectContaining({ code: "PrecisionLost", row: 4 }));
    expect(valuesOf("number(large)", { large })).toEqual([2 ** 53, null, 2 ** 60, 2 ** 53, 5]);
    expect(valuesOf("large * 1", { large: large.slice(0, 3) })).toEqual([2 ** 53, null, 2 ** 60]);
    expect(() => evaluated("u", { u: numbers([2n ** 64n - 1n], "uint64") })).toThrow(/row 1 of u is 18446744073709551615/);
    expect(valuesOf("isNull(large)", { large })).toEqual([false, true, false, false, false]);
  });

  it("of decimals are the nearest doubles, and whole ones exact", () => {
    const decimals = (scale: number, ...values: bigint[]) => new Column({ type: "decimal", values: BigInt64Array.from(values), words: 1, precision: 18, scale }, values.length);
    const withNull = new Column(decimals(0, 2n ** 53n + 1n, 3n).data, 2, { bytes: Uint8Array.of(2), offset: 0 });
    expect(valuesOf("withNull * 1", { withNull })).toEqual([null, 3]);
    expect(valuesOf("price * 1", { price: decimals(2, 1250n, -1n) })).toEqual([12.5, -0.01]);
    expect(() => evaluated("price", { price: decimals(0, 1n, 2n ** 53n + 1n) })).toThrow(expect.objectContaining({ code: "PrecisionLost", row: 2 }));
  });

  it("are computed by the program of the same formula over arrays, where no row is null", () => {
    const inputs = { x: numbers([1, 2]), y: numbers([3, 4]) };
    for (const text of ["sin(x) ** 2 + y / 2", "x > 1 && y < 4 || !(x == y)", "if(x < y and not (y == 3), exp(x), -y)", "x in (1) ? 1 : max(x, y, 2)"]) {
      programsRun.length = 0;
      evaluated(text.replace("x in (1)", "x == 1"), inputs);
      expect(programsRun.map(({ steps, result }) => ({ steps, result })), text).toEqual([parseFormula(text.replace("x in (1)", "x == 1"), { given: ["x", "y"] }, "test").program].map(({ steps, result }) => ({ steps, result })));
    }
  });
});

describe("functions over columns", () => {
  it("run once for each text of a dictionary that a row has, and slice by slice over plain text", () => {
    const list = Array.from({ length: 40_000 }, (_, row) => (row % 7 === 0 ? null : `word ${row % 5}`));
    Object.assign(seen, { rows: 0, calls: 0 });
    const coded = evaluated("shout(t)", { t: texts(list) });
    expect(seen).toEqual({ rows: 5, calls: 1 });
    const plain = evaluated("shout(t)", { t: texts(list, false) });
    expect(seen).toEqual({ rows: 5 + 40_000, calls: 1 + Math.ceil(40_000 / ROWS_A_TURN) });
    expect(coded.toArray()).toEqual(list.map((text) => text?.toUpperCase() ?? null));
    expect(plain.toArray()).toEqual(coded.toArray());
    expect((coded.data as { codes?: unknown }).codes).toBeDefined();
    Object.assign(seen, { rows: 0, calls: 0 });
    evaluated("shout(t)", { t: texts(list).slice(1, 3) });
    expect(seen.rows).toBe(2);
  });

  it("give a dictionary whose texts differ, in the order of their first appearance", () => {
    const column = evaluated("shout(t)", { t: texts(["b", null, "a", "B", "none", "b"].map((text) => text)) });
    expect(column.toArray()).toEqual(["B", null, "A", "B", null, "B"]);
    const { codes, texts: strings } = column.data as { codes: Uint32Array; texts: { offsets: Uint32Array } };
    expect([...codes]).toEqual([0, 0, 1, 0, 0, 0]);
    expect(strings.offsets.length - 1).toBe(2);
    for (const of of ["shout(t)", "number(t)", "date(t)", "length(t)", "t == 'a'", "t in ('a')"]) expect(valuesOf(of, { t: texts([null, null]) }), of).toEqual([null, null]);
  });

  it.each([true, false])("tell the row of a bad value in the whole column (with a dictionary: %s)", (isCoded) => {
    const list = Array.from({ length: 40_000 }, (_, row) => (row < 30_000 ? String(row % 3) : row === 30_000 ? "12x" : null));
    const failing = () => evaluated("number(t) + 1", { t: texts(list, isCoded) });
    expect(failing).toThrow(expect.objectContaining({ code: "BadValue", row: 30_001, message: expect.stringMatching(/^test: number: row 30001: .*"12x"/) }));
    // What no row has is not read.
    expect(valuesOf("number(t)", { t: texts(list, isCoded).slice(29_998, 30_000) })).toEqual([1, 2]);
  });

  it("tell the row of a date that is out of range", () => {
    const day = dates(["2020-01-01", "2020-01-01"]);
    expect(() => evaluated("day + 900000000w", { day })).toThrow(expect.objectContaining({ code: "BadValue", row: 1 }));
    const x = numbers([1, 1e12]);
    expect(() => evaluated("100y > 1d or 1d * x * 1e6 > 1d", { x })).toThrow(expect.objectContaining({ code: "FormulaType" }));
    expect(() => evaluated("1d * x > 1d", { x })).toThrow(expect.objectContaining({ code: "BadValue", row: 2, message: expect.stringMatching(/row 2: .*duration in us/) }));
    expect(() => evaluated("1d / x > 1d", { x: numbers([1, 0]) })).toThrow(expect.objectContaining({ code: "BadValue", row: 2 }));
  });
});

describe("a long evaluation", () => {
  const rows = 400_000;
  const t = texts(Array.from({ length: rows }, (_, row) => (row % 11 === 0 ? null : `w${row}`)), false), x = numbers(Array.from({ length: rows }, (_, row) => (row % 3 === 0 ? null : row)));
  const text = "if(shout(t) < 'W5' and x > 3, coalesce(x, 1), -1)";

  it("lets the event loop turn, and gives what the synchronous one gives", async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const later = await evaluatedLater(text, { t, x });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
    expect(later.toArray()).toEqual(evaluated(text, { t, x }).toArray());
  });

  it("stops where its signal aborts", async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error("enough")), 5);
    await expect(evaluatedLater(text, { t, x }, controller.signal)).rejects.toThrow("enough");
  });
});
