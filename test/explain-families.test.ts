/** What explain says of functions of families, against what their calls then do. */
import { createFlux, type FamilyExplanation, type Flux } from "autoflux";
import { describe, expect, it } from "vitest";

const numbers = (count: number) => Float64Array.from({ length: count }, (_, i) => (i * 48_271) % 65_537);

/** Bytes of the arena that are not free. */
function usedBytes(fx: Flux): number {
  const { arenaBytes, freeBytes } = fx.status().memory;
  return arenaBytes - freeBytes;
}

type Ask = (fx: Flux, x: Float64Array, options: object) => [plan: FamilyExplanation, call: () => Promise<unknown>];
const CALLS: Record<string, Ask> = {
  "stats.sort": (fx, x, o) => [fx.explain("stats.sort", x, o), () => fx.stats.sort(x, o)],
  "stats.argsort": (fx, x, o) => [fx.explain("stats.argsort", x, o), () => fx.stats.argsort(x, o)],
  "stats.quantile": (fx, x, o) => [fx.explain("stats.quantile", x, 0.5, o), () => fx.stats.quantile(x, 0.5, o)],
  "series.cumsum": (fx, x, o) => [fx.explain("series.cumsum", x, o), () => fx.series.cumsum(x, o)],
  "series.rollingMean": (fx, x, o) => [fx.explain("series.rollingMean", x, 50, o), () => fx.series.rollingMean(x, 50, o)],
};

describe.each(Object.entries(CALLS))("explain(\"%s\")", (name, calls) => {
  it("says where the call then runs, and what of the arena it takes at most, from the arena and ordinary memory", async () => {
    const fx = await createFlux({ maxWorkers: 2 });
    await fx.map("sin", fx.zeros(1e6), { engine: "threads" }); // the pool is open
    await calls(fx, numbers(10), {})[1](); // and the module of kernels there
    for (const count of [10, 1000, 9000, 40_000, 150_000, 1_500_000]) {
      for (const engine of ["auto", "inline", "threads"] as const) {
        for (const x of [numbers(count), fx.array(numbers(count))]) {
          let taken = 0; // at the end of the run, when all it leased is still there: scratch of seats has gone back
          const [plan, call] = calls(fx, x, { engine, onProgress: () => void (taken = fx.status().memory.stagingBytes) });
          expect(fx.status().memory.stagingBytes).toBe(0);
          const result = (await call()) as Float64Array;
          if (result instanceof Float64Array && result.buffer instanceof SharedArrayBuffer) taken += Math.ceil(result.byteLength / 64) * 64;
          const what = `${count} ${engine} ${x.buffer instanceof ArrayBuffer}`;
          expect([fx.status().lastCall?.engine, plan.function, plan.elements], what).toEqual([plan.engine, name, count]);
          expect(taken, what).toBeLessThanOrEqual(plan.arenaBytes);
          if (name.startsWith("series")) expect(plan.arenaBytes - taken, what).toBeLessThanOrEqual(1024);
          else if (count > 100_000 && name !== "stats.quantile") expect(taken, what).toBeGreaterThan(plan.arenaBytes / 8);
        }
      }
    }
    await fx.close();
  }, 20_000);

  it("says what fits: a call has room where so much is free, and is refused where there is less", async () => {
    const count = 200_000;
    for (const lines of [0, -1]) {
      const fx = await createFlux({ maxWorkers: 1, memorySafe: false, memoryLimit: 64 << 20 });
      await calls(fx, numbers(100), {})[1](); // the module of kernels is there
      const x = numbers(count);
      const [{ arenaBytes }, call] = calls(fx, x, {});
      const { limitBytes } = fx.status().memory;
      const room = Math.floor((limitBytes - fx.status().memory.arenaBytes) / 65_536) * 65_536 + fx.status().memory.freeBytes;
      const rest = fx.empty((room - Math.ceil(arenaBytes / 64) * 64 - 64 * lines) / 8);
      const before = usedBytes(fx);
      if (lines === 0) await call();
      else await expect(call()).rejects.toMatchObject({ code: "ArenaFull", message: expect.stringContaining(`needs ${arenaBytes} bytes`) });
      expect(usedBytes(fx)).toBe(before);
      expect(fx.status().memory.stagingBytes).toBe(0);
      expect(rest.length).toBeGreaterThan(1e6); // it was in use all the time
      await fx.close();
    }
  });
});

describe("explain of a family", () => {
  it("computes nothing, makes no array and lends nothing", async () => {
    const fx = await createFlux({ maxWorkers: 2 });
    const x = fx.array(numbers(100_000));
    const { arrays, freeBytes } = fx.status().memory;
    const { calls } = fx.status();
    for (const name of ["stats.sort", "stats.argsort", "series.cumsum"] as const) fx.explain(name, x);
    fx.explain("series.cumsum", x, { out: x });
    expect(fx.status().memory).toMatchObject({ arrays, freeBytes, stagingBytes: 0 });
    expect(fx.status().calls).toBe(calls);
    expect([...x.subarray(0, 3)]).toEqual([...numbers(3)]);
    await fx.close();
  });

  it("says why: at once, one worker, what was asked for", async () => {
    const fx = await createFlux({ maxWorkers: 2 });
    const one = await createFlux({ maxWorkers: 1 });
    const x = numbers(1_000_000);
    fx.sync.stats.sort([3, 1, 2]); // its kernels are there
    expect(fx.explain("stats.sort", [3, 1, 2])).toMatchObject({ engine: "inline", atOnce: true, arenaBytes: 0, copiedBytes: 48 });
    expect(fx.explain("stats.sort", x)).toMatchObject({ engine: "threads", atOnce: false, reason: "shared out among 2 threads" });
    expect(fx.explain("stats.sort", x, { engine: "inline" }).reason).toMatch(/asks for the calling thread/);
    expect(one.explain("stats.sort", x).reason).toMatch(/save nothing/);
    expect(fx.explain("series.cumsum", numbers(100_000)).reason).toMatch(/longer to begin/);
    expect(fx.explain("series.cumsum", x).estimatedMs).toBeCloseTo(1.5);
    await fx.close();
    await one.close();
  });

  it("throws what the call would be refused with, and finds names that come near", async () => {
    const fx = await createFlux({ maxWorkers: 1 });
    const explain = fx.explain as (...args: unknown[]) => unknown;
    expect(() => explain("stats.sotr", [1])).toThrow(expect.objectContaining({
      code: "UnknownOperation",
      message: expect.stringMatching(/^explain\("stats.sotr"\): no such function; did you mean "stats.sort"\? There are: stats.sort, /),
    }));
    expect(() => explain("stat.sort", [1])).toThrow(/did you mean "stats.sort"/);
    expect(() => explain("stats.variance", [1])).toThrow(/no such function\. There are/);
    expect(() => explain("foo.bar", [1])).toThrow(/^explain\("foo.bar"\): no such function\. There are: stats.sort, /);
    expect(() => explain("foo.bar", Float64Array.of(1))).toThrow(expect.objectContaining({ code: "UnknownOperation" }));
    expect(() => explain("series.rollingMean", [1], 0)).toThrow(/^explain\("series.rollingMean"\): window must be an integer/);
    expect(() => explain("stats.sort", [1], { engine: "js" })).toThrow(expect.objectContaining({ code: "EngineUnavailable" }));
    expect(() => explain("stats.sort", [1], {}, 3)).toThrow(expect.objectContaining({ code: "WrongArity" }));
    expect(() => explain("a.b")).toThrow(expect.objectContaining({ code: "FormulaSyntax" }));
    await fx.close();
  });
});
