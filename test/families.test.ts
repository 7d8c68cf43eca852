/** stats and series as their callers meet them: every engine, every home, what goes wrong. */
import { createHash } from "node:crypto";
import { createFlux, type Flux, flux } from "autoflux";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** Comparing arrays element by element takes seconds. */
function digest({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  return createHash("sha1").update(Buffer.from(new Uint8Array(buffer, byteOffset, byteLength))).digest("hex");
}

let state = 1;
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32 - 0.5;
};
const numbers = (count: number) => Float64Array.from({ length: count }, random);
const LENGTHS = [0, 1, 2, 7, 300, 16_384, 16_385, 70_001, 300_000];

describe.each([1, 2, 3])("on %d workers", (maxWorkers) => {
  let fx: Flux;
  beforeAll(async () => {
    fx = await createFlux({ maxWorkers });
  });
  afterAll(() => fx.close());

  it.each(LENGTHS)("%d elements give the same bits on every engine, in every home, synchronously too", async (count) => {
    const x = numbers(count);
    const a = fx.array(x);
    const wanted = x.slice().sort();
    const sum = flux.sync.series.cumsum(x);
    const mean = flux.sync.series.rollingMean(x, 100, { minPeriods: 1 });
    for (const input of [x, a]) {
      for (const engine of ["auto", "threads", "inline"] as const) {
        expect(digest(await fx.stats.sort(input, { engine }))).toBe(digest(wanted));
        expect(digest(await fx.series.cumsum(input, { engine }))).toBe(digest(sum));
        expect(digest(await fx.series.rollingMean(input, 100, { engine, minPeriods: 1 }))).toBe(digest(mean));
        const order = await fx.stats.argsort(input, { engine });
        expect(digest(Float64Array.from(order, (i) => x[i]!))).toBe(digest(wanted));
        if (count > 0) expect(await fx.stats.quantile(input, [0, 1], { engine })).toEqual(Float64Array.of(wanted[0]!, wanted.at(-1)!));
      }
    }
    fx.free(a);
    expect(fx.status().memory.stagingBytes).toBe(0);
  });
});

const floatsAndIntegers = [
  Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array,
];

describe("results", () => {
  it("live where the input does, in out, or where home says", async () => {
    const a = flux.array([3, 1, 2]);
    expect((await flux.stats.sort(a)).buffer).toBeInstanceOf(SharedArrayBuffer);
    expect((await flux.stats.sort(a, { home: "ordinary" })).buffer).toBeInstanceOf(ArrayBuffer);
    expect((await flux.stats.sort([3, 1, 2], { home: "arena" })).buffer).toBeInstanceOf(SharedArrayBuffer);
    const out = new Float64Array(3);
    expect(await flux.stats.sort(a, { out })).toBe(out);
    expect(await flux.stats.sort(a, { out: a })).toBe(a);
    expect([...a]).toEqual([1, 2, 3]);
    expect(await flux.series.cumsum(a, { out: a })).toBe(a);
    expect([...a]).toEqual([1, 3, 6]);
  });

  it.each(floatsAndIntegers)("of %o are of its kind", async (Kind) => {
    const x = new Kind([3, 1, 2]);
    const sorted = await flux.stats.sort(x);
    expect([...sorted]).toEqual([1, 2, 3]);
    expect(sorted.BYTES_PER_ELEMENT).toBe(x.BYTES_PER_ELEMENT);
    expect([...(await flux.stats.argsort(x))]).toEqual([1, 2, 0]);
    expect(await flux.stats.quantile(x, 0.5)).toBe(2);
    expect([...(await flux.series.cumsum(x))]).toEqual([3, 4, 6]);
  });

  it.each(floatsAndIntegers)("of %o with a shape are of its kind too, with strides or none", async (Kind) => {
    const data = new Kind([9, 3, 8, 1, 7, 2]);
    const plain = { data, shape: [6] }, strided = { data, shape: [3], stride: [2], offset: 1 }, part = { data, shape: [2], offset: 2 };
    for (const [x, wanted] of [[plain, [1, 2, 3, 7, 8, 9]], [strided, [1, 2, 3]], [part, [1, 8]]] as const) {
      const sorted = await flux.stats.sort(x);
      expect([...sorted]).toEqual(wanted);
      expect(sorted.constructor).toBe((Kind as unknown) === Uint8ClampedArray ? Uint8Array : Kind);
      expect(sorted.buffer).toBeInstanceOf(ArrayBuffer);
    }
    expect([...(await flux.stats.argsort(strided))]).toEqual([1, 2, 0]);
    expect(await flux.stats.quantile(strided, 0.5)).toBe(2);
    expect((await flux.series.cumsum(plain)).constructor).toBe((Kind as unknown) === Float32Array ? Float32Array : Float64Array);
    await expect(flux.stats.sort({ data, shape: [2, 3] })).rejects.toMatchObject({ code: "UnsupportedInput" });
    await expect(flux.stats.sort({ data, shape: [5] })).rejects.toMatchObject({ code: "RaggedArray" });
    const long = new Kind(300_000).map((_, i) => (i * 7) % 100);
    expect(digest(await flux.stats.sort({ data: long, shape: [300_000] }))).toBe(digest(await flux.stats.sort(long)));
    expect(digest(data)).toBe(digest(new Kind([9, 3, 8, 1, 7, 2])));
  });

  it("of 64-bit integers keep every digit", async () => {
    const x = BigInt64Array.of(2n ** 62n + 1n, 2n ** 62n, -(2n ** 63n));
    expect(await flux.stats.sort(x)).toEqual(BigInt64Array.of(-(2n ** 63n), 2n ** 62n, 2n ** 62n + 1n));
  });

  it("have NaN last, and -0 before 0", async () => {
    expect(await flux.stats.sort([0, Number.NaN, -0, -1])).toEqual(Float64Array.of(-1, -0, 0, Number.NaN));
    expect(await flux.stats.argsort([0, Number.NaN, -0, -1])).toEqual(Uint32Array.of(3, 0, 2, 1));
  });
});

