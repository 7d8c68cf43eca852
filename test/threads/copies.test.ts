import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

describe("two copies of the package in one process", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "autoflux-copies-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
  for (const copy of ["one", "two"]) cpSync(path.join(root, "dist"), path.join(folder, copy), { recursive: true });

  /** What a script prints as JSON, with `one` and `two`, and large(copy, options) that maps ten million elements on threads. */
  function run(body: string): unknown {
    const script = `
      const one = require(${JSON.stringify(path.join(folder, "one/index.cjs"))}), two = require(${JSON.stringify(path.join(folder, "two/index.cjs"))});
      if (one.flux === two.flux) throw new Error("not two copies");
      const arrays = new Map();
      const large = async (fx) => {
        if (!arrays.has(fx)) arrays.set(fx, fx.zeros(4e6));
        const y = await fx.map("exp", arrays.get(fx), { engine: "threads" });
        if (y.some((v) => v !== 1)) throw new Error("a wrong result");
        fx.free(y);
      };
      const threads = (...all) => all.reduce((sum, fx) => sum + fx.status().workersActive, 0);
      (async () => { ${body} })().then((value) => { console.log(JSON.stringify(value)); process.exit(0); });`;
    return JSON.parse(execFileSync(process.execPath, ["-e", script], { encoding: "utf8", timeout: 50_000 }));
  }

  it("never have more threads together than one a processor, and both are done", () => {
    const most = run(`
      let most = 0;
      const watch = setInterval(() => { most = Math.max(most, threads(one.flux, two.flux)); }, 1);
      for (let i = 0; i < 5; i++) await Promise.all([large(one.flux), large(two.flux), large(one.flux)]);
      for (let i = 0; i < 5; i++) { await large(one.flux); await large(two.flux); }
      return most;`);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(os.availableParallelism());
  });

  it("take over each other's threads once they have long been idle", () => {
    const [first, second, lost] = run(`
      await large(one.flux); await large(one.flux);
      const first = threads(one.flux);
      await new Promise((resolve) => setTimeout(resolve, 1200));
      for (let i = 0; i < 20 && threads(two.flux) < first; i++) await large(two.flux);
      return [first, threads(two.flux), one.flux.metrics().faults.threadsLost];`) as [number, number, number];
    expect(first).toBeGreaterThan(0);
    expect([second, lost]).toEqual([first, 0]); // what was given back was not lost
  });

  it("say so where the other instances have all threads, and work on the calling thread meanwhile", () => {
    expect(
      run(`
      const given = await one.createFlux({ maxWorkers: 8 });
      while (threads(given) < 8) await large(given);
      const y = await two.flux.map("sqrt", new Float64Array(4e6).fill(4), { engine: "threads" });
      const { engine, fallbackReason, workersActive } = two.flux.status();
      return { y: y[3999999], engine, says: /other instances have all threads/.test(fallbackReason), workersActive };`),
    ).toEqual({ y: 2, engine: "inline", says: true, workersActive: 0 });
  });

  it("have the maxWorkers that they were given, beyond the budget", () => {
    expect(run(`
      const [a, b] = [await one.createFlux({ maxWorkers: 3 }), await two.createFlux({ maxWorkers: 3 })];
      for (let i = 0; i < 50 && threads(a, b) < 6; i++) await Promise.all([large(a), large(b)]);
      return threads(a, b);`)).toBe(6);
  });
});

describe("inside a worker thread", () => {
  /** What code says inside a worker of the test's process. */
  function inWorker(code: string): unknown {
    const script = `
      const { Worker } = require("node:worker_threads");
      const code = ${JSON.stringify(`const { createFlux, flux } = require(${JSON.stringify(path.join(root, "dist/index.cjs"))});
        (async () => { ${code} })().then((value) => require("node:worker_threads").parentPort.postMessage(value));`)};
      new Worker(code, { eval: true }).on("message", (value) => { console.log(JSON.stringify(value)); process.exit(0); });`;
    return JSON.parse(execFileSync(process.execPath, ["-e", script], { encoding: "utf8", timeout: 50_000 }));
  }

  it("the default is to run on that thread, and status() says why", () => {
    expect(
      inWorker('const y = await flux.map("sqrt", flux.zeros(2e6).fill(4)); return { y: y[1999999], status: flux.status() };'),
    ).toMatchObject({
      y: 2,
      status: { engine: "inline", fallbackReason: expect.stringMatching(/inside a worker thread.*maxWorkers/), workersActive: 0 },
    });
  });

  it("maxWorkers gives it threads of its own", () => {
    expect(inWorker(`
      const fx = await createFlux({ maxWorkers: 2 });
      const y = await fx.map("sqrt", fx.zeros(4e6).fill(4), { engine: "threads" });
      return { y: y[3999999], status: fx.status() };`)).toMatchObject({ y: 2, status: { engine: "threads", fallbackReason: null } });
  });
});
