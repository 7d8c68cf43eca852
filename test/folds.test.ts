/** Folds: each kernel's bits by its row, moments and norms by exact arithmetic, several in one pass, NaN left out. */
import { createRequire } from "node:module";
import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { createFlux } from "autoflux";
import { afterAll, describe, expect, it } from "vitest";
import { type Fold, type Folded, foldingOf, foldRow, folds } from "../src/catalog/folds";
import type { PairReduction, PlainReduction } from "../src/catalog/names";
import { reductions } from "../src/catalog/reductions";
import { reducingOf, runFor } from "../src/call/reductions";
import { Collector, foldBlock, Merger } from "../src/engines/partials";
import { expectSameBits, randomDoubles, specials } from "./values";

const { loadKernels } = createRequire(import.meta.url)("autoflux/kernels") as typeof import("../src/kernels/public");
const instances = await Promise.all([1, 2, 3, 8].map((maxWorkers) => createFlux({ maxWorkers })));
const fx = instances[1]!;
const folder = mkdtempSync(path.join(os.tmpdir(), "autoflux-folds-"));
afterAll(async () => {
  await Promise.all(instances.map((one) => one.close()));
  rmSync(folder, { recursive: true });
});

const NAMES = Object.keys(reductions) as (keyof typeof reductions)[];
const namesOf = (inputs: 1 | 2) => NAMES.filter((name) => reductions[name].inputs === inputs);
const PLAIN = namesOf(1) as PlainReduction[];
const PAIRS = namesOf(2) as PairReduction[];
const FOLDS = Object.keys(folds) as Fold[];
/** As JSON, but each number by its bits. */
const bits = (results: object) => JSON.stringify(results, (_, v) => (typeof v !== "number" ? v : Object.is(v, -0) ? "-0" : `${v}`));

describe.each(["fast", "reproducible"] as const)("a fold's kernel, %s,", (arithmetic) => {
  const own = new WebAssembly.Memory({ initial: 32, maximum: 65536, shared: true });
  const { kernels, memory, heapBase } = loadKernels({ arithmetic, memory: own });
  const run = kernels as unknown as Record<string, (...args: number[]) => number>;
  const { kept: keptOf, kept_pairs: pairsOf } = run;
  const at = (i: number) => Math.ceil(heapBase / 64) * 64 + 16_384 * i;
  const put = (i: number, values: Float64Array) => {
    new Float64Array(memory.buffer, at(i), values.length).set(values);
  };
  const any = fc.oneof(fc.double(), fc.constantFrom(...specials), fc.double({ min: -10, max: 10 }), fc.constantFrom(1e200, -1e-200, 5e-324));
  const blocks = fc.array(fc.tuple(any, any), { minLength: 1, maxLength: 1024, size: "max" });

  it.each(FOLDS)("%s, has the bits of its row in JavaScript", (name) => {
    const { kernel, skipping, columns, doubles } = foldRow(name);
    fc.assert(fc.property(blocks, fc.boolean(), (rows, isTame) => {
      const given = [0, 1].slice(0, columns).map((c) => (
        Float64Array.from(rows, (row) => (isTame ? Math.fround(row[c]!) % 1000 : row[c]!))
      ));
      for (const [c, values] of given.entries()) put(c, values);
      for (const called of skipping ? [kernel, skipping] : [kernel]) {
        new Float64Array(memory.buffer, at(2), doubles + 1).fill(-7);
        run[called]!(...given.map((_, c) => at(c)), at(2), rows.length);
        const got = new Float64Array(memory.buffer, at(2), doubles + 1).slice();
        const want = Array.from(foldRow(name).block(given, called === skipping));
        expectSameBits(got, Float64Array.of(...want, -7));
      }
    }), { numRuns: 150 });
  });

  const EXTREMES = ["minimum", "maximum", "argmin", "argmax"] as const;
  it.each(EXTREMES)("%s, of zeros of both signs and NaN, has the bits of its row too", (name) => {
    const { kernel, skipping, doubles, block } = foldRow(name);
    const few = (...values: number[]) => fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: 1024, size: "max" });
    const sign = /min/.test(name) ? 1 : -1;
    const any = fc.oneof(few(0, -0, sign), few(0, sign), few(-0, sign), few(0, -0, Number.NaN, sign), few(Number.NaN));
    fc.assert(fc.property(any, (x) => {
      put(0, Float64Array.from(x));
      for (const called of skipping ? [kernel, skipping] : [kernel]) {
        run[called]!(at(0), at(2), x.length);
        expectSameBits(new Float64Array(memory.buffer, at(2), doubles), block([x], called === skipping));
      }
    }), { numRuns: 300 });
  });

  it("keeps what is not NaN, in order, and copies nothing where all is", () => {
    fc.assert(fc.property(blocks, (rows) => {
      const [x, y] = [0, 1].map((c) => Float64Array.from(rows, (row) => row[c]!)) as [Float64Array, Float64Array];
      put(0, x);
      put(1, y);
      for (const [kept, call, isKept] of [
        [[x], () => keptOf!(at(0), at(2), at(4), x.length), (i: number) => !Number.isNaN(x[i])],
        [[x, y], () => pairsOf!(at(0), at(1), at(2), at(3), at(4), x.length), (i: number) => !Number.isNaN(x[i]) && !Number.isNaN(y[i])],
      ] as [Float64Array[], () => number, (i: number) => boolean][]) {
        for (const c of [2, 3]) new Float64Array(memory.buffer, at(c), 1024).fill(-7);
        const wanted = kept.map((values) => values.filter((_, i) => isKept(i)));
        expect(call()).toBe(wanted[0]!.length);
        expect(new Float64Array(memory.buffer, at(4), 1)[0]).toBe(wanted[0]!.length);
        wanted.forEach((values, c) => {
          const all = values.length === x.length;
          const got = new Float64Array(memory.buffer, at(2 + c), all ? 1024 : values.length);
          expectSameBits(got, all ? new Float64Array(1024).fill(-7) : values);
        });
      }
    }), { numRuns: 100 });
  });
});

