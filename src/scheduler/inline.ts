/** The calling thread's engine: kernels over arena arrays in place, over ordinary ones through a piece that stays in the L2 cache. */
import { setImmediate } from "node:timers/promises";
import { viewOf } from "../dtype";
import type { Kernel } from "../kernels/instantiate";
import { SLICE_MS } from "./cost";
import { jobFor, numbersOf, storeNumbers } from "./place";
import { runSpan } from "./run";
import { checkBorrowed, type Watch, type Work } from "./work";

/** Memory of the calling thread, used within one turn of the event loop and never across. */
export interface Bench {
  kernels: Kernel[];
  counters: number[];
  buffer(): ArrayBufferLike;
  /** For numbers, and for tiles. */
  numbers: number;
  scratch: number;
  /** For pieces of ordinary arrays. */
  pieces: number;
  pieceBytes: number;
}

/** Elements between two looks at the clock. */
const STEP = 16_384;

/** Runs a call here and now. Returns how many results became NaN. */
export function runInline(work: Work, bench: Bench, watch?: Watch): number {
  let found = 0;
  for (let at = 0; at < work.count; at += STEP) {
    if (at > 0) watch?.check();
    found += runRange(work, bench, at, Math.min(work.count, at + STEP));
    watch?.progress(Math.min(work.count, at + STEP));
  }
  return found;
}

/** Runs a call in slices, a turn of the event loop each. */
export async function runInSlices(work: Work, bench: Bench, watch: Watch): Promise<number> {
  let found = 0;
  for (let at = 0; at < work.count; ) {
    checkBorrowed(work);
    const until = performance.now() + SLICE_MS;
    do {
      const end = Math.min(work.count, at + STEP);
      found += runRange(work, bench, at, end);
      at = end;
    } while (at < work.count && performance.now() < until);
    watch.progress(at);
    if (at === work.count) break;
    await setImmediate();
    watch.check();
  }
  return found;
}

function runRange(work: Work, bench: Bench, begin: number, end: number): number {
  const { inputs, output } = work;
  const buffer = bench.buffer();
  storeNumbers(buffer, bench.numbers, numbersOf(work));
  const places = inputs.length + 1;
  const ordinary = output.at === "ordinary" || inputs.some((i) => i.at === "ordinary");
  const piece = ordinary ? Math.min(end - begin, Math.floor(bench.pieceBytes / places / 8 / 1024) * 1024) : end - begin;
  const staged = (i: number) => bench.pieces + (i < 0 ? inputs.length : i) * piece * 8;
  let found = 0;
  for (let at = begin; at < end; at += piece) {
    const count = Math.min(piece, end - at);
    for (const [i, input] of inputs.entries()) {
      if (input.at === "ordinary") input.read(at, at + count, viewOf(input.dtype, buffer, staged(i), count));
    }
    const job = jobFor(work, at, count, count, bench.numbers, bench.counters, staged);
    found += runSpan(bench.kernels, job, 0, count, bench.scratch);
    if (output.at === "ordinary") output.write(at, at + count, viewOf(output.dtype, buffer, staged(-1), count));
  }
  return found;
}
