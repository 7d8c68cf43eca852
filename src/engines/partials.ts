/**
 * Reductions: how the partial results of blocks of 1,024 elements become one number. Partials are merged as a binary counter adds, by
 * the block's index alone, so that the result has the same bits on any number of threads, in any batches.
 */

import { type Fold, folds, type PartialResult } from "../catalog/folds";

/** The value of all partials, two doubles a block. */
export function combine(fold: Fold, partials: Float64Array): number {
  const merger = new Merger(fold);
  merger.add(partials);
  return merger.value();
}

/** Merges partials as they come, in the order of their blocks: it keeps one for each digit of the binary number of blocks. */
export class Merger {
  private readonly stack: PartialResult[] = [];
  private blocks = 0;

  constructor(private readonly fold: Fold) {}

  add(partials: Float64Array): void {
    for (let at = 0; at < partials.length; at += 2) {
      this.stack.push([partials[at]!, partials[at + 1]!]);
      this.blocks++;
      for (let count = this.blocks; count % 2 === 0; count /= 2) mergeTop(this.stack, this.fold);
    }
  }

  /** Of all that were added. */
  value(): number {
    if (this.blocks === 0) return folds[this.fold].empty;
    const stack = [...this.stack];
    while (stack.length > 1) mergeTop(stack, this.fold);
    return folds[this.fold].finish(stack[0]!);
  }
}

function mergeTop(stack: PartialResult[], fold: Fold): void {
  const right = stack.pop()!;
  stack.push(folds[fold].merge(stack.pop()!, right));
}

/** The partial of one block in JavaScript, with the kernel's lanes: element i belongs to lane i % 8. */
export function foldBlock(fold: Fold, values: ArrayLike<number>, begin: number, end: number, partials: Float64Array, block: number): void {
  const { merge, neutral } = folds[fold];
  const lanes = Array.from({ length: 8 }, (): PartialResult => [neutral(values[begin]!), 0]);
  for (let i = begin; i < end; i++) lanes[(i - begin) % 8] = merge(lanes[(i - begin) % 8]!, [values[i]!, 0]);
  for (let step = 4; step >= 1; step /= 2) for (let i = 0; i < step; i++) lanes[i] = merge(lanes[i]!, lanes[i + step]!);
  partials.set(lanes[0]!, 2 * block);
}