/** Moments of numbers that are whole multiples of 2^-20, exactly: n^k times the sum of the k-th powers of the distances from the mean. */
function exactMoments(x: ArrayLike<number>): { mean: number; m: number[] } {
  const whole = Array.from(x, (v) => BigInt(v * 2 ** 20));
  const n = BigInt(whole.length);
  const sum = whole.reduce((a, b) => a + b, 0n);
  const m = [2n, 3n, 4n].map((k) => {
    const powers = whole.reduce((all, v) => all + (n * v - sum) ** k, 0n);
    return quotient(powers, n ** k * 2n ** (20n * k));
  });
  return { mean: quotient(sum, n * 2n ** 20n), m };
}

/** Within an ulp. */
function quotient(a: bigint, b: bigint): number {
  const scaled = (a << 200n) / b;
  return Number(scaled) / 2 ** 200;
}

describe("moments", () => {
  const tame = fc.record({
    values: fc.array(fc.integer({ min: -(2 ** 30), max: 2 ** 30 }), { minLength: 1, maxLength: 5000, size: "max" }),
    shift: fc.constantFrom(0, 1, 1e6, -1e9, 1e9, 3e9 + 0.25),
  });

  it("of data far from 0 are as exact as of data around it: within 1e-13 of the exact ones", () => {
    fc.assert(fc.property(tame, ({ values, shift }) => {
      const x = Float64Array.from(values, (v) => shift + v / 2 ** 20);
      const folding = foldingOf(["moments"], false);
      const records = new Float64Array(folding.doubles * Math.ceil(x.length / 1024));
      for (let i = 0; i < x.length; i += 1024) foldBlock(folding, [x.subarray(i, i + 1024)], records, i / 1024);
      const merger = new Merger(folding);
      merger.add(records);
      const [{ n, mean, m2, m3, m4 }] = merger.values() as [Folded<"moments">];
      const exact = exactMoments(x);
      const sigma = Math.sqrt(exact.m[0]! / n);
      expect(n).toBe(x.length);
      expect(Math.abs(mean - exact.mean)).toBeLessThanOrEqual(2 ** -52 * Math.abs(exact.mean) + 2 ** -50 * sigma);
      expect(Math.abs(m2 - exact.m[0]!)).toBeLessThanOrEqual(1e-13 * exact.m[0]!);
      expect(Math.abs(m3 - exact.m[1]!)).toBeLessThanOrEqual(1e-12 * n * sigma ** 3);
      expect(Math.abs(m4 - exact.m[2]!)).toBeLessThanOrEqual(1e-12 * exact.m[2]!);
      for (const ddof of [0, 1]) {
        const want = exact.m[0]! / Math.max(0, n - ddof);
        if (n > ddof) expect(Math.abs(fx.reduceSync("var", x, { ddof }) - want)).toBeLessThanOrEqual(1e-13 * want);
        if (n > ddof) expect(Math.abs(fx.reduceSync("std", x, { ddof }) - Math.sqrt(want))).toBeLessThanOrEqual(1e-13 * Math.sqrt(want));
      }
    }), { numRuns: 60 });
  });

  it("of two columns too", () => {
    const small = fc.integer({ min: -1000, max: 1000 });
    const pairs = fc.array(fc.tuple(small, small), { minLength: 2, maxLength: 4000, size: "max" });
    fc.assert(fc.property(pairs, fc.constantFrom(0, 1e9), (rows, shift) => {
      const [x, y] = [0, 1].map((c) => Float64Array.from(rows, (row) => shift * (c + 1) + row[c]!)) as [Float64Array, Float64Array];
      const n = BigInt(rows.length);
      const [sumX, sumY] = [0, 1].map((c) => rows.reduce((sum, row) => sum + BigInt(row[c]!), 0n)) as [bigint, bigint];
      const products = rows.reduce((all, [a, b]) => all + (n * BigInt(a) - sumX) * (n * BigInt(b) - sumY), 0n);
      const scale = Math.sqrt(exactMoments(x).m[0]! * exactMoments(y).m[0]!) / (rows.length - 1);
      expect(Math.abs(fx.reduceSync("cov", x, y) - quotient(products, n * n * (n - 1n)))).toBeLessThanOrEqual(1e-13 * scale);
    }), { numRuns: 60 });
  });

  it.each<[string, number[], object, number]>([
    ["var", [1, 2, 3, 4], {}, 1.25], ["var", [1, 2, 3, 4], { ddof: 1 }, 5 / 3], ["std", [2, 4, 4, 4, 5, 5, 7, 9], {}, 2],
    ["std", [5], {}, 0], ["std", [5], { ddof: 1 }, Number.NaN], ["var", [1, 2], { ddof: 5 }, Infinity], ["var", [], {}, Number.NaN],
    ["std", [1, Infinity], {}, Number.NaN], ["var", [1e308, 1e308, 1e308], {}, 0], ["std", [1e200, -1e200], {}, Infinity], ["std", [1, Number.NaN], {}, Number.NaN], ["std", [1, Number.NaN, 3], { skipNaN: true }, 1],
    ["std", new Array(3000).fill(0.1), {}, 0], ["var", new Array(1500).fill(1e9 + 0.1), {}, 0],
  ])("%s of %j, %j", async (name, x, options, want) => {
    for (const engine of ["inline", "threads", "js"] as const) expect(await fx.reduce(name as "std", x, { ...options, engine })).toBe(want);
  });

  it("give cov by NumPy's ddof of 1, or another", () => {
    expect(fx.reduceSync("cov", [1, 2, 3], [2, 4, 7])).toBe(2.5);
    expect(fx.reduceSync("cov", [1, 2, 3], [2, 4, 7], { ddof: 0 })).toBeCloseTo(5 / 3, 15);
    expect(fx.reduceSync("cov", Float32Array.of(1, 2, 3), [2, 4, 7])).toBe(2.5);
    expect(fx.reduceSync("cov", [1], [2])).toBeNaN();
  });
});

