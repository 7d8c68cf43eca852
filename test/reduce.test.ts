import fc from "fast-check";
import { createFlux, type Reduction } from "autoflux";
import type { PlainReduction } from "../src/catalog/names";
import { afterAll, describe, expect, it } from "vitest";
import { reductions } from "../src/catalog/reductions";
import { generator, randomDoubles } from "./values";

const instances = await Promise.all([1, 2, 3, 8].map((maxWorkers) => createFlux({ maxWorkers })));
const fx = instances[1]!;
afterAll(() => Promise.all(instances.map((one) => one.close())));

const REDUCTIONS = Object.entries(reductions).filter(([, { inputs }]) => inputs === 1).map(([name]) => name as PlainReduction);

/** The exact sum of doubles, rounded once: Shewchuk's partials. */
function exactSum(values: Iterable<number>): number {
  const partials: number[] = [];
  for (let x of values) {
    let kept = 0;
    for (let y of partials) {
      if (Math.abs(x) < Math.abs(y)) [x, y] = [y, x];
      const high = x + y, low = y - (high - x);
      if (low !== 0) partials[kept++] = low;
      x = high;
    }
    partials.length = kept;
    partials.push(x);
  }
  return partials.reduceRight((sum, part) => sum + part, 0);
}

describe("reduce", () => {
  it.each<[Reduction, number[], number | boolean]>([
    ["sum", [1, 2, 3.5], 6.5], ["mean", [1, 2, 6], 3], ["min", [3, -1, 2], -1], ["max", [3, -1, 2], 3], ["product", [2, 3, 4], 24], ["countNonzero", [0, 1, -0, 2], 2],
    ["any", [0, 0, 5], true], ["any", [0, -0], false], ["all", [1, 2, 3], true], ["all", [1, 0], false], ["norm", [3, 4], 5],
    ["sum", [], 0], ["product", [], 1], ["mean", [], Number.NaN], ["countNonzero", [], 0], ["any", [], false], ["all", [], true], ["norm", [], 0],
    ["sum", [1, Number.NaN], Number.NaN], ["sum", [Infinity, 1], Infinity], ["sum", [Infinity, -Infinity], Number.NaN], ["sum", [-Infinity, 1e308], -Infinity], ["sum", [1e308, 1e308], Infinity], ["sum", [-0], 0],
    ["min", [1, Number.NaN, 0], Number.NaN], ["max", [Number.NaN, 1], Number.NaN], ["min", [0, -0], -0], ["max", [-0, 0], 0], ["max", [-0], -0], ["min", [Infinity], Infinity],
    ["countNonzero", [Number.NaN, 0], 1], ["any", [Number.NaN], true], ["all", [Number.NaN], true], ["product", [0, Infinity], Number.NaN], ["product", [-1, 0], -0],
    ["sum", [1e16, 1, -1e16], 1], ["sum", [1, 1e100, 1, -1e100], 2], ["mean", [1e308, 1e308, -1e308, -1e308], 0],
    ["norm", [1e200], 1e200], ["norm", [3e-200, 4e-200], 5e-200], ["norm", [Infinity, 1], Infinity], ["norm", [Number.NaN, 1e300], Number.NaN], ["norm", [5e-324], 5e-324], ["norm", [0, 0], 0], ["norm", [1.7e308], 1.7e308],
  ])("%s of %j", async (reduction, values, want) => {
    const x = Float64Array.from(values);
    for (const engine of ["inline", "threads", "js"] as const) {
      const got = await fx.reduce(reduction as "sum", x, { engine });
      if (reduction === "norm" && want !== 0 && Number.isFinite(want)) expect(got / (want as number)).toBeCloseTo(1, 15);
      else expect(got).toBe(want);
    }
    if (values.length > 0) expect(typeof fx.reduceSync(reduction as "sum", fx.array(x))).toBe(typeof want);
  });

  it("of no elements has neither a smallest nor a largest", async () => {
    for (const reduction of ["min", "max"] as const) {
      await expect(fx.reduce(reduction, [])).rejects.toMatchObject({ code: "EmptyInput", message: expect.stringMatching(/of no elements/) });
      expect(() => fx.reduceSync(reduction, fx.empty(0))).toThrow(/EmptyInput|no elements/);
    }
  });

  it("takes inputs by their names, those of options too", async () => {
    const price = [2, 3], qty = fx.array([10, 20]);
    expect(await fx.reduce("sum", "price*qty", { price, qty })).toBe(80);
    expect(fx.reduceSync("mean", "price*qty", { price, qty }, { engine: "inline" })).toBe(40);
    expect(await fx.reduce("max", (p, q) => p * q, { p: price, q: qty })).toBe(60);
    expect(await fx.reduce("sum", "timeout * 2", { timeout: price })).toBe(10);
    expect(await fx.reduce("norm", "1e200 * a", { a: [3, 4] })).toBe(fx.reduceSync("norm", [3e200, 4e200]));
    await expect(fx.reduce("sum", "price*qty", { price } as never)).rejects.toMatchObject({ code: "MissingInput", message: expect.stringMatching(/^reduce/) });
    await expect(fx.reduce("sum", "x*2", { engine: "inline" } as never)).rejects.toMatchObject({ code: "WrongArity" });
  });

  it("multiplies two arrays for dot, and wants both", async () => {
    expect(await fx.reduce("dot", [1, 2, 3], [4, 5, 6])).toBe(32);
    const dot = (...args: unknown[]) => (fx.reduce as unknown as (...a: unknown[]) => Promise<number>)("dot", ...args);
    await expect(dot([1])).rejects.toMatchObject({ code: "WrongArity" });
    await expect(dot(fx.array([1, 2]), 3)).rejects.toMatchObject({ code: "UnsupportedInput", message: expect.stringMatching(/two arrays, got a number/) });
    await expect(dot(3, [1, 2])).rejects.toMatchObject({ code: "UnsupportedInput" });
    await expect(dot([1, 2], [3])).rejects.toMatchObject({ code: "UnequalLengths", message: expect.stringMatching(/2 and 1 elements/) });
    await expect(dot({ data: [1, 2, 3], shape: [3, 1] }, { data: [1, 2, 3, 4], shape: [1, 4] })).rejects.toMatchObject({ code: "UnequalLengths" });
    await expect(dot({ data: [1, 2], shape: [2, 1] }, { data: [1, 2], shape: [1, 2] })).rejects.toMatchObject({ code: "UnequalLengths" });
    await expect(dot([[1, 2]], [[1], [2]])).rejects.toMatchObject({ code: "UnequalLengths" });
    expect(await dot([[1, 2]], [3, 4])).toBe(11);
    await expect((fx.reduce as unknown as (...a: unknown[]) => Promise<number>)("dot", "x*y", [1], [1])).rejects.toMatchObject({ code: "WrongArity" });
  });

  it("takes a name, a formula or a function for what is reduced", async () => {
    const x = randomDoubles(3000, 1, (u) => 6 * u), y = randomDoubles(3000, 2, (u) => u);
    const roots = x.map((v) => Math.sqrt(v));
    expect(await fx.reduce("sum", "sqrt", x)).toBe(exactSum(roots));
    expect(await fx.reduce("sum", "sqrt(x)", x)).toBe(exactSum(roots));
    expect(await fx.reduce("sum", (v) => Math.sqrt(v), x)).toBe(exactSum(roots));
    expect(await fx.reduce("max", "x - y", x, y)).toBe(x.reduce((most, v, i) => Math.max(most, v - y[i]!), -Infinity));
    expect(await fx.reduce("all", "x >= 0 && y < 1", x, y)).toBe(true);
    expect(await fx.reduce("countNonzero", "x < 3", x)).toBe(x.filter((v) => v < 3).length);
    expect(await fx.reduce("mean", "2", [1, 2].slice(0, 0)).catch((error) => error.code)).toBe("WrongArity");
    expect(await fx.reduce("sum", "x * 0 + 2", x)).toBe(6000);
  });

  it("adds and squares float32 in float64", async () => {
    expect(await fx.reduce("norm", Float32Array.of(1e-22))).toBeCloseTo(Math.fround(1e-22), 36);
    expect(await fx.reduce("norm", Float32Array.of(1e30, 1e30))).toBe(Math.fround(1e30) * Math.SQRT2);
    expect(await fx.reduce("dot", Float32Array.of(1e30), Float32Array.of(1e30))).toBe(Math.fround(1e30) ** 2);
    const x = Float32Array.from({ length: 5000 }, (_, i) => 1 / (i + 1));
    for (const engine of ["inline", "threads", "js"] as const) {
      expect(await fx.reduce("sum", x, { engine })).toBe(exactSum(x));
      expect(await fx.reduce("sum", "x * 2 + 1", x, { engine })).toBe(exactSum(x.map((v) => Math.fround(v * 2) + 1)));
      expect(await fx.reduce("sum", "x * 0.1", x, { engine })).toBe(exactSum(x.map((v) => v * 0.1)));
    }
  });

  it("has options, but no place to put its result", async () => {
    const seen: number[] = [];
    await fx.reduce("sum", new Float64Array(1000), { onProgress: ({ done }) => seen.push(done) });
    expect(seen.at(-1)).toBe(1000);
    for (const options of [{ out: new Float64Array(1) }, { home: "arena" }]) await expect((fx.reduce as unknown as (...a: unknown[]) => Promise<number>)("sum", [1], options)).rejects.toMatchObject({ code: "BadOption" });
    await expect(fx.reduce("sum", new Float64Array(9), { signal: AbortSignal.abort(new Error("no")) })).rejects.toThrow("no");
    await expect((fx.reduce as unknown as (...a: unknown[]) => Promise<number>)("summ", [1])).rejects.toMatchObject({ code: "UnknownOperation", message: expect.stringMatching(/did you mean "sum"\? There are: sum, mean/) });
    await expect((fx.reduce as unknown as (...a: unknown[]) => Promise<number>)("largestMagnitude", [1])).rejects.toMatchObject({ code: "UnknownOperation" });
    expect(fx.status().lastCall).toMatchObject({ newNaN: null });
  });
});

