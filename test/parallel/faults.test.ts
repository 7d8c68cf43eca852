import { setTimeout as sleep } from "node:timers/promises";
import { createFlux } from "autoflux";
import { afterAll, describe, expect, it } from "vitest";

const fx = await createFlux({ maxWorkers: 3 });
afterAll(() => fx.close());

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
    const cheap = fx.parallel((batch: number[]) => batch, { strategy: "threads" });
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