describe("a norm", () => {
  it("is taken in one pass, whatever the range of its squares", () => {
    const doubles = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 40 });
    fc.assert(fc.property(doubles, fc.integer({ min: -990, max: 990 }), (values, exponent) => {
      const unit = values.map((v) => (Math.abs(v) > 1e100 || Math.abs(v) < 1e-100 ? Math.sign(v) : v));
      const scaled = unit.map((v) => v * 2 ** exponent);
      if (scaled.some((v, i) => !Number.isFinite(v) || (v !== 0 && Math.abs(v) < 2 ** -1000) || v / 2 ** exponent !== unit[i])) return;
      const want = fx.reduceSync("norm", unit) * 2 ** exponent;
      expect(fx.reduceSync("norm", scaled)).toBe(want);
    }), { numRuns: 400 });
  });

  it("of blocks of ranges far apart is that of the largest", async () => {
    const x = new Float64Array(5000).fill(1e-200);
    expect(fx.reduceSync("norm", x) / (1e-200 * Math.sqrt(5000))).toBeCloseTo(1, 14);
    x[2500] = 3e200;
    x[4900] = 4e200;
    expect(fx.reduceSync("norm", x) / 5e200).toBeCloseTo(1, 15);
    expect(await fx.reduceStream("norm", [x.subarray(0, 2600), x.subarray(2600)])).toBe(fx.reduceSync("norm", x));
  });

  it("is one call, which copies once", async () => {
    const one = await createFlux({ maxWorkers: 2 });
    expect(await one.reduce("norm", new Float64Array(10_000).fill(1e200))).toBe(1e202);
    expect(one.metrics().operations["norm(x)"]).toMatchObject({ calls: 1, elements: 10_000 });
    await one.close();
  });
});

