/** A job: kernel calls and addresses, ready to run, and its form in the job table. */
import type { Generated } from "./generate";
import type { Ref } from "./refs";

/** Words of an encoded job at most: of the longest program there is (expression/linearize.ts), with conversions before each step. */
export const PROGRAM_WORDS = 16_384;

/** An array as kernels see it. stride 0: one vector that holds a scalar in every lane. */
export interface Place {
  pointer: number;
  stride: number;
  /** log2 of the element's bytes. */
  shift: number;
}

/** An operand that is spread over the result (kinds.ts); `start`: the result's element that the job begins with, within a period. */
export interface SpreadPlace {
  operand: number;
  length: number;
  inner: number;
  start: number;
}

/** What a reduction does with each block: folds of its columns, whose partial results are the block's record; none where a kernel folds. */
export interface FoldCalls {
  /** Of a record. */
  bytes: number;
  /** One or two: blocks, or inputs themselves. */
  columns: Ref[];
  /** The kernel that leaves NaN out before folds are taken (and begins the record with how many are kept), or NONE. */
  skip: Ref;
  /** `isOfAll`: it is of the columns as they were, before NaN were left out. */
  folds: { kernel: number; offset: number; isOfAll: boolean }[];
}

export interface KernelJob {
  /** Elements, and elements a chunk. */
  count: number;
  chunk: number;
  /** Elements a tile. */
  tile: number;
  /** Kernel, a, b, c, out for each call (refs.ts); what generated kernels read and write, and these themselves. */
  calls: Int32Array;
  refs: Int32Array;
  generated: Generated[];
  out: Place;
  /** The inputs, then the constants. */
  operands: Place[];
  inputs: number;
  spreads: SpreadPlace[];
  /** Of a reduction: the output is a record for each block. */
  folding: FoldCalls | undefined;
  /** The output is one of the inputs. */
  inPlace: boolean;
  /** Count results that became NaN: kernel indices of COUNTERS (catalog/engine-kernels.ts); empty where nothing is counted. */
  counters: number[];
}

/** Writes a job's words. The caller publishes them by the slot's STATE. */
export function encode(job: KernelJob, words: Int32Array, at: number): void {
  const { operands, calls, counters, spreads, refs, generated } = job;
  const folding = foldWords(job.folding);
  let length = 14 + 3 * operands.length + calls.length + counters.length + 4 * spreads.length + refs.length + folding.length;
  for (const { bytes } of generated) length += 2 + Math.ceil(bytes.length / 4);
  if (length > PROGRAM_WORDS) throw new RangeError(`a job of ${length} words does not fit in a slot`);
  const put = (word: number) => { // word by word: lists made for it take as long as waking a thread
    words[at++] = word;
  };
  const place = ({ pointer, stride, shift }: Place) => { put(pointer); put(stride); put(shift); };
  put(job.count); put(job.chunk); put(job.tile); put(job.inPlace ? 1 : 0); put(job.inputs);
  put(operands.length); put(calls.length); put(counters.length); put(spreads.length);
  place(job.out);
  operands.forEach(place);
  calls.forEach(put);
  counters.forEach(put);
  for (const { operand, length, inner, start } of spreads) { put(operand); put(length); put(inner); put(start); }
  put(refs.length);
  refs.forEach(put);
  put(generated.length);
  for (const { id, bytes } of generated) { put(id); put(bytes.length); wordsOf(bytes).forEach(put); }
  folding.forEach(put);
}

function foldWords(folding: FoldCalls | undefined): number[] {
  if (!folding) return [0];
  const { bytes, columns, skip, folds } = folding;
  const calls = folds.flatMap(({ kernel, offset, isOfAll }) => [kernel, offset, isOfAll ? 1 : 0]);
  return [bytes, skip, columns.length, ...columns, folds.length, ...calls];
}

function foldingAt(words: Int32Array, at: number): FoldCalls | undefined {
  const bytes = words[at]!;
  if (bytes === 0) return undefined;
  const first = at + 3 + words[at + 2]!;
  return {
    bytes,
    skip: words[at + 1]!,
    columns: Array.from(words.subarray(at + 3, first)),
    folds: Array.from({ length: words[first]! }, (_, i) => {
      const [kernel, offset, isOfAll] = words.subarray(first + 1 + 3 * i, first + 4 + 3 * i) as unknown as [number, number, number];
      return { kernel, offset, isOfAll: isOfAll !== 0 };
    }),
  };
}

function wordsOf(bytes: Uint8Array): Int32Array {
  const words = new Int32Array(Math.ceil(bytes.length / 4));
  new Uint8Array(words.buffer).set(bytes);
  return words;
}

export function decode(words: Int32Array, at: number): KernelJob {
  const [count, chunk, tile, inPlace, inputs, operands, calls, counters, spreads] = words.subarray(at, at + 9) as unknown as [
    number, number, number, number, number, number, number, number, number,
  ];
  const place = (i: number): Place => ({ pointer: words[i]! >>> 0, stride: words[i + 1]!, shift: words[i + 2]! });
  const first = at + 12;
  const afterOperands = first + 3 * operands;
  const afterCalls = afterOperands + calls;
  const afterCounters = afterCalls + counters;
  const refsAt = afterCounters + 4 * spreads + 1;
  const refs = words[refsAt - 1]!;
  const { generated, end } = generatedAt(words, refsAt + refs);
  return {
    count, chunk, tile, inputs, generated,
    folding: foldingAt(words, end),
    inPlace: inPlace !== 0,
    out: place(at + 9),
    operands: Array.from({ length: operands }, (_, i) => place(first + 3 * i)),
    calls: words.slice(afterOperands, afterCalls),
    refs: words.slice(refsAt, refsAt + refs),
    counters: Array.from(words.subarray(afterCalls, afterCounters)),
    spreads: Array.from({ length: spreads }, (_, i) => {
      const [operand, length, inner, start] = words.subarray(afterCounters + 4 * i, afterCounters + 4 * i + 4) as unknown as [
        number,
        number,
        number,
        number,
      ];
      return { operand, length, inner, start };
    }),
  };
}

/** What was generated, and where its words end. */
function generatedAt(words: Int32Array, at: number): { generated: Generated[]; end: number } {
  const generated: Generated[] = [];
  const count = words[at++]!;
  while (generated.length < count) {
    const [id, length] = [words[at]!, words[at + 1]!];
    generated.push({ id, bytes: new Uint8Array(words.slice(at + 2, at + 2 + Math.ceil(length / 4)).buffer, 0, length) });
    at += 2 + Math.ceil(length / 4);
  }
  return { generated, end: at };
}
