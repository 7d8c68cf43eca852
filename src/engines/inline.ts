/** The calling thread's engine: kernels over arena arrays in place, over ordinary ones through a piece that stays in the L2 cache. */
import { now } from "../clock";
import { viewOf } from "../dtype";
import type { KernelInstance } from "../kernels/kernel";
import type { Constant } from "../lowering/lower";
import { BLOCK_ELEMENTS } from "../kernels/refs";
import { jobFor, loadDoubles, storeNumbers } from "./place";
import { runSpan } from "../kernels/run-tiles";
import { checkBorrowed, type Watch, type Work } from "./work";

/** Memory of the calling thread, used within one turn of the event loop and never across. */
export interface Bench {
  kernels: KernelInstance;
  counters: number[];
  buffer(): ArrayBufferLike;
  /** For numbers, for records of blocks, and for tiles. */
  numbers: number;
  /** The numbers that are there: those of a program that runs again need not be written again. Nobody changes the array. */
  stored?: Constant[];
  records: number;
  recordsAt(): number;
  scratch: number;
  /** For pieces of ordinary arrays. */
  pieces: number;
  pieceBytes: number;
  /** A caller's array is being read: its getters may make another call meanwhile, which needs memory of its own. */
  isReading: boolean;
  /** Runs `use` over other memory than this. @throws ArenaFull */
  apart<T>(use: (bench: Bench) => T): T;
}

/** Elements between two looks at the clock: 1 ms of the slowest operation's worst arguments. */
export const STEP = 8192;

/** How far a call has come, and how many results became NaN on the way. */
export interface Position {
  at: number;
  found: number;
}

/** Runs a call on from `position`, until it is done or the clock has passed `until`. Whether it is done. */
export function advance(work: Work, bench: Bench, position: Position, until: number, watch: Watch): boolean {
  if (position.at > 0) checkBorrowed(work); // until then the call has checked it in this very turn
  while (position.at < work.count) {
    const end = Math.min(work.count, position.at + STEP);
    position.found += runRange(work, bench, position.at, end);
    position.at = end;
    watch.progress(end);
    if (end < work.count && now() >= until) return false;
  }
  return true;
}

/** Elements [begin, end), no more than STEP, in one turn. How many results became NaN. */
export function runRange(work: Work, bench: Bench, begin: number, end: number): number {
  if (bench.isReading) return bench.apart((other) => runRange(work, other, begin, end));
  if (work.numbers.length > 0 && bench.stored !== work.numbers) {
    storeNumbers(bench.buffer(), bench.numbers, work.numbers);
    bench.stored = work.numbers;
  }
  const found = work.copies === 0 ? runInPlace(work, bench, begin, end) : runPieces(work, bench, begin, end);
  if (work.output.at === "records") takeRecords(work, bench.buffer(), bench.records, begin, end); // the buffer is asked of the engine
  return found;
}

/** Where all arrays lie in the arena: of a small call each object and each closure counts. */
function runInPlace(work: Work, bench: Bench, begin: number, end: number): number {
  const job = jobFor(work, begin, end - begin, end - begin, bench.numbers, bench.counters, bench.recordsAt);
  return runSpan(bench.kernels, job, 0, end - begin, bench.scratch);
}

function runPieces(work: Work, bench: Bench, begin: number, end: number): number {
  const { inputs, output } = work;
  const recordsAt = (at: number) => bench.records + ((at - begin) / BLOCK_ELEMENTS) * work.folding!.doubles * 8;
  const buffer = bench.buffer();
  const piece = Math.min(
    end - begin,
    Math.max(1, Math.floor(bench.pieceBytes / (inputs.length + 1) / 8 / BLOCK_ELEMENTS)) * BLOCK_ELEMENTS,
  );
  let at = begin;
  const staged = (i: number) =>
    i < 0 && output.at === "records" ? recordsAt(at) : bench.pieces + (i < 0 ? inputs.length : i) * piece * 8;
  let found = 0;
  for (; at < end; at += piece) {
    const count = Math.min(piece, end - at);
    bench.isReading = true;
    try {
      for (let i = 0; i < inputs.length; i++) {
        const input = inputs[i]!;
        if (input.at === "ordinary") input.read(at, at + count, viewOf(input.dtype, buffer, staged(i), count));
      }
    } finally {
      bench.isReading = false;
    }
    const job = jobFor(work, at, count, count, bench.numbers, bench.counters, staged);
    found += runSpan(bench.kernels, job, 0, count, bench.scratch);
    if (output.at === "ordinary") output.write(at, at + count, viewOf(output.dtype, buffer, staged(-1), count));
  }
  return found;
}

/** Takes the records of elements [begin, end) from the memory to where all of them are. */
export function takeRecords({ output, folding }: Work, buffer: ArrayBufferLike, pointer: number, begin: number, end: number): void {
  if (output.at !== "records") return;
  const { doubles } = folding!;
  loadDoubles(buffer, pointer, doubles * Math.ceil((end - begin) / BLOCK_ELEMENTS), output.records, (doubles * begin) / BLOCK_ELEMENTS);
  output.done(begin, end);
}
