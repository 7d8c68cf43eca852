/** What a program is lowered to. */
import type { Dtype } from "../dtype";
import type { FoldCalls } from "../kernels/job";
import type { Operand } from "../program";
import type { Flat } from "./registers";

/** A number as kernels read it: one vector with the value in every lane, of this dtype. */
export interface Constant {
  value: number;
  dtype: Dtype;
}

export interface Lowered {
  /** Of the result. */
  dtype: Dtype;
  /** The kernel calls, with their registers. */
  flat: Flat;
  /** Operands after the inputs: numbers, by what they are in the program, stored as the given dtype. */
  constants: { of: Operand; dtype: Dtype }[];
  /** Dtype of each input operand in memory. */
  inputs: Dtype[];
  /** Elements of a tile: all registers together fit into the L1 cache, without kernels' tables. The tile affects no bits. */
  tile: number;
  /** Whether a result can be NaN where no input was. */
  createsNaN: boolean;
  /** ns per element, one thread; without the steps of `numberCosts`. */
  cost: number;
  /** Of steps whose time a number decides that is known with a call's inputs: calls with other numbers are lowered alike. */
  numberCosts: { of: Operand; cost: (n: number) => number }[];
  /** Of a reduction: what reduces a block, and what it reads. */
  folding?: FoldCalls;
  /** The kernels' names, in order, and those of them that do several steps: for who wants to know. */
  kernels: string[];
  fused: string[];
}