describe("argmin and argmax", () => {
  it.each<[number[], number, number]>([
    [[3, 1, 2], 1, 0], [[1, 1, 1], 0, 0], [[0, -0], 0, 0], [[-0, 0], 0, 0], [[2, Number.NaN, 1, Number.NaN], 1, 1],
    [[Infinity, -Infinity], 1, 0], [[Infinity, Infinity], 0, 0],
  ])("of %j", async (x, least, most) => {
    for (const engine of ["inline", "threads", "js"] as const) {
      expect([await fx.reduce("argmin", x, { engine }), await fx.reduce("argmax", x, { engine })]).toEqual([least, most]);
    }
  });

  it("are the index in the whole array, stream or file, the first of equal ones", () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 6000 }), fc.integer({ min: 1, max: 50 }), fc.boolean(), (length, kinds, hasNaN) => {
      const x = randomDoubles(length, length + kinds, (u) => (hasNaN && u < 0.001 ? Number.NaN : Math.floor(u * kinds)));
      const first = (isBetter: (a: number, b: number) => boolean, skips: boolean) => x.reduce((best, v, i) => {
        if (Number.isNaN(v)) return skips || Number.isNaN(x[best]!) ? best : i;
        return best < 0 || (Number.isNaN(x[best]!) ? skips : isBetter(v, x[best]!)) ? i : best;
      }, skips ? -1 : 0);
      expect(fx.reduceSync("argmin", x)).toBe(first((a, b) => a < b, false));
      expect(fx.reduceSync("argmax", x)).toBe(first((a, b) => a > b, false));
      if (x.every(Number.isNaN)) return;
      expect(fx.reduceSync("argmin", x, { skipNaN: true })).toBe(first((a, b) => a < b, true));
      expect(fx.reduceSync("argmax", x, { skipNaN: true })).toBe(first((a, b) => a > b, true));
    }), { numRuns: 100 });
  });
});

