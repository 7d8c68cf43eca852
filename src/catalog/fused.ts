/**
 * Kernels of the build that do several steps in one pass, with the bits of the steps: wherever a program has such steps, and nothing else
 * needs what is between them, it is run by that kernel. (Cheap steps are put together by kernels made on the spot: kernels/generate.ts.)
 */
import type { Fusion, Operand } from "../program";
import type { Row } from "./row";

/** "x", "y" and "z" stand for any operand, "#i" for the result of step i, numbers for themselves. */
type Pattern = [operation: string, ...operands: (string | number)[]][];

export function patternSteps(pattern: Pattern): Fusion["steps"] {
  const operand = (o: string | number): Operand =>
    typeof o === "number" ? { constant: o } : o.startsWith("#") ? { register: Number(o.slice(1)) } : { input: "xyz".indexOf(o) };
  return pattern.map(([operation, ...operands]) => ({ operation, operands: operands.map(operand) }));
}

/** What the named operations with a kernel are made of; the longest first, as it may have a shorter one within it. */
export function fusionsOf(named: Row[]): Fusion[] {
  const fusions = named.flatMap(({ steps, fused, cost }) => (steps && fused ? [{ kernels: fused, steps: patternSteps(steps), inputs: 1, cost }] : []));
  return fusions.sort((a, b) => b.steps.length - a.steps.length);
}