describe("many quantiles", () => {
  it.each([100, 16_384, 200_000])("of %d elements are those of each alone", async (count) => {
    const x = numbers(count), qs = Float64Array.from({ length: 20_000 }, (_, i) => ((i * 7919) % 20_000) / 19_999);
    for (const method of ["linear", "averaged_inverted_cdf", "closest_observation"] as const) {
      const all = await flux.stats.quantile(x, qs, { method });
      expect(all.length).toBe(qs.length);
      for (let i = 0; i < qs.length; i += 997) expect(all[i]).toBe(await flux.stats.quantile(x, qs[i]!, { method }));
      expect(digest(flux.sync.stats.quantile(x, [...qs], { method }))).toBe(digest(all));
    }
  });

  it.each([100, 100_000])("of %d elements let other work run, and heed the timeout", async (count) => {
    const x = numbers(count), qs = numbers(2e6).map((q) => q + 0.5);
    let worst = 0, turns = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      const at = performance.now();
      worst = Math.max(worst, at - last);
      last = at;
      turns++;
    });
    const found = await flux.stats.quantile(x, qs);
    clearInterval(timer);
    expect(found.length).toBe(qs.length);
    expect(turns).toBeGreaterThan(5);
    expect(worst).toBeLessThan(150); // with other tests beside it; all of it takes three times as long
    await expect(flux.stats.quantile(x, qs, { timeout: 60 })).rejects.toMatchObject({ code: "TimeoutError" });
  });
});

describe("rolling means", () => {
  it("forget what has left the window", async () => {
    const x = [1, 1e16, 1, 1, Number.NaN, 1, 1, Number.POSITIVE_INFINITY, 1, 1];
    const y = await flux.series.rollingMean(x, 2);
    expect([...y]).toEqual([NaN, 5e15 + 0.5, 5e15 + 0.5, 1, NaN, NaN, 1, Infinity, Infinity, 1]);
  });

  it.each([1, 7, 1000, 1024, 5000, 9999, 20_000, 30_000])("over a window of %d are those of each window alone", async (window) => {
    const x = numbers(20_000).map((v) => v + 1e9);
    for (const center of [false, true]) {
      const y = await flux.series.rollingMean(x, window, { center, minPeriods: 3 > window ? 1 : 3 });
      for (let i = 0; i < x.length; i += 613) {
        const end = i + 1 + (center ? Math.floor((window - 1) / 2) : 0);
        const inside = x.subarray(Math.max(0, end - window), Math.min(x.length, end));
        const mean = inside.reduce((sum, v) => sum + (v - 1e9), 0) / inside.length + 1e9;
        if (inside.length < Math.min(3, window)) expect(y[i]).toBeNaN();
        else expect(Math.abs(y[i]! - mean)).toBeLessThanOrEqual(4e-7);
      }
    }
  });
});

function freedArray(): Float64Array {
  const array = flux.array([0.5]);
  flux.free(array);
  return array;
}

function detachedArray(): Float64Array {
  const array = Float64Array.of(0.5);
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
}

