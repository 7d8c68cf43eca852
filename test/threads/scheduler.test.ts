/** The main thread's half of the protocol, as it runs, over a table that no thread but the test touches. */
import { afterEach, describe, expect, it } from "vitest";
import { sharedWords, type Thread } from "../../src/threads/drain";
import { type Job, PROGRAM_WORDS } from "../../src/kernels/job";
import type { Pool } from "../../src/threads/pool";
import { Scheduler } from "../../src/threads/scheduler";
import { CHUNKS, FINISHED, FREE, HOLDERS, LIVE, layoutFor, NEXT, phaseOf, SLOTS, STATE, slotAt } from "../../src/threads/job-table";

const layout = layoutFor(3, PROGRAM_WORDS);
const open: Scheduler[] = [];
afterEach(() => Promise.all(open.splice(0).map((scheduler) => scheduler.shutDown())));

const job = (): Job => ({
  count: 4096, chunk: 1024, tile: 1024, calls: new Int32Array(0), refs: new Int32Array(0), generated: [], out: { pointer: 0, stride: 1, shift: 3 },
  operands: [], inputs: 0, spreads: [], fold: -1, foldSource: 0, inPlace: false, counters: [],
});

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
