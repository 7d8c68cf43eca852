/** A crew and the pool that it opens: which threads there are, which end, and when. */
import { afterEach, describe, expect, it } from "vitest";
import type { PoolEvents, ThreadPool } from "../../src/platform/host";
import { enter, type Holder, leave } from "../../src/threads/budget";
import { Crew } from "../../src/threads/crew";
import { sharedWords } from "../../src/threads/words";
import { layoutFor, THREADS } from "../../src/threads/job-table";
import { rest, rise } from "../../src/threads/resting";
import { turns } from "./stage";

const holders: Holder[] = [];
afterEach(() => {
  for (const holder of holders.splice(0)) leave(holder);
});

/** A crew over pools that do as they are told; each thread begins its task at once. */
function crewOver({ most = 3, threadLimit = Number.POSITIVE_INFINITY, unclaimed = 0 } = {}) {
  const words = new Int32Array(32);
  const seen = {
    opened: 0, closed: 0, threads: 0, ran: [] as number[], endedIdle: [] as number[][], ended: [] as number[],
    left: [] as (number | string)[], retired: [] as number[], broken: [] as string[], unclaimed, denies: false,
  };
  let events!: PoolEvents;
  let close = () => {};
  const crew = new Crew({
    most, threadLimit,
    words: { ...sharedWords(words), notify: () => {} },
    openPool: (given): ThreadPool => {
      if (seen.denies) throw new Error("denied");
      seen.opened++;
      events = given;
      return {
        get threads() {
          return seen.threads;
        },
        run: (seat) => {
          seen.ran.push(seat);
          seen.threads = Math.max(seen.threads, crew.seats(() => true).length);
          words[THREADS + seat] = 100 + seat;
        },
        end: (seat) => void seen.ended.push(seat),
        retire: (seat) => {
          seen.retired.push(seat);
          seen.threads--;
        },
        endIdle: (seats) => {
          seen.endedIdle.push([...seats]);
          seen.threads--;
          return true;
        },
        close: () => new Promise((resolve) => {
          close = () => {
            seen.closed++;
            resolve();
          };
        }),
      };
    },
    left: (seat, error) => void seen.left.push(error ? `${seat} ${error.message}` : seat),
    broken: (reason) => void seen.broken.push(reason),
    unclaimed: () => seen.unclaimed,
  });
  holders.push(crew);
  const layout = layoutFor({ seats: most + 1, programWords: 0 });
  /** The thread in a seat has nothing to do; and it wakes: whether it may go on. */
  const rests = (seat: number) => rest(sharedWords(words), layout, seat, 100 + seat);
  const rises = (seat: number) => rise(sharedWords(words), layout, seat, 100 + seat);
  return { crew, seen, words, rests, rises, leave: (seat: number, error?: Error) => events.left(seat, error), closeNow: () => close() };
}

