/** What arrays and expressions can be reduced to: a row each. */
import { extended, type Program } from "../program";
import type { Fold } from "./folds";

export interface ReductionRow<Result extends number | boolean = number | boolean, Inputs extends 1 | 2 = 1 | 2> {
  fold: Fold;
  /** Arrays that it takes without a source; of two, the products are reduced, and there is no source. */
  inputs: Inputs;
  /** The program that is reduced, of the one that the caller wants reduced. */
  of?(program: Program): Program;
  /** Of no elements it does not exist. */
  needsElements?: true;
  /** The result, from the reduced value of `count` elements. */
  finish(value: number, count: number): Result;
}

type GivenReduction<Result extends number | boolean> = Omit<ReductionRow<Result>, "inputs">;
const row = <Result extends number | boolean>(given: GivenReduction<Result>): ReductionRow<Result, 1> => ({ ...given, inputs: 1 });
const rowOfPairs = <Result extends number | boolean>(given: GivenReduction<Result>): ReductionRow<Result, 2> => ({ ...given, inputs: 2 });

const value = (reduced: number) => reduced;
const nonzero = (program: Program) => extended(program, "not_equal", (result) => [{ constant: 0 }, result]);
const squares = (program: Program) => extended(program, "square", (result) => [result]);
const magnitudes = (program: Program) => extended(program, "abs", (result) => [result]);

export const reductions = {
  sum: row({ fold: "sum", finish: value }),
  mean: row({ fold: "sum", finish: (sum, count) => sum / count }),
  min: row({ fold: "minimum", needsElements: true, finish: value }),
  max: row({ fold: "maximum", needsElements: true, finish: value }),
  product: row({ fold: "product", finish: value }),
  countNonzero: row({ fold: "sum", of: nonzero, finish: value }),
  any: row({ fold: "sum", of: nonzero, finish: (nonzeros) => nonzeros > 0 }),
  all: row({ fold: "sum", of: nonzero, finish: (nonzeros, count) => nonzeros === count }),
  norm: row({ fold: "sum", of: squares, finish: (sum) => Math.sqrt(sum) }),
  dot: rowOfPairs({ fold: "sum", finish: value }),
} as const;

/** With what norm needs beside its squares; no caller's. */
export const ownReductions = {
  ...reductions,
  largestMagnitude: row({ fold: "maximum", of: magnitudes, finish: (largest, count) => (count === 0 ? 0 : largest) }),
} as const;
