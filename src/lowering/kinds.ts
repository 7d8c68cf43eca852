/** What the inputs of a call are to a program. Pure. */
import type { Dtype } from "../dtype";
import type { Operand } from "../program";

/** An array that is spread over the result by its shape: element i of the result reads element floor(i / inner) % length. */
export interface Spread {
  dtype: Dtype;
  length: number;
  inner: number;
}

/** Which of its elements the result's element `i` reads. */
export function elementAt({ length, inner }: Spread, i: number): number {
  return Math.floor(i / inner) % length;
}

/** A dtype for an array, a number, a number that stands for an array of float64, or an array that is spread. */
export type InputKind = Dtype | number | { double: number } | Spread;

/** Whether an input is the same number for every element. */
export function isNumber(kind: InputKind): boolean {
  return typeof kind === "number" || (typeof kind === "object" && "double" in kind);
}

export function spreadOf(kind: InputKind): Spread | undefined {
  return typeof kind === "object" && "length" in kind ? kind : undefined;
}

/** The dtype of an array input. */
export function arrayDtype(kind: InputKind): Dtype {
  return spreadOf(kind)?.dtype ?? (kind as Dtype);
}

/** Of the result: float32 if every array is. */
export function resultDtype(inputs: readonly InputKind[]): Dtype {
  return inputs.every((kind) => typeof kind === "number" || (!isNumber(kind) && arrayDtype(kind) === "float32")) ? "float32" : "float64";
}

/** What of an input's kind decides how a program whose result is of `dtype` is lowered: calls alike in this share one lowering. */
export function signatureOf(kind: InputKind, dtype: Dtype): string {
  if (typeof kind === "number") return `${scalarDtype(kind, dtype)} number`;
  if (typeof kind === "string") return kind;
  return "double" in kind ? "double" : `spread ${kind.dtype}`;
}

/** A number is a float32 operand only where it is one exactly. */
export function scalarDtype(value: number, dtype: Dtype): Dtype {
  return dtype === "float32" && (Object.is(Math.fround(value), value) || Number.isNaN(value)) ? "float32" : "float64";
}

/** By step: its value where it is of numbers alone. */
export type Scalars = readonly (number | undefined)[];

/** The number that an operand is, or undefined where it is an array. */
export function numberOf(o: Operand, kinds: readonly InputKind[], scalars: Scalars): number | undefined {
  if ("constant" in o) return o.constant;
  if ("register" in o) return scalars[o.register];
  const kind = kinds[o.input]!;
  return typeof kind === "number" ? kind : typeof kind === "object" && "double" in kind ? kind.double : undefined;
}
