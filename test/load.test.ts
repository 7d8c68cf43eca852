import { execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createFlux, QueueFull } from "autoflux";
import { describe, expect, it } from "vitest";
import { JobQueue } from "../src/threads/queue";
import { expectSameBits, randomDoubles } from "./values";

const x = randomDoubles(100_000, 5, (u) => u * 6);

describe("under load", () => {
  it("small calls end while huge ones go on, and no huge one starves", async () => {
    const fx = await createFlux({ maxWorkers: 2 });
    const small = fx.array(x.subarray(0, 20_000));
    const want = fx.mapSync("sqrt", x.subarray(0, 20_000));
    const huge = fx.array(new Float64Array(6_000_000).fill(2));
    let hugeLeft = 20;
    const hugeCalls = Array.from({ length: 20 }, async () => {
      await fx.reduce("sum", "sin(x) + exp(x)", huge, { engine: "threads" });
      hugeLeft--;
    });
    await sleep(20);
    for (let i = 0; i < 30; i++) {
      const y = await fx.map("sqrt", small, { engine: "threads" });
      expectSameBits(y, want);
      fx.free(y);
    }
    expect(hugeLeft).toBeGreaterThan(10); // 30 small calls one after another did not wait for them
    await Promise.all(hugeCalls);
    await fx.close();
  }, 120_000);

  it("the event loop turns often while a large call over ordinary arrays is on the pool, and its progress only grows", async () => {
    const fx = await createFlux({ maxWorkers: 1 });
    const long = new Float64Array(4_000_000).fill(2);
    await fx.map("sin_exp", long.subarray(0, 100_000), { engine: "threads" });
    let turns = 0;
    let isOver = false;
    const count = () => {
      turns++;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    const told: number[] = [];
    const y = await fx.map("sin_exp", long, { engine: "threads", onProgress: ({ done }) => told.push(done) });
    isOver = true;
    expect(turns).toBeGreaterThan(20);
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told.at(-1)).toBe(long.length);
    expect(y.every((v) => v === y[0])).toBe(true);
    await fx.close();
  });

  it("the queue gives short jobs their turn before long ones, and long ones theirs after a few", () => {
    const queue = new JobQueue<{ chunks: number; name: string }>();
    for (let i = 0; i < 8; i++) queue.push({ chunks: 1000, name: `long ${i}` });
    for (let i = 0; i < 8; i++) queue.push({ chunks: 4, name: `short ${i}` });
    const order: string[] = [];
    for (let job = queue.take(); job; job = queue.take()) {
      order.push(job.name);
      if (order.length > 4) queue.over({ chunks: 1000 } as never); // long ones leave their slots
    }
    expect(order.slice(0, 5)).toEqual(["short 0", "short 1", "short 2", "long 0", "short 3"]);
    expect(new Set(order).size).toBe(16);
    expect(order.filter((name) => name.startsWith("long"))).toEqual(Array.from({ length: 8 }, (_, i) => `long ${i}`));
    expect(queue.take()).toBeUndefined();
    const job = { chunks: 4, name: "gone" };
    queue.push(job);
    expect(queue.remove(job)).toBe(true);
    expect(queue.remove(job)).toBe(false);
    expect(queue.length).toBe(0);
  });

  it("lets only a few long jobs into the table at once, and short ones beside them", () => {
    const queue = new JobQueue<{ chunks: number }>();
    const longs = Array.from({ length: 9 }, () => ({ chunks: 500 }));
    for (const job of longs) queue.push(job);
    for (let i = 0; i < 4; i++) expect(queue.take()).toBe(longs[i]);
    expect(queue.take()).toBeUndefined();
    const short = { chunks: 1 };
    queue.push(short);
    expect(queue.take()).toBe(short);
    queue.over(short);
    expect(queue.take()).toBeUndefined();
    queue.over(longs[0]!);
    expect(queue.take()).toBe(longs[4]);
    expect(queue.take()).toBeUndefined();
  });
});

