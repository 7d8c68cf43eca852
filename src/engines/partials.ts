/**
 * Reductions: how the partial results of blocks of 1,024 elements become one number. Partials are merged as a binary counter adds, by
 * the block's index alone, so that the result has the same bits on any number of threads, in any batches.
 */

/** What is reduced to: by kernels over a block (assembly/reduce), and here over blocks. A partial is two doubles. */
export type Fold = "sum" | "product" | "minimum" | "maximum";

/** Of no elements. The smallest and the largest of nothing do not exist. */
const EMPTY = { sum: 0, product: 1 } as const;

/** The kernel of a reduction. */
export function foldKernel(fold: Fold): string {
  return `fold_${fold}`;
}

/** The value of all partials, two doubles a block. */
export function combine(fold: Fold, partials: Float64Array): number {
  const merger = new Merger(fold);
  merger.add(partials);
  return merger.value();
}

/** Merges partials as they come, in the order of their blocks: it keeps one for each digit of the binary number of blocks. */
export class Merger {
  private readonly stack: Partial[] = [];
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
    const { fold } = this;
    if (this.blocks === 0) return fold === "sum" || fold === "product" ? EMPTY[fold] : Number.NaN;
    const stack = [...this.stack];
    while (stack.length > 1) mergeTop(stack, fold);
    const [value, rest] = stack[0]!;
    if (fold !== "sum") return value;
    // Beyond the largest number, and with infinities, the rest is NaN: the plain sum is right there.
    return Number.isFinite(value) ? value + rest : value;
  }
}

function mergeTop(stack: Partial[], fold: Fold): void {
  const right = stack.pop()!;
  stack.push(MERGES[fold](stack.pop()!, right));
}

/** A sum and what its roundings lost; of other reductions the value alone. */
type Partial = [value: number, rest: number];

const MERGES: Record<Fold, (a: Partial, b: Partial) => Partial> = {
  sum([a, restA], [b, restB]) {
    const sum = a + b;
    const part = sum - a;
    return [sum, a - (sum - part) + (b - part) + (restA + restB)];
  },
  product: ([a], [b]) => [a * b, 0],
  minimum: ([a], [b]) => [Math.min(a, b), 0],
  maximum: ([a], [b]) => [Math.max(a, b), 0],
};

/** The partial of one block in JavaScript, with the kernel's lanes: element i belongs to lane i % 8. */
export function foldBlock(fold: Fold, values: ArrayLike<number>, begin: number, end: number, partials: Float64Array, block: number): void {
  const lanes = Array.from({ length: 8 }, (): Partial => [fold === "product" ? 1 : fold === "sum" ? 0 : values[begin]!, 0]);
  const merge = MERGES[fold];
  for (let i = begin; i < end; i++) lanes[(i - begin) % 8] = merge(lanes[(i - begin) % 8]!, [values[i]!, 0]);
  for (let step = 4; step >= 1; step /= 2) for (let i = 0; i < step; i++) lanes[i] = merge(lanes[i]!, lanes[i + step]!);
  partials.set(lanes[0]!, 2 * block);
}
