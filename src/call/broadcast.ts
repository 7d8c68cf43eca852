/** Inputs of different lengths that go together: a number or an array of one element with any, rows and columns with a whole, by shape. */
import { type FloatArray, viewOf } from "../dtype";
import { UnequalLengths, UnsupportedInput, WrongArity } from "../errors";
import type { SpreadSource } from "../engines/work";
import { dtypeOf } from "../typed-array";
import type { Form, Recognised } from "./borrowed";

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
  const shapes = arrays.flatMap(({ form }) => (form.kind === "flat" ? [] : [form.shape]));
  const differ = shapes.some((shape) => shape.join() !== shapes[0]!.join());
  if (!differ && arrays.every((input) => input.length === first.length)) return { length: first.length, form: first.form, inputs };
  const shape: readonly number[] | undefined = differ ? commonShape(shapes, where) : shapes[0];
  const isOne = shape !== undefined && product(shape) === 1;
  const longest = arrays.find((input) => input.length !== 1) ?? first;
  const length = differ && !isOne ? product(shape!) : longest.length;
  return {
    length,
    form:
      first.form.kind === "flat"
        ? first.form
        : { ...first.form, shape: isOne ? [...new Array(Math.max(0, shape.length - 1)).fill(1), length] : shape! },
    inputs: inputs.map((input, i) => {
      if (input.length < 0) return input;
      if (differ && !isOne && input.form.kind !== "flat") return spread(input, i, padded(input.form.shape, shape!), shape!, where);
      if (input.length === length) return input;
      if (input.length === 1) return ofOne(input);
      const lengths = inputs.flatMap(({ length: n }, k) => (n < 0 ? [] : [`input ${k} has ${n} elements`]));
      throw new UnequalLengths(
        `${where}: inputs must have equal lengths; ${lengths.join(", ")}. ` +
          "Cut or pad one; for a row or a column of a table give { data, shape }",
      );
    }),
  };
}

/** The first array, where all are as long and none has a shape, or all the same one: nearly always. */
function allAlike(inputs: Recognised[]): Recognised | undefined {
  let first: Recognised | undefined;
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i]!;
    if (input.length < 0) continue;
    first ??= input;
    if (input.length !== first.length || (input !== first && input.form.kind !== "flat") || input.form.kind === "shaped") return undefined;
  }
  return first;
}

/** Two whole arrays, which nothing is spread over. @throws UnequalLengths, UnsupportedInput */
export function checkPair(inputs: readonly Recognised[], where: string): void {
  const [a, b] = inputs as [Recognised, Recognised];
  if (a.length < 0 || b.length < 0) {
    throw new UnsupportedInput(
      `${where}: takes two arrays, got a number. The sum of an array times a number: reduce("sum", "x * 2", x)`,
    );
  }
  const [left, right] = [a, b].map(({ form }) => (form.kind === "flat" ? undefined : form.shape.join(", ")));
  if (a.length !== b.length) {
    throw new UnequalLengths(
      `${where}: the two arrays must have equal lengths, got ${a.length} and ${b.length} elements. Cut or pad one`,
    );
  }
  if (left !== undefined && right !== undefined && left !== right) {
    throw new UnequalLengths(
      `${where}: the two arrays must have the same shape, got [${left}] and [${right}]. Reshape one`,
    );
  }
}

/** The shape of several together, by NumPy's rule: axes are aligned at the last one. @throws UnequalLengths */
function commonShape(shapes: (readonly number[])[], where: string): number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const lengths = [...new Set(shapes.map((shape) => shape[axis - rank + shape.length] ?? 1))].filter((n) => n !== 1);
    if (lengths.length > 1) {
      throw new UnequalLengths(
        `${where}: shapes ${shapes.map((shape) => `[${shape.join(", ")}]`).join(" and ")} do not go together: along an axis lengths must ` +
          "be equal, or 1. Reshape one",
      );
    }
    return lengths[0] ?? 1;
  });
}

function product(lengths: readonly number[]): number {
  return lengths.reduce((a, b) => a * b, 1);
}

function padded(shape: readonly number[], to: readonly number[]): number[] {
  return [...new Array(to.length - shape.length).fill(1), ...shape];
}

/**
 * An array of one element: of float64 it is that number. Of float32 it stays an array, as steps with it are rounded to float32 where
 * those of numbers are not; a copy, so that a result may be written over it.
 */
function ofOne(input: Recognised): Recognised {
  const [value] = valuesOf(input);
  const { source } = input;
  if (source.at === "number" || source.dtype === "float64") return { ...ONE, source: { at: "number", value: value!, wide: true } };
  const values = Float32Array.of(value!);
  return { ...ONE, source: { at: "spread", values, dtype: "float32", length: 1, inner: 1, pointer: 0 } };
}

const ONE = { length: -1, form: { kind: "flat" }, borrowed: [] } as const;

/** Axes along which an input has its own elements must lie side by side: a row, a column, a plane. */
function spread(input: Recognised, index: number, own: readonly number[], shape: readonly number[], where: string): Recognised {
  if (own.join() === shape.join()) return input;
  if (input.length === 1) return ofOne(input);
  const from = own.findIndex((n) => n !== 1);
  const to = own.findLastIndex((n) => n !== 1) + 1;
  const isRun = own.slice(from, to).every((n, i) => n === shape[from + i]);
  const [length, inner] = [product(own.slice(from, to)), product(shape.slice(to))];
  if (!isRun || length * inner > MOST_SPREAD) {
    throw new UnsupportedInput(
      `${where}: input ${index} of shape [${own.join(", ")}] cannot be spread over [${shape.join(", ")}]: rows, columns and planes can, ` +
        `up to ${MOST_SPREAD} elements. Fill it up first`,
    );
  }
  const values = valuesOf(input);
  const pointer = input.source.at === "arena" ? input.source.pointer : 0;
  const source: SpreadSource = { at: "spread", values, dtype: dtypeOf(values), length, inner, pointer };
  return { ...input, source, length: -1 };
}

/** All elements: the arena's own, or a copy of ordinary ones. */
function valuesOf({ source, length, view }: Recognised): FloatArray {
  if (source.at === "arena") return view as FloatArray;
  if (source.at !== "ordinary") throw new Error("a number has no elements");
  const copy = viewOf(source.dtype, new ArrayBuffer(length * (source.dtype === "float64" ? 8 : 4)), 0, length);
  source.read(0, length, copy);
  return copy;
}
