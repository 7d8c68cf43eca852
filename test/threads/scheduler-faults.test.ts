/** The scheduler where threads are lost or cannot be had: the calling thread takes over. */
import { describe, expect, it } from "vitest";
import { Ended, stagesOfTests, turns } from "./stage";

const stageOf = stagesOfTests();

describe("a thread that is lost", () => {
  it("leaves its chunk to others: the result is whole, and what ran again is counted", async () => {
    const stage = stageOf();
    const { done } = stage.submit(stage.job(4));
    let ends = 1;
    stage.within = ({ chunk }) => {
      if (chunk === 2 && ends-- > 0) throw new Ended("killed");
    };
    stage.work(1);
    expect(stage.faults).toEqual({ threadsLost: 1, chunksRunAgain: 2 });
    expect(stage.said).toEqual(["warn: the thread in seat 1 was lost: killed", "warn: running 2 chunks again that a lost thread left"]);
    await turns(); // a thread comes instead, or the calling thread helps
    stage.work(1);
    expect(await done).toBe(6);
    expect(stage.ran.filter(({ job }) => job === 2).map(({ chunk }) => chunk).sort()).toEqual([0, 1, 2, 3]);
  });

  it("in the middle of a chunk in place fails the call, and says why", async () => {
    const stage = stageOf();
    const { done } = stage.submit(stage.job(4, true));
    stage.within = ({ chunk }) => {
      if (chunk === 1) throw new Ended("killed");
    };
    stage.work(1);
    await expect(done).rejects.toMatchObject({
      code: "WorkerLost",
      message: expect.stringMatching(/^test: .* in place: part of the input is overwritten/),
    });
    expect(stage.live()).toEqual([]);
    expect(stage.faults.chunksRunAgain).toBe(0);
  });

  it("again and again by one job is that job's fault: it fails after eight tries", async () => {
    const stage = stageOf();
    const { done } = stage.submit(stage.job(2));
    stage.within = ({ job }) => {
      if (job === 2) throw new Ended("killed");
    };
    for (let i = 0; i < 20; i++) {
      stage.work(1);
      if (!stage.pool.seats.has(1)) break;
    }
    await expect(done).rejects.toMatchObject({
      code: "WorkerLost",
      message: "test: worker threads ended 9 times while they ran this call",
    });
    expect(stage.faults).toEqual({ threadsLost: 9, chunksRunAgain: 16 });
  });

  it("while it held nothing costs nothing", async () => {
    const stage = stageOf();
    await turns();
    stage.leave(1, new Ended("killed"));
    expect(stage.faults).toEqual({ threadsLost: 1, chunksRunAgain: 0 });
    const { done } = stage.submit(stage.job(2));
    await turns();
    stage.work(1);
    expect(await done).toBe(1);
  });
});

