/**
 * Kernels that do several steps in one pass, with the bits of the steps: wherever a program has such steps, and nothing else needs what
 * is between them, it is run by that kernel. The named operations that have one, and products that are added to or subtracted from.
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

const products: Fusion[] = [];

export function fusionsOf(named: Row[]): Fusion[] {
  const whole = named.flatMap(({ steps, fused, cost }) => (steps && fused ? [{ kernels: fused, steps: patternSteps(steps), inputs: 1, cost }] : []));
  // The longest first: it may have a shorter one within it.
  return [...whole, ...products].sort((a, b) => b.steps.length - a.steps.length);
}
