import { setTimeout as sleep } from "node:timers/promises";
import { createFlux } from "autoflux";
import { afterEach, describe, expect, it } from "vitest";
import { running, setFaults } from "./faults/door.mjs";
import { KINDS, planRound, storm } from "./faults/storm.mjs";
import { expectSameBits, randomDoubles } from "./values";

afterEach(() => setFaults(null));

describe("faults of all kinds, by a seed", () => {
  it("1,000 of them over maps, reductions and parallel calls: every result is right or a documented error, and nothing is left", async () => {
    const tally = await storm({ createFlux, seed: 20261125, more: ({ faults }) => faults < 1000 });
    expect(tally.wrong).toEqual([]);
    expect(tally.right).toBeGreaterThan(200);
    expect(tally.runAgain).toBeGreaterThan(50);
    for (const kind of KINDS) expect(tally.kinds[kind], kind).toBeGreaterThan(0);
  }, 240_000);

  it("the same seed gives the same calls and faults, in the same order", async () => {
    const rounds = (seed: number) => Array.from({ length: 20 }, (_, round) => planRound(seed, round));
    expect(rounds(7)).toEqual(rounds(7));
    expect(rounds(7)).not.toEqual(rounds(8));
    expect(new Set(rounds(7).flatMap(({ jobs }) => jobs.map((job) => JSON.stringify(job)))).size).toBe(20 * 24); // no two calls are alike
  });

  it("a thread that stalls is ended after some seconds, and what it held runs elsewhere", async () => {
    const x = randomDoubles(400_000, 3, (u) => u * 6);
    const fx = await createFlux({ maxWorkers: 2 });
    const want = fx.mapSync("sin_exp", x);
    setFaults({ seed: 1, chance: 0.01, kinds: ["stall"] });
    const a = fx.array(x);
    let y = a;
    for (let i = 0; i < 200 && fx.metrics().faults.threadsLost === 0; i++) {
      if (running.size > 0) setFaults(null); // those that take its place are well
      y = await fx.map("sin_exp", a, { engine: "threads" });
    }
    expectSameBits(y, want);
    expect(fx.metrics().faults.threadsLost).toBeGreaterThan(0);
    await fx.close();
  }, 60_000);

  it("a replacement that is ended while it boots is replaced in its turn", async () => {
    const x = randomDoubles(300_000, 4, (u) => u * 6);
    const fx = await createFlux({ maxWorkers: 2 });
    const want = fx.mapSync("exp_sqrt", x);
    const rush = () => Promise.all(Array.from({ length: 6 }, () => fx.map("exp_sqrt", x, { engine: "threads" })));
    await rush();
    setFaults({ seed: 5, chance: 0, kinds: ["throw"], bootEnds: 0.5 });
    for (const thread of [...running]) await thread.terminate();
    for (let i = 0; i < 5; i++) for (const y of await rush()) expectSameBits(y, want);
    setFaults(null);
    await rush();
    expect(fx.status()).toMatchObject({ engine: "threads", fallbackReason: null });
    await fx.close();
  });

  it("where no thread can boot, the calling thread does the work and says why; some seconds later threads are tried again", async () => {
    const x = randomDoubles(300_000, 4, (u) => u * 6);
    const fx = await createFlux({ maxWorkers: 2 });
    const want = fx.mapSync("exp_sqrt", x);
    setFaults({ seed: 5, chance: 0, kinds: ["throw"], bootEnds: 1 });
    const deadline = Date.now() + 20_000;
    while (fx.status().fallbackReason === null && Date.now() < deadline) expectSameBits(await fx.map("exp_sqrt", x, { engine: "threads" }), want);
    expect(fx.status()).toMatchObject({ engine: "inline", fallbackReason: expect.stringContaining("worker threads cannot be started") });
    await fx.map("exp_sqrt", x, { engine: "threads" });
    expect(fx.metrics().fallbacks).toBeGreaterThan(0);
    setFaults(null);
    await sleep(5200);
    for (let i = 0; i < 10 && fx.status().workersActive === 0; i++) expectSameBits(await fx.map("exp_sqrt", x, { engine: "threads" }), want);
    expect(fx.status()).toMatchObject({ engine: "threads", fallbackReason: null });
    expect(fx.status().workersActive).toBeGreaterThan(0);
    await fx.close();
  }, 60_000);
});
