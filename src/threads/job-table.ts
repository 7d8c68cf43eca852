/**
 * The job table: the layout of the control words, shared by all threads. A SharedArrayBuffer of its own, apart from the arena.
 *
 *   header   WAKE  EVENTS  RUNNING  THREADS: a thread's id per seat  rest: a thread's id per seat
 *   slot     STATE NEXT CHUNKS FINISHED GATES BELL | a holder word per seat | the program | a done-word per chunk
 *
 * Who writes what, and what each atomic orders: README.md.
 */

/** Bumped to wake workers that rest. */
export const WAKE = 0;
/** Bumped when the main thread has something to look at. */
export const EVENTS = 1;
/** A bit for each seat whose thread drains the table, where not all may at once. */
export const RUNNING = 2;
/** The id of the thread in each seat, so that the main thread can end it. */
export const THREADS = 3;

/** After THREADS, the id of the thread in `seat` of so many while it rests, else 0. */
export function restAt(seats: number, seat: number): number {
  return THREADS + seats + seat;
}

/** Live jobs at once. Calls beyond that queue. */
export const SLOTS = 16;
/** Chunks a job has at most: longer calls are a series of jobs. */
export const MOST_CHUNKS = 1024;

/** Offsets in a slot. */
export const STATE = 0;
export const NEXT = 1;
export const CHUNKS = 2;
export const FINISHED = 3;
/** Ascending chunk numbers, a 0 after the last. */
export const GATES = 4;
/** Gates a job has at most. */
export const MOST_GATES = 7;
/** Bumped when threads that wait at a gate have something to look at. */
export const BELL = GATES + MOST_GATES + 1;
export const HOLDERS = BELL + 1;

/** Phases of a slot, the low bits of STATE; above them its generation. */
export const FREE = 0;
export const LIVE = 1;
export const CLOSED = 2;
const PHASES = 4;

const LINE_WORDS = 16;

export interface Layout {
  /** The main thread's seat is 0, workers have 1 to seats - 1. */
  seats: number;
  /** Seats that drain the table at once. */
  atOnce: number;
  slots: number;
  /** Of a slot's program. */
  programWords: number;
  headerWords: number;
  slotWords: number;
  words: number;
}

/** Seats of which RUNNING has a bit: where there are more, one thread too many costs little. */
const MOST_BITS = 31;

interface Sizes {
  seats: number;
  programWords: number;
  atOnce?: number;
  slots?: number;
  chunks?: number;
}

export function layoutFor({ seats, programWords, atOnce = seats, slots = SLOTS, chunks = MOST_CHUNKS }: Sizes): Layout {
  const headerWords = wholeLines(restAt(seats, seats));
  const slotWords = wholeLines(HOLDERS + seats + programWords + chunks);
  const words = headerWords + slots * slotWords;
  return { seats, atOnce: seats > MOST_BITS ? seats : atOnce, slots, programWords, headerWords, slotWords, words };
}

/** No two slots share a cache line. */
function wholeLines(words: number): number {
  return Math.ceil(words / LINE_WORDS) * LINE_WORDS;
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
