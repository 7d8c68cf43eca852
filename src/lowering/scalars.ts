/** Steps of a program that are of numbers alone: computed once a call, by the same kernels, before the arrays are touched. */
import type { Operand, Program } from "../program";
import { type InputKind, isNumber, numberOf, type Scalars } from "./kinds";

/** The value of an operation of numbers; `byNumber`: its second operand is a number as given (`isGiven`). */
export type Evaluate = (operation: string, byNumber: boolean, a: number, b: number, c: number) => number;

/**
 * Whether an operand is a number as the caller or the program gave it, or computed of such alone (`given`, by step). An array of one
 * element may be read as a number too, but its results have the bits of arrays: those must not depend on how long the others are.
 */
export function isGiven(o: Operand, kinds: readonly InputKind[], given: readonly boolean[]): boolean {
  return "constant" in o || ("register" in o ? given[o.register]! : typeof kinds[o.input] === "number");
}

/** Whether a step's second operand is a number as given. */
export function endsInNumber([, second]: readonly Operand[], kinds: readonly InputKind[], given: readonly boolean[]): boolean {
  return second !== undefined && isGiven(second, kinds, given);
}

/** By step: whether all its operands are numbers as given. */
export function givenSteps({ steps }: Program, kinds: readonly InputKind[]): boolean[] {
  const given: boolean[] = [];
  for (const { operands } of steps) given.push(operands.every((o) => isGiven(o, kinds, given)));
  return given;
}

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
  const given = givenSteps(program, kinds);
  for (const [i, step] of program.steps.entries()) {
    if (!isScalar[i]) {
      values.push(undefined);
      continue;
    }
    const [a = 0, b = 0, c = 0] = step.operands.map((o) => numberOf(o, kinds, values)!);
    values.push(evaluate(step.operation, endsInNumber(step.operands, kinds, given), a, b, c));
  }
  return values;
}
