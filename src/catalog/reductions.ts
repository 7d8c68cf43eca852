/** What arrays and expressions can be reduced to: a row each. */
import type { Fold, Folded } from "./folds";

export interface ReductionRow<Result extends number | boolean = number | boolean, Inputs extends 1 | 2 = 1 | 2, F extends Fold = Fold> {
  fold: F;
  /** Arrays that it takes without a source; of two there is no source. */
  inputs: Inputs;
  /** Of no elements it does not exist: of none that were given, or of none that are kept where NaN are skipped. */
  needs?: "elements" | "kept";
  /** Takes the option ddof: its default. */
  ddof?: 0 | 1;
  /** The result, of `count` elements. */
  finish(folded: Folded<F>, count: number, ddof: number, skipsNaN: boolean): Result;
}

type GivenReduction<F extends Fold, Result extends number | boolean> = Omit<ReductionRow<Result, 1, F>, "inputs">;
const row = <F extends Fold, Result extends number | boolean>(given: GivenReduction<F, Result>): ReductionRow<Result, 1, F> => (
  { ...given, inputs: 1 }
);
const rowOfPairs = <F extends Fold, Result extends number | boolean>(given: GivenReduction<F, Result>): ReductionRow<Result, 2, F> => (
  { ...given, inputs: 2 }
);

const value = (folded: number) => folded;
const index = (folded: { index: number }) => folded.index;
/** As NumPy: without degrees of freedom it is a division by 0, and NaN where NaN are skipped. */
const perFreedom = (sum: number, freedom: number, skipsNaN: boolean) => (
  skipsNaN && freedom <= 0 ? Number.NaN : sum / Math.max(0, freedom)
);
/** Rounding may bring a sum of squares below 0. */
const variance = ({ n, m2 }: { n: number; m2: number }, ddof: number, skipsNaN: boolean) => (
  perFreedom(Math.max(0, m2), n - ddof, skipsNaN)
);

export const reductions = {
  sum: row({ fold: "sum", finish: value }),
  mean: row({ fold: "sum", finish: (sum, count) => sum / count }),
  min: row({ fold: "minimum", needs: "elements", finish: value }),
  max: row({ fold: "maximum", needs: "elements", finish: value }),
  argmin: row({ fold: "argmin", needs: "kept", finish: index }),
  argmax: row({ fold: "argmax", needs: "kept", finish: index }),
  product: row({ fold: "product", finish: value }),
  countNonzero: row({ fold: "nonzero", finish: value }),
  any: row({ fold: "nonzero", finish: (nonzeros) => nonzeros > 0 }),
  all: row({ fold: "nonzero", finish: (nonzeros, count) => nonzeros === count }),
  norm: row({ fold: "norm", finish: value }),
  var: row({ fold: "moments", ddof: 0, finish: (moments, _count, ddof, skipsNaN) => variance(moments, ddof, skipsNaN) }),
  std: row({ fold: "moments", ddof: 0, finish: (moments, _count, ddof, skipsNaN) => Math.sqrt(variance(moments, ddof, skipsNaN)) }),
  dot: rowOfPairs({ fold: "dot", finish: value }),
  cov: rowOfPairs({ fold: "comoments", ddof: 1, finish: ({ n, xy }, _count, ddof, skipsNaN) => perFreedom(xy, n - ddof, skipsNaN) }),
} as const;
