/**
 * Copies from callers' arrays into shared memory. TypedArray.set may copy what is shared a word at a time, and other ways of the host not:
 * once enough has been copied, all of them are measured, and the quickest is kept.
 */
import { byteCopiers, sharedBuffer } from "#platform";
import { now } from "../clock";
import type { FloatArray, NumberArray } from "../dtype";
import type { CopyBytes } from "../platform/host";
import { cut, isShared, kindOf, setInto } from "../typed-array";

/** Less is not worth two views. */
const LEAST_BYTES = 32 * 1024;
/** A process that copies less than this ends before it has gained what measuring takes. */
const UNMEASURED_BYTES = 16 << 20;
/** What is copied to measure, how often, and how much quicker than TypedArray.set another way must be. */
const MEASURED_BYTES = 128 * 1024;
const ROUNDS = 12;
const WORTH = 0.9;
/** Bytes that are compared, and the last one. */
const LOOKED_AT = 256;

let copiedBytes = 0;
/** null: TypedArray.set. */
let quickest: CopyBytes | null | undefined = byteCopiers.length > 0 ? undefined : null;

/** Copies elements [begin, end) of a plain view to the front of another, of memory that it does not share. */
export function copyInto(target: FloatArray, source: NumberArray, begin: number, end: number): void {
  const { BYTES_PER_ELEMENT: size, buffer, byteOffset } = source;
  const bytes = (end - begin) * size;
  if (quickest !== null && bytes >= LEAST_BYTES && isShared(target.buffer) && kindOf(source) === kindOf(target)) {
    if (quickest) {
      quickest(new Uint8Array(target.buffer, target.byteOffset, bytes), new Uint8Array(buffer, byteOffset + begin * size, bytes));
      return;
    }
    copiedBytes += bytes;
    if (copiedBytes > UNMEASURED_BYTES) quickest = quickestOf(byteCopiers, now);
  }
  setInto(target, begin === 0 && end === source.length ? source : cut(source, begin, end));
}

/** Which of them copies what it is given, and surely quicker than TypedArray.set does; null: none. Takes less than a millisecond. */
export function quickestOf(copiers: readonly CopyBytes[], clock: () => number): CopyBytes | null {
  const source = new Uint8Array(MEASURED_BYTES).fill(255);
  const target = new Uint8Array(sharedBuffer(MEASURED_BYTES));
  for (let i = 0; i < LOOKED_AT; i++) source[i] = i;
  const leastMs = (copy: CopyBytes) => {
    let least = Number.POSITIVE_INFINITY;
    for (let round = 0; round < ROUNDS; round++) {
      const begun = clock();
      copy(target, source);
      least = Math.min(least, clock() - begun);
    }
    return least;
  };
  let best: CopyBytes | null = null;
  let bestMs = leastMs(setInto) * WORTH;
  for (const copy of copiers) {
    target.fill(0);
    let ms: number;
    try {
      ms = leastMs(copy);
    } catch {
      continue; // it takes no shared memory
    }
    const isRight = target[MEASURED_BYTES - 1] === 255 && target.subarray(0, LOOKED_AT).every((byte, i) => byte === i);
    if (ms < bestMs && isRight) [best, bestMs] = [copy, ms];
  }
  return best;
}
