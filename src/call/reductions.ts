/** Reductions of programs: what is run, and what is made of its partial results. */
import type { Fold } from "../catalog/folds";
import type { Reduction } from "../catalog/names";
import { nearest } from "../catalog/nearest";
import { ownReductions, type ReductionRow, reductions } from "../catalog/reductions";
import { EmptyInput, shown, UnknownOperation } from "../errors";
import { extended, type Program } from "../program";
import { combine } from "../engines/partials";

export type OwnReduction = keyof typeof ownReductions;

const NAMES = Object.keys(reductions);

/** The array itself, and the products of two: what is reduced where no source is given. */
export const ITSELF: Program = { name: "x", inputs: 1, steps: [], result: { input: 0 } };
export const PRODUCTS: Program = {
  name: "x * y",
  inputs: 2,
  steps: [{ operation: "multiply", operands: [{ input: 0 }, { input: 1 }] }],
  result: { register: 0 },
  wideFrom: 0,
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
  throw new UnknownOperation(
    `${where}(${shown(name)}): unknown reduction${near ? `; did you mean "${near}"?` : "."} There are: ${NAMES.join(", ")}`,
  );
}

/** One for each program and reduction, so that what is known of a program is found again. */
const known = new WeakMap<Program, Partial<Record<OwnReduction, Reducing>>>();

export function reducing(program: Program, name: OwnReduction): Reducing {
  let ofProgram = known.get(program);
  if (!ofProgram) known.set(program, (ofProgram = {}));
  const { fold, of, needsElements, finish }: ReductionRow = ownReductions[name];
  const conclude: Reducing["conclude"] = (value, count, where) => {
    if (count === 0 && needsElements) {
      throw new EmptyInput(`${where}: the ${name} of no elements does not exist. Give at least one, or ask for the length first`);
    }
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
