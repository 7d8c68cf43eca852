/**
 * Which bytes of a growing region are free: best fit, neighbours merged at once. Pure bookkeeping; touches no memory.
 *
 * Blocks are found by size in a sorted list, and merged by their ends in two maps.
 */
export interface Block {
  start: number;
  bytes: number;
}

/** Allocations begin on a cache line, so that two threads never write the same one. */
export const LINE = 64;

/** Whole cache lines, one at least: what an allocation takes. */
export function rounded(bytes: number): number {
  return Math.max(LINE, Math.ceil(bytes / LINE) * LINE);
}

export class FreeList {
  private bySize: Block[] = [];
  private byStart = new Map<number, Block>();
  private byEnd = new Map<number, Block>();
  /** Free bytes in all. */
  bytes = 0;

  /** The start of a block of `bytes` (a multiple of LINE), or -1 where none is large enough. */
  take(bytes: number): number {
    const at = this.position(bytes, 0);
    const block = this.bySize[at];
    if (!block) return -1;
    this.remove(block, at);
    if (block.bytes > bytes) this.insert({ start: block.start + bytes, bytes: block.bytes - bytes });
    return block.start;
  }

  /** Gives a block back. */
  give(start: number, bytes: number): void {
    const before = this.byEnd.get(start);
    if (before) {
      this.remove(before);
      start = before.start;
      bytes += before.bytes;
    }
    const after = this.byStart.get(start + bytes);
    if (after) {
      this.remove(after);
      bytes += after.bytes;
    }
    this.insert({ start, bytes });
  }

  /** The largest block there is, bytes. */
  get largest(): number {
    return this.bySize.at(-1)?.bytes ?? 0;
  }

  /** Free bytes that end at `end`: growing there needs that much less. */
  endingAt(end: number): number {
    return this.byEnd.get(end)?.bytes ?? 0;
  }

  /** The first position in bySize that is not below (bytes, start). */
  private position(bytes: number, start: number): number {
    let low = 0;
    let high = this.bySize.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const block = this.bySize[middle]!;
      if (block.bytes < bytes || (block.bytes === bytes && block.start < start)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private insert(block: Block): void {
    this.bySize.splice(this.position(block.bytes, block.start), 0, block);
    this.byStart.set(block.start, block);
    this.byEnd.set(block.start + block.bytes, block);
    this.bytes += block.bytes;
  }

  private remove(block: Block, at = this.position(block.bytes, block.start)): void {
    this.bySize.splice(at, 1);
    this.byStart.delete(block.start);
    this.byEnd.delete(block.start + block.bytes);
    this.bytes -= block.bytes;
  }
}
