import { createFlux } from "autoflux";
import { describe, expect, it } from "vitest";

describe("a thread or process that is lost", () => {
  it("is replaced, and counted once", async () => {
    const one = await createFlux({ maxWorkers: 1 });
    const threadId = () => one.parallel((b: number[]) => b.map(() => threads.threadId), { strategy: "threads", imports: { threads: "node:worker_threads" } })([1]);
    const [before] = await threadId();
    await expect(one.parallel(() => process.exit(3), { strategy: "threads" })([1])).rejects.toMatchObject({ code: "BatchFailed", message: expect.stringMatching(/lost its thread.*3/), cause: { code: "WorkerLost" } });
    const [after] = await threadId();
    expect(after).not.toBe(before);
    expect(one.metrics().faults.threadsLost).toBe(1);
    await one.close();
  });

  it("whose globals one function deleted serves no other", async () => {
    const one = await createFlux({ maxWorkers: 1 });
    for (const name of ["process", "Map", "Atomics", "JSON"]) {
      const breaks = one.parallel(new Function("b", `delete globalThis.${name}; return b`) as (b: number[]) => number[], { strategy: "threads" });
      const asks = one.parallel(new Function("b", `return b.map(() => typeof ${name})`) as (b: number[]) => string[], { strategy: "threads" });
      await breaks([1]).catch(() => {});
      for (let i = 0; i < 3; i++) expect(await asks([1])).not.toContain("undefined");
    }
    await one.close();
  });

  it("tells how a process ended: its exit code, or the signal", async () => {
    const one = await createFlux({ maxWorkers: 1 });
    const P = { strategy: "process" } as const;
    await expect(one.parallel(() => process.exit(3), P)([1])).rejects.toMatchObject({ message: expect.stringContaining("exited with code 3"), cause: { code: "WorkerLost" } });
    const killed = one.parallel(() => { process.kill(process.pid, "SIGKILL"); for (;;); }, P)([1]);
    await expect(killed).rejects.toMatchObject({ message: expect.stringContaining("ended by SIGKILL") });
    await expect(one.parallel(() => { setTimeout(() => { throw new Error("later"); }); return new Promise<number[]>(() => {}); }, P)([1])).rejects.toMatchObject({ message: expect.stringContaining("exited with code 1") });
    expect(await one.parallel((b: number[]) => b, P)([1])).toEqual([1]);
    await one.close();
  });
});

describe("a function that cannot be made", () => {
  it.each(["threads", "process", "sequential"] as const)("fails its batches, strategy %s: collected, tried again, and not remembered", async (strategy) => {
    const one = await createFlux({ maxWorkers: 1 });
    const call = one.parallel((b: number[]) => b, { strategy, onError: "collect", retries: 1, imports: { x: "there-is-no-such-package" } });
    const { results, errors } = await call([1]);
    expect(results).toEqual([]);
    expect(errors).toMatchObject([{ code: "BatchFailed", attempts: 2, message: expect.stringContaining("there-is-no-such-package"), cause: { code: expect.stringMatching(/MODULE_NOT_FOUND/) } }]);
    expect(one.metrics().faults.batchesRunAgain).toBe(1);
    await one.close();
  });
});

declare const threads: typeof import("node:worker_threads");
