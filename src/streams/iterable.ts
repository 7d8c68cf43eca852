/** Arrays of numbers as they come, and numbers one by one, as a column. */
import { now, Turns } from "../clock";
import { viewOf } from "../dtype";
import { DetachedBuffer, NotANumber, UnsupportedInput } from "../errors";
import { dtypeOf, isFloatArray } from "../typed-array";
import { isIterable, Steps } from "../functions/iterator";
import { LATE, Patience } from "../functions/patience";
import type { Column } from "./column";

/** What there is goes on after that long, however much more would fit. */
const PATIENCE_MS = 3;
/** Elements that are copied between two looks at the clock. */
const MOST_AT_ONCE = 65_536;

/** Arrays of numbers as they come, of any lengths; or numbers one by one. `check` refuses a view whose memory may not be read. @throws UnsupportedInput, BadIterator */
export function openIterable(given: unknown, where: string, check: (view: ArrayBufferView) => void = () => {}): Column {
  if (typeof given !== "object" || !isIterable(given)) throw new UnsupportedInput(`${where}: must be an iterable, or async iterable, of arrays of numbers, got ${given === null ? "null" : typeof given}`);
  // An array of numbers is one chunk; an array of arrays their series.
  const isChunk = ArrayBuffer.isView(given) || (Array.isArray(given) && typeof given[0] === "number");
  const steps = Steps.of(isChunk ? [given] : given, where);
  const turns = new Turns();
  let chunk: Chunk = new Chunk([], 0, where, check);
  let ended = false;
  let closed = false;
  let pending: Promise<unknown> | undefined;
  /** The next chunk, or undefined where it does not come in time. At the end there is an empty one. */
  const refill = async (patience: Patience | undefined): Promise<Chunk | undefined> => {
    const asked = pending ?? steps.ask();
    if (!(asked instanceof Promise)) return taken(asked);
    pending = asked;
    const result = await (patience ? patience.wait(asked) : asked);
    if (result === LATE) return undefined;
    pending = undefined;
    return taken(steps.read(result));
  };
  const taken = ({ done, value }: { done: boolean; value: unknown }): Chunk => {
    ended = done;
    return new Chunk(done ? [] : numbersOf(value, where), chunk.end, where, check);
  };
  return {
    dtype: "float64", length: undefined,
    async read(target, isImpatient) {
      let filled = 0;
      let patience: Patience | undefined;
      const begun = now();
      try {
        while (filled < target.length) {
          if (closed) return 0; // what was to be filled may be another's by now
          if (turns.isDue) {
            if (isImpatient && filled > 0 && now() - begun > PATIENCE_MS) break;
            await turns.take();
            continue;
          }
          if (chunk.isRead) {
            if (ended) break;
            if (isImpatient && filled > 0) patience ??= new Patience(PATIENCE_MS);
            const next = await refill(patience);
            if (!next) break;
            chunk = next;
          } else filled += chunk.copy(target, filled);
        }
      } catch (error) {
        ended = true;
        throw error;
      } finally {
        patience?.end();
      }
      return filled;
    },
    async close() {
      closed = true;
      pending?.catch(() => {});
      steps.leave();
    },
  };
}

/** An array of numbers that is copied from its front to its end. */
class Chunk {
  private next = 0;
  private readonly length: number;

  constructor(
    private readonly numbers: ArrayLike<number>,
    /** Elements of the column before it. */
    private readonly before: number,
    private readonly where: string,
    private readonly check: (view: ArrayBufferView) => void,
  ) {
    this.length = numbers.length;
  }

  get isRead(): boolean {
    return this.next >= this.length;
  }

  /** Elements of the column as far as its end. */
  get end(): number {
    return this.before + this.length;
  }

  /** Copies what there is and what there is room for. How many elements. @throws NotANumber, DetachedBuffer, and what `check` does */
  copy(target: Float64Array | Float32Array, at: number): number {
    const { numbers, next } = this;
    const count = Math.min(target.length - at, this.length - next, MOST_AT_ONCE);
    if (ArrayBuffer.isView(numbers)) this.checkView(numbers);
    // A subclass's constructor may take other arguments than a typed array's: so no subarray().
    if (isFloatArray(numbers)) target.set(viewOf(dtypeOf(numbers), numbers.buffer, numbers.byteOffset + next * numbers.BYTES_PER_ELEMENT, count), at);
    else for (let i = 0; i < count; i++) target[at + i] = this.numberAt(next + i);
    this.next += count;
    return count;
  }

  private checkView(view: ArrayBufferView): void {
    this.check(view);
    const { length } = view as unknown as ArrayLike<number>;
    if (length === this.length) return;
    throw new DetachedBuffer(`${this.where}: a chunk has changed its length from ${this.length} to ${length} before it was read. Leave it alone until the next one is asked for`);
  }

  private numberAt(i: number): number {
    const value: unknown = this.numbers[i];
    if (typeof value === "number") return value;
    const index = this.before + i;
    throw new NotANumber(`${this.where}: element ${index} must be a number, got ${value === null ? "null" : typeof value}`, index);
  }
}

/** @throws UnsupportedInput, DetachedBuffer */
function numbersOf(chunk: unknown, where: string): ArrayLike<number> {
  if (typeof chunk === "number") return [chunk];
  if (Array.isArray(chunk)) return chunk as number[];
  if (ArrayBuffer.isView(chunk) && !(chunk instanceof DataView) && !Buffer.isBuffer(chunk)) {
    if (isGone(chunk)) throw new DetachedBuffer(`${where}: a chunk's memory was detached (transferred), or has shrunk below it. Give chunks whose memory nobody transfers or resizes`);
    return chunk as unknown as ArrayLike<number>;
  }
  const what = Buffer.isBuffer(chunk) ? "a Buffer: give new Float64Array(buffer.buffer, buffer.byteOffset, buffer.length / 8), or the file's path to mapFile" : chunk === null ? "null" : typeof chunk;
  throw new UnsupportedInput(`${where}: a chunk must be an array of numbers, got ${what}`);
}

/** Whether there is no memory behind a view any more: then it has no elements, and refuses to be iterated. */
function isGone(view: ArrayBufferView): boolean {
  const array = view as Float64Array;
  if (array.length > 0) return false;
  try {
    return !array.values().next().done;
  } catch {
    return true;
  }
}
