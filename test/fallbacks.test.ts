import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(path.join(os.tmpdir(), "autoflux-fallback-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A copy of the built package, whose worker the test may spoil. */
function copyWith(name: string, worker: string | undefined): string {
  const copy = path.join(folder, name);
  cpSync(path.join(root, "dist"), copy, { recursive: true });
  if (name !== "whole") rmSync(path.join(copy, "autoflux-worker.cjs"));
  if (worker !== undefined) writeFileSync(path.join(copy, "autoflux-worker.cjs"), worker);
  return path.join(copy, "index.cjs");
}
symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));

/** Maps a million elements in a process prepared by `before`; prints the last result and the status. */
function mapIn(entry: string, before = "", options = "{ maxWorkers: 2 }", untilFallback = false): { y: number; status: Record<string, unknown>; sync: number } {
  const script = `
    ${before}
    const { createFlux } = require(${JSON.stringify(entry)});
    createFlux(${options}).then(async (fx) => {
      const x = fx.array(new Float64Array(1_000_000).fill(4));
      const y = await fx.map("exp_sqrt", x, { engine: "auto" });
      const o = await fx.map("exp_sqrt", new Float64Array(1_000_000).fill(4), { engine: "threads" });
      if (y[7] !== o[7]) throw new Error("the homes differ");
      for (let i = 0; ${untilFallback} && i < 500 && fx.status().fallbackReason === null; i++) await fx.map("exp_sqrt", x, { out: y, engine: "threads" });
      console.log(JSON.stringify({ y: y[999_999], sync: fx.mapSync("sqrt", [9])[0], status: fx.status() }));
      await fx.close();
    });`;
  return JSON.parse(execFileSync(process.execPath, ["-e", script], { encoding: "utf8", timeout: 50_000 }));
}

describe("where something is missing, the next best engine works, and status() says why", () => {
  it("everything there: threads, no reason", () => {
    expect(mapIn(copyWith("whole", undefined))).toMatchObject({ y: Math.exp(2), sync: 3, status: { engine: "threads", fallbackReason: null } });
  });

  it("the worker's file is missing, as in a bundle: inline", () => {
    const { y, status } = mapIn(copyWith("bundled", undefined));
    expect(y).toBe(Math.exp(2));
    expect(status).toMatchObject({ engine: "inline", fallbackReason: expect.stringMatching(/external/), lastCall: { engine: "inline" } });
  });

  it("the worker throws while loading: the call is done all the same, then inline", () => {
    const { y, status } = mapIn(copyWith("throwing", "throw new Error('spoiled');"), "", "{ maxWorkers: 2 }", true);
    expect(y).toBe(Math.exp(2));
    expect(status).toMatchObject({ engine: "inline", failed: 0, fallbackReason: expect.stringMatching(/cannot be started.*spoiled/) });
  });

  it("threads are refused: inline", () => {
    const before = "require('node:worker_threads').Worker = class { constructor() { throw new Error('denied'); } };";
    expect(mapIn(copyWith("whole", undefined), before)).toMatchObject({
      y: Math.exp(2), status: { engine: "inline", fallbackReason: expect.stringMatching(/denied/) },
    });
  });

  it("no WebAssembly: JavaScript, and its arrays are still shared ones", () => {
    const { status, y } = mapIn(copyWith("whole", undefined), "delete globalThis.WebAssembly;");
    expect(y).toBe(Math.exp(2));
    expect(status).toMatchObject({ engine: "js", build: null, fallbackReason: expect.stringMatching(/WebAssembly/), lastCall: { engine: "js" } });
  });

  it("no address space for shared memory: JavaScript, with the reason", () => {
    const before = "WebAssembly.Memory = class { constructor() { throw new RangeError('could not allocate memory'); } };";
    expect(mapIn(copyWith("whole", undefined), before)).toMatchObject({
      y: Math.exp(2), status: { engine: "js", fallbackReason: expect.stringMatching(/could not allocate memory/) },
    });
  });

  it.skipIf(process.platform !== "linux")("no address space for threads: never a process that V8 ends, and the reason", () => {
    for (const kilobytes of [4_000_000, 7_000_000, 11_000_000]) {
      const entry = path.join(root, "dist/index.cjs");
      const script = `
        const { createFlux } = require(${JSON.stringify(entry)});
        createFlux({ maxWorkers: 8 }).then(async (fx) => {
          const x = fx.array(new Float64Array(2_000_000).fill(4));
          for (let i = 0; i < 20; i++) await fx.map("exp_sqrt", x, { engine: "threads" });
          console.log(JSON.stringify(fx.status()));
          process.exit(0);
        });`;
      const status = JSON.parse(execFileSync("sh", ["-c", `ulimit -v ${kilobytes}; exec "${process.execPath}" -e '${script}'`], { encoding: "utf8", timeout: 50_000 }));
      if (status.engine !== "threads") expect(status.fallbackReason).toMatch(/address space|could not allocate memory/);
    }
  });

  it("engine: inline is no fallback", () => {
    expect(mapIn(copyWith("whole", undefined), "", "{ engine: 'inline' }")).toMatchObject({ status: { engine: "inline", fallbackReason: null } });
  });

  it("clones of WebAssembly memory are copies, as in WebKit: arrays are ordinary, and right", () => {
    const before = "const clone = structuredClone; globalThis.structuredClone = (value, options) => value instanceof SharedArrayBuffer ? value.slice(0) : clone(value, options);";
    const { y, sync, status } = mapIn(copyWith("whole", undefined), before);
    expect([y, sync]).toEqual([Math.exp(2), 3]);
    expect(status).toMatchObject({ engine: "threads", failed: 0, fallbackReason: expect.stringMatching(/copies WebAssembly memory/), memory: { arrays: 0 } });
  });
});
