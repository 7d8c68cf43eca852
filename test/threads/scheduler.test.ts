/** The main thread's half of the protocol, as it runs, over threads that a test moves step by step. */
import { afterEach, describe, expect, it } from "vitest";
import { CHUNKS, EVENTS, FINISHED, FREE, HOLDERS, LIVE, NEXT, phaseOf, SLOTS, STATE, slotAt, THREADS } from "../../src/threads/job-table";
import { Ended, Stage, turns } from "./stage";

const open: Stage[] = [];
afterEach(() => Promise.all(open.splice(0).map(({ scheduler }) => scheduler.shutDown())));

/** Threads have begun: so the calling thread leaves the work to them. */
function stageOf(workers?: number, { begun = true, threadLimit = Number.POSITIVE_INFINITY } = {}): Stage {
  const stage = new Stage(workers, threadLimit);
  open.push(stage);
  if (begun) {
    const { done } = stage.submit(stage.job(1));
    stage.work(1);
    void done;
  }
  return stage;
}

const live = ({ words, layout }: Stage) =>
  Array.from({ length: SLOTS }, (_, slot) => slot).filter((slot) => phaseOf(words.load(slotAt(layout, slot) + STATE)) === LIVE);

describe("a job is published", () => {
  it("never in a slot that a thread still holds, though the job that was there has settled", async () => {
    const stage = new Stage(2);
    open.push(stage);
    const { words, layout } = stage;
    words.store(slotAt(layout, 0) + HOLDERS + 1, 1); // a slow thread, between RECHECK and RELEASE of an older job
    words.store(slotAt(layout, 1) + HOLDERS + 2, 1);
    const settled = stage.submit(stage.job(4)).done;
    expect(live(stage)).toEqual([2]);
    const base = slotAt(layout, 2);
    expect([words.load(base + NEXT), words.load(base + CHUNKS), words.load(base + FINISHED)]).toEqual([0, 4, 0]);
    words.store(slotAt(layout, 0) + HOLDERS + 1, 0);
    const next = stage.submit(stage.job(4)).done;
    expect(live(stage)).toEqual([0, 2]);
    for (const slot of [0, 2]) {
      words.store(slotAt(layout, slot) + FINISHED, 4);
      for (let chunk = 0; chunk < 4; chunk++) words.store(slotAt(layout, slot) + HOLDERS + layout.seats + layout.programWords + chunk, 1);
    }
    words.store(base + HOLDERS + 1, 1);
    stage.tell();
    await Promise.all([settled, next]);
    expect(phaseOf(words.load(base + STATE))).toBe(FREE);
    stage.submit(stage.job(1));
    stage.submit(stage.job(1));
    expect(live(stage)).toEqual([0, 3]); // 1 and 2 are held
  });

  it("settles with the sum of what its chunks found, once all of them have run, each once", async () => {
    const stage = stageOf();
    const { done } = stage.submit(stage.job(5));
    expect(stage.scheduler.queued).toBe(2);
    stage.work(1);
    expect(await done).toBe(0 + 1 + 2 + 3 + 4);
    expect(stage.ran.filter(({ job }) => job === 2).map(({ chunk }) => chunk)).toEqual([0, 1, 2, 3, 4]);
    expect(stage.scheduler.queued).toBe(0);
    expect(live(stage)).toEqual([]);
  });

  it("tells when workers may begin, and no sooner than there is a slot", async () => {
    const stage = stageOf();
    const started: number[] = [];
    for (let i = 0; i < SLOTS + 1; i++) stage.submit(stage.job(1), { onStart: () => void started.push(i) });
    await turns(1);
    expect(started.length).toBeLessThanOrEqual(SLOTS);
    expect(stage.scheduler.queued).toBeGreaterThanOrEqual(SLOTS + 1);
    stage.work(1);
    await turns();
    stage.work(1);
    expect(started.sort((a, b) => a - b)).toEqual(Array.from({ length: SLOTS + 1 }, (_, i) => i));
  });

  it("goes into the table as soon as a thread lets go of its slot, where threads held all of them", async () => {
    const stage = stageOf();
    await turns();
    const { words, layout, control } = stage;
    const held = Array.from({ length: SLOTS }, (_, slot) => slotAt(layout, slot) + HOLDERS + 2);
    for (const holder of held) words.store(holder, 1);
    const { done } = stage.submit(stage.job(2));
    expect(live(stage)).toEqual([]);
    await turns();
    words.store(held[3]!, 0);
    Atomics.add(control, EVENTS, 1); // its state is another than the thread saw: it tells
    Atomics.notify(control, EVENTS, 1);
    for (let i = 0; i < 20 && live(stage).length === 0; i++) await turns();
    expect(live(stage)).toEqual([3]);
    stage.work(1);
    expect(await done).toBe(1);
  });

  it("is read anew by a thread that has run another one of that slot", async () => {
    const stage = stageOf();
    await turns();
    for (const chunks of [2, 1, 3]) {
      const { done } = stage.submit(stage.job(chunks));
      stage.work(1);
      await done;
    }
    expect(stage.ran.map(({ job }) => job)).toEqual([1, 2, 2, 3, 4, 4, 4]);
  });

  it("goes to as many threads as it has chunks, and wakes those that linger", () => {
    const stage = stageOf(3, { begun: false });
    stage.submit(stage.job(1));
    expect([...stage.pool.seats]).toEqual([1]);
    expect(stage.scheduler.workersActive).toBe(1);
  });

  it("grows by one thread a turn, up to the seats there are", async () => {
    const stage = stageOf(3, { begun: false });
    stage.within = () => {
      throw new Error("the calling thread must not get so far in this test");
    };
    stage.words.store(THREADS + 1, 1);
    stage.submit(stage.job(40));
    expect([...stage.pool.seats]).toEqual([1]);
    stage.words.store(THREADS + 1, 1); // it has begun, so that nobody helps
    await turns(1);
    expect([...stage.pool.seats]).toEqual([1, 2]);
    await turns(4);
    expect([...stage.pool.seats]).toEqual([1, 2, 3]);
  });
});

