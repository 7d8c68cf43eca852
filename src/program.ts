/**
 * Programs: what to compute, free of memory and threads.
 *
 * A program is a list of steps in order; each reads operands and writes one register. One operand is the result.
 */
import type { Dtype } from "./dtype";

/** Whether results may depend on what the machine fuses. */
export type Arithmetic = "fast" | "reproducible";

/** Which compilation of the kernels runs: of SIMD alone, or with relaxed SIMD, where engines may fuse multiply and add. */
export type Build = "baseline" | "relaxed";

/** What a step reads: input i of the call, the register that an earlier step wrote, or a number. */
export type Operand = { input: number } | { register: number } | { constant: number };

export interface Step {
  /** The catalog's name of the elementary operation. */
  operation: string;
  operands: Operand[];
}

export interface Program {
  /** What a caller wrote: an operation's name, a formula, a function's source. */
  name: string;
  inputs: number;
  /** Step i writes register i. */
  steps: Step[];
  result: Operand;
  /** What is reduced beside the result, where two columns are. */
  second?: Operand;
}

/** Several steps that one kernel does in one pass, with their bits: a pattern, and the kernel's name by dtype. */
export interface Fusion {
  kernels: Partial<Record<Dtype, string>>;
  /** As a program's; inputs stand for any operand, and the last step is the result. */
  steps: Step[];
  inputs: number;
  /** ns per element. */
  cost: number;
}
