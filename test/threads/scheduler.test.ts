/** The main thread's half of the protocol, as it runs, over threads that a test moves step by step. */
import { describe, expect, it } from "vitest";
import { CHUNKS, EVENTS, FINISHED, FREE, HOLDERS, NEXT, phaseOf, RUNNING, slotAt, SLOTS, STATE, THREADS, WAKE } from "../../src/threads/job-table";
import { unclaimed } from "../../src/threads/protocol";
import { Ended, stagesOfTests, turns } from "./stage";

const stageOf = stagesOfTests();

describe("a job is published", () => {
  it("never in a slot that a thread still holds, though the job that was there has settled", async () => {
    const stage = stageOf(2, { begun: false });
    const { words, layout } = stage;
    words.store(slotAt(layout, 0) + HOLDERS + 1, 1); // a slow thread, between RECHECK and RELEASE of an older job
    words.store(slotAt(layout, 1) + HOLDERS + 2, 1);
    const settled = stage.submit(stage.job(4)).done;
    expect(stage.live()).toEqual([2]);
    const base = slotAt(layout, 2);
    expect([words.load(base + NEXT), words.load(base + CHUNKS), words.load(base + FINISHED)]).toEqual([0, 4, 0]);
    words.store(slotAt(layout, 0) + HOLDERS + 1, 0);
    const next = stage.submit(stage.job(4)).done;
    expect(stage.live()).toEqual([0, 2]);
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
    expect(stage.live()).toEqual([0, 3]); // 1 and 2 are held
  });

  it("settles with the sum of what its chunks found, once all of them have run, each once", async () => {
    const stage = stageOf();
    const { done } = stage.submit(stage.job(5));
    expect(stage.scheduler.queued).toBe(2);
    stage.work(1);
    expect(await done).toBe(0 + 1 + 2 + 3 + 4);
    expect(stage.ran.filter(({ job }) => job === 2).map(({ chunk }) => chunk)).toEqual([0, 1, 2, 3, 4]);
    expect(stage.scheduler.queued).toBe(0);
    expect(stage.live()).toEqual([]);
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
    expect(stage.live()).toEqual([]);
    await turns();
    words.store(held[3]!, 0);
    Atomics.add(control, EVENTS, 1); // its state is another than the thread saw: it tells
    Atomics.notify(control, EVENTS, 1);
    for (let i = 0; i < 20 && stage.live().length === 0; i++) await turns();
    expect(stage.live()).toEqual([3]);
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

  it("goes to as many threads as it has chunks, and wakes those that rest", () => {
    const stage = stageOf(3, { begun: false });
    stage.submit(stage.job(1));
    expect([...stage.pool.seats]).toEqual([1]);
    expect(stage.scheduler.workersActive).toBe(1);
  });

  it("has the calling thread's help where there is room, which leaves its place after its slice", async () => {
    const stage = stageOf(2, { atOnce: 2 });
    await turns();
    const { done } = stage.submit(stage.job(3), { help: true });
    expect(await done).toBe(3);
    expect(stage.ran.slice(1).map(({ seat }) => seat)).toEqual([0, 0, 0]);
    expect(stage.words.load(RUNNING)).toBe(0);
    await turns();
    stage.words.or(RUNNING, 0b110); // both workers are at work
    const other = stage.submit(stage.job(2), { help: true });
    await turns();
    expect([stage.ran.length, stage.words.load(RUNNING)]).toEqual([4, 0b110]);
    stage.words.and(RUNNING, 0b010);
    stage.work(2);
    expect(await other.done).toBe(1);
  });

  it("is left by the calling thread between two chunks with its place, and others are woken", async () => {
    const stage = stageOf(2, { atOnce: 2 });
    await turns();
    stage.within = () => { // longer than a slice
      for (const end = performance.now() + 3; performance.now() < end; );
    };
    const { done } = stage.submit(stage.job(3), { help: true });
    const before = stage.words.load(WAKE);
    await turns(1);
    expect([stage.ran.length, stage.words.load(RUNNING), stage.words.load(WAKE) > before]).toEqual([2, 0, true]);
    stage.work(1);
    expect(await done).toBe(3);
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

describe("chunks that nobody has claimed", () => {
  it("are those of live jobs alone, and none where threads have claimed more than there are", async () => {
    const stage = stageOf();
    const { words, layout } = stage;
    expect(unclaimed(words, layout)).toBe(0);
    await turns();
    expect(unclaimed(words, layout)).toBe(0);
    const { ticket } = stage.submit(stage.job(5));
    stage.submit(stage.job(2));
    expect(unclaimed(words, layout)).toBe(7);
    words.store(slotAt(layout, ticket.slot) + NEXT, 9);
    expect(unclaimed(words, layout)).toBe(2);
    words.store(slotAt(layout, ticket.slot) + NEXT, 0);
    stage.scheduler.cancel(ticket);
    expect(unclaimed(words, layout)).toBe(2);
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
    const [slot] = stage.live();
    stage.scheduler.cancel(ticket);
    expect(stage.live()).toEqual([]);
    expect(await done).toBe(false);
    stage.scheduler.cancel(ticket); // a second time: nothing
    stage.submit(stage.job(1));
    expect(stage.live()).toEqual([slot]);
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
    const [slot] = stage.live();
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
