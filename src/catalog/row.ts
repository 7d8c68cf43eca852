/** A row of the catalog: everything the rest of the house, its tests and its benchmark need to know of one operation. */
import type { Dtype } from "../dtype";

type Doubles = Float64Array;
export type PlainLoop<A, B> = (a: A, b: B, out: Doubles) => number;
type Three<B, C> = (a: Doubles, b: B, c: C, out: Doubles) => number;

/** The loops that a caller would have written, by what the operands are (plain-loops.ts). */
export interface PlainLoops {
  unary?: PlainLoop<Doubles, undefined>;
  arrays?: PlainLoop<Doubles, Doubles>;
  right?: PlainLoop<Doubles, number>;
  left?: PlainLoop<number, Doubles>;
  /** An array and two numbers, three arrays. */
  numbers?: Three<number, number>;
  three?: Three<Doubles, Doubles>;
}

/**
 * How a generated kernel does it (kernels/generate.ts): by the opcode of one instruction, or as a pattern of a few.
 * `compares`: it gives a mask. `cost`: ns an element, beside loading and storing.
 */
export type Instruction =
  | { codes: readonly [float64: number, float32: number]; compares?: true; cost: number }
  | { as: "x * x" | "1 / x" | "min" | "max" | "bitselect"; cost: number };

/** An operation's steps, in order: "x", "y" and "z" stand for its inputs, a number for itself, "#i" for the result of step i. */
export type Steps = readonly (readonly [operation: string, ...operands: (string | number)[]])[];

/** Uniform from one number to another, or log-uniform between magnitudes, with both signs where the first is below 0. */
export type ErrorRange = readonly [from: number, to: number] | readonly ["log", from: number, to: number];

/** Where it is measured: by the benchmark, and by the search for its largest error. */
export interface Measured {
  /** x uniform from one number to another. Default: -6 to 6. (y and z are from -3 to 3.) */
  main?: readonly [from: number, to: number];
  /** Magnitudes of its whole useful range, from where it stops to be its argument or a constant. Default: 2^-500 to 2^500. */
  whole?: readonly [least: number, most: number];
  /** The whole range has no negative numbers. */
  isPositive?: true;
  /** Numbers for y and z. Default: arrays. */
  numbers?: readonly number[];
  /** What it takes a sine of, which is measured up to a million radians too. */
  sineOf?: "x" | "exp(x)";
  /** It counts in the mean of all kernels. */
  inMean?: true;
}

interface Given<Name extends string, Arity extends 1 | 2 | 3, Kernel extends Dtype> {
  /** The name a caller gives. */
  name: Name;
  arity: Arity;
  /** What it computes, as a formula. */
  formula: string;
  /** Where the result is a finite number. */
  domain: string;
  /** The enforced bound in ulp (units in the last place, the final rounding included); of a composition: of each step. */
  maxUlp: number;
  /** What an ulp is of, where that is not the result: the magnitude the bound is relative to. */
  relativeTo?: { text: string; of: (result: number, a: number, b: number) => number };
  /** Estimated time of one thread's SIMD kernel, ns per element: what scheduling decides by. */
  cost: number;
  /** Whether a result can be NaN where no operand was. */
  createsNaN: boolean;
  /** How the kernel does it, in a few words. */
  method: string;
  /** The definition of the result in ECMAScript, one element at a time. */
  reference: (a: number, b: number, c: number) => number;
  /** Its definition for float32, where rounding the other one would round twice. */
  reference32?: (a: number, b: number, c: number) => number;
  /** The dtypes that have a kernel of their own: `<name>_f64`, `<name>_f32`. Default: float64 alone. */
  kernels?: readonly Kernel[];
  /** Of a composition, which has exactly their bits. A kernel of its own does them in one pass. */
  steps?: Steps;
  /** JavaScript's Math has it, by the same name. */
  inMath?: true;
  /** Either order of its two operands gives the same bits. */
  isCommutative?: true;
  /** Its results are 1 and 0 alone: true and false to JavaScript. */
  isTruth?: true;
  /** Where it can be a step of a generated kernel. */
  instruction?: Instruction;
  /**
   * Where a number as second operand, one for all elements, has kernels of its own: `<name>_number_f64` and `<name>_number_f32`, by which
   * some numbers take less time. What this one takes, ns per element.
   */
  numberCost?: (n: number) => number;
  /** Where the plain loop over ordinary arrays is faster than a kernel and has its bits. */
  loops?: PlainLoops;
  /** What a reader would write, of x, y and z: the loop that it is measured against. Default: a call of the reference. */
  javascript?: string;
  measured?: Measured;
  /** Where its largest error is looked for; of two inputs, a range for each. Default: what is measured. */
  errorRanges?: readonly (ErrorRange | readonly [ErrorRange, ErrorRange])[];
}

export interface Row<Name extends string = string, Arity extends 1 | 2 | 3 = 1 | 2 | 3, Kernel extends Dtype = Dtype>
  extends Given<Name, Arity, Kernel> {
  kernels: readonly Kernel[];
}

const FLOAT64 = ["float64"] as const;

/** A row whose type keeps its name, its arity and its kernels: all types of names derive from these (names.ts, kernels/public.ts). */
export function row<const Name extends string, const Arity extends 1 | 2 | 3, const Kernel extends Dtype = "float64">(
  given: Given<Name, Arity, Kernel>,
): Row<Name, Arity, Kernel> {
  given.kernels ??= FLOAT64 as unknown as readonly Kernel[]; // no copy: the catalog is loaded with each import
  return given as Row<Name, Arity, Kernel>;
}

/** The kernels of an operation that has lanes of float32 too. */
export const BOTH = ["float64", "float32"] as const;
