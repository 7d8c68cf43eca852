import fc from "fast-check";
import { createFlux } from "autoflux";
import { afterAll, describe, expect, it } from "vitest";

const fx = await createFlux({ maxWorkers: 2 });
afterAll(() => fx.close());

type Shaped = { data: Float64Array | Float32Array | number[]; shape: number[] };
const map = (...args: unknown[]) => (fx.map as unknown as (...args: unknown[]) => Promise<Shaped & Float64Array>)(...args);
const shaped = (shape: number[], from = 1): Shaped => ({ data: Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => from + i), shape });

/** NumPy's rule, an element at a time. */
function naive(a: Shaped, b: Shaped, f: (x: number, y: number) => number): Shaped {
  const rank = Math.max(a.shape.length, b.shape.length);
  const pad = (shape: number[]) => [...new Array(rank - shape.length).fill(1), ...shape];
  const [sa, sb] = [pad(a.shape), pad(b.shape)];
  const shape = sa.map((n, i) => (n === 1 ? sb[i]! : n));
  const length = shape.reduce((x, y) => x * y, 1);
  const at = (own: number[], index: number) => {
    let offset = 0, stride = 1;
    for (let axis = rank - 1; axis >= 0; axis--) {
      const k = index % shape[axis]!;
      index = Math.floor(index / shape[axis]!);
      if (own[axis]! > 1) offset += k * stride;
      stride *= own[axis]!;
    }
    return offset;
  };
  return { data: Float64Array.from({ length }, (_, i) => f(a.data[at(sa, i)]!, b.data[at(sb, i)]!)), shape };
}

describe("inputs of different shapes", () => {
  it.each<[number[], number[]]>([
    [[2, 3], [3]], [[2, 3], [1, 3]], [[2, 3], [2, 1]], [[3], [2, 1]], [[2, 3], [1]], [[2, 3], [1, 1]], [[4, 3, 2], [3, 1]], [[4, 3, 2], [4, 1, 1]], [[4, 3, 2], [1, 3, 2]], [[1000, 7], [7]], [[7, 3000], [7, 1]], [[7, 3000], [3000]],
    [[1, 5], [5, 1]], [[0, 3], [3]], [[3, 0], [3, 1]], [[300, 1], [1, 301]],
  ])("%j with %j go together as NumPy has it, on every engine and in either order", async (sa, sb) => {
    const [a, b] = [shaped(sa, 1), shaped(sb, 0.5)];
    const want = naive(a, b, (x, y) => x - 2 * y);
    for (const engine of ["inline", "threads", "js"] as const) {
      expect(await map("x - 2*y", a, b, { engine })).toEqual(want);
      expect(await map("y - 2*x", b, a, { engine })).toEqual(want);
      const inArena = (s: Shaped) => ({ data: fx.array(s.data), shape: s.shape });
      const got = await map("x - 2*y", inArena(a), inArena(b), { engine });
      expect({ data: Float64Array.from(got.data), shape: got.shape }).toEqual(want);
      if (want.data.length > 0) expect((got.data as Float64Array).buffer).toBeInstanceOf(SharedArrayBuffer);
    }
    const sum = fx.reduceSync("sum", "x - 2*y", a as never, b as never);
    expect(sum).toBeCloseTo(Array.from(want.data).reduce((p, q) => p + q, 0), 6);
    expect(fx.status().memory.stagingBytes).toBe(0);
  });

  it("of any rank, a run of axes spread over the others", async () => {
    const dims = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 });
    await fc.assert(fc.asyncProperty(dims, fc.nat(4), fc.nat(4), async (shape, p, q) => {
      const [from, to] = [Math.min(p, q), Math.max(p, q)].map((n) => Math.min(n, shape.length)) as [number, number];
      const own = shape.map((n, i) => (i >= from && i < to ? n : 1));
      const [a, b] = [shaped(shape), shaped(own, 7)];
      expect(await map("x * y", a, b)).toEqual(naive(a, b, (x, y) => x * y));
    }), { numRuns: 200 });
  });

  it("float32 with float32 stays so", async () => {
    const a = { data: Float32Array.from([1, 2, 3, 4]), shape: [2, 2] }, b = { data: Float32Array.from([0.1, 0.2]), shape: [2] };
    expect(await map("x + y", a, b)).toEqual({ data: Float32Array.from([1, 2, 3, 4].map((v, i) => v + b.data[i % 2]!)), shape: [2, 2] });
    expect(await map("x + y", a, { data: [0.1, 0.2], shape: [2] })).toEqual({ data: Float64Array.from([1, 2, 3, 4].map((v, i) => v + [0.1, 0.2][i % 2]!)), shape: [2, 2] });
  });

  it("into out, of named operations, and beside numbers and arrays of the whole length", async () => {
    const out = new Float64Array(6);
    expect(await map("multiply", shaped([2, 3]), shaped([3]), { out })).toBe(out);
    expect(Array.from(out)).toEqual([1, 4, 9, 4, 10, 18]);
    expect(await map("x * y + z + w", shaped([2, 3]), shaped([2, 1]), Float64Array.of(1, 2, 3, 4, 5, 6), 100)).toEqual({ data: Float64Array.of(102, 104, 106, 112, 115, 118), shape: [2, 3] });
  });

  it.each<[number[], number[]]>([[[2, 3], [2]], [[2, 3], [3, 2]], [[2, 3], [4, 1]], [[4], [3]]])("%j with %j do not go together", async (sa, sb) => {
    await expect(map("x + y", shaped(sa), shaped(sb))).rejects.toMatchObject({ code: "UnequalLengths", message: expect.stringMatching(/do not go together/) });
  });

  it("[2, 1, 3] cannot be spread along its middle axis, and says so", async () => {
    await expect(map("x + y", shaped([2, 4, 3]), shaped([2, 1, 3]))).rejects.toMatchObject({ code: "UnsupportedInput", message: expect.stringMatching(/rows, columns and planes/) });
  });
});