describe("the calling thread", () => {
  it("takes chunks as long as no worker has begun", async () => {
    const stage = stageOf(2, { begun: false });
    const { done } = stage.submit(stage.job(6));
    expect(await done).toBe(15);
    expect(new Set(stage.ran.map(({ seat }) => seat))).toEqual(new Set([0]));
  });

  it("leaves the work to workers that have begun, unless the job's order says that it has nothing else to do", async () => {
    const stage = stageOf();
    await turns();
    const left = stage.submit(stage.job(3));
    await turns();
    expect(stage.ran.filter(({ seat }) => seat === 0)).toEqual([]);
    stage.work(1);
    await left.done;
    const byMain = () => stage.ran.filter(({ seat }) => seat === 0).length;
    for (let i = 0; i < 100 && byMain() === 0; i++) { // within 2 ms, which a busy machine may take for other things
      const helped = stage.submit(stage.job(3), { help: true });
      await turns();
      stage.work(1);
      expect(await helped.done).toBe(3);
    }
    expect(byMain()).toBeGreaterThan(0);
  });

  it("stops helping after 2 ms, and goes on in a later turn", async () => {
    const stage = stageOf(2, { begun: false });
    const turnsOfChunks: number[] = [];
    let turn = 0;
    stage.within = () => {
      turnsOfChunks.push(turn);
      for (const until = performance.now() + 1.1; performance.now() < until; );
    };
    const { done } = stage.submit(stage.job(8));
    const counting = setInterval(() => {}, 1000);
    for (; turn < 200 && turnsOfChunks.length < 8; turn++) await turns(1);
    clearInterval(counting);
    expect(await done).toBe(28);
    expect(new Set(turnsOfChunks).size).toBeGreaterThan(2);
  });

  it("does all the work where threads cannot be had, and the reason is told once", async () => {
    const stage = stageOf(2, { begun: false });
    stage.pool.denies = "no threads here";
    const { done } = stage.submit(stage.job(3));
    expect(stage.fallback).toBe("worker threads cannot be started: no threads here");
    expect(await done).toBe(3);
    expect(stage.said).toEqual(["warn: worker threads cannot be started: no threads here"]);
    expect(stage.scheduler.workersActive).toBe(0);
  });

  it("takes over where threads are gone for good; they are tried again when it is told to", async () => {
    const stage = stageOf();
    await turns();
    expect(stage.scheduler.revive()).toBe(false);
    const { done } = stage.submit(stage.job(4));
    stage.within = ({ seat, chunk }) => {
      if (seat === 1 && chunk === 2) {
        stage.deny("they end as they start");
        throw new Ended("killed");
      }
    };
    stage.work(1);
    expect(await done).toBe(6);
    expect(stage.fallback).toBe("they end as they start");
    expect(stage.pool.closed).toBe(1);
    expect(stage.scheduler.revive()).toBe(true);
    expect(stage.scheduler.revive()).toBe(false);
    stage.within = () => {};
    const again = stage.submit(stage.job(2));
    expect(stage.pool.opened).toBe(2);
    stage.work(1);
    expect(await again.done).toBe(1);
  });
});

describe("shutting down", () => {
  it("closes the pool, and starts no thread after that", async () => {
    const stage = stageOf();
    await turns();
    await stage.scheduler.shutDown();
    expect(stage.pool.closed).toBe(1);
    expect(stage.pool.seats.size).toBe(0);
    stage.submit(stage.job(1));
    expect(stage.pool.opened).toBe(1);
  });

  it("is starved, and says so, where the budget has no thread for it", async () => {
    const stage = stageOf(2, { begun: false, threadLimit: 0 });
    const { done } = stage.submit(stage.job(2));
    expect(stage.scheduler.isStarved).toBe(true);
    expect(stage.scheduler.isPoolOpen).toBe(false);
    expect(await done).toBe(1);
  });
});

describe("a job with gates", () => {
  it("runs its phases in order with the calling thread alone", async () => {
    const stage = stageOf(1, { begun: false });
    const { done } = stage.submit(stage.job(4, false, [1, 3]), { help: true });
    expect(await done).toBe(6);
    expect(stage.ran.map(({ chunk }) => chunk)).toEqual([0, 1, 2, 3]);
  });

  it("whose thread is lost below a gate runs again: who waits there lets go", async () => {
    const stage = stageOf();
    const { done } = stage.submit(stage.job(3, false, [2]));
    stage.within = ({ seat, chunk }) => {
      stage.within = () => {};
      if (seat === 1 && chunk === 0) {
        stage.work(2); // runs chunk 1, and waits at the gate with chunk 2
        throw new Ended();
      }
    };
    stage.work(1);
    expect(stage.ran.slice(1).map(({ chunk }) => chunk)).toEqual([1]);
    stage.work(2);
    await turns();
    stage.work(2);
    expect(await done).toBe(3);
    expect(stage.ran.slice(1).map(({ chunk }) => chunk)).toEqual([1, 0, 2]);
  });

  it("that is cancelled while a thread waits at a gate settles once that has let go", async () => {
    const stage = stageOf();
    const { done, ticket } = stage.submit(stage.job(2, false, [1]));
    stage.within = () => {
      stage.within = () => {};
      stage.work(2);
      expect(stage.holds(2)).toHaveLength(1);
      stage.scheduler.cancel(ticket);
      stage.work(2);
      expect(stage.holds(2)).toEqual([]);
    };
    stage.work(1);
    expect(await done).toBe(false);
    expect(stage.ran.slice(1).map(({ chunk }) => chunk)).toEqual([0]);
  });
});
