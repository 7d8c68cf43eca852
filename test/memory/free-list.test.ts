import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FreeList, LINE } from "../../src/memory/free-list";

describe("the free list", () => {
  it("never hands out a byte twice, and merges what comes back into one block again", () => {
    const actions = fc.array(fc.record({ take: fc.boolean(), lines: fc.integer({ min: 1, max: 40 }), which: fc.nat() }), { maxLength: 300 });
    fc.assert(
      fc.property(actions, (list) => {
        const free = new FreeList();
        const total = 2000 * LINE;
        free.give(1024, total);
        const taken: { start: number; bytes: number }[] = [];
        for (const { take, lines, which } of list) {
          if (take) {
            const bytes = lines * LINE;
            const start = free.take(bytes);
            if (start < 0) continue;
            for (const other of taken) expect(start + bytes <= other.start || other.start + other.bytes <= start).toBe(true);
            taken.push({ start, bytes });
          } else if (taken.length > 0) {
            const [block] = taken.splice(which % taken.length, 1);
            free.give(block!.start, block!.bytes);
          }
          expect(free.bytes).toBe(total - taken.reduce((sum, b) => sum + b.bytes, 0));
        }
        for (const block of taken) free.give(block.start, block.bytes);
        expect(free.take(total)).toBe(1024);
      }),
    );
  });

  it("prefers the block that fits best, and gives the warm one back", () => {
    const free = new FreeList();
    free.give(0, 10 * LINE);
    free.give(100 * LINE, 3 * LINE);
    expect(free.take(3 * LINE)).toBe(100 * LINE);
    free.give(100 * LINE, 3 * LINE);
    expect(free.take(2 * LINE)).toBe(100 * LINE);
    expect(free.take(11 * LINE)).toBe(-1);
  });
});