describe("several reductions", () => {
  const wild = (length: number) => randomDoubles(length, length, (u) => (u < 0.01 ? Number.NaN : u * 1e3 - 400));

  it("in one pass are each what it is alone, on any engine, any number of workers, in streams and files", async () => {
    const file = path.join(folder, "x.f64");
    for (const length of [1, 1023, 1024, 1025, 2047, 2049, 70_000]) {
      for (const [x, skipNaN] of [[wild(length), true], [wild(length), false], [randomDoubles(length, 3), false]] as const) {
        if (skipNaN && x.every(Number.isNaN)) continue;
        const alone = bits(Object.fromEntries(PLAIN.map((name) => [name, fx.reduceSync(name, x, { skipNaN })])));
        for (const one of instances) {
          const a = one.array(x);
          for (const given of [x, a]) {
            for (const engine of ["threads", "auto"] as const) expect(bits(await one.reduce(PLAIN, given, { skipNaN, engine }))).toBe(alone);
          }
          one.free(a);
        }
        expect(bits(await fx.reduce(PLAIN, x, { skipNaN, engine: "js" }))).toBe(alone);
        expect(bits(await fx.reduce(PLAIN, (v) => Math.imul(0, 1) + v, x, { skipNaN }))).toBe(alone);
        expect(bits(await fx.reduceStream(PLAIN, [x.subarray(0, length >> 1), x.subarray(length >> 1)], { skipNaN }))).toBe(alone);
        await writeFile(file, x);
        expect(bits(await fx.reduceFile(PLAIN, file, { skipNaN }))).toBe(alone);
        const y = x.toReversed();
        const pairs = bits(fx.reduceSync(PAIRS, x, y, { skipNaN, engine: "inline" }));
        for (const engine of ["js", "threads"] as const) expect(bits(await fx.reduce(PAIRS, x, y, { skipNaN, engine }))).toBe(pairs);
        expect(bits(await fx.reduceStream(PAIRS, [[x], [y]], { skipNaN }))).toBe(pairs);
      }
    }
  });

  it("take a source, inputs by their names, and float32 as it lies", async () => {
    const x = Float32Array.of(1, 2, 3, 4);
    expect(await fx.reduce(["mean", "std", "min"], "2 * x", x)).toEqual({ mean: 5, std: Math.sqrt(5), min: 2 });
    expect(await fx.reduce(["sum", "max"], "a * b", { a: [1, 2], b: 3 })).toEqual({ sum: 9, max: 6 });
    expect(fx.reduceSync(["any"], x)).toEqual({ any: true });
    expect(await fx.reduce(["dot", "cov"], x, [1, 2, 3, 4])).toEqual({ dot: 30, cov: 5 / 3 });
  });

  it("are one call, by the names of all", async () => {
    const one = await createFlux({ maxWorkers: 1 });
    await one.reduce(["mean", "std"], [1, 2, 3]);
    expect(Object.keys(one.metrics().operations)).toEqual(["[mean, std](x)"]);
    await one.close();
  });

  const call = (...args: unknown[]) => (fx.reduce as unknown as (...a: unknown[]) => Promise<unknown>)(...args);
  it.each<[string, unknown[], string, RegExp]>([
    ["an empty list", [[], [1]], "BadOption", /the list of reductions is empty. Name at least one, such as \["mean", "std"\]/],
    ["one that stands twice", [["sum", "mean", "sum"], [1]], "BadOption", /"sum" stands twice/],
    ["a list of more than there are", [new Array(1e8), [1]], "BadOption", /the list has 100000000 reductions, and there are 15/],
    ["a list that cannot be read", [new Proxy(["sum"], { get() { throw new Error("boom"); } }), [1]], "BadOption", /cannot be read: boom/],
    ["an unknown one", [["sum", "meen"], [1]], "UnknownOperation", /"meen"\): unknown reduction; did you mean "mean"\?/],
    ["one that is no name", [["sum", 3], [1]], "UnknownOperation", /unknown reduction/],
    ["those of one array and of two", [["sum", "dot"], [1], [2]], "WrongArity", /"dot" takes two arrays, "sum" takes one/],
    ["a source for two arrays", [["dot", "cov"], "x + y", [1], [2]], "WrongArity", /takes two arrays and no source/],
    ["a place for the result", [["sum"], [1], { out: new Float64Array(1) }], "BadOption", /unknown option "out"/],
    ["ddof where none takes it", [["sum", "mean"], [1], { ddof: 1 }], "BadOption", /ddof is an option of var, std, cov/],
    ["ddof that is no count", ["std", [1], { ddof: 0.5 }], "BadOption", /ddof must be an integer from 0 on, got 0.5/],
    ["skipNaN that is no boolean", ["std", [1], { skipNaN: "yes" }], "BadOption", /skipNaN must be true or false, got "yes"/],
    ["the smallest of nothing", [["sum", "min"], []], "EmptyInput", /the min of no elements/],
    ["where the smallest of NaN alone is", [["argmin"], [Number.NaN], { skipNaN: true }], "EmptyInput", /NaN alone, which skipNaN leaves out/],
  ])("refuse %s", async (_, args, code, message) => {
    await expect(call(...args)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });
});

describe("records", () => {
  it("are merged by their blocks, in whatever order they come", () => {
    const folding = foldingOf(["sum", "argmin"], true);
    const x = randomDoubles(9000, 1, (u) => (u < 0.2 ? Number.NaN : u - 0.6));
    const records = new Float64Array(folding.doubles * 9);
    for (let i = 0; i < 9; i++) foldBlock(folding, [x.subarray(1024 * i, 1024 * (i + 1))], records, i);
    const merger = new Merger(folding);
    merger.add(records);
    fc.assert(fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }), (order) => {
      const collector = new Collector(folding, records);
      for (const i of order) collector.done(2048 * i, Math.min(9000, 2048 * (i + 1)));
      expect(collector.merger.values()).toEqual(merger.values());
      expect(collector.merger.kept).toBe(x.filter((v) => !Number.isNaN(v)).length);
    }));
  });

  it("are of the same folds for lists of the same reductions in any order", () => {
    const foldingFor = (names: string[]) => runFor(reducingOf(names, "test"), {}, "test").folding;
    expect(foldingFor(["std", "mean", "min"])).toBe(foldingFor(["min", "sum", "var"]));
  });
});

