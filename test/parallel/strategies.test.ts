import { setTimeout as sleep } from "node:timers/promises";
import { createFlux, type BatchFailed, type BatchPlace } from "autoflux";
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

  it("says what a function gets, where its result is no list of the batch's length", async () => {
    const refused = (message: RegExp) => ({ code: "BatchFailed", batch: 0, message: expect.stringMatching(message) });
    const doubles = fx.parallel(((v: number) => v * 2) as never, { strategy }) as (data: number[]) => Promise<unknown>;
    await expect(doubles([1, 2, 3])).rejects.toMatchObject(refused(/returned a number, not a list of 1 element\. The function gets batches.*\(batch\) => batch\.map/));
    await expect(fx.parallel((batch: number[]) => batch.filter((v) => v > 5), { strategy, batchSize: 10 })(numbers)).rejects.toMatchObject(refused(/returned a list of 4, not a list of 10 elements/));
    await expect(fx.parallel((batch: number[]) => [...batch, 0], { strategy, batchSize: 10 })(numbers)).rejects.toMatchObject(refused(/a list of 11, not/));
    await expect(fx.parallel((_: number[]) => {}, { strategy, batchSize: 10 })(numbers)).rejects.toMatchObject(refused(/returned nothing/));
    await expect(fx.parallel((batch: number[]) => new Set(batch), { strategy, batchSize: 10 })(numbers)).rejects.toMatchObject(refused(/returned an object \(Set\)/));
    await expect(fx.parallel(async (_: Float64Array) => new Float64Array(3), { strategy, batchSize: 10 })(Float64Array.from(numbers))).rejects.toMatchObject(refused(/a list of 3, not/));
    async function* source() {
      yield* numbers;
    }
    const stream = fx.parallel((batch: number[]) => batch.slice(1), { strategy, batchSize: 10, onError: "collect" })(source());
    for await (const _ of stream);
    expect(stream.failed).toBe(5);
  });

  it("tells a batch its place, and awaits functions that are async", async () => {
    const places = fx.parallel(async (batch: number[], { batch: number, begin, end }: BatchPlace) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      return batch.map(() => ({ number, begin, end, length: batch.length }));
    }, { strategy, batchSize: 30 });
    const [first, last] = [{ number: 0, begin: 0, end: 30, length: 30 }, { number: 1, begin: 30, end: 50, length: 20 }];
    expect(await places(numbers)).toEqual(numbers.map((v) => (v < 30 ? first : last)));
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
