/** A row of the catalog: everything the rest of the house needs to know of one operation. */
export interface Row {
  /** The name a caller gives. */
  name: string;
  arity: 1 | 2 | 3;
  /** What it computes, as a formula. */
  formula: string;
  /** Where the result is a finite number. */
  domain: string;
  /** The enforced bound in ulp (units in the last place, the final rounding included); named operations: of each step. */
  maxUlp: number;
  /** Estimated time of one thread's SIMD kernel, ns per element: what scheduling decides by. */
  cost: number;
  /** The definition of the result in ECMAScript, one element at a time. */
  reference: (a: number, b: number, c: number) => number;
  /** Its definition for float32, where rounding the other one would round twice. */
  reference32?: (a: number, b: number, c: number) => number;
  /** What an ulp is of, where that is not the result: the magnitude the bound is relative to. */
  relativeTo?: { text: string; of: (result: number, a: number, b: number) => number };
  /** Whether a result can be NaN where no operand was. */
  createsNaN: boolean;
  /** How the kernel does it, in a few words. */
  method: string;
  /** Named operations: their steps, in order, as [operation, operands]; "x" is the input, a number a constant, "#i" the result of step i. */
  steps?: [operation: string, ...operands: (string | number)[]][];
  /** Kernels that do all steps in one pass, by dtype. */
  fused?: { float64?: string; float32?: string };
}
