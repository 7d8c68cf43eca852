import { describe, expect, it } from "vitest";
import { SLOTS } from "../../src/threads/job-table";
import { JobQueue } from "../../src/threads/queue";
import { STALLED_LOOKS, Stalls } from "../../src/threads/stalls";

const long = (name: string) => ({ chunks: 33, name });
const short = (name: string) => ({ chunks: 32, name });

function queueOf(...jobs: { chunks: number; name: string }[]) {
  const queue = new JobQueue<{ chunks: number; name: string }>();
  for (const job of jobs) queue.push(job);
  return queue;
}

const taken = (queue: ReturnType<typeof queueOf>, most = 100) => {
  const names: string[] = [];
  for (let i = 0; i < most; i++) {
    const { next } = queue;
    expect(queue.take()).toBe(next);
    if (!next) break;
    names.push(next.name);
  }
  return names;
};

describe("jobs that wait", () => {
  it("go in the order in which they came, short ones first", () => {
    expect(taken(queueOf(long("a"), short("b"), short("c"), long("d")))).toEqual(["b", "c", "a", "d"]);
  });

  it("are long from 33 chunks on", () => {
    expect(taken(queueOf({ chunks: 33, name: "long" }, { chunks: 32, name: "short" }))).toEqual(["short", "long"]);
  });

  it("go by turns: each fourth is the long one that has waited longest", () => {
    const queue = queueOf(...["a", "b", "c"].map(long), ...["1", "2", "3", "4", "5", "6", "7", "8"].map(short));
    expect(taken(queue)).toEqual(["1", "2", "3", "a", "4", "5", "6", "b", "7", "8", "c"]);
  });

  it("of which four long ones are in the table leave the others waiting until one is over", () => {
    const queue = queueOf(...["a", "b", "c", "d", "e", "f"].map(long));
    expect(taken(queue)).toEqual(["a", "b", "c", "d"]);
    expect(queue.length).toBe(2);
    queue.over(short("x"));
    expect(queue.next).toBeUndefined();
    queue.over(long("a"));
    expect(taken(queue)).toEqual(["e"]);
    queue.push(short("s"));
    expect(taken(queue)).toEqual(["s"]);
  });

  it("can be taken away, which tells whether they were there", () => {
    const [a, b, c] = [long("a"), short("b"), short("c")];
    const queue = queueOf(a, b);
    expect([queue.remove(c), queue.remove(a), queue.remove(a), queue.remove(b)]).toEqual([false, true, false, true]);
    expect(queue.length).toBe(0);
    expect(queue.take()).toBeUndefined();
  });
});

describe("a job has stalled", () => {
  const looks = (stalls: Stalls, slot: number, progress: number, count: number) =>
    Array.from({ length: count }, () => stalls.has(slot, progress));

  it("when so many looks in a row found it where it was, and again after as many", () => {
    const stalls = new Stalls();
    expect(looks(stalls, 3, 7, 1 + STALLED_LOOKS).indexOf(true)).toBe(STALLED_LOOKS);
    expect(looks(stalls, 3, 7, STALLED_LOOKS).indexOf(true)).toBe(STALLED_LOOKS - 1);
    for (const first of [0, 1]) expect(looks(new Stalls(), 3, first, 1 + STALLED_LOOKS).indexOf(true)).toBe(STALLED_LOOKS);
  });

  it("not while anything moves, nor for what another slot does, nor by what was there before", () => {
    const stalls = new Stalls();
    looks(stalls, 0, 5, STALLED_LOOKS);
    expect(stalls.has(0, 6)).toBe(false);
    expect(looks(stalls, SLOTS - 1, 6, STALLED_LOOKS)).not.toContain(true);
    looks(stalls, 0, 6, STALLED_LOOKS - 1);
    stalls.forget(0);
    expect(looks(stalls, 0, 6, STALLED_LOOKS)).not.toContain(true);
  });
});
