import { describe, expect, it } from "vitest";
import { chunkSize, choosePlace, hasTimeLeft, jobSize, partOf } from "../../src/engines/cost";
import { MOST_CHUNKS } from "../../src/threads/job-table";

describe("where a call runs", () => {
  it("small calls run inline, large ones on the pool, whatever they cost", () => {
    for (const cost of [0.8, 3, 8]) {
      expect(choosePlace({ count: 100, cost, copies: 0, workers: 4 })).toBe("inline");
      expect(choosePlace({ count: 1e8, cost, copies: 0, workers: 4 })).toBe("threads");
    }
  });

  it("where sending them is worth it right behind another job alone, they go only there", () => {
    const calls = [100_000, 200_000, 300_000, 600_000].map((count) => ({ count, cost: 2.5, copies: 0, workers: 2 }));
    expect(calls.map((call) => choosePlace(call))).toEqual(["inline", "inline", "inline", "threads"]);
    expect(calls.map((call) => choosePlace({ ...call, isAwake: () => true }))).toEqual(["inline", "inline", "threads", "threads"]);
  });

  it("above 5 ms arena arrays go to the pool even with one worker, to free the event loop", () => {
    expect(choosePlace({ count: 1e6, cost: 6, copies: 0, workers: 1 })).toBe("threads");
    expect(choosePlace({ count: 1e5, cost: 6, copies: 0, workers: 1 })).toBe("inline");
  });

  it("copying makes the pool pay later", () => {
    const count = 400_000;
    expect(choosePlace({ count, cost: 3.3, copies: 0, workers: 2 })).toBe("threads");
    expect(choosePlace({ count, cost: 3.3, copies: 2, workers: 2 })).toBe("inline");
  });
});

describe("the calling thread's part of a call over ordinary arrays", () => {
  it("is there where copying takes less time than the workers' computing, and never over arena arrays", () => {
    expect(hasTimeLeft({ cost: 8, copies: 2, workers: 2 })).toBe(true);
    expect(hasTimeLeft({ cost: 8, copies: 2, workers: 8 })).toBe(false);
    expect(hasTimeLeft({ cost: 0.8, copies: 2, workers: 2 })).toBe(false);
    expect(hasTimeLeft({ cost: 8, copies: 0, workers: 1 })).toBe(false);
  });

  it("leaves batches that grow smaller towards the end, of whole blocks, and none too small or beyond the most", () => {
    const batches: number[] = [];
    for (let left = 1_000_001; left > 0; left -= batches.at(-1)!) batches.push(partOf(left, 131_072));
    expect(batches.reduce((sum, batch) => sum + batch)).toBe(1_000_001);
    expect(batches[0]).toBe(131_072);
    expect(batches.slice(0, -1).every((batch, i) => batch % 1024 === 0 && batch >= 16_384 && batch >= batches[i + 1]!)).toBe(true);
    expect(partOf(100, 1024)).toBe(100);
  });
});

describe("how a call is cut", () => {
  it("chunks are whole tiles, worth about 60 µs, at least four a worker where there are enough elements", () => {
    expect(chunkSize(1e8, 2, 4) % 1024).toBe(0);
    expect(chunkSize(1e7, 2, 2) * 2).toBeLessThan(200_000);
    expect(Math.ceil(100_000 / chunkSize(100_000, 2, 4))).toBeGreaterThanOrEqual(16);
    expect(chunkSize(1, 2, 4)).toBe(1024);
  });

  it("no job has more chunks than the table has done-words", () => {
    for (const count of [1e6, 1e8, 5e8]) expect(Math.ceil(count / chunkSize(count, 8, 2))).toBeLessThanOrEqual(MOST_CHUNKS);
    expect(jobSize(8) / chunkSize(jobSize(8), 8, 2)).toBeLessThanOrEqual(MOST_CHUNKS);
  });
});
