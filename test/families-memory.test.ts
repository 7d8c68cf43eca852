/** Memory of functions of families: all that a call needs is there before it begins, or it waits, or is refused. */
import { createFlux, type Flux } from "autoflux";
import { describe, expect, it } from "vitest";

let state = 9;
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32 - 0.5;
};
const numbers = (count: number) => Float64Array.from({ length: count }, random);

/** Free bytes, and those that the arena may grow by. */
function roomBytes(fx: Flux): number {
  const { limitBytes, arenaBytes, freeBytes } = fx.status().memory;
  return Math.floor((limitBytes - arenaBytes) / 65_536) * 65_536 + freeBytes;
}

const settled = (calls: Promise<unknown>[]) =>
  Promise.all(calls.map((call) => call.then(() => "ok", (error: { code?: string; message: string }) => `${error.code}: ${error.message}`)));

describe("calls that fit alone, and not together", () => {
  it.each(["threads", "inline", "auto"] as const)("wait for each other, by engine %s: none fails half-way", async (engine) => {
    const fx = await createFlux({ maxWorkers: 2, memoryLimit: 64 << 20 });
    const x = numbers(1_000_000);
    const wanted = x.slice().sort();
    expect(fx.explain("stats.sort", x, { engine }).arenaBytes).toBeGreaterThan(32 << 20);
    const sorted = await Promise.all(Array.from({ length: 6 }, () => fx.stats.sort(x, { engine })));
    for (const result of sorted) expect(Buffer.compare(Buffer.from(result.buffer), Buffer.from(wanted.buffer))).toBe(0);
    expect(fx.status().memory.stagingBytes).toBe(0);
    await fx.close();
  });

  it("wait though results in the arena are what has no room yet, and take their turns", async () => {
    const fx = await createFlux({ maxWorkers: 2, memoryLimit: 64 << 20 });
    const x = fx.array(numbers(1_000_000));
    const ended: number[] = [];
    const calls = Array.from({ length: 5 }, async (_, i) => {
      const y = await fx.stats.sort(x);
      expect(y[0]! <= y[1]!).toBe(true);
      fx.free(y);
      ended.push(i);
    });
    await Promise.all(calls);
    expect(ended).toEqual([0, 1, 2, 3, 4]);
    await fx.close();
  });

  it("wait for maps, and maps for them", async () => {
    const fx = await createFlux({ maxWorkers: 2, memoryLimit: 48 << 20 });
    const x = numbers(900_000), y = numbers(3_000_000);
    const calls = [
      fx.map("sin", y, { engine: "threads" }), fx.stats.sort(x, { engine: "threads" }), fx.map("cos", y, { engine: "threads" }),
      fx.stats.sort(x), fx.map("exp", y, { engine: "threads" }), fx.series.cumsum(y.subarray(0, 2_000_000)),
    ];
    expect(await settled(calls)).toEqual(calls.map(() => "ok"));
    expect(fx.status().memory.stagingBytes).toBe(0);
    await fx.close();
  });

  it("let a short one by, and end when they are aborted, late or closed while they wait", async () => {
    const fx = await createFlux({ maxWorkers: 2, memoryLimit: 64 << 20 });
    const x = numbers(1_200_000);
    const first = fx.stats.sort(x);
    const controller = new AbortController();
    const aborted = fx.stats.sort(x, { signal: controller.signal }).then(() => undefined, (error: Error) => error.message);
    const late = fx.stats.sort(x, { timeout: 2 }).then(() => undefined, (error: { code: string }) => error.code);
    const last = fx.stats.sort(x);
    controller.abort(new Error("enough"));
    expect([...(await fx.stats.sort([3, 1, 2]))]).toEqual([1, 2, 3]);
    expect(await aborted).toBe("enough");
    expect(await late).toBe("TimeoutError");
    expect((await first).length).toBe(x.length);
    const behind = fx.stats.sort(x).then(() => undefined, (error: { code: string }) => error.code);
    expect((await last).length).toBe(x.length);
    const ahead = fx.stats.sort(x).then(() => undefined, (error: { code: string }) => error.code);
    await fx.close({ abort: true });
    expect([await behind, await ahead]).toContain("InstanceClosed");
  });

  it("fail, before anything is taken, where one does not fit alone", async () => {
    const fx = await createFlux({ maxWorkers: 2, memoryLimit: 32 << 20 });
    const x = numbers(600_000), long = numbers(2_000_000);
    expect(await settled([fx.stats.sort(x), fx.stats.sort(long), fx.stats.sort(x)])).toEqual([
      "ok", expect.stringMatching(/^ArenaFull: stats\.sort: needs \d+ bytes of the arena for 2000000 elements, /), "ok",
    ]);
    expect(() => fx.sync.stats.sort(long)).toThrow(/^sync\.stats\.sort: needs \d+ bytes/);
    expect(fx.status().memory.stagingBytes).toBe(0);
    await fx.close();
  });
});

