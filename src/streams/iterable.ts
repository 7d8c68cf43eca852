/** Arrays of numbers as they come, and numbers one by one, as a column. */
import { pause } from "../clock";
import { isFloatArray } from "../typed-array";
import { NotANumber, UnsupportedInput } from "../errors";
import { leave } from "../functions/source";
import type { Column } from "./column";

/** What there is of a slow stream goes on after that long. */
const PATIENCE_MS = 50;

/** Arrays of numbers as they come, of any lengths; or numbers one by one. @throws UnsupportedInput */
export function openIterable(given: unknown, where: string): Column {
  const isIterable = typeof given === "object" && given !== null && (Symbol.asyncIterator in given || Symbol.iterator in given);
  if (!isIterable) throw new UnsupportedInput(`${where}: must be an iterable, or async iterable, of arrays of numbers, got ${given === null ? "null" : typeof given}`);
  // An array of numbers is one chunk; an array of arrays their series.
  const isChunk = ArrayBuffer.isView(given) || (Array.isArray(given) && typeof given[0] === "number");
  const chunks: AsyncIterator<unknown> | Iterator<unknown> = isChunk ? [given][Symbol.iterator]() : Symbol.asyncIterator in given ? (given as AsyncIterable<unknown>)[Symbol.asyncIterator]() : (given as Iterable<unknown>)[Symbol.iterator]();
  let chunk: ArrayLike<number> = [];
  let next = 0;
  let before = 0;
  let ended = false;
  let closed = false;
  let pending: Promise<IteratorResult<unknown>> | undefined;
  /** Whether there is another chunk, and in time. */
  const refill = async (late: Promise<void> | undefined) => {
    if (ended) return false;
    pending ??= Promise.resolve(chunks.next());
    const found = late ? await Promise.race([pending, late]) : await pending;
    if (!found) return false;
    pending = undefined;
    if (closed) return false; // whoever asked is gone, and so may be what was to be filled
    before += chunk.length;
    next = 0;
    chunk = found.done ? [] : numbersOf(found.value, where);
    ended = found.done === true;
    return !ended;
  };
  return {
    dtype: "float64", length: undefined,
    async read(target, isImpatient) {
      let filled = 0;
      let late: Promise<void> | undefined;
      while (filled < target.length) {
        if (closed) return 0; // what was to be filled may be another's by now
        if (next >= chunk.length) {
          if (isImpatient && filled > 0) late ??= pause(PATIENCE_MS);
          if (!(await refill(late))) break;
          continue;
        }
        const count = Math.min(target.length - filled, chunk.length - next);
        if (isFloatArray(chunk)) target.set(chunk.subarray(next, next + count), filled);
        else for (let i = 0; i < count; i++) target[filled + i] = numberAt(chunk, next + i, before, where);
        filled += count;
        next += count;
      }
      return filled;
    },
    async close() {
      closed = true;
      if (ended) return;
      ended = true;
      pending?.catch(() => {});
      leave(chunks);
    },
  };
}

function numbersOf(chunk: unknown, where: string): ArrayLike<number> {
  if (typeof chunk === "number") return [chunk];
  if (Array.isArray(chunk) || (ArrayBuffer.isView(chunk) && !(chunk instanceof DataView) && !Buffer.isBuffer(chunk))) return chunk as unknown as ArrayLike<number>;
  const what = Buffer.isBuffer(chunk) ? "a Buffer: give new Float64Array(buffer.buffer, buffer.byteOffset, buffer.length / 8), or the file's path to mapFile" : chunk === null ? "null" : typeof chunk;
  throw new UnsupportedInput(`${where}: a chunk must be an array of numbers, got ${what}`);
}

function numberAt(chunk: ArrayLike<number>, i: number, before: number, where: string): number {
  const value: unknown = chunk[i];
  if (typeof value === "number") return value;
  throw new NotANumber(`${where}: element ${before + i} must be a number, got ${value === null ? "null" : typeof value}`, before + i);
}
