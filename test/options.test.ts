import { execFileSync } from "node:child_process";
import os from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { type CallOptions, createFlux, type FluxOptions } from "autoflux";
import { describe, expect, it } from "vitest";
import { expectSameBits, randomDoubles } from "./values";

const x = randomDoubles(300_000, 11, (u) => u * 6);

async function using<T>(options: FluxOptions, body: (fx: Awaited<ReturnType<typeof createFlux>>) => Promise<T>): Promise<T> {
  const fx = await createFlux(options);
  try {
    return await body(fx);
  } finally {
    await fx.close();
  }
}

describe("options of createFlux", () => {
  it.each([0, 129, 1.5, -1, Number.NaN, "2" as unknown as number])("maxWorkers %s is a RangeError", async (maxWorkers) => {
    await expect(createFlux({ maxWorkers })).rejects.toBeInstanceOf(RangeError);
    await expect(createFlux({ maxWorkers })).rejects.toMatchObject({ code: "BadOption", message: expect.stringMatching(/1 to 128/) });
  });

  it("maxWorkers bounds the threads, and the default is one a processor", async () => {
    await using({ maxWorkers: 3 }, async (fx) => {
      for (let i = 0; i < 5; i++) await fx.map("sin_exp", x, { engine: "threads" });
      await sleep(100);
      await Promise.all(Array.from({ length: 6 }, () => fx.map("sin_exp", x, { engine: "threads" })));
      expect(fx.status().workersActive).toBe(3);
    });
    await using({}, async (fx) => expect(fx.status().maxWorkers).toBeLessThanOrEqual(Math.min(32, os.availableParallelism())));
  });

  it.each([
    ["memorySafe", "yes"], ["safeMode", 1], ["enableGc", "no"], ["flatten3d", 0], ["engine", "gpu"], ["arithmetic", "exact"], ["timeout", 0],
    ["memoryLimit", 1000], ["workers", 3],
  ])("%s: %s is a BadOption", async (key, value) => {
    await expect(createFlux({ [key]: value })).rejects.toMatchObject({ code: "BadOption", message: expect.stringContaining(key) });
  });

  it("memoryLimit bounds arena and staging: an array larger than it is mapped, not refused", async () => {
    const memoryLimit = 4 << 20;
    await using({ maxWorkers: 2, memoryLimit }, async (fx) => {
      const large = randomDoubles(2_000_000, 5, (u) => u * 6); // 16 MB
      const y = await fx.map("exp_sqrt", large, { engine: "threads" });
      expectSameBits(y.subarray(0, 1000), fx.mapSync("exp_sqrt", large.subarray(0, 1000)));
      const { arenaBytes, limitBytes } = fx.status().memory;
      expect(limitBytes).toBe(memoryLimit);
      expect(arenaBytes).toBeLessThanOrEqual(memoryLimit);
      const calls = await Promise.all(Array.from({ length: 30 }, () => fx.map("exp_sqrt", large.subarray(0, 200_000), { engine: "threads" })));
      for (const call of calls) expectSameBits(call, y.subarray(0, 200_000));
    });
  });

  it("memorySafe bounds the arena by the memory that is free; without it, by what can be addressed", async () => {
    await using({ memorySafe: true }, async (fx) => expect(fx.status().memory.limitBytes).toBeLessThanOrEqual(os.freemem()));
    await using({ memorySafe: false }, async (fx) => {
      expect(fx.status().memorySafe).toBe(false);
      expect(fx.status().memory.limitBytes).toBe(65535 * 65536);
    });
  });

  it("timeout of the instance holds for its calls; a call's own overrides it", async () => {
    await using({ timeout: 4 }, async (fx) => {
      const long = new Float64Array(4_000_000);
      await expect(fx.map("sin_exp", long)).rejects.toMatchObject({ code: "TimeoutError" });
      expect((await fx.map("sin_exp", long, { timeout: Number.POSITIVE_INFINITY })).length).toBe(long.length);
    });
  });

  it("safeMode counts results that became NaN, in place and out, and checks elements; without it, neither", async () => {
    const values = Float64Array.of(4, -1, Number.NaN, 0, -9);
    for (const engine of ["inline", "threads", "js"] as const) {
      await using({ safeMode: true }, async (fx) => {
        await fx.map("sqrt", values, { engine });
        const { lastCall } = fx.status();
        expect(lastCall).toMatchObject({ newNaN: 2, elements: 5, engine });
        await fx.map("sqrt", [4], { engine });
        expect(fx.status().lastCall).toMatchObject({ newNaN: 0, elements: 1 });
        expect(lastCall).toMatchObject({ newNaN: 2, elements: 5 }); // as it was when it was asked for
        const a = fx.array(values);
        await fx.map("sqrt", a, { out: a, engine });
        expect(fx.status().lastCall).toMatchObject({ newNaN: 2 });
        expect(Array.from(a)).toEqual([2, Number.NaN, Number.NaN, 0, Number.NaN]);
        await fx.map("subtract", Float64Array.of(Number.POSITIVE_INFINITY, 1, Number.NaN), Float64Array.of(Number.POSITIVE_INFINITY, Number.NaN, 1), { engine });
        expect(fx.status().lastCall).toMatchObject({ newNaN: 1 });
        await fx.map("divide", Float32Array.of(0, 1, Number.NaN), 0, { engine });
        expect(fx.status().lastCall).toMatchObject({ newNaN: 1 });
      });
    }
    await using({ safeMode: false }, async (fx) => {
      expect((await fx.map("sqrt", [4, "9" as unknown as number]))[1]).toBe(3);
      expect(fx.status().lastCall?.newNaN).toBeNull();
    });
  });

  it("engine is where calls run, and status() says so", async () => {
    for (const engine of ["threads", "inline", "js"] as const) {
      await using({ engine }, async (fx) => {
        const y = await fx.map("sqrt", Float64Array.of(9));
        expect(y[0]).toBe(3);
        expect(fx.status()).toMatchObject({ engine, fallbackReason: null, lastCall: { engine } });
      });
    }
    await using({ engine: "auto", maxWorkers: 2 }, async (fx) => {
      await fx.map("sin_exp", x.subarray(0, 100));
      expect(fx.status().lastCall?.engine).toBe("inline");
      const long = fx.array(new Float64Array(1_000_000).fill(1));
      for (let i = 0; i < 20 && fx.status().lastCall?.engine === "inline"; i++) await fx.map("sin_exp", long); // the pool opens after a head start
      expect(fx.status().lastCall?.engine).toBe("threads");
    });
  });

  it("enableGc gives staging back after each call; without it staging is kept for the next", async () => {
    await using({ enableGc: true }, async (fx) => {
      await fx.map("sin_exp", x, { engine: "threads" });
      expect(fx.status().memory.stagingBytes).toBe(0);
    });
    await using({ enableGc: false }, async (fx) => {
      await fx.map("sin_exp", x, { engine: "threads" });
      const { stagingBytes } = fx.status().memory;
      expect(stagingBytes).toBeGreaterThan(0);
      for (let i = 0; i < 20; i++) await fx.map("sin_exp", x, { engine: "threads" });
      expect(fx.status().memory.stagingBytes).toBe(stagingBytes);
    });
  });

  it("without enableGc, what is kept for staging stays within its cap, whatever the sizes", async () => {
    await using({ enableGc: false, maxWorkers: 2 }, async (fx) => {
      for (let i = 1; i < 40; i++) await fx.map("exp", new Float64Array(200_000 + i * 20_000), { engine: "threads" });
      expect(fx.status().memory.stagingBytes).toBeGreaterThan(0);
      expect(fx.status().memory.stagingBytes).toBeLessThanOrEqual(48 << 20);
    });
  });

  it("enableGc reclaims arena arrays that were dropped", () => {
    const script = `
      const { createFlux } = require(${JSON.stringify(require.resolve("autoflux"))});
      createFlux({ enableGc: process.argv[1] === "true" }).then(async (fx) => {
        for (let i = 0; i < 200; i++) { fx.zeros(1 << 17); if (i % 20 === 19) await new Promise((r) => setTimeout(r, 5)); }
        globalThis.gc(); await new Promise((r) => setTimeout(r, 50));
        console.log(fx.status().memory.arrays);
        await fx.close();
      });`;
    const left = (enableGc: boolean) => Number(execFileSync(process.execPath, ["--expose-gc", "-e", script, String(enableGc)], { encoding: "utf8" }));
    expect(left(true)).toBeLessThan(20);
    expect(left(false)).toBe(200);
  });

  it("flatten3d: false refuses nested input", async () => {
    await using({ flatten3d: false }, async (fx) => {
      await expect(fx.map("sqrt", [[1]])).rejects.toMatchObject({ code: "UnsupportedInput", message: expect.stringMatching(/flatten3d/) });
      await expect(fx.map("sqrt", { data: x, shape: [x.length] })).rejects.toMatchObject({ code: "UnsupportedInput" });
    });
  });

  it("arithmetic: reproducible takes the baseline build, and refuses js", async () => {
    await using({ arithmetic: "reproducible" }, async (fx) => {
      expect(fx.status()).toMatchObject({ arithmetic: "reproducible", build: "baseline" });
      await expect(fx.map("exp", x, { engine: "js" })).rejects.toMatchObject({ code: "BadOption" });
    });
    await expect(createFlux({ arithmetic: "reproducible", engine: "js" })).rejects.toMatchObject({ code: "BadOption" });
  });
});

