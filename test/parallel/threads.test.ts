import { setTimeout as sleep } from "node:timers/promises";
import { createFlux, type BatchPlace, type Flux } from "autoflux";
import { afterAll, describe, expect, it } from "vitest";

const fx = await createFlux({ maxWorkers: 3 });
afterAll(() => fx.close());
const STRATEGIES = ["auto", "threads", "process", "sequential"] as const;
const numbers = Array.from({ length: 50 }, (_, i) => i);

describe("parallel", () => {
  it("runs user code in other threads than kernels, and in other processes where asked", async () => {
    const where = (strategy: "threads" | "process") => fx.parallel((batch: number[]) => batch.map(() => process.pid), { strategy, batchSize: 10 })(numbers);
    expect(new Set(await where("threads"))).toEqual(new Set([process.pid]));
    const pids = new Set(await where("process"));
    expect(pids.has(process.pid)).toBe(false);
    const isMain = fx.parallel((batch: number[]) => batch.map(() => isMainThread), { strategy: "threads", imports: { isMainThread: ["node:worker_threads", "isMainThread"] } });
    expect(await isMain(numbers.slice(0, 1))).toEqual([false]);
  });

  it("lets code crash a process, and is well after it", async () => {
    const crash = fx.parallel((batch: number[]) => {
      if (batch[0] === 0) process.abort();
      return batch;
    }, { strategy: "process", batchSize: 25 });
    await expect(crash(numbers)).rejects.toMatchObject({ code: "BatchFailed", batch: 0, cause: { code: "WorkerLost" } });
    expect(await crash(numbers.slice(1))).toEqual(numbers.slice(1));
  });

  it("survives a function that ends its thread, or takes all memory of it; other calls are not disturbed", async () => {
    const steady = fx.parallel(async (batch: number[]) => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      return batch;
    }, { strategy: "threads", batchSize: 10 });
    const exits = fx.parallel((_: number[]) => process.exit(3), { strategy: "threads" });
    const hungry = fx.parallel((_: number[]) => {
      const taken: number[][] = [];
      for (;;) taken.push(new Array(1e6).fill(0.5));
    }, { strategy: "threads" });
    const [a, b, c] = await Promise.allSettled([steady(numbers), exits([1]), hungry([1])]);
    expect(a).toEqual({ status: "fulfilled", value: numbers });
    expect(b).toMatchObject({ reason: { code: "BatchFailed", cause: { code: "WorkerLost" } } });
    expect(c).toMatchObject({ reason: { code: "BatchFailed", message: expect.stringContaining("memory") } });
    expect(await steady(numbers)).toEqual(numbers);
  }, 90_000);

  it("clones the context once for each thread, for all batches and calls", async () => {
    let clones = 0;
    const given = { get value() { clones++; return 1; } };
    const one = await createFlux({ maxWorkers: 2 });
    const same = one.parallel((batch: number[]) => {
      const seen = globalThis as { ofThread?: object };
      seen.ofThread ??= shared;
      return batch.map(() => seen.ofThread === shared);
    }, { strategy: "threads", batchSize: 1, context: { shared: given } });
    for (let i = 0; i < 3; i++) expect(new Set(await same(numbers))).toEqual(new Set([true]));
    expect(clones).toBeGreaterThan(0);
    expect(clones).toBeLessThanOrEqual(2);
    await one.close();
  });

  it("hands arena arrays over as views: what the function writes is written", async () => {
    const a = fx.array(numbers);
    const lengths = await fx.parallel((batch: Float64Array) => {
      const isShared = batch.buffer instanceof SharedArrayBuffer;
      for (let i = 0; i < batch.length; i++) batch[i]! *= 10;
      return [...batch].map(() => (isShared ? batch.length : -1));
    }, { strategy: "threads", batchSize: 20 })(a);
    expect(lengths).toEqual(numbers.map((v) => (v < 40 ? 20 : 10)));
    expect([...a]).toEqual(numbers.map((v) => v * 10));
    fx.free(a);
    await expect(fx.parallel((batch: Float64Array) => batch.length)(a)).rejects.toMatchObject({ code: "FreedArray" });
  });

  it("frees an arena array that is freed meanwhile when the call is over", async () => {
    const a = fx.array(new Float64Array(10_000));
    const { arrays } = fx.status().memory;
    const call = fx.parallel(async (batch: Float64Array) => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return batch;
    }, { strategy: "threads", batchSize: 10_000 })(a);
    await sleep(20);
    fx.free(a);
    expect(fx.status().memory.arrays).toBe(arrays);
    expect(await call).toEqual(new Float64Array(10_000));
    expect(fx.status().memory.arrays).toBe(arrays - 1);
  });

  it("gives batches as they are done with ordered: false", async () => {
    const slowFirst = fx.parallel(async (batch: number[], { batch: number }: BatchPlace) => {
      await new Promise((resolve) => setTimeout(resolve, number === 0 ? 200 : 1));
      return batch;
    }, { strategy: "threads", batchSize: 10 });
    expect(await slowFirst(numbers)).toEqual(numbers);
    const unordered = await slowFirst(numbers, { ordered: false });
    expect(unordered.slice(-10)).toEqual(numbers.slice(0, 10));
    expect([...unordered].sort((a, b) => a - b)).toEqual(numbers);
  });

  it("runs batches of calls with a higher priority first", async () => {
    const one = await createFlux({ maxWorkers: 1 });
    const work = one.parallel(async (batch: string[]) => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      return batch;
    }, { strategy: "threads", batchSize: 1 });
    const order: string[] = [];
    const call = async (name: string, priority: number) => {
      await work([name], { priority });
      order.push(name);
    };
    const first = call("first", 0);
    await sleep(5);
    await Promise.all([first, call("low", -1), call("middle", 0), call("high", 5)]);
    expect(order).toEqual(["first", "high", "middle", "low"]);
    await one.close();
  });

  it("takes a module and its export", async () => {
    const module = new URL("../children/work.mjs", import.meta.url);
    for (const strategy of STRATEGIES) {
      expect(await fx.parallel({ module, export: "triple" }, { strategy })([1, 2])).toEqual([3, 6]);
      expect(await fx.parallel(module, { strategy })([1, 2])).toEqual(["1!", "2!"]);
      await expect(fx.parallel({ module, export: "none" }, { strategy })([1])).rejects.toThrow('exports no "none"');
    }
  });

  it("goes on with a source that is slow: what there is does not wait for a full batch", async () => {
    let taken!: () => void;
    const firstTaken = new Promise<void>((resolve) => {
      taken = resolve;
    });
    async function* slow() {
      yield 0;
      await firstTaken; // it gives no more before its first result was seen
      yield 1;
    }
    const seen: number[] = [];
    for await (const value of fx.parallel((batch: number[]) => batch, { batchSize: 1000, strategy: "threads" })(slow())) {
      seen.push(value);
      taken();
    }
    expect(seen).toEqual([0, 1]);
  });

  it("passes on what the data's iterator throws, and closes an iterator that it leaves early", async () => {
    const broken = new Error("the source broke");
    let closed = 0;
    function* source() {
      try {
        for (let i = 0; ; i++) {
          if (i === 5) throw broken;
          yield i;
        }
      } finally {
        closed++;
      }
    }
    await expect(fx.parallel((batch: number[]) => batch, { strategy: "threads" })(source())).rejects.toBe(broken);
    function* endless() {
      try {
        for (let i = 0; ; i++) yield i;
      } finally {
        closed++;
      }
    }
    await expect(fx.parallel((_: number[]) => { throw new Error("no"); }, { strategy: "threads", batchSize: 2 })(endless())).rejects.toMatchObject({ code: "BatchFailed" });
    expect(closed).toBe(2);
  });

  it("remembers a stream's failures with onError collect", async () => {
    async function* source() {
      for (let i = 0; i < 10; i++) yield i;
    }
    const stream = fx.parallel((batch: number[]) => {
      if (batch[0]! % 4 === 0) throw new Error("fourth");
      return batch;
    }, { batchSize: 2, onError: "collect", strategy: "threads" })(source());
    const got: number[] = [];
    for await (const value of stream) got.push(value);
    expect(got).toEqual([2, 3, 6, 7]);
    expect(stream.failed).toBe(3);
    expect(stream.errors.map(({ batch }) => batch)).toEqual([0, 2, 4]);
  });

  it("close() waits for calls in flight, and ends them with abort", async () => {
    const other = await createFlux({ maxWorkers: 2 });
    const slow = (fx: Flux) => fx.parallel(async (batch: number[]) => {
      await new Promise((resolve) => setTimeout(resolve, 60));
      return batch;
    }, { strategy: "threads", batchSize: 25 })(numbers);
    const call = slow(other);
    await other.close();
    expect(await call).toEqual(numbers);
    await expect(slow(other)).rejects.toMatchObject({ code: "InstanceClosed" });
    const another = await createFlux({ maxWorkers: 2 });
    const ended = another.parallel((_: number[]) => { for (;;); }, { strategy: "threads" })(numbers);
    ended.catch(() => {});
    await sleep(80);
    await another.close({ abort: true });
    await expect(ended).rejects.toMatchObject({ code: "InstanceClosed" });
    expect(another.status()).toMatchObject({ status: "closed", functionThreads: 0 });
  });
});

// What functions of the tests use from their imports and contexts.
declare const shared: object;
declare const isMainThread: boolean;
