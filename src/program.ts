/**
 * Programs: what to compute, free of memory and threads.
 *
 * A program is a list of steps in order; each reads operands and writes one register. The last step writes the result.
 */
import type { Dtype } from "./dtype";

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
