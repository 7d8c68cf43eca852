/** Formulas over columns with values that are the same in each row, and functions of formulas by their names. */
import { flux } from "autoflux";
import { describe, expect, it } from "vitest";
import { columnOf, described, tableOf, textColumn } from "./made";

const t = textColumn(["xa", null, "xc"], true), v = columnOf(Float64Array.of(1, 2, 0), (row) => row === 1);
const w = described({ type: "timestamp", values: BigInt64Array.of(0n, 1000n, 2000n), unit: "ms", zone: "UTC" }, 3);
const table = tableOf({ t, v, w });

describe("a formula that uses no column", () => {
  it.each<[string, unknown]>([["1", 1], ["2 > 1", true], ["'a'", "a"], ["date('2020-01-01') + 1d", "2020-01-02"], ["36h", 129_600_000], ["pi * 2", Math.PI * 2]])(
    "%s has its value in every row of the table", async (formula, value) => {
      expect((await flux.map(formula, table)).toArray()).toEqual([value, value, value]);
      expect(flux.evaluateSync(formula, table).toArray()).toEqual([value, value, value]);
      expect((await flux.map(formula, table.slice(0, 0))).toArray()).toEqual([]);
    });

  it("has nothing to reduce, and leaves an input unused that is not of a table", async () => {
    await expect(flux.reduce("sum", "1", table)).rejects.toThrow(/uses no column, and has nothing to reduce/);
    await expect(flux.map("1", v)).rejects.toMatchObject({ code: "UnusedInput" });
  });
});

describe("beside columns", () => {
  it("text, booleans and moments of Date are the same in each row", async () => {
    expect((await flux.evaluate("concat(p, q)", { p: t, q: "!" })).toArray()).toEqual(["xa!", null, "xc!"]);
    expect((await flux.evaluate("f ? v : 5", { v, f: false })).toArray()).toEqual([5, 5, 5]);
    expect((await flux.evaluate("f * v", { v, f: true })).toArray()).toEqual([1, null, 0]);
    expect((await flux.evaluate("w >= d", { w, d: new Date(1000) })).toArray()).toEqual([false, true, true]);
    expect(flux.sync.map("x == y", t, "xa").toArray()).toEqual([true, null, false]);
    await expect(flux.evaluate("w >= d", { w, d: new Date(Number.NaN) })).rejects.toMatchObject({ code: "UnsupportedInput" });
  });
});

describe("a function of formulas by its name", () => {
  it.each<[string, unknown[], unknown[]]>([
    ["upper", [t], ["XA", null, "XC"]], ["coalesce", [v, 0], [1, 0, 0]], ["coalesce", [v, 0, {}], [1, 0, 0]], ["isNull", [v], [false, true, false]],
    ["if", [columnOf(Float64Array.of(1, 0, 1)), v, -1], [1, -1, 0]], ["matches", [t, "[ab]$"], [true, null, false]], ["split", [t, "x", -1], ["a", null, "c"]],
    ["concat", [t, t, v, '"'], ['xaxa1"', null, 'xcxc0"']], ["year", [w], [1970, 1970, 1970]], ["add", [v, v], [2, null, 0]],
  ])("%s takes columns as the kernels do", async (name, args, want) => {
    expect((await (flux.map as never as (...all: unknown[]) => Promise<typeof t>)(name, ...args)).toArray()).toEqual(want);
    expect((flux.mapSync as never as (...all: unknown[]) => typeof t)(name, ...args).toArray()).toEqual(want);
  });

  it.each([
    ["len(t)", /did you mean "length"\?/], ["substr(t, 1)", /did you mean "extract"\?/], ["IFNULL(v, 0)", /did you mean "coalesce"\?/],
    ["uper(t)", /did you mean "upper"\?/], ["t + t", /write concat\(t, t\) for text, or number.* at character 1/], ["'a' + v", /write concat\("a", v\)/],
  ])("is named where another language has another name: %s", async (formula, message) => {
    await expect(flux.map(formula, table)).rejects.toThrow(message);
  });
});
