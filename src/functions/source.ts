/** What a function over batches is applied to: an array, a typed array, an iterable, cut from front to back. */
import { now, Turns } from "../clock";
import type { TypedArray } from "../dtype";
import { DetachedBuffer, shown, UnsupportedInput } from "../errors";
import { anyFreed, refuseFreed } from "../memory/arena";
import { cut, elementsIn, isList, isShared } from "../typed-array";
import { isIterable, type IteratorStep, IteratorSteps } from "./iterator";
import { LATE, Patience } from "./patience";
import { eachSharedBuffer } from "./shared-views";

/** Elements [begin, begin + count). */
export interface Batch {
  readonly begin: number;
  readonly count: number;
  /** One of its elements, where their size is not known. */
  readonly sample?: unknown;
  /** What the function is given: made anew for each try. `shares`: the function may get views of shared memory. */
  data(shares: boolean): { batch: unknown; transfer: ArrayBuffer[] };
}

export interface BatchSource {
  /** Elements, if that is known. */
  readonly length: number | undefined;
  /** A typed array of that kind has the results where there are none. */
  readonly typed: TypedArray | undefined;
  /** Bytes of an element, or 0 where only the elements tell. */
  readonly elementBytes: number;
  /** At most `size` elements; none at the end. `isAsked`: the caller wants batches of that size, so what is nearly there is waited for. */
  next(size: number, isAsked?: boolean): Batch | undefined | Promise<Batch | undefined>;
  /** Nothing more is wanted. */
  close(): Promise<void>;
}

/** Elements of a slow source go on after that long, though the batch is not full. */
const PATIENCE_MS = 50;
/**
 * Those of a source that is always ready, where nobody asked for a size: the more there are, the longer their copying holds the event
 * loop.
 */
const GATHER_MS = 6;

/** @throws UnsupportedInput, BadIterator */
export function sourceOf(data: unknown, where: string): BatchSource {
  if (isList(data)) return ofArray(data, where);
  const elements = elementsIn(data); // a Buffer is cut like any other array of bytes
  if (elements) return ofTyped(elements, where);
  if (typeof data === "object" && isIterable(data)) return ofSteps(IteratorSteps.of(data, where), where);
  throw new UnsupportedInput(
    `${where}: data must be an array, a typed array, an iterable or an async iterable, got ${shown(data)}. Of an object: ` +
      "Object.entries(...)",
  );
}

function ofArray(array: readonly unknown[], where: string): BatchSource {
  let at = 0;
  return {
    length: array.length, typed: undefined, elementBytes: 0,
    next(size) {
      if (at >= array.length) return undefined;
      const batch = itemsBatch(at, itemsOf(array, at, Math.min(array.length, at + size)), where);
      at += size;
      return batch;
    },
    close: async () => {},
  };
}

/** A subclass's slice() would call its constructor. */
function itemsOf(array: readonly unknown[], begin: number, end: number): unknown[] {
  if ((array as { constructor?: unknown }).constructor === Array) return array.slice(begin, end);
  return Array.from({ length: end - begin }, (_, i) => array[begin + i]);
}

function itemsBatch(begin: number, items: unknown[], where: string): Batch {
  return {
    begin, count: items.length, sample: items[0],
    data() {
      if (anyFreed()) eachSharedBuffer(items, (buffer) => refuseFreed(buffer, where, "an array in the data"));
      return { batch: items, transfer: [] };
    },
  };
}

function ofTyped(array: TypedArray, where: string): BatchSource {
  const { length } = array;
  const isInSharedMemory = isShared(array.buffer);
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
          if (array.length !== length) {
            const change = `data changed its length from ${length} to ${array.length} during the call`;
            throw new DetachedBuffer(`${where}: ${change}. Leave it alone until the promise settles`);
          }
          const part = cut(array, begin, end);
          if (isInSharedMemory && shares) return { batch: part, transfer: [] };
          const copy = new (part.constructor as new (values: TypedArray) => TypedArray)(part);
          return { batch: copy, transfer: [copy.buffer as ArrayBuffer] };
        },
      };
    },
    close: async () => {},
  };
}

/** At most one element is asked for at a time, and only when it is wanted. */
function ofSteps(steps: IteratorSteps, where: string): BatchSource {
  let at = 0;
  let ended = false;
  let pending: Promise<unknown> | undefined;
  const turns = new Turns();
  return {
    length: undefined, typed: undefined, elementBytes: 0,
    async next(size, isAsked = false) {
      const items: unknown[] = [];
      const most = isAsked ? PATIENCE_MS : GATHER_MS;
      let patience: Patience | undefined;
      let since = now();
      try {
        while (!ended && items.length < size) {
          if (turns.isDue) {
            if (items.length > 0 && now() - since > most) break;
            await turns.take(); // a source that is always ready lets no timer go off, nor anything else: this does
            continue;
          }
          const asked = pending ?? steps.ask();
          let step: IteratorStep;
          if (asked instanceof Promise) {
            pending = asked;
            if (items.length > 0) patience ??= new Patience(PATIENCE_MS);
            const result = await (patience ? patience.wait(asked) : asked);
            if (result === LATE) break;
            pending = undefined;
            step = steps.read(result);
          } else step = asked;
          if (step.done) ended = true;
          else if (items.push(step.value) === 1) since = now();
        }
      } catch (error) {
        ended = true;
        if (pending) steps.failed();
        throw error;
      } finally {
        patience?.end();
      }
      if (items.length === 0) return undefined;
      at += items.length;
      return itemsBatch(at - items.length, items, where);
    },
    async close() {
      ended = true;
      pending?.catch(() => {});
      steps.leave();
    },
  };
}
