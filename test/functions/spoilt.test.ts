import { createFlux } from "autoflux";
import { describe, expect, it } from "vitest";

type Lists = (batch: number[]) => unknown[];
const fn = (body: string) => new Function("b", body) as Lists;

describe.each(["threads", "process"] as const)("strategy %s: what one function does to the built-ins is not seen by the next", (strategy) => {
  const probe = fn("return b.map((v) => [Math.max(v, 2), JSON.stringify([v]), String(new Map([[1, v]]).get(1)), Array.from([v])[0], 'x'.padStart(2)])");
  const wanted = [1, 2].map((v) => [Math.max(v, 2), `[${v}]`, String(v), v, " x"]);
  it.each([
    "Math.max = () => 0",
    "Object.defineProperty(Math, 'max', { get: () => () => 0 })",
    "delete Array.prototype.map",
    "Map.prototype.get = () => 7",
    "Object.defineProperty(Map.prototype, 'size', { get: () => 7 })",
    "Object.defineProperty(Object.getPrototypeOf(Int8Array.prototype), 'length', { get: () => 0 })",
    "Array.prototype[Symbol.iterator] = null",
    "Object.getPrototypeOf([].values()).next = () => ({ done: true })",
    "Object.getPrototypeOf(async () => {}).constructor.prototype.call = null",
    "Object.prototype.inputs = 1",
    "Object.prototype.value = 1",
    "Object.prototype[Symbol('new')] = 1",
    "Array.prototype.extra = 1",
    "JSON.stringify = () => 'no'",
    "Reflect.apply = () => 0",
    "globalThis.Map = class extends Map { get() { return 7; } }",
    "globalThis.process = {}",
    "String.prototype.padStart = () => 'no'",
    "Promise.prototype.then = () => 0",
    "setTimeout(() => { Math.max = () => 0; })",
    "process.removeAllListeners()",
  ])("%s", async (harm) => {
    const one = await createFlux({ maxWorkers: 1 });
    const call = one.parallel(probe, { strategy });
    await one.parallel(fn(`${harm}; return b`), { strategy })([1]).catch(() => {});
    for (let i = 0; i < 3; i++) expect(await call([1, 2])).toEqual(wanted);
    await one.close();
  });

  it("and a thread in which nothing was changed stays", async () => {
    const one = await createFlux({ maxWorkers: 1 });
    const count = one.parallel(fn("globalThis.seen = (globalThis.seen ?? 0) + 1; fetch; crypto; structuredClone(b); return b.map(() => globalThis.seen)"), { strategy });
    for (let i = 1; i < 5; i++) expect(await count([1])).toEqual([i]);
    await one.close();
  });
});

describe.each(["threads", "process"] as const)("strategy %s: a failure that an earlier function has left behind", (strategy) => {
  it.each(["setTimeout(() => { throw new Error('left behind'); }, 5)", "Promise.reject(new Error('left behind'))", ...(strategy === "process" ? ["setTimeout(() => process.disconnect(), 5)"] : [])])(
    "fails no batch of another function that had not begun: %s",
    async (left) => {
      const one = await createFlux({ maxWorkers: 2 });
      const bad = one.parallel(fn(`${left}; return b`), { strategy });
      const good = one.parallel(((b: number[]) => b.map((v) => v + 1)) as Lists, { strategy });
      for (let i = 0; i < 15; i++) {
        await bad([1]).catch(() => {});
        expect(await good([i])).toEqual([i + 1]);
      }
      await one.close();
    },
  );

  it("runs no batch twice: one that had begun is lost", async () => {
    const one = await createFlux({ maxWorkers: 1 });
    for (const end of ["process.exit(3)", "process.kill(process.pid, 'SIGKILL')"].slice(0, strategy === "process" ? 2 : 1)) {
      const calls = one.parallel(fn(`fs.writeSync(2, ""); ${end}; return b`), { strategy, imports: { fs: "node:fs" } });
      await expect(calls([1])).rejects.toMatchObject({ code: "BatchFailed", attempts: 1, cause: { code: "WorkerLost" } });
    }
    expect(one.metrics().faults.threadsLost).toBe(strategy === "process" ? 2 : 1);
    await one.close();
  });
});
