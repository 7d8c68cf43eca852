/** A job: kernel calls and addresses, ready to run, and its form in the job table. */
import type { Generated } from "./generate";

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
  /** A reduction's kernel, or -1, and what it reads; its partial results are the output, one for each block. */
  fold: number;
  foldSource: number;
  /** The output is one of the inputs. */
  inPlace: boolean;
  /** Count results that became NaN: kernel indices of COUNTERS (catalog/engine-kernels.ts); empty where nothing is counted. */
  counters: number[];
}

/** Writes a job's words. The caller publishes them by the slot's STATE. */
export function encode(job: KernelJob, words: Int32Array, at: number): void {
  const place = (p: Place) => [p.pointer | 0, p.stride, p.shift];
  const encoded = [
    job.count, job.chunk, job.tile, job.inPlace ? 1 : 0, job.inputs, job.operands.length, job.calls.length, job.counters.length,
    job.fold, job.foldSource, job.spreads.length, ...place(job.out), ...job.operands.flatMap(place), ...job.calls, ...job.counters,
    ...job.spreads.flatMap((s) => [s.operand, s.length, s.inner, s.start]),
    job.refs.length, ...job.refs, job.generated.length, ...job.generated.flatMap(({ id, bytes }) => [id, bytes.length, ...wordsOf(bytes)]),
  ];
  if (encoded.length > PROGRAM_WORDS) throw new RangeError(`a job of ${encoded.length} words does not fit in a slot`);
  words.set(encoded, at);
}

function wordsOf(bytes: Uint8Array): Int32Array {
  const words = new Int32Array(Math.ceil(bytes.length / 4));
  new Uint8Array(words.buffer).set(bytes);
  return words;
}

export function decode(words: Int32Array, at: number): KernelJob {
  const [count, chunk, tile, inPlace, inputs, operands, calls, counters, fold, foldSource, spreads] = words.subarray(
    at,
    at + 11,
  ) as unknown as [number, number, number, number, number, number, number, number, number, number, number];
  const place = (i: number): Place => ({ pointer: words[i]! >>> 0, stride: words[i + 1]!, shift: words[i + 2]! });
  const first = at + 14;
  const afterOperands = first + 3 * operands;
  const afterCalls = afterOperands + calls;
  const afterCounters = afterCalls + counters;
  const refsAt = afterCounters + 4 * spreads + 1;
  const refs = words[refsAt - 1]!;
  return {
    count, chunk, tile, inputs, fold, foldSource,
    inPlace: inPlace !== 0,
    out: place(at + 11),
    operands: Array.from({ length: operands }, (_, i) => place(first + 3 * i)),
    calls: words.slice(afterOperands, afterCalls),
    refs: words.slice(refsAt, refsAt + refs),
    generated: generatedAt(words, refsAt + refs),
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

function generatedAt(words: Int32Array, at: number): Generated[] {
  const kernels: Generated[] = [];
  const count = words[at++]!;
  while (kernels.length < count) {
    const [id, length] = [words[at]!, words[at + 1]!];
    kernels.push({ id, bytes: new Uint8Array(words.slice(at + 2, at + 2 + Math.ceil(length / 4)).buffer, 0, length) });
    at += 2 + Math.ceil(length / 4);
  }
  return kernels;
}
