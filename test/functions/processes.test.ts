import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createFlux } from "autoflux";
import { describe, expect, it } from "vitest";

const dist = fileURLToPath(new URL("../../dist/index.cjs", import.meta.url));
const SCRIPT = `
  const { createFlux } = require(${JSON.stringify(dist)});
  (async () => {
    const fx = await createFlux({ maxWorkers: 2 });
    const spin = fx.parallel(() => { fs.writeSync(1, process.pid + "\\n"); for (;;); }, { strategy: "process", batchSize: 1, imports: { fs: "node:fs" } });
    spin([1, 2]).catch(() => {});
  })();
  process.on("message", (how) => {
    if (how === "exit") process.exit(0);
    throw new Error("uncaught");
  });
`;
/** A process that has ended stays in the table where the thread that could ask for its end is gone: Z. */
const lives = (pid: number) => {
  try {
    process.kill(pid, 0);
    return process.platform === "win32" || !execFileSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" }).startsWith("Z");
  } catch {
    return false;
  }
};

describe("a process that runs functions ends with its parent, which", () => {
  it.each(["exit", "throw", "SIGTERM", "SIGINT", "SIGHUP", "SIGKILL"])("ends by %s, though the function never returns", async (how) => {
    const parent = spawn(process.execPath, ["-e", SCRIPT], { stdio: ["ignore", "pipe", "ignore", "ipc"] });
    const pids: number[] = [];
    for await (const text of parent.stdout!) {
      pids.push(...String(text).split("\n").filter(Boolean).map(Number));
      if (pids.length === 2) break;
    }
    expect(pids.every(lives)).toBe(true);
    if (how.startsWith("SIG")) parent.kill(how as NodeJS.Signals);
    else parent.send(how);
    await once(parent, "exit");
    for (let i = 0; i < 500 && pids.some(lives); i++) await sleep(20);
    expect(pids.filter(lives)).toEqual([]);
  });
});

const IN_THREAD = `
  const { Worker } = require("node:worker_threads");
  const worker = new Worker(${JSON.stringify(SCRIPT.replace("process.on", "(() => {})"))}, { eval: true });
  process.on("message", () => worker.terminate());
`;

describe("a process that runs functions ends with the worker thread that started it", () => {
  it("and is terminated, though the function never returns and the main process goes on", async () => {
    const main = spawn(process.execPath, ["-e", IN_THREAD], { stdio: ["ignore", "pipe", "inherit", "ipc"] });
    const pids: number[] = [];
    for await (const text of main.stdout!.iterator({ destroyOnReturn: false })) {
      pids.push(...String(text).split("\n").filter(Boolean).map(Number));
      if (pids.length === 2) break;
    }
    try {
      expect(pids.every(lives)).toBe(true);
      main.send("terminate");
      for (let i = 0; i < 500 && pids.some(lives); i++) await sleep(20);
      expect(pids.filter(lives)).toEqual([]);
      expect(main.exitCode).toBe(null);
    } finally {
      main.kill("SIGKILL");
    }
  });
});

describe("work that a function has not awaited", () => {
  it.each(["threads", "process"] as const)("goes on while its thread lives, strategy %s", async (strategy) => {
    const one = await createFlux({ maxWorkers: 1 });
    const later = one.parallel((b: number[]) => { setTimeout(() => { (globalThis as { done?: true }).done = true; }, 20); return b; }, { strategy });
    const isDone = one.parallel((b: number[]) => b.map(() => (globalThis as { done?: true }).done === true), { strategy });
    await later([1]);
    let [done] = await isDone([1]);
    for (let i = 0; i < 200 && !done; i++) {
      await sleep(20);
      [done] = await isDone([1]);
    }
    expect(done).toBe(true);
    await one.close();
  });
});