describe("an array of one element", () => {
  it("goes with any other, as a number of its dtype", async () => {
    const x = Float64Array.of(1, 2, 3);
    for (const one of [[10], Float64Array.of(10), fx.array([10]), Int8Array.of(10), { data: [10], shape: [1] }]) {
      expect(await map("x + y", x, one)).toEqual(Float64Array.of(11, 12, 13));
      const got = await map("y - x", one, x);
      expect("shape" in got ? got.data : got).toEqual(Float64Array.of(-9, -8, -7));
    }
    expect(await map("x * y", Float32Array.of(1, 2), Float32Array.of(0.1))).toEqual(Float32Array.of(Math.fround(0.1), 2 * Math.fround(0.1)));
    expect(await map("x * y", Float32Array.of(1, 3), Float64Array.of(2))).toEqual(Float64Array.of(2, 6));
    expect((await map("x + y", fx.array(x), fx.array([1]))).buffer).toBeInstanceOf(SharedArrayBuffer);
    expect((await map("x + y", fx.array(x), [1])).buffer).toBeInstanceOf(ArrayBuffer);
  });

  it("gives what the first array is: flat, nested or shaped", async () => {
    expect(await map("x + y", [1], [[1, 2], [3, 4]])).toEqual(Float64Array.of(2, 3, 4, 5));
    expect(await map("x + y", [[1, 2], [3, 4]], [1])).toEqual([[2, 3], [4, 5]]);
    expect(await map("x + y", { data: [1], shape: [1] }, [1, 2])).toEqual({ data: Float64Array.of(2, 3), shape: [2] });
  });

  it("does not go with arrays of other lengths than they do", async () => {
    await expect(map("x + y + z", [1], [1, 2], [1, 2, 3])).rejects.toMatchObject({ code: "UnequalLengths", message: expect.stringMatching(/input 1 has 2 elements, input 2 has 3/) });
  });
});

describe("nested arrays", () => {
  it("have shapes too: those that do not go together are refused, others are NumPy's", async () => {
    for (const [a, b] of [
      [[[1, 2, 3], [4, 5, 6]], [[1, 2], [3, 4], [5, 6]]],
      [[[1, 2, 3], [4, 5, 6]], { data: [1, 2, 3, 4, 5, 6], shape: [3, 2] }],
      [{ data: [1, 2, 3, 4, 5, 6], shape: [3, 2] }, [[1, 2, 3], [4, 5, 6]]],
      [[Float64Array.of(1, 2, 3)], [Float64Array.of(1, 2), Float64Array.of(3, 4)]],
    ]) {
      await expect(map("add", a, b)).rejects.toMatchObject({ code: "UnequalLengths" });
      await expect((fx.reduce as unknown as (...args: unknown[]) => Promise<number>)("sum", "x + y", a, b)).rejects.toMatchObject({ code: "UnequalLengths" });
    }
    expect(await map("add", [[1, 2, 3]], [[1], [2], [3]])).toEqual([[2, 3, 4], [3, 4, 5], [4, 5, 6]]);
    expect(await map("add", [[1, 2, 3], [4, 5, 6]], [[10], [20]])).toEqual([[11, 12, 13], [24, 25, 26]]);
    expect(await map("add", [[1, 2, 3], [4, 5, 6]], { data: [10, 20, 30], shape: [3] })).toEqual([[11, 22, 33], [14, 25, 36]]);
    expect(await map("add", { data: [10, 20, 30], shape: [3] }, [[1, 2, 3], [4, 5, 6]])).toEqual({ data: Float64Array.of(11, 22, 33, 14, 25, 36), shape: [2, 3] });
    expect(await map("add", [[5]], [[1, 2], [3, 4]])).toEqual([[6, 7], [8, 9]]);
    expect(await map("add", [[1, 2], [3, 4]], [10, 20, 30, 40])).toEqual([[11, 22], [33, 44]]); // as many elements, of no shape
  });
});

