import { createFlux, flux } from "autoflux";
import { afterAll, describe, expect, it } from "vitest";
import { expectSameBits, randomDoubles } from "./values";

const fx = await createFlux({ maxWorkers: 2 });
const x = Float64Array.of(0, 1, 4, 9, 16);
const roots = [0, 1, 2, 3, 4];
const map = fx.map as unknown as (operation: string, ...args: unknown[]) => Promise<Float64Array>;

afterAll(() => fx.close());

describe("map", () => {
  it("gives what the operation says, as a promise, and mapSync the same at once", async () => {
    expect(Array.from(await fx.map("sqrt", x))).toEqual(roots);
    expect(Array.from(fx.mapSync("sqrt", x))).toEqual(roots);
    expect((await flux.map("exp_sqrt", x))[2]).toBeCloseTo(Math.exp(2), 14);
  });

  it("takes a number as a constant input, on either side", async () => {
    expect(Array.from(await fx.map("multiply", x, 10))).toEqual([0, 10, 40, 90, 160]);
    expect(Array.from(await fx.map("subtract", 100, x))).toEqual([100, 99, 96, 91, 84]);
    expect(Array.from(await fx.map("divide", fx.array(x), 2, { engine: "threads" }))).toEqual([0, 0.5, 2, 4.5, 8]);
  });

  it("leaves its inputs alone", async () => {
    const copy = x.slice();
    await fx.map("exp", copy);
    expect(copy).toEqual(x);
  });

  it.each(["threads", "inline", "js"] as const)("gives an empty result for an empty input on %s", async (engine) => {
    expect((await fx.map("exp", new Float64Array(0), { engine })).length).toBe(0);
    expect((await fx.map("add", fx.empty(0), 1, { engine })).length).toBe(0);
  });
});

