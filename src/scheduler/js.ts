/** The engine without WebAssembly: the catalog's references, element by element, in slices. */
import { setImmediate } from "node:timers/promises";
import { rowOf } from "../catalog/index";
import type { FloatArray } from "../dtype";
import type { Step } from "../program";
import { SLICE_MS } from "./cost";
import { checkBorrowed, type Watch, type Work } from "./work";

const PIECE = 1024;

export function runJs(work: Work, watch?: Watch): number {
  let found = 0;
  for (let at = 0; at < work.count; at += PIECE) {
    if (at > 0 && at % (16 * PIECE) === 0) watch?.check();
    found += runPiece(work, at, Math.min(work.count, at + PIECE));
  }
  watch?.progress(work.count);
  return found;
}

export async function runJsInSlices(work: Work, watch: Watch): Promise<number> {
  let found = 0;
  for (let at = 0; at < work.count; ) {
    checkBorrowed(work);
    const until = performance.now() + SLICE_MS;
    do {
      const end = Math.min(work.count, at + PIECE);
      found += runPiece(work, at, end);
      at = end;
    } while (at < work.count && performance.now() < until);
    watch.progress(at);
    if (at === work.count) break;
    await setImmediate();
    watch.check();
  }
  return found;
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
    const [a, b] = step.operands.map((o): FloatArray | number => ("input" in o ? inputs[o.input]! : "register" in o ? registers[o.register]! : o.constant));
    runStep(step, a!, b ?? 0, result);
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

function runStep(step: Step, a: FloatArray | number, b: FloatArray | number, out: FloatArray): void {
  const { reference } = rowOf(step.operation);
  for (let i = 0; i < out.length; i++) {
    out[i] = reference(typeof a === "number" ? a : a[i]!, typeof b === "number" ? b : b[i]!);
  }
}