describe("options of reductions of streams", () => {
  it("are read once, and may be inherited", async () => {
    let reads = 0;
    const once = { get skipNaN() { return ++reads === 1; } };
    expect(await fx.reduceStream("sum", [[1, Number.NaN]], once)).toBe(1);
    const stopped = Object.create({ signal: AbortSignal.abort(new Error("stop")) });
    await expect(fx.reduceStream("sum", [[1, 2]], stopped)).rejects.toThrow("stop");
    await expect((fx.reduceStream as (...args: unknown[]) => Promise<unknown>)("sum", [[1]], {}, {})).rejects.toMatchObject({ code: "WrongArity" });
  });
});

describe("skipNaN", () => {
  it("leaves NaN out as NumPy's nan functions do", () => {
    const x = [Number.NaN, 2, Number.NaN, 0, 4], none = [Number.NaN, Number.NaN];
    const all = ["sum", "mean", "min", "max", "product", "countNonzero", "any", "all", "std"] as const;
    expect(fx.reduceSync(all, x, { skipNaN: true })).toEqual(
      { sum: 6, mean: 2, min: 0, max: 4, product: 0, countNonzero: 2, any: true, all: false, std: Math.sqrt(8 / 3) },
    );
    const { NaN: nan } = Number;
    expect(fx.reduceSync(all, none, { skipNaN: true })).toEqual(
      { sum: 0, mean: nan, min: nan, max: nan, product: 1, countNonzero: 0, any: false, all: true, std: nan },
    );
    expect(fx.reduceSync(["var", "std"], [1, 2, nan], { skipNaN: true, ddof: 2 })).toEqual({ var: nan, std: nan });
    expect(fx.reduceSync("dot", [1, Number.NaN, 3], [4, 5, Number.NaN], { skipNaN: true })).toBe(4);
    expect(fx.reduceSync("mean", "sqrt(x)", [4, -1, 16], { skipNaN: true })).toBe(3);
  });

  it("does not change the caller's array, and is refused by a map", async () => {
    const x = fx.array([Number.NaN, 1, 2]), before = x.slice();
    await fx.reduce("sum", x, { skipNaN: true });
    expectSameBits(x, before);
    await expect(fx.map("exp", x, { skipNaN: true } as never)).rejects.toMatchObject({ code: "BadOption" });
    await expect(fx.reduceStream("sum", [[1]], { skipNan: true } as never)).rejects.toMatchObject({ code: "BadOption" });
    await expect(fx.mapStream("exp", [[1]], { skipNaN: true } as never).next()).rejects.toMatchObject({ code: "BadOption" });
  });
});

describe("a sum of cheap steps, which the kernel made for them folds itself,", () => {
  const lengths = [1, 7, 8, 1023, 1024, 1025, 3072, 100_003];

  const SUMMED = ["sqrt(abs(x))", "x * y", "(x - y) ** 2", "x * 1.8 + 32", "(x < y) * y", "exp(x) + y"];
  it.each(SUMMED)("%s, has the bits of one of its results", async (text) => {
    for (const length of lengths) {
      const columns = [1, 2].map((seed) => randomDoubles(length, seed, (u) => (u - 0.2) * 10));
      columns[0]!.set(specials.filter((v) => Number.isFinite(v) && Math.abs(v) < 1e100).slice(0, length));
      const given = /\by\b/.test(text) ? columns : columns.slice(0, 1);
      const results = fx.sync.map(text, ...given as [Float64Array]);
      for (const reduction of ["sum", "mean"] as const) {
        const want = fx.sync.reduce(reduction, results);
        for (const one of instances) {
          for (const engine of ["threads", "inline"] as const) {
            expect(await one.reduce(reduction, text, ...given as [Float64Array], { engine })).toBe(want);
            expect(await one.reduce(reduction, text, ...given.map((c) => one.array(c)) as [Float64Array], { engine })).toBe(want);
          }
        }
        if (!text.startsWith("exp")) expect(await fx.reduce(reduction, text, ...given as [Float64Array], { engine: "js" })).toBe(want);
      }
    }
  });
});
