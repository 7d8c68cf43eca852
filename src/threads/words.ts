/** Control words, as the protocol operates on them. */

/** The operations on control words that the protocol needs, each atomic and sequentially consistent. */
export interface Words {
  load(index: number): number;
  store(index: number, value: number): void;
  /** Adds and returns the value before. */
  add(index: number, value: number): number;
  /** Sets, or keeps, the bits of a mask. Returns what it was. */
  or(index: number, mask: number): number;
  and(index: number, mask: number): number;
  /** Writes `value` where it is `expected`. Returns what it was. */
  swap(index: number, expected: number, value: number): number;
  /** Zeroes `count` words, not atomically: a later store must order it. */
  clear(index: number, count: number): void;
  /** Wakes up to `count` of those who wait for a change of this word. */
  notify(index: number, count: number): void;
}

/** Control words in shared memory. Atomics are sequentially consistent: each orders all that this thread wrote before it. */
export function sharedWords(array: Int32Array): Words {
  return {
    load: (i) => Atomics.load(array, i),
    store: (i, value) => void Atomics.store(array, i, value),
    add: (i, value) => Atomics.add(array, i, value),
    or: (i, mask) => Atomics.or(array, i, mask),
    and: (i, mask) => Atomics.and(array, i, mask),
    swap: (i, expected, value) => Atomics.compareExchange(array, i, expected, value),
    clear: (i, count) => void array.fill(0, i, i + count),
    notify: (i, count) => void Atomics.notify(array, i, count),
  };
}
