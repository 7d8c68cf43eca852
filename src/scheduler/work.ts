/** A call, checked and placed: what the engines run. */
import type { Dtype, FloatArray } from "../dtype";
import type { Program } from "../program";
import type { Constant, InputKind, Lowered } from "./lower";
import type { BoundLoop } from "./plain";
import type { Reader, Writer } from "./stage";

export type Source = { at: "number"; value: number } | { at: "arena"; pointer: number; dtype: Dtype } | Reader;
export type Sink = { at: "arena"; pointer: number; dtype: Dtype } | Writer;

export interface Work {
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
  /** Count results that became NaN. */
  countNaN: boolean;
  /** The call as the plain loop, where that is what it amounts to. */
  plain: BoundLoop | undefined;
  /** Elements [begin, end) of arena input i, or of the output at -1, as the caller's own view: for the engine without WebAssembly. */
  view(input: number, begin: number, end: number): FloatArray;
}

/** What an engine asks of the call it works for, between pieces. */
export interface Watch {
  /** @throws the reason, once the call has timed out, was aborted or its instance closed */
  check(): void;
  progress(done: number): void;
}

export function kindOf(source: Source): InputKind {
  return source.at === "number" ? source.value : source.dtype;
}

/** @throws DetachedBuffer where memory that the call borrowed has changed its length */
export function checkBorrowed(work: Work): void {
  for (const input of work.inputs) if (input.at === "ordinary") input.check();
  if (work.output.at === "ordinary") work.output.check();
}

/** Completes a call's description with what its parts say. */
export function workOf(program: Program, lowered: Lowered, count: number, inputs: Source[], output: Sink, countNaN: boolean, view: Work["view"]): Work {
  let copies = output.at === "ordinary" ? 1 : 0;
  let inPlace = false;
  let numbers = lowered.constants;
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i]!;
    if (input.at === "ordinary") copies++;
    else if (input.at === "arena") inPlace ||= output.at === "arena" && input.pointer === output.pointer;
    else numbers = [...numbers.slice(0, numbers.length - lowered.constants.length), { value: input.value, dtype: lowered.inputs[i]! }, ...lowered.constants];
  }
  return { program, lowered, count, inputs, output, copies, inPlace, numbers, countNaN, plain: undefined, view };
}
