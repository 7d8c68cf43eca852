/** What kernels are called with: byte addresses in their memory, counts of elements. */

/** Where an operation can make NaN of numbers: 1 if a result is NaN, else 0. */
export type Told = 0 | 1 | undefined;

/**
 * Applies an operation to `count` elements at byte address `x`, and writes them at byte address `out`, which is `x` itself or disjoint
 * from it. `_f64` kernels read and write 8 bytes an element, `_f32` kernels 4. No address has to be aligned; nothing is checked.
 */
export type UnaryKernel = (x: number, out: number, count: number) => Told;

/**
 * Applies an operation to `count` pairs of elements at byte addresses `a` and `b`, and writes them at `out`, which is an operand itself
 * or disjoint from it. A stride is 1 for an array, or 0 for a number: then the address leads to 16 bytes that hold the number in every
 * lane (two float64 or four float32).
 */
export type BinaryKernel = (a: number, aStride: 0 | 1, b: number, bStride: 0 | 1, out: number, count: number) => Told;

/** As {@link BinaryKernel}, of triples. */
export type TernaryKernel = (
  a: number, aStride: 0 | 1, b: number, bStride: 0 | 1, c: number, cStride: 0 | 1, out: number, count: number,
) => Told;

/**
 * Reduces at most 1,024 float64 at `x`, at least one, to a partial result at `out`, of float64. Of `fold_sum`: the sum, and what its
 * roundings lost; `fold_product`, `fold_minimum`, `fold_maximum`, `fold_nonzero`: one value; `fold_norm`: an exponent e, a sum and its
 * rest, for (sum + rest) * 4^e; `fold_moments`: n, mean, its rest, M2, M3, M4; `fold_argmin`, `fold_argmax`: the value and its index, of
 * which those that end in `_kept` leave NaN out (-1: nothing is left).
 */
export type FoldKernel = (x: number, out: number, count: number) => void;

/**
 * As {@link FoldKernel}, of pairs. `fold_dot`: as `fold_sum`; `fold_comoments`: n, the mean of x and its rest, that of y and its rest, M2
 * of x, M2 of y, and the sum of the products of the distances.
 */
export type PairFoldKernel = (x: number, y: number, out: number, count: number) => void;
