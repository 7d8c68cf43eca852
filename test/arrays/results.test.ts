/** New ordinary results: memory of their own, which nobody sees before it is written whole. */
import { given, leadsToGiven, unwrittenIn } from "../spied-buffers";
import { tracingChannel } from "node:diagnostics_channel";
import { createFlux, DetachedBuffer } from "autoflux";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

const fx = await createFlux({ maxWorkers: 2 });
afterAll(() => fx.close());
beforeEach(() => {
  given.length = 0;
});

const ENGINES = ["inline", "threads", "js", "auto"] as const;
/** Results of 1 to 32 MiB are made without zeros: ends of that range, elements of a call that takes some turns, and others. */
const LENGTHS = [0, 10, 131_071, 131_072, 500_001, 4_194_304, 4_194_305];
const LONG = 500_001;
const x = Float64Array.from({ length: LONG }, (_, i) => (i % 977) / 8);

/** A list whose getter does something once it is read so far. */
function listThat(act: () => void, at: number, length = LONG): number[] {
  const list = new Array<number>(length).fill(1);
  Object.defineProperty(list, at, { get: () => (act(), 1), enumerable: true, configurable: true });
  return list;
}

describe("a new result", () => {
  it.each(LENGTHS)("of %d elements has a buffer of its own, which can be transferred", async (length) => {
    for (const Kind of [Float64Array, Float32Array]) {
      const y = await fx.map("x + 1", new Kind(length).fill(2));
      expect(Object.getPrototypeOf(y.buffer)).toBe(ArrayBuffer.prototype);
      expect([y.constructor, y.byteOffset, y.buffer.byteLength, y.length]).toEqual([Kind, 0, length * Kind.BYTES_PER_ELEMENT, length]);
      const { port1, port2 } = new MessageChannel();
      const received = new Promise<MessageEvent>((resolve) => port2.addEventListener("message", resolve, { once: true }));
      port2.start();
      port1.postMessage(y, [y.buffer as ArrayBuffer]);
      const there = (await received).data as typeof y;
      port1.close();
      expect([y.buffer.byteLength, there.length]).toEqual([0, length]);
      const moved = structuredClone(there, { transfer: [there.buffer as ArrayBuffer] });
      expect([there.buffer.byteLength, moved.length, moved.every((v) => v === 3)]).toEqual([0, length, true]);
    }
  });

  it.each(ENGINES)("is written whole when it is handed out, on %s", async (engine) => {
    const list = Array.from(x);
    const rows = [x.subarray(0, 200_000), x.subarray(200_000, 400_000)];
    const results = [
      await fx.map("exp_sqrt", x, { engine }),
      await fx.map("sqrt", x, { engine }),
      await fx.map("x * y", x, list, { engine }),
      await fx.map("x / 2", Float32Array.from(x), { engine }),
      await fx.map("x + 1", { data: x, shape: [LONG] }, { engine }).then(({ data }) => data),
      ...(await fx.map("x + 1", rows, { engine })),
    ] as Float64Array[];
    expect(given.length).toBe(results.length);
    expect(results.map(unwrittenIn)).toEqual(results.map(() => 0));
    expect(results[2]!.every((v, i) => v === x[i]! * x[i]!)).toBe(true);
    expect(results[5]!.every((v, i) => v === x[i]! + 1)).toBe(true);
  });

  it("is written whole by a function that JavaScript runs", async () => {
    const parity = (v: number) => (Math.trunc(v) % 2 === 0 ? v : -v);
    for (const engine of ["inline", "auto"] as const) {
      const y = await fx.map(parity, x.subarray(0, 200_000), { engine });
      expect([given.length > 0, unwrittenIn(y)]).toEqual([true, 0]);
    }
  });
});

describe("an input that another one's getter detaches or shrinks", () => {
  it.each(["inline", "threads", "js"] as const)("is told on %s, and gives no result of what was in memory before", async (engine) => {
    for (const length of [100, 8192, 100_000]) {
      const detached = x.slice(0, length);
      const detaching = listThat(() => void (detached.length > 0 && structuredClone(detached, { transfer: [detached.buffer] })), 50, length);
      await expect(fx.map("x + exp(y)", detaching, detached, { engine })).rejects.toThrow(DetachedBuffer);
      const buffer = new ArrayBuffer(8 * length, { maxByteLength: 8 * length });
      const shrinking = listThat(() => buffer.resize(8 * length - 8), 50, length);
      await expect(fx.map("x + exp(y)", shrinking, new Float64Array(buffer), { engine })).rejects.toThrow(DetachedBuffer);
    }
  });
});

describe("a result that fails midway", () => {
  const told: unknown[] = [];
  const channel = tracingChannel("autoflux:job");
  const hear = (message: unknown) => told.push(message);
  const heard = { start: hear, end: hear, error: hear, asyncStart: hear, asyncEnd: hear };

  it.each(ENGINES)("is seen by nobody, whatever ends the call on %s", async (engine) => {
    channel.subscribe(heard);
    try {
      for (const at of [0, 1, 8191, 8192, 131_072, LONG - 1]) {
        const controller = new AbortController();
        const throwing = listThat(() => { throw new RangeError("no more"); }, at);
        const aborting = listThat(() => controller.abort(), at);
        const detached = x.slice();
        const detaching = listThat(() => void (detached.length > 0 && structuredClone(detached, { transfer: [detached.buffer] })), at);
        let progress = 0;
        const onProgress = (report: unknown) => {
          told.push(report);
          if (++progress === 2) controller.abort();
        };
        const ends = await Promise.allSettled([
          fx.map("x + y", x, throwing, { engine }),
          fx.map("exp(x) + y", x, aborting, { engine, signal: controller.signal }),
          fx.map("x * y", detaching, detached, { engine }),
          fx.map("x * y", detached, detaching, { engine }),
          fx.map("exp_sqrt", x, { engine, timeout: 0.01 * at }),
          fx.map("exp_sqrt", x, { engine, onProgress, signal: controller.signal }),
          fx.map("x + y", x, ["no number"] as unknown as number[], { engine }),
        ]);
        for (const end of ends) {
          if (end.status === "rejected") told.push(end.reason);
          else expect(unwrittenIn(end.value as Float64Array)).toBe(0);
        }
        expect(ends[0]!.status).toBe("rejected");
      }
    } finally {
      channel.unsubscribe(heard);
    }
    expect(given.length).toBeGreaterThan(10);
    expect(told.length).toBeGreaterThan(10);
    expect(told.some((value) => leadsToGiven(value))).toBe(false);
  });

  it.each(ENGINES)("is no array whose memory is gone: an out that is transferred meanwhile ends the call, on %s", async (engine) => {
    for (let round = 0; round < 8; round++) {
      const out = new Float64Array(LONG);
      let progress = 0;
      const onProgress = () => {
        if (++progress > 1 && out.length > 0) structuredClone(out, { transfer: [out.buffer] });
      };
      const end = await fx.map("sin_exp", x, { engine, out, onProgress }).catch((error: { code: string }) => error.code);
      expect(end === out || end === "DetachedBuffer").toBe(true);
    }
  });
});
