/** Formulas over text, dates and nulls, as calls of an instance. */
import { createFlux, type Flux, flux, Table } from "autoflux";
import { afterAll, describe, expect, it } from "vitest";
import type { ColumnData } from "../../src/columns/types";
import { columnOf, described, haveSameBits, tableOf, textColumn } from "./made";

const instances: Flux[] = [];
const made = async (options: Parameters<typeof createFlux>[0]) => {
  const fx = await createFlux(options);
  instances.push(fx);
  return fx;
};
afterAll(() => Promise.all(instances.map((fx) => fx.close())));

const table = tableOf({
  name: textColumn(["Ada", null, "Grace", "Edsger"], true), born: described({ type: "date", values: Int32Array.of(0, 31, 59, 365) }, 4),
  score: columnOf(Float64Array.of(1, 2, 3, 4), (row) => row === 2), level: columnOf(Int32Array.of(5, 0, 7, 8)),
  isIn: described({ type: "boolean", values: Uint8Array.of(1, 0, 1, 1) }, 4, (row) => row === 3),
});

describe("a formula over columns of every type", () => {
  it.each([
    ["length(name) * 2 + level", [11, null, 17, 20]],
    ['name == "Ada" or level > 7', [true, null, false, true]],
    ["upper(name)", ["ADA", null, "GRACE", "EDSGER"]],
    ["born + 1d", ["1970-01-02", "1970-02-02", "1970-03-02", "1971-01-02"]],
    ['born >= "1970-02-01" && isIn', [false, false, true, null]],
    ["coalesce(score, 0 - 1)", [1, 2, -1, 4]],
    ["if(score > 1, level, 0)", [0, 0, null, 8]],
    ["isNull(name) || isNull(score)", [false, true, true, false]],
    ["name", ["Ada", null, "Grace", "Edsger"]],
    ["level", [5, 0, 7, 8]],
  ])("%s gives the same, awaited or not, over a table or over columns by name", async (formula, wanted) => {
    const used = table.columns.filter((name) => new RegExp(`\\b${name}\\b`).test(formula));
    const named = Object.fromEntries(used.map((name) => [name, table.column(name)]));
    expect((await flux.evaluate(formula, table)).toArray()).toEqual(wanted);
    expect(flux.evaluateSync(formula, table).toArray()).toEqual(wanted);
    expect((await flux.evaluate(formula, named)).toArray()).toEqual(wanted);
    expect(flux.sync.map(formula, table).toArray()).toEqual(wanted);
  });

  it("is three-valued where a condition is null, as in SQL", async () => {
    const x = columnOf(Float64Array.of(0, 0, 9), (row) => row === 1), y = columnOf(Float64Array.of(9, 0, 9));
    expect((await flux.map("x > 1 && y > 1", x, y)).toArray()).toEqual([false, false, true]);
    expect((await flux.map("x > 1 || y > 1", x, y)).toArray()).toEqual([true, null, true]);
    expect((await flux.map("x > 1 ? y : 7", x, y)).toArray()).toEqual([7, null, 9]);
    const both = flux.compile("a > 1 && b > 1", { inputs: ["a", "b"] });
    const named = tableOf({ b: y, a: x });
    for (const result of [await both(x, y), both.sync(named), await flux.map(both, x, y), await flux.evaluate(both, named)]) {
      expect(result.toArray()).toEqual([false, false, true]);
    }
    expect(await flux.reduce("sum", both, x, y)).toBe(1);
    // A function is JavaScript's: where an input is null it has no result.
    expect((await flux.map((a: number, b: number) => a > 1 && b > 1, x, y)).toArray()).toEqual([false, null, true]);
  });

  it("is read anew where the types of its columns differ, or where some have nulls", async () => {
    const x = Float64Array.of(0, 9, 9), both = "a == b && b == a";
    const ofNumbers = { a: columnOf(x), b: columnOf(x) }, ofNulls = { a: columnOf(x, (row) => row === 1), b: columnOf(x) };
    const ofText = { a: textColumn(["u", "v", "w"], true), b: textColumn(["u", "w", "w"], false) };
    for (let round = 0; round < 2; round++) {
      expect((await flux.evaluate(both, ofNumbers)).toArray()).toEqual([true, true, true]);
      expect((await flux.evaluate(both, ofNulls)).toArray()).toEqual([true, null, true]);
      expect((await flux.evaluate(both, ofText)).toArray()).toEqual([true, false, true]);
      await expect(flux.evaluate(both, { a: ofText.a, b: ofNumbers.b })).rejects.toMatchObject({ code: "FormulaType" });
    }
    const odd = tableOf({ "a`b": columnOf(x), c: columnOf(x) });
    expect((await flux.evaluate("`a``b` + c", odd)).toArray()).toEqual([0, 18, 18]);
    for (let i = 0; i < 300; i++) flux.evaluateSync(`a + b * ${i}`, ofNumbers);
    expect(flux.evaluateSync(both, ofNumbers).toArray()).toEqual([true, true, true]);
  });

  it("of numbers alone has the bits of the same formula over arrays", async () => {
    const fx = await made({ maxWorkers: 2 });
    const x = Float64Array.from({ length: 50_000 }, (_, i) => Math.sin(i)), y = Float64Array.from(x, (v) => v * v + 0.1);
    for (const formula of ["exp(-x ** 2 / 2) / sqrt(2 * pi)", "x > 0 ? log(y) : y - x", "max(x, y, 0.3) % 0.7", "2 ** x + y / 8"]) {
      const inputs = formula.includes("y") ? [x, y] : [x];
      const wanted = await fx.map(formula, ...(inputs as [Float64Array]));
      const result = await fx.map(formula, ...(inputs.map((one) => columnOf(one)) as [never]));
      expect(haveSameBits((result as unknown as { values: Float64Array }).values, wanted)).toBe(true);
    }
  });

  it("takes arrays and numbers beside columns, and an out for numbers", async () => {
    const doubled = await flux.evaluate("length(name) * k + a", { name: table.column("name"), k: 10, a: [1, 2, 3, 4] });
    expect(doubled.toArray()).toEqual([31, null, 53, 64]);
    const out = new Float64Array(4);
    const given = await flux.evaluate("length(name)", table, { out });
    expect([given.values, given.toArray(), out[3]]).toEqual([out, [3, null, 5, 6], 6]);
    expect((await flux.evaluate("length(name)", table, { home: "arena" })).values!.buffer).toBeInstanceOf(SharedArrayBuffer);
    await expect(flux.evaluate("length(name)", table, { out: new Float64Array(3) })).rejects.toMatchObject({ code: "BadOutput" });
    await expect(flux.evaluate("upper(name)", table, { out })).rejects.toThrow(/out must be left out of a formula that gives text/);
  });

  it("is reduced: numbers without nulls, dates and text to their least and most", async () => {
    expect(await flux.reduce(["sum", "argmax"], "length(name)", table)).toEqual({ sum: 14, argmax: 3 });
    expect(await flux.reduce("max", "born + 1d", table)).toBe("1971-01-02");
    expect(flux.reduceSync("min", "lower(name)", { name: table.column("name") })).toBe("ada");
    expect(await flux.reduce("mean", "number(isIn)", table)).toBeCloseTo(2 / 3);
    await expect(flux.reduce("sum", "upper(name)", table)).rejects.toThrow(/type text has no sum/);
    async function* parts(columns: readonly string[]) {
      for (let row = 0; row < 4; row++) yield table.select(columns).slice(row, row + 1);
    }
    const host = { describe: () => Promise.reject(new Error("none")), shown: () => "" };
    const lazy = new Table(table.columns.map((name) => [name, table.column(name).slice(0, 1)]), host, { first: table.head(1), parts });
    expect(await flux.reduce(["sum", "argmax"], "length(name) + 1 * level", lazy)).toEqual({ sum: 34, argmax: 3 });
  });

  it("says what is wrong, and where", async () => {
    await expect(flux.evaluate("name + 1", table)).rejects.toMatchObject({ code: "FormulaType" });
    await expect(flux.evaluate("lenght(name)", table)).rejects.toThrow(/did you mean "length"\?/);
    await expect(flux.map("length(x) + y", table.column("name"))).rejects.toThrow(/takes an input y, got 1: x/);
    await expect(flux.map("length(x)", table.column("name"), 2)).rejects.toMatchObject({ code: "UnusedInput" });
    await expect(flux.evaluate("length(name)", { name: table.column("name"), k: 1 })).rejects.toMatchObject({ code: "UnusedInput" });
    await expect(flux.map("sqr", table.column("score"))).rejects.toMatchObject({ code: "UnknownOperation" });
    await expect(flux.reduce("sum", "1 + 1", table)).rejects.toMatchObject({ code: "WrongArity" });
  });
});