describe("a cancelled job", () => {
  it("that waits is gone at once, and never runs", async () => {
    const stage = stageOf();
    const others = Array.from({ length: SLOTS }, () => stage.submit(stage.job(1)));
    const { done, ticket } = stage.submit(stage.job(3));
    stage.scheduler.cancel(ticket);
    expect(await done).toBe(false);
    for (let i = 0; i < 3; i++) {
      stage.work(1);
      await turns();
    }
    await Promise.all(others.map((other) => other.done));
    expect(stage.ran.some(({ job }) => job === SLOTS + 2)).toBe(false);
  });

  it("that nobody holds is over at once, and its slot is the next one's", async () => {
    const stage = stageOf();
    await turns();
    const { done, ticket } = stage.submit(stage.job(3));
    const [slot] = live(stage);
    stage.scheduler.cancel(ticket);
    expect(live(stage)).toEqual([]);
    expect(await done).toBe(false);
    stage.scheduler.cancel(ticket); // a second time: nothing
    stage.submit(stage.job(1));
    expect(live(stage)).toEqual([slot]);
  });

  it("that is held settles when it is let go, and no chunk is claimed meanwhile", async () => {
    const stage = stageOf();
    const { done, ticket } = stage.submit(stage.job(50));
    let isOver = false;
    void done.then(() => {
      isOver = true;
    });
    stage.within = ({ chunk }) => {
      if (chunk === 2) stage.scheduler.cancel(ticket);
      expect(isOver).toBe(false);
    };
    stage.work(1);
    await turns();
    expect(isOver).toBe(true);
    expect(await done).toBe(false);
    expect(stage.ran.filter(({ job }) => job === 2).map(({ chunk }) => chunk)).toEqual([0, 1, 2]);
  });

  it("of which all chunks are done is done", async () => {
    const stage = stageOf();
    const { done, ticket } = stage.submit(stage.job(1));
    stage.work(1);
    stage.scheduler.cancel(ticket);
    expect(await done).toBe(0);
    stage.scheduler.cancel(ticket);
  });

  it("ends threads that hold it for more than 50 ms, and those alone", async () => {
    const stage = stageOf();
    await turns();
    const { words, layout, pool } = stage;
    const { done, ticket } = stage.submit(stage.job(5));
    const [slot] = live(stage);
    words.store(slotAt(layout, slot!) + HOLDERS + 1, 1);
    stage.scheduler.cancel(ticket);
    await new Promise((resume) => setTimeout(resume, 25));
    expect(pool.ended).toEqual([]);
    await new Promise((resume) => setTimeout(resume, 60));
    expect(pool.ended).toEqual([1]);
    expect(stage.said).toContain("warn: a cancelled job is still held after 50 ms: ending the threads in seats 1");
    stage.leave(1, new Ended("terminated"));
    expect(await done).toBe(false);
    expect(stage.faults).toEqual({ threadsLost: 1, chunksRunAgain: 0 });
  });
});

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
    await expect(done).rejects.toMatchObject({ code: "WorkerLost", message: expect.stringMatching(/^test: .* in place: part of the input is overwritten/) });
    expect(live(stage)).toEqual([]);
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
    await expect(done).rejects.toMatchObject({ code: "WorkerLost", message: "test: worker threads ended 9 times while they ran this call" });
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