describe("options of a call", () => {
  it.each(["threads", "inline", "js"] as const)("onProgress on %s tells done and total, rising, and once at the end", async (engine) => {
    await using({ maxWorkers: 2 }, async (fx) => {
      const told: { done: number; total: number }[] = [];
      await fx.map("sin_exp", x, { engine, onProgress: (p) => told.push(p) });
      expect(told.at(-1)).toEqual({ done: x.length, total: x.length });
      expect(told.filter((p) => p.done === p.total).length).toBe(1);
      for (const [i, p] of told.entries()) expect(p.done).toBeGreaterThan(i === 0 ? 0 : told[i - 1]!.done);
    });
  });

  it("an onProgress that throws fails the call with its error, and harms nothing", async () => {
    await using({ maxWorkers: 2 }, async (fx) => {
      const oops = new Error("oops");
      const options: CallOptions = { engine: "threads", onProgress: () => { throw oops; } };
      await expect(fx.map("sin_exp", x, options as CallOptions & { out?: undefined; home?: undefined })).rejects.toBe(oops);
      expect(fx.status().memory.stagingBytes).toBe(0);
    });
  });

  it("out, home, signal, timeout and engine given as undefined mean the default", async () => {
    await using({}, async (fx) => {
      const y = await fx.map("sqrt", Float64Array.of(4), { out: undefined, home: undefined, signal: undefined, timeout: undefined, engine: undefined });
      expect(y[0]).toBe(2);
    });
  });
});
