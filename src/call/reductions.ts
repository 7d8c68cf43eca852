/** What arrays and expressions can be reduced to. */
import type { Reduction } from "../catalog/names";
import { nearest } from "../catalog/nearest";
import { EmptyInput, shown, UnknownOperation } from "../errors";
import { extended, type Program } from "../program";
import { combine, type Fold } from "../engines/partials";

/** What norm needs beside its squares; no caller's. */
export type OwnReduction = Reduction | "largestMagnitude";

interface Row {
  fold: Fold;
  /** The program that is reduced, of the one that the caller wants reduced. */
  of?(program: Program): Program;
  /** The result, from the reduced value of `count` elements. */
  finish(value: number, count: number): number | boolean;
}

const value = (reduced: number) => reduced;
const nonzero = (program: Program) => extended(program, "not_equal", (result) => [{ constant: 0 }, result]);

const rows: Record<OwnReduction, Row> = {
  sum: { fold: "sum", finish: value },
  mean: { fold: "sum", finish: (sum, count) => sum / count },
  min: { fold: "minimum", finish: value },
  max: { fold: "maximum", finish: value },
  product: { fold: "product", finish: value },
  countNonzero: { fold: "sum", of: nonzero, finish: value },
  any: { fold: "sum", of: nonzero, finish: (nonzeros) => nonzeros > 0 },
  all: { fold: "sum", of: nonzero, finish: (nonzeros, count) => nonzeros === count },
  norm: { fold: "sum", of: (program) => extended(program, "square", (result) => [result]), finish: (squares) => Math.sqrt(squares) },
  dot: { fold: "sum", finish: value },
  largestMagnitude: { fold: "maximum", of: (program) => extended(program, "abs", (result) => [result]), finish: (largest, count) => (count === 0 ? 0 : largest) },
};
const NAMES = Object.keys(rows).filter((name) => name !== "largestMagnitude");

/** The array itself, and the products of two: what is reduced where no source is given. */
export const ITSELF: Program = { name: "x", inputs: 1, steps: [], result: { input: 0 } };
export const PRODUCTS: Program = {
  name: "x * y", inputs: 2, steps: [{ operation: "multiply", operands: [{ input: 0 }, { input: 1 }] }], result: { register: 0 }, wideFrom: 0,
};

/** What a function that JavaScript runs is to the rest: what it gives, as if that were an input. */
export const RUN_BY_JS: Program = { name: "function", inputs: 1, steps: [], result: { input: 0 } };

/** A reduction of a program: what is run, and what is made of its partial results. */
export interface Reducing {
  fold: Fold;
  program: Program;
  /** The result, of all partials or of what they are merged to. @throws EmptyInput */
  finish(partials: Float64Array, count: number, where: string): number | boolean;
  conclude(value: number, count: number, where: string): number | boolean;
}

/** @throws UnknownOperation */
export function checkReduction(name: unknown, where: string): asserts name is Reduction {
  if (typeof name === "string" && NAMES.includes(name)) return;
  const near = typeof name === "string" ? nearest(name, NAMES) : undefined;
  throw new UnknownOperation(`${where}(${shown(name)}): unknown reduction${near ? `; did you mean "${near}"?` : "."} There are: ${NAMES.join(", ")}`);
}

/** One for each program and reduction, so that what is known of a program is found again. */
const known = new WeakMap<Program, Partial<Record<OwnReduction, Reducing>>>();

export function reducing(program: Program, name: OwnReduction): Reducing {
  let ofProgram = known.get(program);
  if (!ofProgram) known.set(program, (ofProgram = {}));
  const { fold, of, finish } = rows[name];
  const conclude: Reducing["conclude"] = (value, count, where) => {
    if (count === 0 && (name === "min" || name === "max")) throw new EmptyInput(`${where}: the ${name} of no elements does not exist. Give at least one, or ask for the length first`);
    return finish(value, count);
  };
  return (ofProgram[name] ??= {
    fold,
    program: of ? of(program) : program,
    conclude,
    finish: (partials, count, where) => conclude(combine(fold, partials), count, where),
  });
}

/** Whether a norm's squares have left the range of doubles, or lost digits at its lower end: then it is taken again, of scaled numbers. */
export function needsScale(norm: number): boolean {
  return norm === Number.POSITIVE_INFINITY || norm < 2 ** -480;
}

/** The power of two that brings a largest magnitude near 1. */
export function scaleFor(largest: number): number {
  return 2 ** Math.min(1000, -Math.floor(Math.log2(largest)));
}

/** The program's result times a number. */
export function scaled(program: Program, scale: number): Program {
  return extended(program, "multiply", (result) => [{ constant: scale }, result]);
}
