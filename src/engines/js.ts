/** The engine in JavaScript: the plain loop where the call amounts to one, else the catalog's references, element by element. */
import { now } from "../clock";
import { rowOf } from "../catalog/index";
import type { FloatArray } from "../dtype";
import type { Operand, Step } from "../program";
import type { Position } from "./inline";
import { cut, dtypeOf } from "../typed-array";
import { elementAt } from "../lowering/kinds";
import { foldBlock } from "./partials";
import { checkBorrowed, type SpreadSource, type Watch, type Work } from "./work";

/** Elements between two looks at the clock: a reduction block. */
const PIECE = 1024;
const PLAIN_PIECE = 32_768;

/** Runs a call on from `position`, until it is done or the clock has passed `until`. Whether it is done. */
export function advanceJs(work: Work, position: Position, until: number, watch: Watch): boolean {
  if (position.at > 0) checkBorrowed(work); // until then the call has checked it in this very turn
  while (position.at < work.count) {
    const end = Math.min(work.count, position.at + (work.plain ? PLAIN_PIECE : PIECE));
    position.found += work.plain ? work.plain(position.at, end) : runPiece(work, position.at, end);
    position.at = end;
    watch.progress(end);
    if (end < work.count && now() >= until) return false;
  }
  return true;
}

function runPiece(work: Work, begin: number, end: number): number {
  const count = end - begin;
  const { program, scalars, output } = work;
  const make = () => (work.lowered.dtype === "float64" ? new Float64Array(count) : new Float32Array(count));
  const inputs = work.inputs.map((input): Values => {
    if (input.at === "number") return input.value;
    if (input.at === "spread") return spreadOver(input, begin, count);
    if (input.at === "arena") return cut(input.view, begin, end);
    const copy = input.dtype === "float64" ? new Float64Array(count) : new Float32Array(count);
    input.read(begin, end, copy);
    return copy;
  });
  const registers: Values[] = [];
  const valuesOf = (o: Operand): Values => ("input" in o ? inputs[o.input]! : "register" in o ? registers[o.register]! : o.constant);
  for (const [i, step] of program.steps.entries()) {
    const scalar = scalars[i];
    if (scalar !== undefined) registers.push(scalar);
    else {
      const result = make();
      const [a, b, c] = step.operands.map(valuesOf);
      runStep(step, result, a!, b ?? 0, c ?? 0);
      registers.push(result);
    }
  }
  const last = valuesOf(program.result);
  const result = typeof last === "number" ? make().fill(last) : last;
  if (output.at === "records") {
    const second = program.second && valuesOf(program.second);
    const columns = second === undefined ? [result] : [result, second as FloatArray]; // pairs are of arrays
    foldBlock(work.folding!, columns, output.records, begin / PIECE);
    output.done(begin, end);
    return 0;
  }
  let found = 0;
  if (work.countNaN) {
    for (let i = 0; i < count; i++) {
      if (result[i] !== result[i] && inputs.every((x) => (typeof x === "number" ? x === x : x[i] === x[i]))) found++;
    }
  }
  if (output.at === "ordinary") output.write(begin, end, result);
  else cut(output.view, begin, end).set(result);
  return found;
}

type Values = FloatArray | number;

/** An input that is spread over the result: its elements for [begin, begin + count). */
function spreadOver(input: SpreadSource, begin: number, count: number): FloatArray {
  const { values, dtype } = input;
  const spread = dtype === "float32" ? new Float32Array(count) : new Float64Array(count);
  for (let i = 0; i < count; i++) spread[i] = values[elementAt(input, begin + i)]!;
  return spread;
}

function runStep(step: Step, out: FloatArray, a: Values, b: Values, c: Values): void {
  const row = rowOf(step.operation);
  // As the kernels: a number that is no float32 makes it a step of float64.
  const single =
    dtypeOf(out) === "float32" && [a, b, c].every((x) => typeof x !== "number" || Object.is(Math.fround(x), x) || Number.isNaN(x));
  const compute = (single && row.reference32) || row.reference;
  const at = (operand: Values, i: number) => (typeof operand === "number" ? operand : operand[i]!);
  for (let i = 0; i < out.length; i++) out[i] = compute(at(a, i), at(b, i), at(c, i));
}
