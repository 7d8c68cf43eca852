/** What a function over batches is applied to: an array, a typed array, an iterable, cut from front to back. */
import { now, pause, turn } from "../clock";
import type { TypedArray } from "../dtype";
import { DetachedBuffer, UnsupportedInput } from "../errors";

/** Elements [begin, begin + count). */
export interface Batch {
  readonly begin: number;
  readonly count: number;
  /** One of its elements, where their size is not known. */
  readonly sample?: unknown;
  /** What the function is given: made anew for each try. `shares`: the function may get views of shared memory. */
  data(shares: boolean): { batch: unknown; transfer: ArrayBuffer[] };
}

export interface Source {
  /** Elements, if that is known. */
  readonly length: number | undefined;
  /** A typed array of that kind has the results where there are none. */
  readonly typed: TypedArray | undefined;
  /** Bytes of an element, or 0 where only the elements tell. */
  readonly elementBytes: number;
  /** At most `size` elements; none at the end. */
  next(size: number): Batch | undefined | Promise<Batch | undefined>;
  /** Nothing more is wanted. */
  close(): Promise<void>;
}

/** Elements of a slow source go on after that long, though the batch is not full. */
const PATIENCE_MS = 50;
/** Elements between two looks at the clock, and how long the event loop may be without a turn. */
const LOOK_EACH = 64;
const TURN_MS = 5;

/** @throws UnsupportedInput */
export function sourceOf(data: unknown, where: string): { source: Source; isStream: boolean } {
  if (Array.isArray(data)) return { source: ofArray(data), isStream: false };
  if (ArrayBuffer.isView(data) && !(data instanceof DataView)) return { source: ofTyped(data as TypedArray, where), isStream: false };
  if (typeof data === "object" && data !== null) {
    if (Symbol.asyncIterator in data) return { source: ofAsync((data as AsyncIterable<unknown>)[Symbol.asyncIterator]()), isStream: true };
    if (Symbol.iterator in data) return { source: ofIterator((data as Iterable<unknown>)[Symbol.iterator]()), isStream: false };
  }
  const got = data === null ? "null" : typeof data === "object" ? Object.prototype.toString.call(data) : typeof data;
  throw new UnsupportedInput(`${where}: data must be an array, a typed array, an iterable or an async iterable, got ${got}. Of an object: Object.entries(...)`);
}

function ofArray(array: readonly unknown[]): Source {
  let at = 0;
  return {
    length: array.length, typed: undefined, elementBytes: 0,
    next(size) {
      if (at >= array.length) return undefined;
      const batch = itemsBatch(at, array.slice(at, at + size));
      at += size;
      return batch;
    },
    close: async () => {},
  };
}

function itemsBatch(begin: number, items: unknown[]): Batch {
  return { begin, count: items.length, sample: items[0], data: () => ({ batch: items, transfer: [] }) };
}

function ofTyped(given: TypedArray, where: string): Source {
  // Node's Buffer is cut like any other array of bytes: its own slice() copies nothing.
  const array = typeof Buffer === "function" && Buffer.isBuffer(given) ? new Uint8Array(given.buffer, given.byteOffset, given.length) : given;
  const { length } = array;
  const isShared = typeof SharedArrayBuffer === "function" && array.buffer instanceof SharedArrayBuffer;
  let at = 0;
  return {
    length, typed: array, elementBytes: array.BYTES_PER_ELEMENT,
    next(size) {
      if (at >= length) return undefined;
      const begin = at;
      const end = (at = Math.min(length, begin + size));
      return {
        begin, count: end - begin,
        data(shares) {
          if (array.length !== length) throw new DetachedBuffer(`${where}: data changed its length from ${length} to ${array.length} during the call. Leave it alone until the promise settles`);
          if (isShared && shares) return { batch: array.subarray(begin, end), transfer: [] };
          const copy = new (array.constructor as new (values: TypedArray) => TypedArray)(array.subarray(begin, end) as TypedArray);
          return { batch: copy, transfer: [copy.buffer as ArrayBuffer] };
        },
      };
    },
    close: async () => {},
  };
}

/** Tells an iterator that nothing more is wanted, and waits for nothing: what ended the call is what the call tells. */
export function leave(iterator: Iterator<unknown> | AsyncIterator<unknown>): void {
  try {
    void Promise.resolve(iterator.return?.()).catch(() => {});
  } catch {
    // of an iterator that is not async
  }
}

function ofIterator(iterator: Iterator<unknown>): Source {
  let at = 0;
  let ended = false;
  return {
    length: undefined, typed: undefined, elementBytes: 0,
    next(size) {
      const items: unknown[] = [];
      const begun = now();
      while (!ended && items.length < size) {
        const { value, done } = iterator.next();
        if (done) ended = true;
        else if (items.push(value) % LOOK_EACH === 0 && now() - begun > PATIENCE_MS) break;
      }
      if (items.length === 0) return undefined;
      at += items.length;
      return itemsBatch(at - items.length, items);
    },
    async close() {
      if (ended) return;
      ended = true;
      leave(iterator);
    },
  };
}

/** At most one element is asked for at a time, and only when it is wanted. */
function ofAsync(iterator: AsyncIterator<unknown>): Source {
  let at = 0;
  let ended = false;
  let pending: Promise<IteratorResult<unknown>> | undefined;
  return {
    length: undefined, typed: undefined, elementBytes: 0,
    async next(size) {
      const items: unknown[] = [];
      let late: Promise<void> | undefined;
      let since = now();
      let turned = since;
      while (!ended && items.length < size) {
        pending ??= Promise.resolve(iterator.next());
        const next = late ? await Promise.race([pending, late]) : await pending;
        if (!next) break;
        pending = undefined;
        if (next.done) ended = true;
        else if (items.push(next.value) === 1) since = now();
        if (!ended && items.length < size) late ??= pause(PATIENCE_MS);
        // A source that is always ready lets no timer go off, nor anything else: this does.
        if (items.length % LOOK_EACH !== 0) continue;
        if (now() - since > PATIENCE_MS) break;
        if (now() - turned < TURN_MS) continue;
        await turn();
        turned = now();
      }
      if (items.length === 0) return undefined;
      at += items.length;
      return itemsBatch(at - items.length, items);
    },
    async close() {
      if (ended) return;
      ended = true;
      pending?.catch(() => {});
      leave(iterator);
    },
  };
}
