/** Arrays of numbers as they come, and numbers one by one, as a column. */
import { now, Turns } from "../clock";
import { DetachedBuffer, NotANumber, UnsupportedInput } from "../errors";
import { isIterable, type IteratorStep, IteratorSteps } from "../functions/iterator";
import { LATE, Patience } from "../functions/patience";
import { allocationOf } from "../memory/arena";
import { cut, isBuffer, isList, isTypedArray, lengthOf, lossOf, numbersIn } from "../typed-array";
import type { Feed } from "./feed";

/** What there is goes on after that long, however much more would fit. */
const PATIENCE_MS = 2;
/** Single numbers between two looks at the clock. */
const LOOK_EACH = 64;
/** Elements that are copied between two looks at the clock. */
const MOST_AT_ONCE = 65_536;

/** Arrays of numbers as they come, of any lengths; or numbers one by one. @throws UnsupportedInput, BadIterator */
export function openIterable(given: unknown, where: string): Feed {
  if (typeof given !== "object" || !isIterable(given)) {
    throw new UnsupportedInput(
      `${where}: must be an iterable, or async iterable, of arrays of numbers, got ${given === null ? "null" : typeof given}`,
    );
  }
  // An array of numbers is one chunk; an array of arrays their series.
  const isChunk = isTypedArray(given) || (isList(given) && typeof given[0] === "number");
  const steps = IteratorSteps.of(isChunk ? [given] : given, where);
  const turns = new Turns();
  let chunk: Chunk | undefined;
  /** Elements that have come so far. */
  let count = 0;
  let ended = false;
  let closed = false;
  let pending: Promise<unknown> | undefined;
  /** The next step, or undefined where it does not come in time. */
  const awaited = async (asked: Promise<unknown>, patience: Patience | undefined): Promise<IteratorStep | undefined> => {
    pending = asked;
    try {
      const result = await (patience ? patience.wait(asked) : asked);
      if (result === LATE) return undefined;
      pending = undefined;
      return steps.read(result);
    } catch (error) {
      steps.failed();
      throw error;
    }
  };
  return {
    dtype: "float64", length: undefined,
    async read(target, isImpatient) {
      let filled = 0;
      let patience: Patience | undefined;
      let untilLook = LOOK_EACH;
      const begun = now();
      try {
        while (filled < target.length) {
          if (closed) return 0; // what was to be filled may be another's by now
          if (--untilLook < 0) {
            untilLook = LOOK_EACH;
            if (turns.isDue) {
              if (isImpatient && filled > 0 && now() - begun > PATIENCE_MS) break;
              await turns.take();
              continue;
            }
          }
          if (chunk && !chunk.isRead) {
            filled += chunk.copy(target, filled);
            untilLook = 0; // it may have been a large one
            continue;
          }
          if (ended) break;
          if (isImpatient && filled > 0) patience ??= new Patience(PATIENCE_MS);
          const asked = pending ?? steps.ask();
          const step: IteratorStep | undefined = asked instanceof Promise ? await awaited(asked, patience) : asked;
          if (!step) break;
          if (step.done) ended = true;
          else if (typeof step.value === "number") {
            target[filled++] = step.value;
            count++;
          } else {
            chunk = new Chunk(numbersOf(step.value, where), count, where);
            count += chunk.length;
          }
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
  readonly length: number;
  /** A typed array as a plain view. */
  private readonly view;

  constructor(
    private readonly numbers: ArrayLike<number>,
    /** Elements of the column before it. */
    private readonly before: number,
    private readonly where: string,
  ) {
    this.view = numbersIn(numbers);
    this.length = (this.view ?? numbers).length;
  }

  get isRead(): boolean {
    return this.next >= this.length;
  }

  /** Copies what there is and what there is room for. How many elements. @throws NotANumber, DetachedBuffer, FreedArray */
  copy(target: Float64Array | Float32Array, at: number): number {
    const { next, view } = this;
    const count = Math.min(target.length - at, this.length - next, MOST_AT_ONCE);
    if (view) {
      allocationOf(view, this.where, "a chunk");
      this.checkLength();
      target.set(cut(view, next, next + count), at);
    } else for (let i = 0; i < count; i++) target[at + i] = this.numberAt(next + i);
    this.next += count;
    return count;
  }

  private checkLength(): void {
    const length = lengthOf(this.numbers);
    if (length === this.length) return;
    throw new DetachedBuffer(
      `${this.where}: a chunk has changed its length from ${this.length} to ${length} before it was read. Leave it alone until the ` +
        "next one is asked for",
    );
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
  if (isList(chunk)) return chunk as number[];
  const view = numbersIn(chunk);
  if (view) {
    if (lossOf(view)) {
      throw new DetachedBuffer(
        `${where}: a chunk's memory was detached (transferred), or has shrunk below it. Give chunks whose memory nobody transfers or ` +
          "resizes",
      );
    }
    return chunk as ArrayLike<number>;
  }
  const got = chunk === null ? "null" : typeof chunk;
  const wayOut = "give new Float64Array(buffer.buffer, buffer.byteOffset, buffer.length / 8), or the file's path to mapFile";
  throw new UnsupportedInput(`${where}: a chunk must be an array of numbers, got ${isBuffer(chunk) ? `a Buffer: ${wayOut}` : got}`);
}
