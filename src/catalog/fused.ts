/**
 * Kernels of the build that do several steps in one pass, with the bits of the steps: wherever a program has such steps, and nothing else
 * needs what is between them, it is run by that kernel. (Cheap steps are put together by kernels made on the spot: kernels/generate.ts.)
 */
import type { Fusion, Operand } from "../program";
import type { Row, Steps } from "./row";

export function stepsOf(steps: Steps): Fusion["steps"] {
  const operand = (o: string | number): Operand =>
    typeof o === "number" ? { constant: o } : o.startsWith("#") ? { register: Number(o.slice(1)) } : { input: "xyz".indexOf(o) };
  return steps.map(([operation, ...operands]) => ({ operation, operands: operands.map(operand) }));
}

/** What the compositions with a kernel are made of; the longest first, as it may have a shorter one within it. */
export function fusionsOf(compositions: readonly Row[]): Fusion[] {
  const fusions = compositions.filter(({ kernels }) => kernels.length > 0).map(({ name, steps, kernels, arity, cost }) => ({
    kernels: Object.fromEntries(kernels.map((dtype) => [dtype, name])), steps: stepsOf(steps!), inputs: arity, cost,
  }));
  return fusions.sort((a, b) => b.steps.length - a.steps.length);
}