describe("what goes wrong", () => {
  it.each([
    ["stats.sort", () => flux.stats.sort(5 as never), "UnsupportedInput"],
    ["stats.sort", () => flux.stats.sort([[1, 2], [3, 4]] as never), "UnsupportedInput"],
    ["stats.sort", () => flux.stats.sort(["a"] as never), "NotANumber"],
    ["stats.sort", () => flux.stats.sort([1], { outt: 1 } as never), "BadOption"],
    ["stats.sort", () => flux.stats.sort([1], { out: new Float32Array(1) } as never), "BadOutput"],
    ["stats.sort", () => flux.stats.sort([1], { out: new Float64Array(2) }), "BadOutput"],
    ["stats.sort", () => flux.stats.sort([1], { engine: "js" }), "EngineUnavailable"],
    ["stats.sort", () => (flux.stats.sort as (...args: unknown[]) => Promise<unknown>)([1], {}, 3), "WrongArity"],
    ["stats.quantile", () => flux.stats.quantile([], 0.5), "EmptyInput"],
    ["stats.quantile", () => flux.stats.quantile([1], 1.5), "BadOption"],
    ["stats.quantile", () => flux.stats.quantile([1], [0.5, Number.NaN]), "BadOption"],
    ["stats.quantile", () => flux.stats.quantile([1], freedArray()), "FreedArray"],
    ["stats.quantile", () => flux.stats.quantile([1], detachedArray()), "DetachedBuffer"],
    ["stats.quantile", () => flux.stats.quantile([1], new BigInt64Array(1) as never), "BadOption"],
    ["stats.quantile", () => flux.stats.quantile([1], 0.5, { method: "lineer" as never }), "BadOption"],
    ["series.rollingMean", () => flux.series.rollingMean([1], 0), "BadOption"],
    ["series.rollingMean", () => flux.series.rollingMean([1], 3, { minPeriods: 4 }), "BadOption"],
    ["series.cumsum", () => flux.series.cumsum([1], { skipNaN: 1 as never }), "BadOption"],
  ] as const)("in %s (%s) is a rejection that names it: %s", async (where, call, code) => {
    const error = await (call() as Promise<unknown>).then(() => undefined, (reason: Error & { code: string }) => reason);
    expect(error).toMatchObject({ code });
    expect(error!.message.startsWith(where)).toBe(true);
  });

  it("is thrown by the synchronous twins, and threads are none for them", () => {
    expect(() => flux.sync.stats.sort([1], { engine: "threads" })).toThrow(/^sync\.stats\.sort: engine must not be "threads"/);
    expect(() => flux.sync.stats.quantile([], 0.5)).toThrow(/^sync\.stats\.quantile: a quantile of no elements/);
  });

  it("with an arena too small, says how many elements fit, and leaves nothing lent", async () => {
    const fx = await createFlux({ maxWorkers: 1, memoryLimit: 8 << 20 });
    const message = expect.stringMatching(/at most some \d+ elements fit/);
    await expect(fx.stats.sort(new Float64Array(1e6))).rejects.toMatchObject({ code: "ArenaFull", message });
    expect(await fx.stats.sort(Float64Array.of(2, 1))).toEqual(Float64Array.of(1, 2));
    expect(fx.status().memory.stagingBytes).toBe(0);
    await fx.close();
  });

  it("is nothing where a getter in its input closes the instance in the call's first turn", async () => {
    for (const [count, maxWorkers] of [[5000, 1], [70_000, 1], [400_000, 1], [400_000, 2]] as const) {
      const fx = await createFlux({ maxWorkers });
      let closed: Promise<void> | undefined;
      const x = Array.from({ length: count }, (_, i) => -i);
      Object.defineProperty(x, 10, { get: () => ((closed ??= fx.close()), -10) });
      const call = fx.stats.sort(x);
      if (maxWorkers === 1) expect(closed).toBeDefined(); // it was closed in the first turn
      const sorted = await call;
      expect([sorted.length, sorted[0], sorted[1]]).toEqual([count, 1 - count, 2 - count]);
      await closed;
      await expect(fx.stats.sort(x)).rejects.toMatchObject({ code: "InstanceClosed" });
    }
  });

  it("is the signal's reason where it is aborted, and nothing stays lent", async () => {
    const fx = await createFlux({ maxWorkers: 2 });
    const x = fx.array(numbers(3e6));
    for (let i = 0; i < 12; i++) {
      const controller = new AbortController();
      const call = fx.stats.sort(x, { signal: controller.signal, ...(i % 2 === 0 && { engine: "threads" as const }) });
      setTimeout(() => controller.abort(new Error("enough")), i * 4);
      await call.then(() => {}, (error) => expect(error.message).toBe("enough"));
      expect(fx.status().memory.stagingBytes).toBe(0);
    }
    await expect(fx.stats.sort(x, { timeout: 1 })).rejects.toMatchObject({ code: "TimeoutError" });
    expect(fx.status().memory.stagingBytes).toBe(0);
    await fx.close();
  });
});

it("is counted under one name, synchronous or not", async () => {
  const fx = await createFlux({ maxWorkers: 1 });
  await fx.stats.sort([2, 1]);
  fx.sync.stats.sort([2, 1]);
  expect(Object.keys(fx.metrics().operations)).toEqual(["stats.sort"]);
  expect(fx.metrics().operations["stats.sort"]).toMatchObject({ calls: 2 });
  await fx.close();
});

it("tells progress in elements, up to all of them", async () => {
  const seen: number[] = [];
  await flux.stats.sort(numbers(1e6), { onProgress: ({ done, total }) => void (expect(total).toBe(1e6), seen.push(done)) });
  expect(seen.at(-1)).toBe(1e6);
  expect(seen.every((done, i) => i === 0 || done > seen[i - 1]!)).toBe(true);
});
