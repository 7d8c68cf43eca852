import { createFlux } from "autoflux";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let fx: Awaited<ReturnType<typeof createFlux>>;
beforeEach(async () => {
  fx = await createFlux({ maxWorkers: 2 });
});
afterEach(() => fx.close());

describe("arena arrays", () => {
  it("array copies values, zeros are zero also in recycled memory, empty has the length asked for", () => {
    const a = fx.array([1, 2, 3]);
    expect(Array.from(a)).toEqual([1, 2, 3]);
    expect(a.constructor).toBe(Float64Array);
    fx.free(a);
    expect(Array.from(fx.zeros(3))).toEqual([0, 0, 0]);
    expect(fx.empty(5, { dtype: "float32" })).toBeInstanceOf(Float32Array);
    expect(fx.array(Float32Array.of(1.5))).toBeInstanceOf(Float32Array);
    expect(fx.array(Float32Array.of(1.5), { dtype: "float64" })).toBeInstanceOf(Float64Array);
    expect(fx.array([[1, 2], [3, 4]])).toHaveLength(4);
    expect(Array.from(fx.array(fx.array([7])))).toEqual([7]);
  });

  it.each([["zeros", -1], ["zeros", 1.5], ["empty", "3"]] as const)("%s(%s) is refused", (method, length) => {
    expect(() => fx[method](length as number)).toThrowError(expect.objectContaining({ code: "BadOption" }));
    expect(() => fx.array(3 as never)).toThrowError(expect.objectContaining({ code: "UnsupportedInput" }));
    expect(() => fx.array([1, "2"] as never)).toThrowError(expect.objectContaining({ code: "NotANumber", index: 1 }));
    expect(fx.status().memory.arrays).toBe(0);
  });

  it("freed while a call uses it, an array is given back when the call ends", async () => {
    const a = fx.array(new Float64Array(500_000).fill(1));
    const { freeBytes } = fx.status().memory;
    const promise = fx.map("sin_exp", a, { engine: "threads", home: "ordinary" });
    fx.free(a);
    expect(fx.status().memory.arrays).toBe(1);
    expect((await promise)[499_999]).toBe(Math.sin(Math.E));
    expect(fx.status().memory.arrays).toBe(0);
    expect(fx.status().memory.freeBytes).toBeGreaterThan(freeBytes);
  });
});

describe("scope", () => {
  it("frees what it made, except what it returns", async () => {
    const kept = await fx.scope(async (s) => {
      const x = s.array([1, 4, 9]);
      s.zeros(100);
      const t = await s.map("sqrt", x);
      s.mapSync("exp", x);
      return { deep: [t.subarray(1)] };
    });
    expect(Array.from(kept.deep[0]!)).toEqual([2, 3]);
    expect(fx.status().memory.arrays).toBe(1);
    fx.free(kept.deep[0]!);
  });

  it("frees the results of families too, and of their synchronous twins", async () => {
    const mine = fx.array([3, 1, 2]);
    const out = fx.empty(3);
    const kept = await fx.scope(async (s) => {
      const sorted = await s.stats.sort(mine);
      expect([...(await s.stats.argsort(sorted)), await s.stats.quantile(sorted, 0.5)]).toEqual([0, 1, 2, 2]);
      await s.series.cumsum(sorted);
      await s.series.cumsum(sorted, { out });
      s.sync.stats.sort(sorted);
      s.sync.series.rollingMean(sorted, 2);
      s.sync.map("sqrt", sorted);
      expect(s.sync.reduce("sum", sorted)).toBe(6);
      expect(fx.status().memory.arrays).toBe(7);
      return s.series.rollingMean(sorted, 2, { minPeriods: 1 });
    });
    expect([...kept, ...out]).toEqual([1, 1.5, 2.5, 1, 3, 6]);
    expect(fx.status().memory.arrays).toBe(3);
  });

  it("frees everything when the body throws, leaves the caller's own arrays alone, and tolerates what was freed inside", async () => {
    const mine = fx.zeros(3);
    const out = fx.zeros(3);
    await expect(
      fx.scope(async (s) => {
        const x = s.array([1, 4, 9]);
        await s.map("sqrt", mine, { out });
        s.free(x);
        s.empty(10);
        throw new Error("inside");
      }),
    ).rejects.toThrow("inside");
    expect(fx.status().memory.arrays).toBe(2);
    expect(Array.from(out)).toEqual([0, 0, 0]);
  });
});