describe("a reduction has the same bits", () => {
  const wild = (length: number, seed: number) => {
    const next = generator(seed);
    return Float64Array.from({ length }, () => (next() / 2 ** 31 - 1) * 2 ** ((next() % 80) - 40));
  };

  it("on 1, 2, 3 and 8 workers, inline, in JavaScript, from the arena and from ordinary memory, at any length", async () => {
    for (const length of [1, 7, 8, 9, 1023, 1024, 1025, 5000, 131_072, 300_001]) {
      const x = wild(length, length);
      for (const reduction of REDUCTIONS) {
        const want = fx.reduceSync(reduction, x);
        for (const one of instances) {
          const a = one.array(x);
          expect(await one.reduce(reduction, x, { engine: "threads" })).toBe(want);
          expect(await one.reduce(reduction, a, { engine: "threads" })).toBe(want);
          expect(await one.reduce(reduction, a)).toBe(want);
          one.free(a);
        }
        expect(await fx.reduce(reduction, x, { engine: "js" })).toBe(want);
      }
    }
  });

  it("fused or not, however many registers the formula takes", async () => {
    const x = randomDoubles(70_000, 3, (u) => 4 * u);
    for (const text of ["x", "sin(x) * 2", Array.from({ length: 12 }, (_, i) => `(sin(x + ${i}) * (cos(x - ${i}) + exp(-x * ${i}))`).join(" - ") + ")".repeat(12)]) {
      const stored = await fx.map(text, x);
      for (const reduction of REDUCTIONS) {
        expect(await fx.reduce(reduction, text, x)).toBe(await fx.reduce(reduction, stored));
        expect(await fx.reduce(reduction, text, fx.array(x), { engine: "threads" })).toBe(await fx.reduce(reduction, stored));
      }
    }
  });
});

