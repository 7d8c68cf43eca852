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
  const blocks = partials.length / 2;
  if (blocks === 0) return fold === "sum" || fold === "product" ? EMPTY[fold] : Number.NaN;
  const stack: Partial[] = [];
  const merge = MERGES[fold];
  const mergeTop = () => {
    const right = stack.pop()!;
    stack.push(merge(stack.pop()!, right));
  };
  for (let block = 0; block < blocks; block++) {
    stack.push([partials[2 * block]!, partials[2 * block + 1]!]);
    for (let count = block + 1; count % 2 === 0; count /= 2) mergeTop();
  }
  while (stack.length > 1) mergeTop();
  const [value, rest] = stack[0]!;
  if (fold !== "sum") return value;
  // Beyond the largest number, and with infinities, the rest is NaN: the plain sum is right there.
  return Number.isFinite(value) ? value + rest : value;
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
