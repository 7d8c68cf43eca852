/** A call, checked and placed: what the engines run. */
import type { Dtype, FloatArray } from "../dtype";
import type { Program } from "../program";
import type { InputKind, Lowered } from "./lower";
import type { Reader, Writer } from "./stage";

export type Source = { at: "number"; value: number } | { at: "arena"; pointer: number; dtype: Dtype } | ({ at: "ordinary" } & Reader);
export type Sink = { at: "arena"; pointer: number; dtype: Dtype } | ({ at: "ordinary" } & Writer);

export interface Work {
  program: Program;
  lowered: Lowered;
  count: number;
  inputs: Source[];
  output: Sink;
  /** Count results that became NaN. */
  countNaN: boolean;
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

export function isInPlace(work: Work): boolean {
  const { output } = work;
  return output.at === "arena" && work.inputs.some((i) => i.at === "arena" && i.pointer === output.pointer);
}

/** How many arrays are copied in or out. */
export function copiesOf(work: Work): number {
  return work.inputs.filter((i) => i.at === "ordinary").length + (work.output.at === "ordinary" ? 1 : 0);
}