describe("a crew's pool", () => {
  it("is opened by the first work, and grows by a thread a turn as long as chunks are unclaimed", async () => {
    const { crew, seen } = crewOver({ unclaimed: 3 });
    expect([crew.isPoolOpen, crew.threads(), seen.opened]).toEqual([false, 0, 0]);
    crew.muster(3);
    expect([crew.isPoolOpen, crew.hasThreads, seen.ran]).toEqual([true, true, [1]]);
    crew.muster(3); // a thread is on its way: no second one in this turn
    expect(seen.ran).toEqual([1]);
    await turns(1);
    expect(seen.ran).toEqual([1, 2]);
    seen.unclaimed = 0;
    await turns(3);
    expect(seen.ran).toEqual([1, 2]);
    expect(seen.opened).toBe(1);
  });

  it("sends all idle threads at once, each to the lowest free seat", async () => {
    const { crew, seen, leave } = crewOver({ unclaimed: 3 });
    crew.muster(3);
    await turns(4);
    expect(seen.ran).toEqual([1, 2, 3]);
    for (const seat of [3, 1, 2]) leave(seat);
    expect([crew.hasThreads, seen.left]).toEqual([false, [3, 1, 2]]);
    seen.ran.length = 0;
    crew.muster(2);
    expect(seen.ran).toEqual([1, 2]);
    leave(1);
    crew.muster(3);
    expect(seen.ran).toEqual([1, 2, 1, 3]);
    expect(crew.seats((seat) => seat !== 2)).toEqual([1, 3]);
  });

  it("never has more threads than seats, nor more than chunks", async () => {
    const { crew, seen } = crewOver({ most: 2, unclaimed: 50 });
    crew.muster(50);
    await turns(6);
    expect(seen.ran).toEqual([1, 2]);
    const other = crewOver({ unclaimed: 1 });
    other.crew.muster(1);
    await turns(3);
    expect(other.seen.ran).toEqual([1]);
  });

  it("tells of a thread that is gone, and ends the one that it is told to", () => {
    const { crew, seen, leave } = crewOver();
    crew.end(1); // there is none yet
    crew.muster(1);
    crew.end(1);
    leave(1, new Error("killed"));
    expect([seen.ended, seen.left]).toEqual([[1], ["1 killed"]]);
  });

  it("that cannot be opened is reported", () => {
    const { crew, seen } = crewOver();
    seen.denies = true;
    let asked = 0;
    const reports: string[] = [];
    seen.broken.push = (reason) => {
      reports.push(reason);
      if (++asked === 1) void crew.disband(); // as the scheduler does
      return asked;
    };
    crew.muster(2);
    expect(reports).toEqual(["worker threads cannot be started: denied"]);
    expect(crew.isPoolOpen).toBe(false);
  });

  it("closes for good when the crew disbands, which settles when the threads are gone; then it can be had anew", async () => {
    const { crew, seen, closeNow } = crewOver();
    crew.muster(1);
    let isOver = false;
    const over = crew.disband().then(() => {
      isOver = true;
    });
    await turns(2);
    expect(isOver).toBe(false);
    crew.muster(1);
    expect(seen.ran).toEqual([1]); // none starts meanwhile
    closeNow();
    await over;
    expect([crew.hasThreads, seen.closed]).toEqual([false, 1]);
    crew.reassemble();
    expect([crew.isPoolOpen, crew.hasStarted, crew.isStarved]).toEqual([false, false, false]);
    crew.muster(1);
    expect([seen.opened, seen.ran]).toEqual([2, [1, 1]]);
  });
});

const longEnough = () => new Promise((resume) => setTimeout(resume, 45));