describe("status", () => {
  it("has every field, and successRate is null before the first call", () => {
    expect(fx.status()).toEqual({
      status: "idle", engine: "threads", fallbackReason: null, arithmetic: "fast", build: expect.stringMatching(/baseline|relaxed/),
      workersActive: 0, functionThreads: 0, maxWorkers: 2, memorySafe: true,
      memory: { arenaBytes: expect.any(Number), freeBytes: expect.any(Number), stagingBytes: 0, limitBytes: expect.any(Number), arrays: 0 },
      calls: 0, inFlight: 0, waiting: 0, failed: 0, successRate: null, elapsedMs: 0, queued: 0, lastCall: null,
    });
  });

  it("is running while a call is, with jobs queued; then idle, with the call counted", async () => {
    const promise = fx.map("sin_exp", fx.zeros(500_000), { engine: "threads" });
    await Promise.resolve();
    expect(fx.status()).toMatchObject({ status: "running", calls: 1, successRate: null });
    expect(fx.status().queued).toBeGreaterThan(0);
    await promise;
    expect(fx.status()).toMatchObject({
      status: "idle", calls: 1, failed: 0, successRate: 1, queued: 0, lastCall: { engine: "threads", elements: 500_000, newNaN: 0 },
    });
    expect(fx.status().elapsedMs).toBeCloseTo(fx.status().lastCall!.elapsedMs, 6);
    expect(fx.status().workersActive).toBeGreaterThan(0);
  });
});

describe("newNaN counts what pow makes of numbers, whatever it makes of NaN", () => {
  const bases = [Number.NaN, Number.NaN, -1, 2, -8, 1, Number.NaN];
  const exponents = [0, 1, 0.5, Number.NaN, 1 / 3, Number.POSITIVE_INFINITY, -0];
  const doubles = [Float64Array.from(bases), Float64Array.from(exponents)] as const;
  const singles = doubles.map((array) => Float32Array.from(array)) as [Float32Array, Float32Array];
  it.each([["float64", doubles], ["float32", singles], ["mixed", [doubles[0], singles[1]]], ["mixed too", [singles[0], doubles[1]]]] as const)("%s", async (_, [a, b]) => {
    for (const engine of ["inline", "threads", "js"] as const) {
      const y = await fx.map("pow", a, b, { engine });
      expect([...y].map(Number.isNaN)).toEqual([false, true, true, true, true, true, false]);
      expect(fx.status().lastCall?.newNaN).toBe(3);
    }
    const inPlace = fx.array(doubles[0]);
    await fx.map("pow", inPlace, fx.array(b), { out: inPlace });
    expect(fx.status().lastCall?.newNaN).toBe(3);
    await fx.map("pow", fx.array(a), 0);
    expect(fx.status().lastCall?.newNaN).toBe(0);
  });
});