describe("where a result lives", () => {
  it("the arena if every array input does, else ordinary memory", async () => {
    const a = fx.array(x);
    expect((await fx.map("sqrt", a)).buffer).toBeInstanceOf(SharedArrayBuffer);
    expect((await fx.map("sqrt", a.subarray(1, 3))).buffer).toBeInstanceOf(SharedArrayBuffer);
    expect((await fx.map("sqrt", x)).buffer).toBeInstanceOf(ArrayBuffer);
    expect((await fx.map("add", a, x)).buffer).toBeInstanceOf(ArrayBuffer);
    expect((await fx.map("add", a, 1)).buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it("home overrides", async () => {
    const before = fx.status().memory.arrays;
    const y = await fx.map("sqrt", x, { home: "arena" });
    expect(fx.status().memory.arrays).toBe(before + 1);
    expect((await fx.map("sqrt", y, { home: "ordinary" })).buffer).toBeInstanceOf(ArrayBuffer);
    fx.free(y);
  });

  it("foreign shared memory and arrays of another instance are ordinary data, and give a shared result", async () => {
    const other = await createFlux({ maxWorkers: 1 });
    const foreign = new Float64Array(new SharedArrayBuffer(40));
    foreign.set(x);
    for (const input of [foreign, other.array(x)]) {
      const before = fx.status().memory.arrays;
      const y = await fx.map("sqrt", input);
      expect(Array.from(y)).toEqual(roots);
      expect(y.buffer).toBeInstanceOf(SharedArrayBuffer);
      expect(fx.status().memory.arrays).toBe(before);
    }
    await other.close();
  });

  it.each(["threads", "inline", "js"] as const)("out takes the result on %s: ordinary or arena, the promise gives that same object", async (engine) => {
    for (const input of [x, fx.array(x)]) {
      for (const out of [new Float64Array(5), fx.zeros(5), new Float64Array(new SharedArrayBuffer(40))]) {
        expect(await fx.map("sqrt", input, { out, engine })).toBe(out);
        expect(Array.from(out)).toEqual(roots);
      }
    }
  });

  // All steps are exact, so that the plain loop has their bits; some read an input again after others have read the one that is written.
  const inPlace: [operation: string, inputs: number, definition: (x: number, y: number, z: number) => number][] = [
    ["sqrt", 1, (x) => Math.sqrt(x)],
    ["add", 2, (x, y) => x + y],
    ["clip", 3, (x, y, z) => Math.min(Math.max(x, y), z)],
    ["x * y - x", 2, (x, y) => x * y - x],
    ["floor(x % y) * x + sqrt(y)", 2, (x, y) => Math.floor(x % y) * x + Math.sqrt(y)],
    ["x < y ? y - x : x % y + z", 3, (x, y, z) => (x < y ? y - x : (x % y) + z)],
  ];
  const cases = (["threads", "inline", "js"] as const).flatMap((engine) => inPlace.map((row) => [engine, ...row] as const));
  it.each(cases)("works in place on %s: %s of %i inputs, into each of them", async (engine, operation, inputs, definition) => {
    const columns = [3, 4, 5].slice(0, inputs).map((seed) => randomDoubles(50_001, seed, (u) => u * 6));
    const want = columns[0]!.map((x, i) => definition(x, columns[1]?.[i] ?? 0, columns[2]?.[i] ?? 0));
    for (const home of [(values: Float64Array): Float64Array => fx.array(values), (values: Float64Array): Float64Array => values.slice()]) {
      for (let into = 0; into < inputs; into++) {
        const given = columns.map(home);
        const result = await map(operation, ...given, { out: given[into], engine });
        expect(result).toBe(given[into]);
        expect(fx.status().lastCall).toMatchObject({ engine });
        expectSameBits(given[into]!, want);
        for (const [i, column] of columns.entries()) if (i !== into) expectSameBits(given[i]!, column);
      }
    }
  });

  it.each(["threads", "inline", "js"] as const)("works in place on %s: through tiles, with itself, of float32, a part", async (engine) => {
    const long = randomDoubles(50_001, 3, (u) => u * 6);
    const steps = engine === "js" ? long.map((v) => Math.sin(Math.exp(v))) : await fx.map("sin", await fx.map("exp", long));
    for (const array of [fx.array(long), long.slice()]) {
      expect(await fx.map("sin_exp", array, { out: array, engine })).toBe(array);
      expectSameBits(array, steps);
    }
    for (const array of [fx.array(long), long.slice()]) {
      await fx.map("add", array, array, { out: array, engine });
      expectSameBits(array, long.map((v) => v + v));
    }
    const singles = Float32Array.from(long);
    for (const array of [fx.array(singles), singles.slice()]) {
      await fx.map("multiply", array, 0.1, { out: array, engine });
      expectSameBits(array, singles.map((v) => v * 0.1));
    }
    for (const array of [fx.array(long), long.slice()]) {
      const part = array.subarray(1001, 40_000);
      await fx.map("x * 3 + 1", part, { out: part, engine });
      expectSameBits(array, long.map((v, i) => (i >= 1001 && i < 40_000 ? v * 3 + 1 : v)));
    }
  });
});

describe("kinds of input", () => {
  it("Float32Array in, Float32Array out; mixed with float64, the result is float64", async () => {
    const f = Float32Array.from([0.1, 0.2, 0.3]);
    const y = await fx.map("exp2", f); // in float64, and rounded; exp has a kernel of float32, within one ulp
    expect(y).toBeInstanceOf(Float32Array);
    expect(Array.from(y)).toEqual(Array.from(f, (v) => Math.fround(2 ** v)));
    const z = await fx.map("exp", f);
    expect(z).toBeInstanceOf(Float32Array);
    for (const [i, value] of z.entries()) expect(Math.abs(value / Math.exp(f[i]!) - 1)).toBeLessThan(2 ** -23);
    const mixed = await fx.map("add", f, Float64Array.from([1, 2, 3]));
    expect(mixed).toBeInstanceOf(Float64Array);
    expect(Array.from(mixed)).toEqual(Array.from(f, (v, i) => v + i + 1));
    expect(Array.from(await fx.map("add", fx.array(f), fx.array([1, 2, 3])))).toEqual(Array.from(mixed));
  });

  it("a number with float32 is not rounded first: as in the plain loop", async () => {
    const f = Float32Array.from([0.1, 1.7, 3e7]);
    for (const engine of ["inline", "threads", "js"] as const) {
      expect(await fx.map("multiply", f, 0.1, { engine })).toEqual(Float32Array.from(f, (v) => v * 0.1));
      expect(await fx.map("multiply", f, 2, { engine })).toEqual(Float32Array.from(f, (v) => v * 2));
    }
  });

  it("what was multiplied before does not matter: NaN, then a number that is no float32", async () => {
    const fresh = await createFlux({ maxWorkers: 1 });
    const f = Float32Array.from({ length: 1000 }, (_, i) => 1 + i / 7);
    for (const first of [Number.NaN, -0, 0.1, 2]) {
      for (const then of [0.1, Number.NaN, 0.3, -0, 2]) {
        fresh.mapSync("multiply", f, first, { engine: "inline" });
        expect(fresh.mapSync("multiply", f, then, { engine: "inline" })).toEqual(Float32Array.from(f, (v) => v * then));
      }
    }
    await fresh.close();
  });

  it("float32 operations of several steps have the bits of their steps in float32", async () => {
    const f = Float32Array.from({ length: 1001 }, (_, i) => i / 97);
    const one = new Float32Array(1001).fill(1);
    expect(await fx.map("exp_sqrt", f)).toEqual(await fx.map("exp", await fx.map("sqrt", f)));
    expect(await fx.map("log_sqrt1", f)).toEqual(await fx.map("log", await fx.map("add", one, await fx.map("sqrt", f))));
    expect(await fx.map("sin_plus_cos", f)).toEqual(await fx.map("add", await fx.map("sin", f), await fx.map("cos", f)));
    expect(await fx.map("sin_exp", f)).toEqual(await fx.map("sin", await fx.map("exp", f)));
  });

  it.each([Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array])("%o gives float64", async (Kind) => {
    for (const engine of ["inline", "threads", "js"] as const) {
      const y = await fx.map("sqrt", Kind.from([0, 1, 4, 9, 16]), { engine });
      expect(y).toBeInstanceOf(Float64Array);
      expect(Array.from(y)).toEqual(roots);
    }
  });

  it("number[] gives a Float64Array, nested arrays nested ones, { data, shape } the same form", async () => {
    expect(await fx.map("sqrt", [0, 1, 4])).toEqual(Float64Array.of(0, 1, 2));
    expect(await fx.map("sqrt", [[0, 1], [4, 9], [16, 25]])).toEqual([[0, 1], [2, 3], [4, 5]]);
    expect(await fx.map("sqrt", [[[0], [1]], [[4], [9]]])).toEqual([[[0], [1]], [[2], [3]]]);
    expect(await fx.map("add", [[1, 2]], Float64Array.of(10, 20))).toEqual([[11, 22]]);
    expect(await fx.map("sqrt", [Float32Array.of(4), Float32Array.of(9)])).toEqual([Float32Array.of(2), Float32Array.of(3)]);
    expect(await fx.map("sqrt", { data: x, shape: [5, 1] })).toEqual({ data: Float64Array.from(roots), shape: [5, 1] });
    expect(await fx.map("sqrt", [[], []])).toEqual([[], []]);
  });

  it("nested arrays larger than a batch go through staging row by row", async () => {
    const rows = Array.from({ length: 300 }, (_, i) => Array.from({ length: 1001 }, (_, j) => i + j));
    const y = await fx.map("square", rows, { engine: "threads" });
    expect(y[299]![1000]).toBe(1299 ** 2);
    expect(y).toEqual(rows.map((row) => row.map((v) => v * v)));
  });
});