describe("a crew gives threads back", () => {
  it("one that has no task, and none where all have one", async () => {
    const { crew, seen, leave } = crewOver({ unclaimed: 2 });
    expect(crew.giveBack()).toBe(false); // there is no pool
    crew.muster(2);
    await turns(2);
    expect([crew.threads(), crew.giveBack()]).toEqual([2, false]);
    leave(2);
    expect(crew.giveBack()).toBe(true);
    expect([seen.endedIdle, crew.isPoolOpen]).toEqual([[[1]], true]);
  });

  it("one that rests, which touches no job from then on, and whose seat stays taken until it is gone", async () => {
    const { crew, seen, words, leave, rests, rises } = crewOver({ unclaimed: 3 });
    crew.muster(3);
    await turns(3);
    seen.unclaimed = 0;
    for (const seat of [1, 2, 3]) rests(seat);
    crew.rest();
    expect([crew.giveBack(), crew.idleMs(), seen.retired]).toEqual([false, 0, []]); // it may be between two jobs of a call
    await longEnough();
    expect([crew.giveBack(), seen.retired]).toEqual([true, [1]]);
    expect([rises(1), rises(2), rises(3)]).toEqual([false, true, true]);
    expect([crew.giveBack(), seen.retired]).toEqual([false, [1]]); // the others work again
    seen.ran.length = 0;
    seen.unclaimed = 1;
    crew.muster(3);
    await turns(2);
    expect(seen.ran).toEqual([]);
    leave(1);
    crew.muster(3);
    expect(seen.ran).toEqual([1]);
    for (const seat of [2, 3]) rests(seat);
    words[THREADS + 1] = 0; // it is on its way
    crew.rest();
    await longEnough();
    expect(crew.giveBack()).toBe(false); // it works, or soon will
  });

  it("none where chunks are unclaimed: who was notified rests until it has a processor", async () => {
    const { crew, seen, rests } = crewOver({ unclaimed: 2 });
    crew.muster(2);
    await turns(2);
    for (const seat of [1, 2]) rests(seat);
    crew.rest();
    await longEnough();
    seen.unclaimed = 1;
    expect([crew.giveBack(), crew.idleMs(), seen.retired]).toEqual([false, 0, []]);
    seen.unclaimed = 0;
    expect([crew.giveBack(), crew.idleMs() > 15]).toEqual([true, true]);
  });

  it("one after another where all rest, at last with the pool, of whose seats none stays taken", async () => {
    const { crew, seen, leave, rests } = crewOver({ unclaimed: 3 });
    crew.muster(3);
    await turns(3);
    seen.unclaimed = 0;
    for (const seat of [1, 2, 3]) rests(seat);
    crew.rest();
    await longEnough();
    expect([crew.giveBack(), crew.giveBack(), seen.retired]).toEqual([true, true, [1, 2]]);
    expect(crew.toWake(1)).toBe(3); // those that were retired may hear it too
    leave(1);
    expect([crew.giveBack(), crew.isPoolOpen, crew.hasThreads]).toEqual([true, false, false]);
  });

  it("the pool, where its only thread rests", async () => {
    const { crew, seen, rests, rises } = crewOver();
    crew.muster(1);
    rests(1);
    await longEnough();
    expect([crew.giveBack(), crew.isPoolOpen, rises(1), seen.retired]).toEqual([true, false, false, []]);
    crew.muster(1);
    expect(seen.ran).toEqual([1, 1]);
  });

  it("with its last one the pool, which opens again when there is work; disbanding waits for it all the same", async () => {
    const { crew, seen, leave, closeNow } = crewOver();
    crew.muster(1);
    leave(1);
    expect(crew.giveBack()).toBe(true);
    expect([crew.isPoolOpen, crew.threads(), crew.hasStarted]).toEqual([false, 0, false]);
    let isOver = false;
    const over = crew.disband().then(() => {
      isOver = true;
    });
    await turns(2);
    expect(isOver).toBe(false);
    closeNow();
    await over;
    expect(seen.closed).toBe(1);
  });

  it("counts in the budget from its first thread until it has given all back", () => {
    const { crew, leave } = crewOver({ threadLimit: 1 });
    const other = crewOver({ threadLimit: 1 });
    other.crew.muster(1);
    expect([other.crew.isStarved, other.crew.threads()]).toEqual([false, 1]);
    crew.muster(1);
    expect([crew.isStarved, crew.threads()]).toEqual([true, 0]);
    other.leave(1);
    expect(other.crew.giveBack()).toBe(true);
    crew.muster(1);
    expect([crew.isStarved, crew.threads()]).toEqual([false, 1]);
    leave(1);
  });

  it("is idle since its last task ended, and not while it has one", async () => {
    const { crew, leave } = crewOver();
    crew.muster(1);
    await new Promise((resume) => setTimeout(resume, 30));
    expect(crew.idleMs()).toBe(0);
    leave(1);
    await new Promise((resume) => setTimeout(resume, 60));
    expect(crew.idleMs()).toBeGreaterThan(15);
    expect(crew.idleMs()).toBeLessThan(5000);
  });

  it("is idle since its work ended, where its threads rest", async () => {
    const { crew, rests, rises } = crewOver();
    crew.muster(1);
    rests(1);
    crew.rest();
    await new Promise((resume) => setTimeout(resume, 60));
    expect(crew.idleMs()).toBeGreaterThan(15);
    expect(crew.idleMs()).toBeLessThan(5000);
    rises(1);
    expect(crew.idleMs()).toBe(0);
  });

  it("is bound by the budget unless it was given a number of its own", () => {
    expect([crewOver({ threadLimit: 2 }).crew.isBound, crewOver().crew.isBound]).toEqual([true, false]);
    const given: Holder = { isBound: false, threads: () => 1, idleMs: () => 9999, giveBack: () => true };
    enter(given);
    holders.push(given);
    const { crew } = crewOver({ threadLimit: 1 });
    crew.muster(1);
    expect(crew.isStarved).toBe(true); // it is not asked for its thread
  });
});
