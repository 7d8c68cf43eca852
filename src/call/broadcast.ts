/** Inputs of different lengths that go together: a number or an array of one element with any, rows and columns with a whole, by shape. */
import { viewOf } from "../dtype";
import { UnequalLengths, UnsupportedInput, WrongArity } from "../errors";
import type { SpreadSource } from "../scheduler/work";
import type { Form, Recognised } from "./inputs";

export interface Common {
  /** Elements of the result. */
  length: number;
  form: Form;
  /** The inputs as they are read: some spread, some a number. */
  inputs: Recognised[];
}

/** A spread array's period is a 32-bit number. */
const MOST_SPREAD = 2 ** 31 - 1;

/** @throws WrongArity, UnequalLengths, UnsupportedInput */
export function broadcast(inputs: Recognised[], where: string): Common {
  const alike = allAlike(inputs);
  if (alike) return { length: alike.length, form: alike.form, inputs };
  const arrays = inputs.filter((input) => input.length >= 0);
  const [first] = arrays;
  if (!first) throw new WrongArity(`${where}: at least one input must be an array; all are numbers. For one value, use Math or [value]`);
  const shapes = arrays.flatMap(({ form }) => (form.kind === "shaped" ? [form.shape] : []));
  const differ = shapes.some((shape) => shape.join() !== shapes[0]!.join());
  if (!differ && arrays.every((input) => input.length === first.length)) return { length: first.length, form: first.form, inputs };
  const shape = differ ? commonShape(shapes, where) : undefined;
  const longest = arrays.find((input) => input.length !== 1) ?? first;
  const length = shape ? product(shape) : longest.length;
  return {
    length,
    form: formOf(first, shape, longest.length),
    inputs: inputs.map((input, i) => {
      if (input.length < 0) return input;
      if (shape && input.form.kind === "shaped") return spread(input, i, padded(input.form.shape, shape), shape, where);
      if (input.length === length) return input;
      if (input.length === 1 && input.form.kind !== "nested") return asNumber(input);
      throw new UnequalLengths(
        `${where}: inputs must have equal lengths; ${inputs.map(({ length: n }, k) => (n < 0 ? "" : `input ${k} has ${n} elements`)).filter(Boolean).join(", ")}. ` +
          "Cut or pad one; for a row or a column of a table give { data, shape }",
      );
    }),
  };
}

/** That of the first array, which may have been spread. */
function formOf({ form, length }: Recognised, shape: number[] | undefined, longest: number): Form {
  return form.kind === "shaped" ? { kind: "shaped", shape: shape ?? (length === longest ? form.shape : [longest]) } : form;
}

/** The first array, where all are as long and none has a shape: nearly always. */
function allAlike(inputs: Recognised[]): Recognised | undefined {
  let first: Recognised | undefined;
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i]!;
    if (input.length < 0) continue;
    first ??= input;
    if (input.length !== first.length || input.form.kind === "shaped") return undefined;
  }
  return first;
}

/** The shape of several together, by NumPy's rule: axes are aligned at the last one. @throws UnequalLengths */
function commonShape(shapes: (readonly number[])[], where: string): number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const lengths = [...new Set(shapes.map((shape) => shape[axis - rank + shape.length] ?? 1))].filter((n) => n !== 1);
    if (lengths.length > 1) throw new UnequalLengths(`${where}: shapes ${shapes.map((shape) => `[${shape.join(", ")}]`).join(" and ")} do not go together: along an axis lengths must be equal, or 1. Reshape one`);
    return lengths[0] ?? 1;
  });
}

function product(lengths: readonly number[]): number {
  return lengths.reduce((a, b) => a * b, 1);
}

function padded(shape: readonly number[], to: readonly number[]): number[] {
  return [...new Array(to.length - shape.length).fill(1), ...shape];
}

/** An array of one element is that number, of the array's dtype. */
function asNumber(input: Recognised): Recognised {
  const values = valuesOf(input);
  return { source: { at: "number", value: values[0]!, wide: values instanceof Float64Array }, length: -1, form: { kind: "flat" } };
}

/** Axes along which an input has its own elements must lie side by side: a row, a column, a plane. */
function spread(input: Recognised, index: number, own: number[], shape: number[], where: string): Recognised {
  if (own.join() === shape.join()) return input;
  if (input.length === 1) return asNumber(input);
  const from = own.findIndex((n) => n !== 1);
  const to = own.findLastIndex((n) => n !== 1) + 1;
  const isRun = own.slice(from, to).every((n, i) => n === shape[from + i]);
  const [length, inner] = [product(own.slice(from, to)), product(shape.slice(to))];
  if (!isRun || length * inner > MOST_SPREAD) throw new UnsupportedInput(`${where}: input ${index} of shape [${own.join(", ")}] cannot be spread over [${shape.join(", ")}]: rows, columns and planes can, up to ${MOST_SPREAD} elements. Fill it up first`);
  const values = valuesOf(input);
  const pointer = input.source.at === "arena" ? input.source.pointer : 0;
  const source: SpreadSource = { at: "spread", values, dtype: values instanceof Float32Array ? "float32" : "float64", length, inner, pointer };
  return { ...input, source, length: -1 };
}

/** All elements: the arena's own, or a copy of ordinary ones. */
function valuesOf({ source, length, view }: Recognised): Float64Array | Float32Array {
  if (source.at === "arena") return view as Float64Array;
  if (source.at !== "ordinary") throw new Error("a number has no elements");
  const copy = viewOf(source.dtype, new ArrayBuffer(length * (source.dtype === "float64" ? 8 : 4)), 0, length);
  source.read(0, length, copy);
  return copy;
}