describe("a formula over columns is one call", () => {
  const long = 400_000;
  const words = textColumn(Array.from({ length: 1000 }, (_, i) => `word ${i}`), true);
  const codes = Uint32Array.from({ length: long }, (_, i) => i % 1000);
  const texts = described({ ...(words.data as Extract<ColumnData, { type: "text" }>), codes }, long);
  const formula = 'length(upper(t)) > 6 and not contains(t, "9")';

  it("is counted once, whatever its steps, and refused ones too", async () => {
    const fx = await made({ maxWorkers: 1 });
    await fx.evaluate("length(name) * 2 + level * level", table);
    fx.evaluateSync("length(name) * 2 + level * level", table);
    await fx.evaluate("name + 1", table).catch(() => {});
    const { calls, failed, lastCall } = fx.status();
    expect([calls, failed, lastCall!.elements]).toEqual([3, 1, 4]);
    expect(Object.keys(fx.metrics().operations)).toEqual(["length(name) * 2 + level * level"]);
  });

  it("ends with its signal, its time and its instance, and waits for its turn", async () => {
    const fx = await made({ maxWorkers: 1, maxQueue: 1 });
    const inputs = { t: texts };
    await expect(fx.evaluate(formula, inputs, { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
    const stop = new AbortController();
    const running = fx.evaluate(formula, inputs, { signal: stop.signal });
    await expect(fx.evaluate(formula, inputs)).rejects.toMatchObject({ code: "QueueFull" });
    setImmediate(() => stop.abort(new Error("enough")));
    await expect(running).rejects.toThrow("enough");
    await expect(fx.evaluate(formula, inputs, { timeout: 1 })).rejects.toMatchObject({ code: "TimeoutError" });
    const last = fx.evaluate(formula, inputs);
    await fx.close({ abort: true });
    await expect(last).rejects.toMatchObject({ code: "InstanceClosed" });
  });

  it("leaves the event loop its turns", async () => {
    let turns = 0;
    const ticking = setInterval(() => turns++, 1);
    await flux.evaluate(formula, { t: texts });
    clearInterval(ticking);
    expect(turns).toBeGreaterThan(2);
  });
});

it("explain says what becomes of a formula over columns", () => {
  const direct = flux.explain("score * 2 + level", table);
  expect([direct.inputs, direct.compiled, direct.nsPerElement! > 0, direct.steps.length]).toEqual([["score", "level"], true, true, 1]);
  expect(direct.steps[0]).toMatch(/^#0 = kernels .*: number$/);
  const { steps, kernels, engine, nsPerElement } = flux.explain("sqrt(length(name))", { name: table.column("name") });
  expect([kernels, engine, nsPerElement]).toEqual([["sqrt_f64"], "inline", null]);
  expect([steps.length, steps[0]]).toEqual([2, expect.stringMatching(/^#0 = length\(name\): number/)]);
  expect(flux.explain("upper(x)", table.column("name")).steps).toEqual(["#0 = upper(x): text"]);
  expect(flux.explain("sqrt", table.column("score")).kernels).toEqual(["sqrt_f64"]);
  expect(() => flux.explain("nam * 2", table)).toThrow(/did you mean "name"/);
});
