/**
 * Programs: what to compute, free of memory and threads.
 *
 * A program is a list of steps in order; each reads operands and writes one register. The last step writes the result.
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
  /** The register written. */
  register: number;
}

export interface Program {
  name: string;
  inputs: number;
  steps: Step[];
  /** Kernels that do the whole program in one pass with the bits of its steps, by dtype; else it runs step by step. */
  fused?: Partial<Record<Dtype, string>>;
}
