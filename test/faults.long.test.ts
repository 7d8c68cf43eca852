import { setTimeout as sleep } from "node:timers/promises";
import { createFlux, WorkerLost } from "autoflux";
import { afterEach, describe, expect, it } from "vitest";
import { started } from "./spied-threads";
import { expectSameBits, generator, randomDoubles } from "./values";

/** So many that a call outlasts the slice in which the calling thread helps, or waits, and no timer fires. */
const x = randomDoubles(800_000, 7, (u) => u * 6);
const random = generator(42);
const fx = await createFlux({ maxWorkers: 3 });
const want = fx.mapSync("sin_exp", x);

/** Ends a random thread after up to `withinMs`. */
async function killOne(withinMs: number): Promise<boolean> {
  await sleep((random() / 2 ** 32) * withinMs);
  const victim = started[random() % Math.max(1, started.length)];
  if (!victim) return false;
  await victim.terminate();
  return true;
}

afterEach(() => expect(fx.status().memory.stagingBytes).toBe(0));

describe("threads that end at random moments", () => {
  it("hundreds of maps with an output of their own all give the right result", async () => {
    let killed = 0;
    const a = fx.array(x);
    for (let i = 0; i < 200; i++) {
      const ordinary = i % 3 === 0;
      const [y, hit] = await Promise.all([fx.map("sin_exp", ordinary ? x : a, { engine: "threads" }), killOne(6)]);
      if (hit) killed++;
      expectSameBits(y, want);
      if (!ordinary) fx.free(y as Float64Array<SharedArrayBuffer>);
    }
    fx.free(a);
    expect(killed).toBeGreaterThan(100);
    expect(fx.status().failed).toBe(0);
  });

  it("hundreds of maps in place give the right result or WorkerLost, never a wrong number", async () => {
    const outcomes = { right: 0, lost: 0 };
    for (let i = 0; i < 200; i++) {
      const a = fx.array(x);
      const [end] = await Promise.allSettled([fx.map("sin_exp", a, { out: a, engine: "threads" }), killOne(6)]);
      if (end.status === "fulfilled") {
        outcomes.right++;
        expectSameBits(end.value, want);
      } else {
        outcomes.lost++;
        expect(end.reason).toBeInstanceOf(WorkerLost);
        expect(end.reason.code).toBe("WorkerLost");
        expect(end.reason.message).toMatch(/^map\("sin_exp"\): /);
      }
      fx.free(a);
    }
    expect(outcomes.right).toBeGreaterThan(0);
    expect(outcomes.lost).toBeGreaterThan(0);
  });

  it("a call that loses its thread in place is called by its own name", async () => {
    const lost: string[] = [];
    for (let i = 0; i < 3000 && lost.length === 0; i++) {
      const a = fx.array(x);
      const [end] = await Promise.allSettled([fx.evaluate("sin(exp(a))", { a }, { out: a, engine: "threads" }), killOne(6)]);
      if (end.status === "rejected") lost.push(end.reason.message);
      fx.free(a);
    }
    expect(lost[0]).toMatch(/^evaluate\("sin\(exp\(a\)\)"\): a worker thread ended/);
  });

  it("all threads killed while many calls wait: every call ends right, and new threads serve the next", async () => {
    for (let round = 0; round < 10; round++) {
      const calls = Array.from({ length: 12 }, () => fx.map("sin_exp", x, { engine: "threads" }));
      await sleep(2);
      await Promise.all(started.map((thread) => thread.terminate()));
      for (const y of await Promise.all(calls)) expectSameBits(y, want);
    }
    expect(fx.status().engine).toBe("threads");
  });
});
