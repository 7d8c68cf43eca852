/**
 * The job table: the layout of the control words, shared by all threads. A SharedArrayBuffer of its own, apart from the arena.
 *
 *   header   WAKE  EVENTS  THREADS: a thread's id per seat
 *   slot     STATE NEXT CHUNKS FINISHED | a holder word per seat | the program | a done-word per chunk
 *
 * Who writes what, and what each atomic orders: README.md.
 */

/** Bumped to wake lingering workers. */
export const WAKE = 0;
/** Bumped when the main thread has something to look at. */
export const EVENTS = 1;
/** The id of the thread in each seat, so that the main thread can end it. */
export const THREADS = 2;

/** Live jobs at once. Calls beyond that queue. */
export const SLOTS = 16;
/** Chunks a job has at most: longer calls are a series of jobs. */
export const MOST_CHUNKS = 1024;

/** Offsets in a slot. */
export const STATE = 0;
export const NEXT = 1;
export const CHUNKS = 2;
export const FINISHED = 3;
export const HOLDERS = 4;

/** Phases of a slot, the low bits of STATE; above them its generation. */
export const FREE = 0;
export const LIVE = 1;
export const CLOSED = 2;
const PHASES = 4;

export interface Layout {
  /** The main thread's seat is 0, workers have 1 to seats - 1. */
  seats: number;
  /** Of a slot's program. */
  programWords: number;
  headerWords: number;
  slotWords: number;
  words: number;
}

export function layoutFor(seats: number, programWords: number): Layout {
  const headerWords = Math.ceil((THREADS + seats) / 16) * 16;
  const slotWords = Math.ceil((HOLDERS + seats + programWords + MOST_CHUNKS) / 16) * 16;
  return { seats, programWords, headerWords, slotWords, words: headerWords + SLOTS * slotWords };
}

export function slotAt(layout: Layout, slot: number): number {
  return layout.headerWords + slot * layout.slotWords;
}

export function programAt(layout: Layout, base: number): number {
  return base + HOLDERS + layout.seats;
}

export function doneAt(layout: Layout, base: number): number {
  return base + HOLDERS + layout.seats + layout.programWords;
}

export function phaseOf(state: number): number {
  return state & (PHASES - 1);
}

/** The state of the next generation. Wraps around: a generation comes back after 2^30 jobs of one slot. */
export function nextState(state: number, phase: number): number {
  return (((state >>> 2) + 1) << 2) | phase;
}

export function withPhase(state: number, phase: number): number {
  return (state & ~(PHASES - 1)) | phase;
}