describe("a shape of one element", () => {
  it("keeps its axes where a longer array has none, as NumPy has it", async () => {
    expect(await map("x + y", { data: [1], shape: [1, 1] }, [1, 2])).toEqual({ data: Float64Array.of(2, 3), shape: [1, 2] });
    expect(await map("x + y", { data: [1], shape: [] }, [1, 2])).toEqual({ data: Float64Array.of(2, 3), shape: [2] });
    expect(await map("x + y", [[[5]]], [1, 2])).toEqual([[[6, 7]]]);
    expect(await map("x + y + z", { data: [1], shape: [1] }, { data: [1], shape: [1, 1, 1] }, [1, 2])).toEqual({ data: Float64Array.of(3, 4), shape: [1, 1, 2] });
  });
});

describe("float32 arrays of one element", () => {
  it("are rounded to float32 in each step, as longer ones are", async () => {
    const x = Float32Array.of(0, 0);
    for (const engine of ["inline", "threads", "js"]) {
      for (const y of [Float32Array.of(2 ** 24), fx.array(Float32Array.of(2 ** 24)), { data: Float32Array.of(2 ** 24), shape: [1] }, Float32Array.of(2 ** 24, 2 ** 24)]) {
        expect(await map("(y + 1) - y + x", x, y, { engine })).toEqual(Float32Array.of(0, 0));
        expect(await map("x + exp(y / 3e6) * 3", x, y, { engine })).toEqual(await map("x + exp(y / 3e6) * 3", x, new Float32Array(2).fill(2 ** 24), { engine }));
      }
      expect(await map("(y + 1) - y + x", x, 2 ** 24, { engine })).toEqual(Float32Array.of(1, 1)); // a number is none of float32
      expect(await map("(y + 1) - y + x", Float64Array.from(x), Float32Array.of(2 ** 24), { engine })).toEqual(Float64Array.of(1, 1));
    }
  });
});

describe("pow by an array of one element has the bits of pow by arrays, whatever the other's length", () => {
  const whole = [2, 3, 10, 32, -1, -7], bases = Array.from({ length: 400 }, (_, i) => 0.37 + 1.164 * i);
  const bits = (y: ArrayLike<number>) => Array.from(new BigUint64Array(Float64Array.from(y).buffer));
  /** Element by element, both arrays of one. */
  const alone = async (x: Float64Array | Float32Array, y: Float64Array | Float32Array) => {
    const results = await Promise.all(Array.from(x, (_, i) => map("pow", x.slice(i, i + 1), y)));
    return bits(results.map(([result]) => result!));
  };

  it.each([
    ["float64", Float64Array, Float64Array], ["float32", Float32Array, Float32Array],
    ["float32 to the float64", Float32Array, Float64Array], ["float64 to the float32", Float64Array, Float32Array],
  ] as const)("%s", async (_, X, Y) => {
    const x = X.from(bases);
    for (const n of whole) {
      const one = Y.of(n), want = await alone(x, one);
      for (const engine of ["inline", "threads"] as const) {
        expect(bits(await map("pow", x, new Y(x.length).fill(n), { engine }))).toEqual(want);
        expect(bits(await map("pow", x, one, { engine }))).toEqual(want);
        expect(bits(await map("x ** y", fx.array(x), fx.array(one), { engine }))).toEqual(want);
        expect(bits((await map("pow", { data: x, shape: [400, 1] }, { data: one, shape: [1, 1] }, { engine })).data)).toEqual(want);
        const two = await map("pow", { data: x, shape: [400, 1] }, { data: Y.of(n, n), shape: [1, 2] }, { engine });
        expect(bits(two.data.filter((_, i) => i % 2 === 0))).toEqual(want);
      }
    }
  });

  it("lists; and numbers computed of such an array, which are exponents or powers themselves", async () => {
    expect(bits(await map("pow", bases, [10]))).toEqual(await alone(Float64Array.from(bases), Float64Array.of(10)));
    for (const [i, x] of bases.entries()) {
      const n = (i % 31) + 2;
      for (const [formula, ...inputs] of [["x ** (y + 1)", [x, x], [n - 1]], ["x * 0 + y ** z", [1, 1], [x], [n]]] as const) {
        const [first, ...others] = inputs;
        const [want] = await map(formula, first.slice(0, 1), ...others);
        expect(bits(await map(formula, first, ...others))).toEqual(bits([want!, want!]));
      }
    }
  });

  it("another kernel takes numbers, which are no arrays: at any length of the other alike", async () => {
    const x = Float64Array.from(bases), byNumber = bits(await map("pow", x, 10));
    expect(byNumber).not.toEqual(bits(await map("pow", x, [10])));
    for (const [i, base] of bases.entries()) expect(bits(await map("pow", [base], 10))).toEqual([byNumber[i]]);
    expect(bits(await map("x ** 10", x))).toEqual(byNumber);
    expect(bits(await map("x ** (5 + y)", x, 5))).toEqual(byNumber);
  });
});