const CALLS: [string, (fx: Flux, x: Float64Array, options?: object) => Promise<unknown>][] = [
  ["stats.sort", (fx, x, options) => fx.stats.sort(x, options)],
  ["stats.argsort", (fx, x, options) => fx.stats.argsort(x, options)],
  ["stats.quantile", (fx, x, options) => fx.stats.quantile(x, 0.5, options)],
  ["series.cumsum", (fx, x, options) => fx.series.cumsum(x, options)],
  ["series.rollingMean", (fx, x, options) => fx.series.rollingMean(x, 9, options)],
];

describe.each(CALLS)("%s", (name, run) => {
  it("begins in an arena of many pieces only where one of them holds all it needs", async () => {
    const fx = await createFlux({ maxWorkers: 2, memoryLimit: 24 << 20 });
    const pieces: Float64Array<SharedArrayBuffer>[] = [];
    await settled([(async () => { for (;;) pieces.push(fx.empty(1 << 13)); })()]);
    for (let i = 0; i < pieces.length; i += 2) fx.free(pieces[i]!);
    const x = numbers(100_000);
    expect(roomBytes(fx)).toBeGreaterThan(7 << 20);
    const [outcome] = await settled([run(fx, x)]);
    expect(outcome).toMatch(new RegExp(`^ArenaFull: ${name}: needs \\d+ bytes of the arena for 100000 elements, and the largest piece`));
    const fits = Number(/at most some (\d+)/.exec(outcome!)?.[1] ?? 1);
    expect(await settled([run(fx, x.subarray(0, fits))])).toEqual(["ok"]);
    await fx.close();
  });

  it.each(["auto", "threads"] as const)("says how many elements fit, and so many do, by engine %s", async (engine) => {
    for (const mib of [7, 10, 24]) {
      const fx = await createFlux({ maxWorkers: 2, memoryLimit: mib << 20 });
      await run(fx, numbers(10));
      const x = numbers(4_000_000);
      const [outcome] = await settled([run(fx, x, { engine })]);
      const fits = Number(/at most some (\d+) elements fit/.exec(outcome!)?.[1]);
      expect(fits, outcome).toBeGreaterThan(0);
      expect(await settled([run(fx, x.subarray(0, fits), { engine })]), `${mib} MiB, ${fits}`).toEqual(["ok"]);
      // By "auto" a shorter one may be for one thread, and need less.
      const more = await settled([run(fx, x.subarray(0, Math.ceil(fits * 1.1) + 20_000), { engine })]);
      if (engine === "threads") expect(more).toEqual([expect.stringMatching(/^ArenaFull/)]);
      await fx.close();
    }
  });

  it("finds room where exactly what explain says is free, its kernels not yet loaded among it", async () => {
    for (const engine of ["inline", "threads"] as const) {
      for (const count of [40_000, 400_000]) {
        const fx = await createFlux({ maxWorkers: 2, memoryLimit: 96 << 20, memorySafe: false });
        const x = numbers(count);
        const explain = fx.explain as (...args: unknown[]) => { arenaBytes: number };
        const own = name === "stats.quantile" ? [0.5] : name === "series.rollingMean" ? [9] : [];
        const { arenaBytes } = explain(name, x, ...own, { engine });
        const kept = fx.empty((roomBytes(fx) - Math.ceil(arenaBytes / 64) * 64) / 8);
        expect(await settled([run(fx, x, { engine })]), `${engine}, ${count}`).toEqual(["ok"]);
        expect(kept.length).toBeGreaterThan(0);
        expect(explain(name, x, ...own, { engine }).arenaBytes).toBeLessThan(arenaBytes);
        await fx.close();
      }
    }
  });
});
