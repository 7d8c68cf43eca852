/** A call, checked and placed: what the engines run. */
import type { Folding } from "../catalog/folds";
import type { Dtype, FloatArray } from "../dtype";
import type { Program } from "../program";
import type { InputKind, Scalars, Spread } from "../lowering/kinds";
import type { Constant, Lowered } from "../lowering/lower";
import type { BoundLoop } from "./plain";
import type { Reader, Writer } from "../memory/ports";

/** An array whose elements are spread over the result's (kinds.ts): all of them, and where they lie in the arena once they do. */
export interface SpreadSource extends Spread {
  at: "spread";
  values: FloatArray;
  pointer: number;
}

/** Elements that lie in an arena: where, and as a plain view. */
export interface ArenaPlace {
  readonly at: "arena";
  readonly pointer: number;
  readonly dtype: Dtype;
  readonly view: FloatArray;
}

/** A number (`wide`: it stands for an array of float64), or an array, where it lives. */
export type Source =
  | { at: "number"; value: number; wide?: boolean }
  | ArenaPlace
  | SpreadSource
  | Reader;
/** The records of all blocks; and what hears which elements' are there. */
export interface RecordsSink {
  at: "records";
  records: Float64Array;
  done(begin: number, end: number): void;
}

/** Where results go: an array, or the records of a reduction, one for each block. */
export type Sink = ArenaPlace | Writer | RecordsSink;

export interface Work {
  /** The call's name, for messages. */
  where: string;
  program: Program;
  lowered: Lowered;
  count: number;
  inputs: Source[];
  output: Sink;
  /** How many arrays are copied in or out. */
  copies: number;
  /** The output is one of the arena inputs. */
  inPlace: boolean;
  /** Inputs that are numbers, then the program's constants: in the order in which kernels find them. */
  numbers: Constant[];
  /** The values of the program's steps that are of numbers alone. */
  scalars: Scalars;
  /** What the results are reduced to, if they are. */
  folding: Folding | undefined;
  /** Count results that became NaN. */
  countNaN: boolean;
  /** The call as the plain loop, where that is what it amounts to. */
  plain: BoundLoop | undefined;
}

/** What an engine asks of the call it works for, between pieces. */
export interface Watch {
  /** @throws the reason, once the call has timed out, was aborted or its instance closed */
  check(): void;
  /** `cancel` is called when there is such a reason: at once, if there is one. */
  onStop(cancel: () => void): void;
  progress(done: number): void;
  /** Work on it has begun. */
  begin(): void;
}

export function kindOf(source: Source): InputKind {
  if (source.at === "number") return source.wide ? { double: source.value } : source.value;
  return source.at === "spread" ? source : source.dtype;
}

/** @throws DetachedBuffer where memory that the call borrowed has changed its length */
export function checkBorrowed(work: Work): void {
  for (const input of work.inputs) if (input.at === "ordinary") input.check();
  if (work.output.at === "ordinary") work.output.check();
}

/** Completes a call's description with what its parts say. */
export function workOf(parts: Omit<Work, "copies" | "inPlace" | "plain">): Work {
  const { where, program, lowered, count, inputs, output, numbers, scalars, folding, countNaN } = parts;
  let copies = output.at === "ordinary" ? 1 : 0;
  let inPlace = false;
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i]!;
    if (input.at === "ordinary") copies++;
    else if (input.at === "arena") inPlace ||= output.at === "arena" && input.pointer === output.pointer;
  }
  // Written out: made for every call, and spreading an object takes microseconds.
  return {
    where, program, lowered, count, inputs, output, numbers, scalars, folding, countNaN, copies, inPlace, plain: undefined,
  };
}
