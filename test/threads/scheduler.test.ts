/** The main thread's half of the protocol, as it runs, over a table that no thread but the test touches. */
import { afterEach, describe, expect, it } from "vitest";
import { sharedWords, type Thread } from "../../src/threads/drain";
import type { Job } from "../../src/threads/ticket";
import type { Pool } from "../../src/threads/pool";
import { Scheduler } from "../../src/threads/scheduler";
import { CHUNKS, FINISHED, FREE, HOLDERS, LIVE, layoutFor, NEXT, phaseOf, SLOTS, STATE, slotAt } from "../../src/threads/job-table";

const layout = layoutFor(3, 1);
const open: Scheduler[] = [];
afterEach(() => Promise.all(open.splice(0).map((scheduler) => scheduler.shutDown())));

const job = (): Job => ({ chunks: 4, inPlace: false, write: () => {} });

function table() {
  const control = new Int32Array(new SharedArrayBuffer(layout.words * 4));
  const words = sharedWords(control);
  const idle = { threads: 1, run: () => {}, end: () => {}, endIdle: () => false, close: async () => {} } as unknown as Pool;
  const scheduler = new Scheduler({
    layout, control, words, main: { drain: () => {} } as unknown as Thread, openPool: () => idle, faults: { threadsLost: 0, chunksRunAgain: 0 },
    log: () => {}, threadLimit: Number.POSITIVE_INFINITY, onFallback: () => {},
  });
  open.push(scheduler);
  const live = () => Array.from({ length: SLOTS }, (_, slot) => slot).filter((slot) => phaseOf(words.load(slotAt(layout, slot) + STATE)) === LIVE);
  return { scheduler, words, live, submit: () => scheduler.submit(job(), { where: "test", help: false }) };
}

describe("a job is published", () => {
  it("never in a slot that a thread still holds, though the job that was there has settled", async () => {
    const { words, live, submit, scheduler } = table();
    words.store(slotAt(layout, 0) + HOLDERS + 1, 1); // a slow thread, between RECHECK and RELEASE of an older job
    words.store(slotAt(layout, 1) + HOLDERS + 2, 1);
    const settled = submit();
    expect(live()).toEqual([2]);
    const base = slotAt(layout, 2);
    expect([words.load(base + NEXT), words.load(base + CHUNKS), words.load(base + FINISHED)]).toEqual([0, 4, 0]);
    words.store(slotAt(layout, 0) + HOLDERS + 1, 0);
    const next = submit();
    expect(live()).toEqual([0, 2]);
    for (const slot of [0, 2]) words.store(slotAt(layout, slot) + FINISHED, 4);
    words.store(base + HOLDERS + 1, 1);
    void (scheduler as unknown as { look(): void }).look();
    await Promise.all([settled, next]);
    expect(phaseOf(words.load(base + STATE))).toBe(FREE);
    void submit();
    void submit();
    expect(live()).toEqual([0, 3]); // 1 and 2 are held
  });
});
