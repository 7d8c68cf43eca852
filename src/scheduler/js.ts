/** The engine in JavaScript: the plain loop where the call amounts to one, else the catalog's references, element by element. */
import { rowOf } from "../catalog/index";
import type { FloatArray } from "../dtype";
import type { Step } from "../program";
import type { Position } from "./inline";
import { checkBorrowed, type Watch, type Work } from "./work";

/** Elements between two looks at the clock. */
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
    if (end < work.count && performance.now() >= until) return false;
  }
  return true;
}

function runPiece(work: Work, begin: number, end: number): number {
  const count = end - begin;
  const make = () => (work.lowered.dtype === "float64" ? new Float64Array(count) : new Float32Array(count));
  const inputs = work.inputs.map((input, i): FloatArray | number => {
    if (input.at === "number") return input.value;
    if (input.at === "arena") return work.view(i, begin, end);
    const copy = input.dtype === "float64" ? new Float64Array(count) : new Float32Array(count);
    input.read(begin, end, copy);
    return copy;
  });
  const registers: FloatArray[] = [];
  for (const step of work.program.steps) {
    const result = make();
    const [a, b, c] = step.operands.map((o): FloatArray | number => ("input" in o ? inputs[o.input]! : "register" in o ? registers[o.register]! : o.constant));
    runStep(step, result, a!, b ?? 0, c ?? 0);
    registers[step.register] = result;
  }
  const result = registers[work.program.steps.at(-1)!.register]!;
  let found = 0;
  if (work.countNaN) {
    for (let i = 0; i < count; i++) {
      if (result[i] !== result[i] && inputs.every((x) => (typeof x === "number" ? x === x : x[i] === x[i]))) found++;
    }
  }
  if (work.output.at === "ordinary") work.output.write(begin, end, result);
  else work.view(-1, begin, end).set(result);
  return found;
}

function runStep(step: Step, out: FloatArray, a: FloatArray | number, b: FloatArray | number, c: FloatArray | number): void {
  const row = rowOf(step.operation);
  // As the kernels: a number that is no float32 makes it a step of float64.
  const single = out instanceof Float32Array && [a, b, c].every((x) => typeof x !== "number" || Object.is(Math.fround(x), x) || Number.isNaN(x));
  const compute = (single && row.reference32) || row.reference;
  const at = (operand: FloatArray | number, i: number) => (typeof operand === "number" ? operand : operand[i]!);
  for (let i = 0; i < out.length; i++) out[i] = compute(at(a, i), at(b, i), at(c, i));
}