describe("maxQueue", () => {
  it("refuses calls beyond it with QueueFull, and what they would have made is given back", async () => {
    const fx = await createFlux({ maxWorkers: 2, maxQueue: 3 });
    const a = fx.array(x);
    const calls = Array.from({ length: 10 }, () => fx.map("sin_exp", a, { engine: "threads" }));
    const ends = await Promise.allSettled(calls);
    expect(ends.filter(({ status }) => status === "fulfilled").length).toBe(3);
    for (const end of ends.slice(3)) {
      expect(end).toMatchObject({ status: "rejected", reason: { code: "QueueFull" } });
      expect((end as PromiseRejectedResult).reason).toBeInstanceOf(QueueFull);
    }
    expect(fx.status().memory.arrays).toBe(4);
    await fx.map("sqrt", [4]); // what ends at once is never in flight
    await fx.close();
  });

  it('lets calls wait in turn with whenFull: "wait", parallel calls and streams too', async () => {
    const fx = await createFlux({ maxWorkers: 2, maxQueue: 2, whenFull: "wait" });
    const order: number[] = [];
    let most = 0;
    const work = fx.parallel(async (batch: number[]) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return batch;
    }, { strategy: "threads", batchSize: 1 });
    const calls = Array.from({ length: 8 }, async (_, i) => {
      await work([i]);
      order.push(i);
    });
    calls.push(fx.reduceStream("sum", [[1, 2]]).then((sum) => expect(sum).toBe(3)));
    await sleep(1);
    expect(fx.status()).toMatchObject({ inFlight: 2, waiting: 7, status: "running" });
    const watch = setInterval(() => (most = Math.max(most, fx.status().inFlight)), 1);
    await Promise.all(calls);
    clearInterval(watch);
    expect(most).toBeLessThanOrEqual(2);
    expect([...order].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(order.indexOf(7)).toBeGreaterThan(order.indexOf(0));
    await fx.close();
  });

  it("counts the time a call waits: it may time out, or be aborted, before its turn", async () => {
    const fx = await createFlux({ maxWorkers: 2, maxQueue: 1, whenFull: "wait" });
    const blocker = fx.parallel(async (batch: number[]) => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      return batch;
    }, { strategy: "threads" })([1]);
    const late = fx.map("sin_exp", x, { engine: "threads", timeout: 30 });
    const controller = new AbortController();
    const reason = new Error("mine");
    const aborted = fx.map("sin_exp", x, { engine: "threads", signal: controller.signal });
    const waits = fx.map("sin_exp", x, { engine: "threads" });
    setTimeout(() => controller.abort(reason), 20);
    const ends = [expect(late).rejects.toMatchObject({ code: "TimeoutError" }), expect(aborted).rejects.toBe(reason)];
    await Promise.all(ends);
    expect(fx.status().waiting).toBe(1);
    await blocker;
    expectSameBits(await waits, fx.mapSync("sin_exp", x));
    expect(fx.metrics().operations["sin_exp"]!.wait.maxMs).toBeGreaterThan(100);
    await fx.close();
  });

  it.each(["inline", "js", "auto"] as const)("refuses a call before anything of it is written, engine %s", async (engine) => {
    const fx = await createFlux({ maxWorkers: 2, maxQueue: 1 });
    const blocker = fx.parallel(async (batch: number[]) => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return batch;
    }, { strategy: "threads" })([1]);
    const own = new Float64Array(3_000_000).fill(1);
    await expect(fx.map("x * 3", own, { out: own, engine })).rejects.toMatchObject({ code: "QueueFull" });
    expect(own.every((value) => value === 1)).toBe(true);
    await blocker;
    await fx.close();
  });

  it("refuses streams too, or lets them wait before they read", async () => {
    async function* numbers() {
      for (let i = 0; i < 10; i++) yield i;
    }
    const streams = (fx: Awaited<ReturnType<typeof createFlux>>) => [
      fx.parallel((batch: number[]) => batch, { strategy: "threads" })(numbers()),
      fx.mapStream("x + 1", [[1], [2]]),
    ];
    const busy = (fx: Awaited<ReturnType<typeof createFlux>>) => fx.parallel(async (batch: number[]) => {
      await new Promise((resolve) => setTimeout(resolve, 80));
      return batch;
    }, { strategy: "threads" })([1]);
    const refusing = await createFlux({ maxWorkers: 2, maxQueue: 1 });
    let blocker = busy(refusing);
    for (const stream of streams(refusing)) await expect(stream.next()).rejects.toMatchObject({ code: "QueueFull" });
    await blocker;
    await refusing.close();
    const waiting = await createFlux({ maxWorkers: 2, maxQueue: 1, whenFull: "wait" });
    blocker = busy(waiting);
    let isOver = false;
    void blocker.then(() => {
      isOver = true;
    });
    for (const stream of streams(waiting)) {
      await stream.next();
      expect(isOver).toBe(true);
      await stream.return(undefined as never);
    }
    expect(waiting.status()).toMatchObject({ inFlight: 0, waiting: 0, failed: 0 });
    await waiting.close();
  });

  it("a call that waits keeps the process alive, until its timeout at the latest", () => {
    const script = `
      const { createFlux } = require(${JSON.stringify(fileURLToPath(new URL("../dist/index.cjs", import.meta.url)))});
      (async () => {
        const fx = await createFlux({ maxWorkers: 1, maxQueue: 1, whenFull: "wait" });
        const held = fx.mapStream("x + 1", [[1], [2]]);
        await held.next();
        await fx.map("sin_exp", new Float64Array(1e6), { timeout: 300 }).catch((error) => console.log(error.code));
      })();`;
    expect(execFileSync(process.execPath, ["-e", script], { encoding: "utf8", timeout: 30_000 })).toBe("TimeoutError\n");
  });

  it("close({ abort: true }) ends calls that wait too", async () => {
    const fx = await createFlux({ maxWorkers: 1, maxQueue: 1, whenFull: "wait" });
    const calls = Array.from({ length: 4 }, () => fx.map("sin_exp", x, { engine: "threads" }));
    for (const call of calls) call.catch(() => {});
    await fx.close({ abort: true });
    for (const end of await Promise.allSettled(calls)) expect(end).toMatchObject({ status: "rejected", reason: { code: "InstanceClosed" } });
  });
});
