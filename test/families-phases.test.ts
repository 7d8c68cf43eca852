/** Functions of families that lose a thread, or are ended, at any time of their run: whatever phase that is in. */
import { createHash } from "node:crypto";
import { createFlux, type Flux } from "autoflux";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Call } from "../src/call/call";
import { started } from "./spied-threads";

const COUNT = 1_500_000;
/** Times at which a run is met, in shares of what it takes: in each of its long phases, and at barriers between them. */
const TIMES = Array.from({ length: 12 }, (_, i) => i / 12);

type Options = { engine: "threads"; signal?: AbortSignal; timeout?: number };
type Run = (fx: Flux, x: Float64Array, options: Options) => Promise<unknown>;
const RUNS: [name: string, run: Run][] = [
  ["stats.sort", (fx, x, options) => fx.stats.sort(x, { ...options, home: "ordinary" })],
  ["stats.argsort", (fx, x, options) => fx.stats.argsort(x, options)],
  ["stats.quantile", (fx, x, options) => fx.stats.quantile(x, [0.1, 0.5, 0.9], options)],
  ["series.cumsum", (fx, x, options) => fx.series.cumsum(x, { ...options, home: "ordinary" })],
  ["series.cumsum near the end of the range", (fx, x, options) => fx.series.cumsum(huge.subarray(0, x.length), options)],
  ["series.rollingMean", (fx, x, options) => fx.series.rollingMean(x, 1000, { ...options, home: "ordinary" })],
];

let state = 3;
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32 - 0.5;
};

const digest = (result: unknown) => {
  const { buffer, byteOffset, byteLength } = result as Float64Array;
  return createHash("sha1").update(Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength)).digest("hex");
};

const wait = (ms: number) => new Promise((resume) => setTimeout(resume, ms));

let fx: Flux;
let x: Float64Array<SharedArrayBuffer>;
let huge: Float64Array<SharedArrayBuffer>;
beforeAll(async () => {
  fx = await createFlux({ maxWorkers: 2 });
  x = fx.array(Float64Array.from({ length: COUNT }, random));
  huge = fx.array(Float64Array.from({ length: COUNT }, (_, i) => (i % 2 ? -1e308 : 1e308)));
});
afterAll(() => fx.close());

/** Its result, and what it takes when nothing goes wrong. */
async function undisturbed(run: Run): Promise<{ wanted: string; ms: number }> {
  let ms = Number.POSITIVE_INFINITY;
  let wanted = "";
  for (let i = 0; i < 4; i++) {
    const begun = performance.now();
    const result = await run(fx, x, { engine: "threads" });
    ms = Math.min(ms, performance.now() - begun);
    wanted = digest(result);
  }
  return { wanted, ms };
}

describe.each(RUNS)("%s", (_name, run) => {
  it("gives the same bits though a thread is killed at any time", async () => {
    const { wanted, ms } = await undisturbed(run);
    const { threadsLost } = fx.metrics().faults;
    for (const [i, share] of TIMES.entries()) {
      const call = run(fx, x, { engine: "threads" });
      await wait(share * ms);
      await started[i % Math.max(1, started.length)]?.terminate();
      expect(digest(await call), `killed after ${share} of its time`).toBe(wanted);
      expect(fx.status().memory.stagingBytes).toBe(0);
    }
    expect(fx.metrics().faults.threadsLost - threadsLost).toBeGreaterThan(3);
  }, 20_000);

  it("ends soon when it is aborted, or its time is over, and gives all memory back", async () => {
    const { wanted, ms } = await undisturbed(run);
    const late: number[] = [];
    let ended = 0;
    for (const share of TIMES) {
      const controller = new AbortController();
      const call = run(fx, x, { engine: "threads", signal: controller.signal });
      const outcome = call.then(() => undefined, (error: Error) => error);
      await wait(share * ms);
      const aborted = performance.now();
      controller.abort(new Error("enough"));
      const error = await outcome;
      if (error) {
        late.push(performance.now() - aborted);
        expect(error.message).toBe("enough");
        ended++;
      }
      expect(fx.status().memory.stagingBytes).toBe(0);
      const begun = performance.now();
      const timeout = Math.max(1, share * ms * 0.8);
      const timedOut = await run(fx, x, { engine: "threads", timeout }).then(() => undefined, (reason: { code: string }) => reason);
      if (timedOut) {
        late.push(performance.now() - begun - Math.ceil(timeout));
        expect(timedOut.code).toBe("TimeoutError");
        ended++;
      }
      expect(fx.status().memory.stagingBytes).toBe(0);
    }
    expect(ended).toBeGreaterThan(3);
    expect(late.sort((a, b) => a - b)[late.length >> 1]).toBeLessThan(5); // the most of them: other tests run meanwhile
    expect(digest(await run(fx, x, { engine: "threads" }))).toBe(wanted);
  }, 20_000);

  it("tells of progress in elements: more each time, at last all of them, once", async () => {
    for (const engine of ["threads", "inline"] as const) {
      for (const count of [10, 20_000, COUNT]) {
        const seen: number[] = [];
        const onProgress = ({ done, total }: { done: number; total: number }) => {
          expect(total).toBe(count);
          seen.push(done);
        };
        await run(fx, x.subarray(0, count), { engine, onProgress } as never);
        expect(seen.every((done, i) => i === 0 || done > seen[i - 1]!)).toBe(true);
        expect(seen.at(-1)).toBe(count);
      }
    }
  });
});

it("a long sort tells of its progress on the way", async () => {
  const seen: number[] = [];
  await fx.stats.sort(Float64Array.from({ length: 8e6 }, (_, i) => (i * 48_271) % 8_000_009), {
    engine: "inline", onProgress: ({ done }) => void seen.push(done),
  });
  expect(seen.length).toBeGreaterThan(1);
  expect(seen.every((done, i) => i === 0 || done > seen[i - 1]!)).toBe(true);
  expect(seen.at(-1)).toBe(8e6);
}, 20_000);

it("progress is told of when there is more of it, and only then", async () => {
  const seen: number[] = [];
  const call = new Call("test", "test", { onProgress: ({ done }) => void seen.push(done) }, 1000, 10, performance.now() - 1000);
  for (const done of [9, 9, 8, 10]) {
    call.progress(done);
    await wait(110);
  }
  expect(seen).toEqual([9, 10]);
});

it("a call that a getter of another one's input makes has memory of its own", async () => {
  const numbers = [1, 4, 9];
  let inner: number[] = [];
  const getter = () => {
    inner = [...fx.sync.stats.sort([3, 1, 2]), fx.sync.stats.quantile([3, 1, 2], 0.5), ...fx.sync.series.rollingMean([1, 3], 2)];
    return 16;
  };
  const list = Object.defineProperty([...numbers, 0], 3, { get: getter, enumerable: true });
  expect([...fx.mapSync("add", list, 100)]).toEqual([101, 104, 109, 116]);
  expect(inner).toEqual([1, 2, 3, 2, Number.NaN, 2]);
  expect([...fx.sync.series.cumsum(list)]).toEqual([1, 5, 14, 30]);
  expect([...fx.sync.stats.sort(list)]).toEqual([1, 4, 9, 16]);
  expect(fx.status().memory.stagingBytes).toBe(0);
});
