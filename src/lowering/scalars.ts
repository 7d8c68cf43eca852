/** Steps of a program that are of numbers alone: computed once a call, by the same kernels, before the arrays are touched. */
import type { Operand, Program } from "../program";
import { type InputKind, isNumber, numberOf, type Scalars } from "./kinds";

/** The value of an operation of numbers. */
export type Evaluate = (operation: string, a: number, b: number, c: number) => number;

/** Which steps are of numbers alone, and whether all of those are of the program's own constants. */
export function scalarSteps(program: Program, kinds: readonly InputKind[]): { steps: boolean[]; any: boolean; constant: boolean } {
  const steps: boolean[] = [];
  let constant = true;
  const isScalar = (o: Operand) => ("register" in o ? steps[o.register]! : "constant" in o || isNumber(kinds[o.input]!));
  for (const step of program.steps) {
    const scalar = step.operands.every(isScalar);
    steps.push(scalar);
    if (scalar && step.operands.some((o) => "input" in o)) constant = false;
  }
  return { steps, any: steps.includes(true), constant };
}

export function evaluateScalars(program: Program, kinds: readonly InputKind[], isScalar: readonly boolean[], evaluate: Evaluate): Scalars {
  const values: (number | undefined)[] = [];
  for (const [i, step] of program.steps.entries()) {
    if (!isScalar[i]) {
      values.push(undefined);
      continue;
    }
    const [a = 0, b = 0, c = 0] = step.operands.map((o) => numberOf(o, kinds, values)!);
    values.push(evaluate(step.operation, a, b, c));
  }
  return values;
}
