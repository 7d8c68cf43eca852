import { setTimeout as sleep } from "node:timers/promises";
import { createFlux, type BatchFailed, type BatchPlace, type Flux } from "autoflux";
import { afterAll, describe, expect, it } from "vitest";

const fx = await createFlux({ maxWorkers: 3 });
afterAll(() => fx.close());
const STRATEGIES = ["auto", "threads", "process", "sequential"] as const;
const numbers = Array.from({ length: 50 }, (_, i) => i);

describe.each(STRATEGIES)("parallel, strategy %s", (strategy) => {
  it("gives the results in the order of the data, of arrays, typed arrays and iterables", async () => {
    const double = fx.parallel((batch: number[]) => batch.map((v) => v * 2), { strategy, batchSize: 7 });
    expect(await double(numbers)).toEqual(numbers.map((v) => v * 2));
    expect(await double(new Set(numbers))).toEqual(numbers.map((v) => v * 2));
    expect(await double([])).toEqual([]);
    const typed = fx.parallel((batch: Float64Array) => batch.map((v) => v + 0.5), { strategy, batchSize: 7 });
    expect(await typed(Float64Array.from(numbers))).toEqual(Float64Array.from(numbers, (v) => v + 0.5));
    expect(await typed(new Float64Array(0))).toEqual(new Float64Array(0));
    const longs = fx.parallel((batch: BigInt64Array) => batch.map((v) => v + 1n), { strategy });
    expect(await longs(new BigInt64Array([1n, 2n]))).toEqual(new BigInt64Array([2n, 3n]));
  });

  it("takes what a batch gives that is no list as one result of the batch", async () => {
    const sums = fx.parallel((batch: number[]) => batch.reduce((a, b) => a + b, 0), { strategy, batchSize: 25 });
    expect(await sums(numbers)).toEqual([300, 925]);
  });

  it("tells a batch its place, and awaits functions that are async", async () => {
    const places = fx.parallel(async (batch: number[], { batch: number, begin, end }: BatchPlace) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      return { number, begin, end, length: batch.length };
    }, { strategy, batchSize: 30 });
    expect(await places(numbers)).toEqual([{ number: 0, begin: 0, end: 30, length: 30 }, { number: 1, begin: 30, end: 50, length: 20 }]);
  });

  it("gives a function its context and its imports", async () => {
    const join = fx.parallel((batch: string[]) => batch.map((name) => path.posix.join(folder, parse(name).base)), {
      strategy, context: { folder: "/data" }, imports: { path: "node:path", parse: ["node:path", "parse"] },
    });
    expect(await join(["a/x.csv", "y.csv"])).toEqual(["/data/x.csv", "/data/y.csv"]);
  });

  it("leaves the caller's data alone", async () => {
    const rows = [{ v: 1 }, { v: 2 }];
    const typed = new Float64Array([1, 2]);
    expect(await fx.parallel((batch: { v: number }[]) => batch.map((row) => (row.v = 9)), { strategy })(rows)).toEqual([9, 9]);
    await fx.parallel((batch: Float64Array) => batch.fill(9), { strategy })(typed);
    expect(rows).toEqual([{ v: 1 }, { v: 2 }]);
    expect(typed).toEqual(new Float64Array([1, 2]));
  });

  it("names the batch that failed, with what was thrown as its cause, and tries nothing twice unasked", async () => {
    const failing = fx.parallel((batch: number[]) => {
      if (batch.includes(13)) throw Object.assign(new RangeError("thirteen"), { code: "E13" });
      return batch;
    }, { strategy, batchSize: 10 });
    const error = await failing(numbers).catch((e: BatchFailed) => e);
    expect(error).toMatchObject({ code: "BatchFailed", batch: 1, begin: 10, end: 20, attempts: 1, cause: { name: "RangeError", message: "thirteen", code: "E13" } });
    const { results, errors } = await failing(numbers, { onError: "collect" });
    expect(results).toEqual(numbers.filter((v) => v < 10 || v >= 20));
    expect(errors).toMatchObject([{ batch: 1, begin: 10, end: 20 }]);
  });

  it("runs a batch again as often as retries says", async () => {
    const thirdTime = (batch: number[]) => {
      const seen = globalThis as { tries?: number };
      seen.tries = (seen.tries ?? 0) + 1;
      if (seen.tries < 3) throw new Error(`try ${seen.tries}`);
      seen.tries = 0;
      return batch;
    };
    const flaky = fx.parallel(thirdTime, { strategy, batchSize: 100 });
    const one = await createFlux({ maxWorkers: 1 }); // one thread: its globals count
    const alone = one.parallel(thirdTime, { strategy, batchSize: 100 });
    await expect(flaky(numbers)).rejects.toMatchObject({ attempts: 1, cause: { message: "try 1" } });
    (globalThis as { tries?: number }).tries = 0;
    expect(await alone(numbers, { retries: 2 })).toEqual(numbers);
    expect(one.metrics().faults.batchesRunAgain).toBe(2);
    await expect(alone(numbers, { retries: 1 })).rejects.toMatchObject({ attempts: 2 });
    (globalThis as { tries?: number }).tries = 0;
    await one.close();
  });

  it("ends what does not return in time: the call (timeout), or the batch (batchTimeout)", async () => {
    const endless = fx.parallel((batch: number[]) => {
      while (batch[0] === 0);
      return batch;
    }, { strategy, batchSize: 10 });
    await expect(endless(numbers, { timeout: 150 })).rejects.toMatchObject({ code: "TimeoutError" });
    const { results, errors } = await endless(numbers, { batchTimeout: 150, onError: "collect" });
    expect(results).toEqual(numbers.slice(10));
    expect(errors).toMatchObject([{ batch: 0, cause: { code: "TimeoutError" } }]);
    expect(await endless(numbers.slice(1))).toEqual(numbers.slice(1)); // the pool has healed
  });

  it("ends with the signal's reason when it is aborted", async () => {
    const reason = new Error("enough");
    const slow = fx.parallel(async (batch: number[]) => {
      await new Promise((resolve) => setTimeout(resolve, 10_000));
      return batch;
    }, { strategy });
    const controller = new AbortController();
    const call = slow(numbers, { signal: controller.signal });
    await sleep(60);
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
    await expect(slow(numbers, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(fx.status()).toMatchObject({ status: "idle", inFlight: 0 });
  });

  it("streams an async iterable, with back-pressure", async () => {
    let pulled = 0;
    async function* source() {
      for (;;) yield pulled++;
    }
    const squares = fx.parallel((batch: number[]) => batch.map((v) => v * v), { strategy, batchSize: 4 });
    const got: number[] = [];
    let most = 0;
    for await (const value of squares(source())) {
      got.push(value);
      most = Math.max(most, pulled - got.length);
      if (got.length === 200) break;
    }
    expect(got).toEqual(Array.from({ length: 200 }, (_, i) => i * i));
    expect(most).toBeLessThanOrEqual(4 * 2 * 3 + 4); // two batches for each of three threads, and the one that is taken
    await sleep(20);
    const after = pulled;
    await sleep(20);
    expect(pulled).toBe(after); // nothing is read any more
    expect(fx.status()).toMatchObject({ status: "idle", inFlight: 0 });
  });

  it("tells of progress, in elements", async () => {
    const told: { done: number; total: number }[] = [];
    await fx.parallel((batch: number[]) => batch, { strategy, batchSize: 10, onProgress: (progress) => told.push(progress) })(numbers);
    expect(told.at(-1)).toEqual({ done: 50, total: 50 });
  });
});

// What functions of the tests use from their imports and contexts.
declare const path: typeof import("node:path");
declare const parse: typeof import("node:path").parse;
declare const folder: string;
declare const shared: object;

describe("parallel", () => {
  it("runs user code in other threads than kernels, and in other processes where asked", async () => {
    const where = (strategy: "threads" | "process") => fx.parallel((_: number[]) => process.pid, { strategy, batchSize: 10 })(numbers);
    expect(new Set(await where("threads"))).toEqual(new Set([process.pid]));
    const pids = new Set(await where("process"));
    expect(pids.has(process.pid)).toBe(false);
    const isMain = fx.parallel((_: number[]) => isMainThread, { strategy: "threads", imports: { isMainThread: ["node:worker_threads", "isMainThread"] } });
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
      return isShared ? batch.length : -1;
    }, { strategy: "threads", batchSize: 20 })(a);
    expect(lengths).toEqual([20, 20, 10]);
    expect([...a]).toEqual(numbers.map((v) => v * 10));
    fx.free(a);
    await expect(fx.parallel((batch: Float64Array) => batch.length)(a)).rejects.toMatchObject({ code: "FreedArray" });
  });

  it("frees an arena array that is freed meanwhile when the call is over", async () => {
    const a = fx.array(new Float64Array(10_000));
    const { arrays } = fx.status().memory;
    const call = fx.parallel(async (batch: Float64Array) => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return batch.length;
    }, { strategy: "threads", batchSize: 10_000 })(a);
    await sleep(20);
    fx.free(a);
    expect(fx.status().memory.arrays).toBe(arrays);
    expect(await call).toEqual([10_000]);
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

  it("runs on the calling thread what was seen to take little, and in threads what takes long", async () => {
    const isMain = (strategy?: "auto") => fx.parallel((batch: number[]) => batch.map(() => isMainThread), { ...(strategy && { strategy }), imports: { isMainThread: ["node:worker_threads", "isMainThread"] } });
    const quick = isMain();
    expect((await quick(numbers.slice(0, 1)))).toEqual([false]); // the first batch is really done, and elsewhere
    let where = new Set<boolean>();
    for (let i = 0; i < 50 && !(where.size === 1 && where.has(true)); i++) where = new Set(await quick(numbers)); // the engine takes some calls to be quick itself
    expect(where).toEqual(new Set([true]));
    const slow = fx.parallel((batch: number[]) => {
      for (const end = performance.now() + 10 * batch.length; performance.now() < end;);
      return batch.map(() => isMainThread);
    }, { imports: { isMainThread: ["node:worker_threads", "isMainThread"] } });
    for (let i = 0; i < 2; i++) expect(new Set(await slow(numbers.slice(0, 12)))).toEqual(new Set([false]));
  });

  it("makes batches of 10 to 100 ms", async () => {
    const spent = fx.parallel((batch: number[]) => {
      for (const end = performance.now() + 0.5 * batch.length; performance.now() < end;);
      return { count: batch.length };
    }, { strategy: "threads" });
    const batches = (await spent(Array.from({ length: 1500 }, (_, i) => i))) as { count: number }[];
    const steady = batches.slice(8, -1); // after it was measured, and but for what was left at the end
    expect(steady.length).toBeGreaterThan(3);
    for (const { count } of steady) {
      expect(count * 0.5).toBeGreaterThanOrEqual(10);
      expect(count * 0.5).toBeLessThanOrEqual(100);
    }
  });

  it("takes a module and its export", async () => {
    const module = new URL("./children/work.mjs", import.meta.url);
    for (const strategy of STRATEGIES) {
      expect(await fx.parallel({ module, export: "triple" }, { strategy })([1, 2])).toEqual([3, 6]);
      expect(await fx.parallel(module, { strategy })([1, 2])).toEqual(["1!", "2!"]);
      await expect(fx.parallel({ module, export: "none" }, { strategy })([1])).rejects.toThrow('exports no "none"');
    }
  });

  it("goes on with a source that is slow: what there is does not wait for a full batch", async () => {
    async function* slow() {
      for (let i = 0; i < 3; i++) {
        yield i;
        await sleep(120);
      }
    }
    const seen: number[] = [];
    const begun = performance.now();
    for await (const value of fx.parallel((batch: number[]) => batch, { batchSize: 1000, strategy: "threads" })(slow())) {
      if (seen.push(value) === 1) expect(performance.now() - begun).toBeLessThan(1000);
    }
    expect(seen).toEqual([0, 1, 2]);
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

declare const isMainThread: boolean;

describe("parallel, where others are slow or wrong", () => {
  async function* never() {
    yield 1;
    await new Promise(() => {});
  }

  it("ends at its timeout, or when it is left, though the source gives nothing more", async () => {
    const echo = fx.parallel((batch: number[]) => batch, { strategy: "threads", batchSize: 1 });
    await expect((async () => { for await (const _ of echo(never(), { timeout: 150 })); })()).rejects.toMatchObject({ code: "TimeoutError" });
    for await (const value of echo(never())) {
      expect(value).toBe(1);
      break;
    }
    expect(fx.status()).toMatchObject({ inFlight: 0, status: "idle" });
  });

  it("is ended by close({ abort: true }) though nobody takes its results", async () => {
    const other = await createFlux({ maxWorkers: 1 });
    const stream = other.parallel((batch: number[]) => batch, { strategy: "threads", batchSize: 1 })(never());
    await stream.next();
    await other.close({ abort: true });
    await expect(stream.next()).rejects.toMatchObject({ code: "InstanceClosed" });
    expect(other.status()).toMatchObject({ status: "closed", functionThreads: 0 });
  });

  it("lets the event loop turn, and takes little, over a source that is always ready", async () => {
    let given = 0;
    async function* flood() {
      for (;;) yield given++;
    }
    const cheap = fx.parallel((batch: number[]) => batch.length, { strategy: "threads" });
    await cheap(new Array(1_000_000).fill(0)); // it was seen to take next to nothing
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const stream = cheap(flood(), { timeout: 300 });
    await expect((async () => { for await (const _ of stream); })()).rejects.toMatchObject({ code: "TimeoutError" });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(5);
  });

  it("ends a process that is still being started", async () => {
    const controller = new AbortController();
    const other = await createFlux({ maxWorkers: 1 });
    const call = other.parallel((_: number[]) => { for (;;); }, { strategy: "process" })([1], { signal: controller.signal });
    setImmediate(() => controller.abort(new Error("mine")));
    await expect(call).rejects.toThrow("mine");
    const late = other.parallel((_: number[]) => { for (;;); }, { strategy: "process", batchTimeout: 1 })([1]);
    await expect(late).rejects.toMatchObject({ cause: { code: "TimeoutError" } });
    await other.close();
  });

  it("tells each batch why a function cannot be made, at each try", async () => {
    const missing = fx.parallel({ module: "./nowhere.mjs" }, { strategy: "threads", batchSize: 1, onError: "collect", retries: 1 });
    const { errors } = await missing([1, 2, 3, 4, 5, 6]);
    expect(errors.length).toBe(6);
    for (const { message } of errors) expect(message).toContain("nowhere.mjs");
  });

  it("gives a second try of an arena array what the first was given", async () => {
    const one = await createFlux({ maxWorkers: 1 });
    const a = one.array([1, 2, 3]);
    const once = one.parallel((batch: Float64Array) => {
      for (let i = 0; i < batch.length; i++) batch[i]! *= 10;
      const seen = globalThis as { failedOnce?: boolean };
      if (!seen.failedOnce) {
        seen.failedOnce = true;
        throw new Error("first");
      }
      return batch;
    }, { strategy: "threads", retries: 1 });
    expect(await once(a)).toEqual(new Float64Array([10, 20, 30]));
    expect([...a]).toEqual([1, 2, 3]);
    await one.close();
  });

  it("recycles no memory that an async function on the calling thread may still write", async () => {
    const own = await createFlux({ maxWorkers: 1 });
    const a = own.zeros(1000);
    const late = own.parallel(async (batch: Float64Array) => {
      await new Promise((resolve) => setTimeout(resolve, 120));
      batch.fill(99);
      return 0;
    }, { strategy: "sequential", timeout: 30 });
    await expect(late(a)).rejects.toMatchObject({ code: "TimeoutError" });
    own.free(a);
    const next = own.zeros(1000);
    await sleep(200);
    expect(next.every((value) => value === 0)).toBe(true);
    expect(own.status().memory.arrays).toBe(1);
    await own.close();
  });

  it("tells data that changes its length during the call as that, and loses no thread", async () => {
    const data = new Float64Array(100);
    const lost = fx.metrics().faults.threadsLost;
    const slow = fx.parallel(async (batch: Float64Array) => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      return batch;
    }, { strategy: "threads", batchSize: 1 });
    const call = slow(data);
    await sleep(10);
    structuredClone(data, { transfer: [data.buffer] });
    await expect(call).rejects.toMatchObject({ code: "DetachedBuffer" });
    expect(fx.metrics().faults.threadsLost - lost).toBeLessThanOrEqual(2); // those that worked when it was found
  });
});

describe("parallel refuses", () => {
  const outside = 3;
  it.each([
    ["a function that uses a variable from outside, and names it", () => fx.parallel((batch: number[]) => batch.map((v) => v * outside)), { code: "FreeVariable", variable: "outside", message: expect.stringContaining("imports") }],
    ["a native function", () => fx.parallel(Math.sin as never), { code: "NotCompilable" }],
    ["what is no function", () => fx.parallel(5 as never), { code: "UnsupportedInput" }],
    ["an unknown option", () => fx.parallel((b: number[]) => b, { batchsize: 3 } as never), { code: "BadOption" }],
    ["a strategy that there is not", () => fx.parallel((b: number[]) => b, { strategy: "fork" as never }), { code: "BadOption" }],
    ["a batch of no elements", () => fx.parallel((b: number[]) => b, { batchSize: 0 }), { code: "BadOption" }],
    ["retries that are no number", () => fx.parallel((b: number[]) => b, { retries: -1 }), { code: "BadOption" }],
    ["imports with a name that is none", () => fx.parallel((b: number[]) => b, { imports: { "a-b": "node:path" } }), { code: "BadOption" }],
    ["context for a module", () => fx.parallel(new URL("file:///x.mjs"), { context: { a: 1 } }), { code: "BadOption" }],
    ["a priority that is no number", () => fx.parallel((b: number[]) => b, { priority: Number.NaN }), { code: "BadOption" }],
    ["a timeout of nothing", () => fx.parallel((b: number[]) => b, { timeout: 0 }), { code: "BadOption" }],
    ["a batchTimeout of nothing", () => fx.parallel((b: number[]) => b, { batchTimeout: -1 }), { code: "BadOption" }],
    ["ordered that is neither", () => fx.parallel((b: number[]) => b, { ordered: 1 as never }), { code: "BadOption" }],
    ["onError that is neither", () => fx.parallel((b: number[]) => b, { onError: "skip" as never }), { code: "BadOption" }],
    ["a signal that is none", () => fx.parallel((b: number[]) => b, { signal: {} as never }), { code: "BadOption" }],
  ])("%s, at once", (_, make, error) => {
    expect(make).toThrow(expect.objectContaining(error));
  });

  it.each([["a number", 5], ["text", "abc"], ["null", null], ["an object", { a: 1 }], ["a DataView", new DataView(new ArrayBuffer(8))]])("%s as data", async (_, data) => {
    await expect(fx.parallel((batch: number[]) => batch)(data as never)).rejects.toMatchObject({ code: "UnsupportedInput" });
  });

  it("what cannot be cloned, in data, context and results, without harm to others", async () => {
    const plain = fx.parallel((batch: unknown[]) => batch, { strategy: "threads" });
    await expect(plain([() => 1])).rejects.toMatchObject({ code: "BatchFailed", cause: { code: "BadOption" } });
    await expect(fx.parallel((_: number[]) => () => 1, { strategy: "threads" })([1])).rejects.toMatchObject({ code: "BatchFailed", cause: { code: "BadOption" } });
    await expect(fx.parallel((batch: number[]) => [batch, given], { context: { given: () => 1 }, strategy: "threads" })([1])).rejects.toMatchObject({ code: "BatchFailed" });
    expect(await plain([1])).toEqual([1]);
  });

  it("options of a call that are none", async () => {
    for (const options of [null, 5, "x"]) await expect(fx.parallel((batch: number[]) => batch)([1], options as never)).rejects.toMatchObject({ code: "BadOption" });
  });

  it("context and imports in a call", async () => {
    const add = fx.parallel((batch: number[]) => batch.map((v) => v + given), { context: { given: 1 } });
    expect(await add([1])).toEqual([2]);
    await expect(add([1], { context: { given: 2 } } as never)).rejects.toMatchObject({ code: "BadOption" });
  });
});

declare const given: number;