describe("newNaN counts what powers by a number make of numbers", () => {
  const { NaN: none, POSITIVE_INFINITY: infinite } = Number;
  // Among a thousand, so that most vectors hold none.
  const x = Float64Array.from({ length: 9000 }, (_, i) => [-1, none, 0, infinite, -2][i % 1000] ?? 2 + i / 9000);
  const single = Float32Array.from(x);
  it.each([["log(x) ** 3", 18], ["log(x) ** 2", 18], ["log(x) ** -1", 18], ["log(x) ** -7", 18], ["x ** 0.5", 18], ["log(x) ** 0.5", 18],
    ["x ** 3", 0], ["x ** -7", 0], ["x ** -1", 0]] as const)("%s: %d", async (formula, count) => {
    for (const engine of ["inline", "threads", "js"] as const) {
      for (const given of [x, single]) {
        const y = await fx.map(formula, given, { engine });
        expect(fx.status().lastCall?.newNaN).toBe(count);
        expect(y.filter(Number.isNaN).length).toBe(count + 9);
      }
    }
    const inPlace = fx.array(x);
    await fx.map(formula, inPlace, { out: inPlace });
    expect(fx.status().lastCall?.newNaN).toBe(count);
  });

  it("of numbers that the kernel itself makes NaN, by a number given as an input", async () => {
    const negative = x.map((v, i) => (i % 1000 === 7 ? -v : v));
    for (const values of [negative, Float32Array.from(negative)]) {
      for (const [n, count] of [[0.5, 27], [3, 0], [-2, 0], [none, 0]] as const) {
        await fx.map("pow", fx.array(values), n, { engine: "inline" });
        expect(fx.status().lastCall?.newNaN).toBe(count);
      }
    }
  });
});

describe("newNaN counts what fma makes of numbers, of three inputs of any dtype", () => {
  const { NaN: none, POSITIVE_INFINITY: infinite } = Number;
  const a = [none, 1, 0, infinite, 2], b = [1, none, infinite, 1, 3], c = [1, 1, 1, -infinite, none];
  const long = (values: number[]) => Float64Array.from({ length: 9000 }, (_, i) => values[i % 5]!);
  const single = (values: number[]) => Float32Array.from(long(values));
  it.each([["float64", long(a), long(b), long(c)], ["float32", single(a), single(b), single(c)], ["mixed", long(a), single(b), long(c)]] as const)("%s", async (_, x, y, z) => {
    for (const engine of ["inline", "threads", "js"] as const) {
      await fx.map("fma", x, y, z, { engine });
      expect(fx.status().lastCall?.newNaN).toBe(3600); // 0 times infinity, and infinity less infinity
    }
    const inPlace = fx.array(long(c));
    await fx.map("fma", fx.array(x), fx.array(y), inPlace, { out: inPlace });
    expect(fx.status().lastCall?.newNaN).toBe(3600);
    await fx.map("fma", fx.array(x), fx.array(y), 1);
    expect(fx.status().lastCall?.newNaN).toBe(1800);
  });
});

describe("the plain loop, for exact operations over ordinary arrays", () => {
  const odd = Float64Array.of(4, -1, Number.NaN, 0, -0, Number.POSITIVE_INFINITY, 1e-320, -9, 3);
  const other = Float64Array.of(-2, 0, 1, 0, 0, Number.NEGATIVE_INFINITY, 2, Number.NaN, 0.1);
  const calls: [string, unknown[]][] = [
    ...["sqrt", "square", "abs", "negate"].map((name): [string, unknown[]] => [name, [odd]]),
    ...["add", "subtract", "multiply", "divide"].flatMap((name): [string, unknown[]][] => [[name, [odd, other]], [name, [odd, 2.5]], [name, [-0, odd]]]),
  ];
  it.each(calls)("%s %#: the bits and the count of new NaN are the kernels'", async (name, args) => {
    const map = fx.map as unknown as (...args: unknown[]) => Promise<Float64Array>;
    const kernel = await map(name, ...args, { engine: "inline" });
    const { newNaN } = fx.status().lastCall!;
    const plain = await map(name, ...args);
    expect(fx.status().lastCall).toMatchObject({ engine: "js", newNaN });
    expect(Array.from(plain)).toEqual(Array.from(kernel));
  });

  it("over resizable memory, float32 or integers the kernels run instead", async () => {
    const resizable = new Float64Array(new (ArrayBuffer as unknown as new (n: number, o: object) => ArrayBuffer)(80, { maxByteLength: 160 }));
    for (const x of [resizable, Float32Array.of(1), Int8Array.of(1)]) {
      await fx.map("abs", x);
      expect(fx.status().lastCall?.engine).toBe("inline");
    }
  });
});
