/** What tests of lowering share: kernels by name, without a build, and programs as text. */
import { catalog, rowOf } from "../../src/catalog/index";
import { parseFormula } from "../../src/expression/formula";
import type { InputKind, Scalars } from "../../src/lowering/kinds";
import type { KernelIndex } from "../../src/lowering/lower";
import { evaluateScalars, scalarSteps } from "../../src/lowering/scalars";
import type { Operand, Program, Step } from "../../src/program";

const NAMES = [
  ...catalog.flatMap(({ name, kernels }) => kernels.map((dtype) => `${name}_${dtype === "float64" ? "f64" : "f32"}`)),
  "pow_number_f64", "pow_number_f32", "promote", "demote", "spread_f64", "spread_f32", "kept",
  "fold_sum", "fold_dot", "fold_argmin_kept", "fold_moments",
];

export const KERNELS: KernelIndex = new Map(NAMES.map((name, i) => [name, i]));
export const kernelName = (index: number): string => NAMES[index] ?? "no kernel";

/** The program of a formula of x, y, z and w. */
export const programOf = (formula: string): Program => parseFormula(formula, "positional", "test").program;

/** The values of a program's steps that are of numbers alone, by the catalog's definitions. */
export function scalarsOf(program: Program, kinds: readonly InputKind[]): Scalars {
  return evaluateScalars(program, kinds, scalarSteps(program, kinds).steps, (operation, _, a, b, c) => rowOf(operation).reference(a, b, c));
}

/** "x" to "w" for inputs, "#1" for a register, else a number. */
export function operandOf(text: string): Operand {
  if (text.startsWith("#")) return { register: Number(text.slice(1)) };
  return "xyzw".includes(text) ? { input: "xyzw".indexOf(text) } : { constant: Number(text) };
}

/** Steps as "add x #0", "multiply 2 y". */
export function stepsOf(...steps: string[]): Step[] {
  return steps.map((step) => {
    const [operation, ...operands] = step.split(" ");
    return { operation: operation!, operands: operands.map(operandOf) };
  });
}

export function shown(o: Operand): string {
  return "input" in o ? "xyzw"[o.input]! : "register" in o ? `#${o.register}` : Object.is(o.constant, -0) ? "-0" : `${o.constant}`;
}
