import { describe, expect, it } from "vitest";
import { Cut, type Learned } from "../../src/functions/cut";

const learned = (): Learned => ({ msPerElement: undefined, slowestMs: 0, isAsync: false });

/** The sizes of the batches of `total` elements that take `ms` each, and what was learned of them. */
function sizesOf(total: number, ms: number, known = learned()): number[] {
  const cut = new Cut(known, undefined, 3, true);
  const sizes: number[] = [];
  for (let left = total; left > 0; left -= sizes.at(-1)!) {
    const size = cut.size(left);
    sizes.push(size);
    cut.measured(size, size * ms, false);
  }
  return sizes;
}

describe("batches", () => {
  it("begin with one element, and take 10 to 100 ms once it is known what an element takes", () => {
    const sizes = sizesOf(5000, 0.5);
    expect(sizes[0]).toBe(1);
    const steady = sizes.slice(3, -1);
    expect(steady.length).toBeGreaterThan(10);
    for (const size of steady) {
      expect(size * 0.5).toBeGreaterThanOrEqual(10);
      expect(size * 0.5).toBeLessThanOrEqual(100);
    }
  });

  it("judge small work by the slowest element of late, not by the mean", () => {
    const known = learned();
    sizesOf(1000, 0.001, known);
    const cut = new Cut(known, undefined, 3, true);
    cut.measured(1, 800, false);
    for (let i = 0; i < 10; i++) cut.measured(1, 0.001, false);
    expect(known.slowestMs).toBeGreaterThan(10);
    for (let i = 0; i < 60; i++) cut.measured(1, 0.001, false);
    expect(known.slowestMs).toBeLessThan(0.01);
  });
});
