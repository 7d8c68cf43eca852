import { describe, expect, it } from "vitest";
import { Crew } from "../../src/threads/crew";
import type { PoolEvents, ThreadPool } from "../../src/platform/host";
import { THREADS } from "../../src/threads/job-table";

/** A crew over a pool that only counts: `threads` of it are there, and a seat's thread begins when the test says so. */
function crewOver(threadLimit = Number.POSITIVE_INFINITY) {
  const words = new Int32Array(16);
  const pool = { threads: 0, ran: [] as number[], events: undefined as PoolEvents | undefined };
  const crew = new Crew({
    threadLimit, most: 2,
    words: { load: (i) => words[i]!, store: (i, v) => void (words[i] = v), add: () => 0, or: () => 0, and: () => 0, swap: () => 0, clear: () => {}, notify: () => {} },
    openPool: (events) => {
      pool.events = events;
      const run = (seat: number) => {
        pool.threads = Math.max(pool.threads, pool.ran.push(seat));
      };
      return { get threads() { return pool.threads; }, run, close: async () => {}, end: () => {}, retire: () => {}, endIdle: () => false } as ThreadPool;
    },
    left: () => {}, broken: () => {}, unclaimed: () => 1,
  });
  return { crew, pool, begin: (seat: number) => { words[THREADS + seat] = 7; } };
}

describe("a crew", () => {
  it("has started once a thread has begun, and no more when it has lost them all: the calling thread then helps", () => {
    const { crew, pool, begin } = crewOver();
    crew.muster(1);
    expect(crew.hasStarted).toBe(false);
    begin(1);
    expect(crew.hasStarted).toBe(true);
    pool.threads = 0;
    pool.events!.left(1, new Error("gone"));
    expect(crew.hasStarted).toBe(false);
  });

  it("sends no more threads than there are chunks", () => {
    const { crew, pool } = crewOver();
    crew.muster(1);
    crew.muster(1);
    expect(pool.ran).toEqual([1]);
  });

  it("is starved where the budget has no thread for it", () => {
    const { crew, pool } = crewOver(0);
    crew.muster(2);
    expect(crew.isStarved).toBe(true);
    expect(pool.ran).toEqual([]);
    expect(crewOver().crew.isStarved).toBe(false);
  });
});
