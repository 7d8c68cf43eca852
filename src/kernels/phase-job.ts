/** A phase, or a chain of them, as a job: kernels of families over units, with their arguments in memory; and its form in the job table. */
import type { FamilyKernel } from "./families";
import type { KernelInstance } from "./kernel";

export interface PhasePart extends FamilyKernel {
  /** Where its arguments lie. */
  frame: number;
  units: number;
  /** Units a chunk, and the job's chunk that begins with its first one. */
  chunk: number;
  first: number;
  /** Where the seats' scratch begins, and what each has of it; where it needs none, the seat's tiles. */
  scratch: number;
  scratchBytes: number;
}

export interface PhaseJob {
  parts: PhasePart[];
}

/** In the place of a tile job's count. */
const PHASES = -1;
const PART_WORDS = 10;

export const isPhaseJob = (words: Int32Array, at: number): boolean => words[at] === PHASES;

export function encodePhases({ parts }: PhaseJob, words: Int32Array, at: number): void {
  words[at] = PHASES;
  words[at + 1] = parts.length;
  parts.forEach(({ module, index, frame, units, chunk, first, scratch, scratchBytes }, i) => {
    const { id, pointer, bytes } = module;
    words.set([id, pointer | 0, bytes, index, frame | 0, units, chunk, first, scratch | 0, scratchBytes], at + 2 + i * PART_WORDS);
  });
}

export function decodePhases(words: Int32Array, at: number): PhaseJob {
  const parts = Array.from({ length: words[at + 1]! }, (_, i): PhasePart => {
    const word = (k: number) => words[at + 2 + i * PART_WORDS + k]!;
    const module = { id: word(0), pointer: word(1) >>> 0, bytes: word(2) };
    const [index, frame, units, chunk, first, scratch, scratchBytes] = [3, 4, 5, 6, 7, 8, 9].map(word) as [
      number, number, number, number, number, number, number,
    ];
    return { module, index, frame: frame >>> 0, units, chunk, first, scratch: scratch >>> 0, scratchBytes };
  });
  return { parts };
}

/** Runs a chunk in a seat whose tiles lie at `tiles`. The sum of what its units found. */
export function runPhases(kernels: KernelInstance, { parts }: PhaseJob, chunk: number, seat: number, tiles: number): number {
  let part = parts[0]!;
  for (const other of parts) if (other.first <= chunk) part = other;
  const begin = (chunk - part.first) * part.chunk;
  const scratch = part.scratchBytes > 0 ? part.scratch + seat * part.scratchBytes : tiles;
  return kernels.family(part.module)[part.index]!(part.frame, begin, Math.min(part.units, begin + part.chunk), scratch) ?? 0;
}
