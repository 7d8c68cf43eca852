/**
 * Reductions: how the records of blocks of 1,024 elements become one result for each fold. Partials are merged as a binary counter adds,
 * by the block's index alone, so that the result has the same bits on any number of threads, in any batches.
 */
import type { BlockValues, PartialResult } from "../catalog/fold-blocks";
import { foldRow, type Folding, type FoldRow } from "../catalog/folds";
import { BLOCK_ELEMENTS } from "../kernels/refs";

/** Merges records as they come, in the order of their blocks. */
export class Merger {
  /** Elements that were kept, where NaN are skipped. */
  kept = 0;
  private readonly columns: Partials[];
  private blocks = 0;

  constructor(private readonly folding: Folding) {
    this.columns = folding.folds.map((name) => new Partials(foldRow(name)));
  }

  add(records: Float64Array): void {
    this.take(records, 0, records.length / this.folding.doubles);
  }

  /** Records [begin, end) of some. */
  take(records: Float64Array, begin: number, end: number): void {
    const { doubles, offsets, skipsNaN } = this.folding;
    for (let i = 0; i < this.columns.length; i++) {
      const partials = this.columns[i]!;
      for (let k = begin, block = this.blocks; k < end; k++, block++) {
        const at = k * doubles;
        partials.add(skipsNaN && records[at] === 0 ? undefined : partials.at(records, at + offsets[i]!, block), block);
      }
    }
    this.blocks += end - begin;
    if (skipsNaN) for (let k = begin; k < end; k++) this.kept += records[k * doubles]!;
  }

  /** Of all that were added, in the order of the folds. */
  values(): unknown[] {
    return this.columns.map((partials) => partials.value());
  }
}

/** The records of a call, merged as far as they are there without a gap: jobs end in any order, and no turn merges all of them. */
export class Collector {
  readonly merger: Merger;
  private next = 0;
  /** Ranges behind a gap, by where they begin. */
  private later: Map<number, number> | undefined;

  constructor(
    folding: Folding,
    private readonly records: Float64Array,
  ) {
    this.merger = new Merger(folding);
  }

  /** Those of elements [begin, end) are there. */
  done(begin: number, end: number): void {
    if (begin !== this.next) {
      (this.later ??= new Map()).set(begin, end);
      return;
    }
    for (let to: number | undefined = end; to !== undefined; to = this.later?.get(this.next)) {
      this.merger.take(this.records, Math.ceil(this.next / BLOCK_ELEMENTS), Math.ceil(to / BLOCK_ELEMENTS));
      this.next = to;
    }
  }
}

/** Of one fold: it keeps a partial for each digit of the binary number of blocks; undefined stands for blocks of which nothing was kept. */
class Partials {
  private readonly stack: (PartialResult | undefined)[] = [];

  constructor(private readonly row: FoldRow) {}

  add(partial: PartialResult | undefined, block: number): void {
    this.stack.push(partial);
    for (let count = block + 1; count % 2 === 0; count /= 2) mergeTop(this.stack, this.row);
  }

  /** That of a block, from its record. */
  at(records: Float64Array, at: number, block: number): PartialResult {
    const { doubles, locate } = this.row;
    // Literals, as far as they go: there is one for each block of a long array.
    const partial = doubles === 1 ? [records[at]!] : [records[at]!, records[at + 1]!];
    for (let k = 2; k < doubles; k++) partial.push(records[at + k]!);
    return locate ? locate(partial, block * BLOCK_ELEMENTS) : partial;
  }

  value(): unknown {
    const stack = this.stack.slice();
    while (stack.length > 1) mergeTop(stack, this.row);
    return this.row.finish(stack[0] ?? this.row.empty);
  }
}

function mergeTop(stack: (PartialResult | undefined)[], { merge }: FoldRow): void {
  const right = stack.pop();
  const left = stack.pop();
  stack.push(left && right ? merge(left, right) : (left ?? right));
}

/** The record of one block in JavaScript, written as the block's. */
export function foldBlock(folding: Folding, columns: readonly BlockValues[], records: Float64Array, block: number): void {
  const { skipsNaN, doubles, offsets } = folding;
  const kept = skipsNaN ? keptOf(columns) : columns;
  const at = block * doubles;
  if (skipsNaN) records[at] = kept[0]!.length;
  if (kept[0]!.length === 0) return;
  for (const [i, name] of folding.folds.entries()) {
    const { block: reduce, skipping } = foldRow(name);
    records.set(reduce(skipping ? columns : kept, skipsNaN), at + offsets[i]!);
  }
}

function keptOf(columns: readonly BlockValues[]): BlockValues[] {
  const kept: number[][] = columns.map(() => []);
  for (let i = 0; i < columns[0]!.length; i++) {
    if (columns.some((column) => Number.isNaN(column[i]))) continue;
    for (const [c, column] of columns.entries()) kept[c]!.push(column[i]!);
  }
  return kept;
}