describe("a sum", () => {
  it("of random doubles of any size is the exact one, rounded, or next to it", () => {
    fc.assert(fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e200, max: 1e200 }), { maxLength: 3000 }), (values) => {
      const exact = exactSum(values);
      const magnitude = values.reduce((sum, v) => sum + Math.abs(v), 0);
      expect(Math.abs(fx.reduceSync("sum", values) - exact)).toBeLessThanOrEqual(2 ** -52 * Math.abs(exact) + 2 ** -90 * magnitude);
    }), { numRuns: 200 });
  });

  it("of ten million terms of mixed sign and size is within pairwise summation's bound, and far within", async () => {
    const x = new Float64Array(1e7);
    const next = generator(5);
    for (let i = 0; i < x.length; i++) x[i] = (next() / 2 ** 31 - 1) * 2 ** ((next() % 60) - 30);
    const exact = exactSum(x);
    const magnitude = await fx.reduce("sum", "abs(x)", x);
    const error = Math.abs((await fx.reduce("sum", x)) - exact);
    expect(error).toBeLessThanOrEqual(Math.ceil(Math.log2(x.length)) * 2 ** -53 * magnitude); // pairwise
    expect(error).toBeLessThanOrEqual(2 ** -53 * Math.abs(exact) + 2 ** -80 * magnitude); // compensated
  });
});
