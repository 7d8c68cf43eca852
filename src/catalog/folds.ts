/**
 * The folds: what reduces a block of 1,024 elements to a partial result (by a kernel of assembly/reduce), and partial results to one
 * number (engines/partials.ts). A row each.
 */

/** A partial result, of two doubles: a value and, of a sum, what its roundings lost. */
export type PartialResult = readonly [value: number, rest: number];

export interface FoldRow<Kernel extends string = string> {
  /** Its export. */
  kernel: Kernel;
  /** The result of no elements. */
  empty: number;
  /** What a lane begins with: it changes nothing. `first` is the block's first element. */
  neutral(first: number): number;
  /** Of neighbours, in their order. */
  merge(a: PartialResult, b: PartialResult): PartialResult;
  /** The result, of the last partial. */
  finish(partial: PartialResult): number;
}

const fold = <const Kernel extends string>(row: FoldRow<Kernel>): FoldRow<Kernel> => row;
const onlyValue = ([value]: PartialResult) => value;

export const folds = {
  sum: fold({
    kernel: "fold_sum", empty: 0, neutral: () => 0,
    merge([a, restA], [b, restB]) {
      const sum = a + b;
      const part = sum - a;
      return [sum, a - (sum - part) + (b - part) + (restA + restB)];
    },
    // Beyond the largest number, and with infinities, the rest is NaN: the plain sum is right there.
    finish: ([value, rest]) => (Number.isFinite(value) ? value + rest : value),
  }),
  product: fold({ kernel: "fold_product", empty: 1, neutral: () => 1, merge: ([a], [b]) => [a * b, 0], finish: onlyValue }),
  // The smallest and the largest of nothing do not exist.
  minimum: fold({
    kernel: "fold_minimum", empty: Number.NaN, neutral: (first) => first, merge: ([a], [b]) => [Math.min(a, b), 0], finish: onlyValue,
  }),
  maximum: fold({
    kernel: "fold_maximum", empty: Number.NaN, neutral: (first) => first, merge: ([a], [b]) => [Math.max(a, b), 0], finish: onlyValue,
  }),
} as const;

export type Fold = keyof typeof folds;
