import { execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { createFlux } from "autoflux";
import { describe, expect, it } from "vitest";

const entry = JSON.stringify(require.resolve("autoflux"));
const run = (script: string, ...flags: string[]) => execFileSync(process.execPath, [...flags, "-e", script], { encoding: "utf8", timeout: 50_000 });

describe("nothing is left behind", () => {
  it("after 10,000 maps of all kinds, arena bytes, arrays, handles and listeners are where they began", async () => {
    const fx = await createFlux({ maxWorkers: 2 });
    const x = new Float64Array(2000).fill(2);
    const a = fx.array(x);
    const signal = new AbortController().signal;
    const listeners = () => process.listenerCount("exit") + process.listenerCount("uncaughtException");
    const engines = ["inline", "threads", "auto", "js"] as const;
    const work = async (count: number) => {
      for (let i = 0; i < count; i++) {
        const engine = engines[i % 4];
        const y = await fx.map("exp_sqrt", i % 3 ? x : a, { engine, signal });
        if (!(i % 3)) fx.free(y as Float64Array<SharedArrayBuffer>);
        if (i % 50 === 0) await fx.map("exp", ["x" as unknown as number], { engine }).catch(() => {});
      }
    };
    await work(400);
    await sleep(20);
    const before = { memory: fx.status().memory, resources: process.getActiveResourcesInfo().sort(), listeners: listeners() };
    await work(10_000);
    await sleep(20);
    expect({ memory: fx.status().memory, resources: process.getActiveResourcesInfo().sort(), listeners: listeners() }).toEqual(before);
    expect(fx.status().queued).toBe(0);
    await fx.close();
  });

  it("an instance that is not closed, or never used, does not keep the process alive; a pending call does", () => {
    const out = run(`
      const { flux, createFlux } = require(${entry});
      const begun = performance.now();
      createFlux({ maxWorkers: 2 }).then(async (fx) => {
        await fx.map("sin_exp", new Float64Array(400_000), { engine: "threads" });
        fx.map("sin_exp", new Float64Array(400_000), { engine: "threads" }).then(() => console.log("settled"));
        process.on("exit", () => console.log("exit", performance.now() - begun < 20_000));
      });`);
    expect(out).toBe("settled\nexit true\n");
  });

  it("dropped results are collected as they come: a thousand of 8 MB never take 600 MB at once", () => {
    const out = run(`
      const { createFlux } = require(${entry});
      createFlux({ maxWorkers: 2 }).then(async (fx) => {
        const x = new Float64Array(1e6).fill(4);
        let most = 0;
        for (let i = 0; i < 1000; i++) {
          await fx.map("sqrt", x, { engine: "inline" });
          if (i % 10 === 0) most = Math.max(most, process.memoryUsage.rss());
        }
        console.log(Math.ceil(most / 2 ** 20));
      });`);
    expect(Number(out)).toBeLessThan(600);
  });

  it("close() ends the threads", async () => {
    const fx = await createFlux({ maxWorkers: 2 });
    await fx.map("sin_exp", new Float64Array(400_000), { engine: "threads" });
    await fx[Symbol.asyncDispose]();
    expect(fx.status()).toMatchObject({ status: "closed", workersActive: 0, memory: { arenaBytes: 0, arrays: 0 } });
  });
});
