/**
 * Algorithms that are more than one pass over elements, as data: phases, each a kernel over units of work, with a barrier after each. An
 * algorithm is a generator that yields them; engines/phase-run.ts drives it, on the pool, on the calling thread or synchronously.
 */

/** A kernel's arguments by name, in the order of its frame class: integers of 32 bits, or the two words of a double or a 64-bit integer. */
export type Frame = Readonly<Record<string, number | readonly [number, number]>>;

/** One kernel over units [0, units). */
export interface Phase {
  /** "<module>.<export>": (frame, begin, end, scratch) => what the units found, a whole number, or nothing. */
  kernel: string;
  frame: Frame;
  /** A unit is never cut: its size is the algorithm's constant, and alone decides the bits. */
  units: number;
  /** What a unit takes, about, in nanoseconds: how many a thread claims at once, and where they run. At most some 2 ms. */
  unitNs: number;
  /** What a seat needs beside its tiles. */
  scratchBytes?: number;
  /** A unit overwrites what it reads, and so cannot run again where its thread was lost. */
  once?: true | undefined;
}

/** Phases one after the other, with nothing for the calling thread between them. */
export interface Chain {
  chain: readonly Phase[];
}

/** Work of the calling thread, cut into slices: of callers' own arrays, which no other thread reads. */
export interface Slices {
  slices: number;
  sliceNs: number;
  run(begin: number, end: number): void;
}

/** What is yielded. Phases of a list are independent of each other. */
export type Stage = Phase | readonly Phase[] | Chain | Slices;

/** Yields stages, is given the sum of what each one's units found, and returns its result. */
export type Algorithm<R> = Generator<Stage, R, number>;

/** Memory of one run, uninitialised, on a cache line of its own. */
export interface Leased<A> {
  /** Its address. */
  readonly pointer: number;
  /** Elements. */
  readonly length: number;
  /** On the memory as it is now, which may have grown. @throws LeaseOver once the run has ended */
  view(): A;
}

/** Gives memory of the arena to one run, which gets it back when no thread can touch it any more. */
export interface Lease {
  /** @throws ArenaFull */
  f64(length: number): Leased<Float64Array>;
  u32(length: number): Leased<Uint32Array>;
  bytes(length: number): Leased<Uint8Array>;
  /** Bytes of the memory as it is now, at an address that the run may read or write. */
  at(pointer: number, length: number): Uint8Array;
}
