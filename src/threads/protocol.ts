/**
 * What threads do with the job table: a worker's steps, one atomic operation each, as a function of its own state and the words; and
 * the main thread's, each a few operations in their order. README.md says why it is safe.
 *
 * Workers and the main thread run them on shared words; the model in test/threads runs them on plain ones, in every order of the single
 * operations, with a kill at every step.
 */
import {
  CHUNKS, CLOSED, doneAt, EVENTS, FINISHED, FREE, HOLDERS, type Layout, LIVE, NEXT, nextState, phaseOf, programAt, STATE, slotAt, WAKE,
  withPhase,
} from "./job-table";

/** The operations on control words that the protocol needs, each atomic and sequentially consistent. */
export interface Words {
  load(index: number): number;
  store(index: number, value: number): void;
  /** Adds and returns the value before. */
  add(index: number, value: number): number;
  /** Zeroes `count` words, not atomically: a later store must order it. */
  clear(index: number, count: number): void;
  /** Wakes up to `count` of those who wait for a change of this word. */
  notify(index: number, count: number): void;
}

export const enum At {
  START,
  LOOK,
  HOLD,
  RECHECK,
  CLAIM,
  CHECK,
  RUN,
  MARK,
  COUNT,
  RELEASE,
  AFTER,
  TELL,
  NOTIFY,
  EMPTY,
}

/** A thread's place in the protocol. */
export interface Seat {
  readonly seat: number;
  at: At;
  /** The slot it looks at, the state it saw there, the chunk it claimed. */
  slot: number;
  state: number;
  chunk: number;
  /** What the chunk's run found: results that became NaN. Set by the runner between RUN and MARK. */
  found: number;
  /** Slots in a row without work: after all of them the table is empty. */
  idle: number;
  /** WAKE before it looked: it waits only while that has not changed. */
  wake: number;
  /** The last chunk of the job is done: the main thread must hear. */
  last: boolean;
}

export function newSeat(seat: number, { slots }: Layout): Seat {
  return { seat, at: At.START, slot: seat % slots, state: 0, chunk: 0, found: 0, idle: 0, wake: 0, last: false };
}

/**
 * One step. At RUN the caller runs the chunk instead, sets `found` and continues at MARK; at EMPTY it may wait as long as WAKE is `wake`,
 * then START again.
 */
export function step(seat: Seat, words: Words, layout: Layout): void {
  const base = slotAt(layout, seat.slot);
  switch (seat.at) {
    case At.START: // before it looks: a job that is published behind its back changes the word
      seat.wake = words.load(WAKE);
      seat.at = At.LOOK;
      return;
    case At.LOOK:
      seat.state = words.load(base + STATE);
      if (phaseOf(seat.state) === LIVE) seat.at = At.HOLD;
      else moveOn(seat, layout);
      return;
    case At.HOLD: // before RECHECK: the main thread changes STATE first and reads the holders second, so one of us sees the other
      words.store(base + HOLDERS + seat.seat, 1);
      seat.at = At.RECHECK;
      return;
    case At.RECHECK:
      seat.at = words.load(base + STATE) === seat.state ? At.CLAIM : At.RELEASE;
      return;
    case At.CLAIM: { // while we hold, the slot cannot be reused: the chunk is one of the job we saw
      // So that NEXT, which threads pass again and again, does not grow without end.
      if (words.load(base + NEXT) >= words.load(base + CHUNKS)) {
        seat.at = At.RELEASE;
        return;
      }
      seat.chunk = words.add(base + NEXT, 1);
      seat.at = seat.chunk < words.load(base + CHUNKS) ? At.CHECK : At.RELEASE;
      return;
    }
    case At.CHECK: // set only where the job runs again after a thread was lost
      seat.at = words.load(doneAt(layout, base) + seat.chunk) === 0 ? At.RUN : At.CLAIM;
      return;
    case At.MARK: // orders the results of the chunk before the word that declares them
      words.store(doneAt(layout, base) + seat.chunk, 1 + seat.found);
      seat.at = At.COUNT;
      return;
    case At.COUNT:
      seat.last = words.add(base + FINISHED, 1) + 1 === words.load(base + CHUNKS);
      seat.idle = -1; // it had work
      seat.at = At.RELEASE;
      return;
    case At.RELEASE:
      words.store(base + HOLDERS + seat.seat, 0);
      seat.at = At.AFTER;
      return;
    case At.AFTER: // a slot that closed while we held it: the main thread waits for us
      seat.at = seat.last || words.load(base + STATE) !== seat.state ? At.TELL : At.LOOK;
      if (seat.at === At.LOOK) moveOn(seat, layout);
      return;
    case At.TELL:
      words.add(EVENTS, 1);
      seat.at = At.NOTIFY;
      return;
    case At.NOTIFY:
      words.notify(EVENTS, 1);
      seat.last = false;
      moveOn(seat, layout);
      return;
  }
}

/** Round robin over the slots, a chunk at each: a small job is not stuck behind a huge one. */
function moveOn(seat: Seat, { slots }: Layout): void {
  seat.slot = (seat.slot + 1) % slots;
  seat.idle++;
  seat.at = seat.idle >= slots ? At.EMPTY : At.LOOK;
  if (seat.at === At.EMPTY) seat.idle = 0;
}

/**
 * Publishes a job of so many chunks in a slot that is FREE; `write` writes its program at an index. Returns false, with nothing
 * written, as long as a thread holds the slot: it is between RECHECK and RELEASE of a job that was there, and would claim from this one.
 */
export function publish(words: Words, layout: Layout, slot: number, chunks: number, write: (at: number) => void): boolean {
  if (isHeld(words, layout, slot)) return false;
  const base = slotAt(layout, slot);
  write(programAt(layout, base));
  words.clear(doneAt(layout, base), chunks);
  words.store(base + NEXT, 0);
  words.store(base + CHUNKS, chunks);
  words.store(base + FINISHED, 0);
  words.store(base + STATE, nextState(words.load(base + STATE), LIVE)); // orders all of the above before the job is seen
  return true;
}

/** Lets up to `count` threads that linger know that there is work. */
export function wake(words: Words, count: number): void {
  words.add(WAKE, 1); // before the notification: who has looked at the table before it does not begin to wait
  words.notify(WAKE, count);
}

/** No thread begins with the job in a slot any more. */
export function close(words: Words, layout: Layout, slot: number): void {
  const at = slotAt(layout, slot) + STATE;
  const state = words.load(at);
  if (phaseOf(state) === LIVE) words.store(at, withPhase(state, CLOSED)); // before the holders are read (judge): see HOLD
}

/** Closes a job for good: threads that hold it claim no further chunk. */
export function cancel(words: Words, layout: Layout, slot: number): void {
  close(words, layout, slot);
  const base = slotAt(layout, slot);
  words.store(base + NEXT, words.load(base + CHUNKS));
}

/** The thread in a seat is gone, and holds nothing; what it held is closed, to be judged once everyone else has let go. */
export function lose(words: Words, layout: Layout, seat: number): void {
  for (let slot = 0; slot < layout.slots; slot++) {
    const holder = slotAt(layout, slot) + HOLDERS + seat;
    if (words.load(holder) === 0) continue;
    words.store(holder, 0);
    close(words, layout, slot);
  }
}

/** Chunks of live jobs that nobody has claimed. */
export function unclaimed(words: Words, layout: Layout): number {
  let count = 0;
  for (let slot = 0; slot < layout.slots; slot++) {
    const base = slotAt(layout, slot);
    if (phaseOf(words.load(base + STATE)) === LIVE) count += Math.max(0, words.load(base + CHUNKS) - words.load(base + NEXT));
  }
  return count;
}

/** What became of a job: chunks that run again; or it is over, done with the sum of what its chunks found, or not. */
export type Outcome = { again: number } | { found: number } | { failed: true };

/**
 * Looks after a job: reopens it where a lost thread left chunks and `mayReopen`, settles it where it is over. Undefined as long as
 * threads work for it.
 */
export function attend(words: Words, layout: Layout, slot: number, inPlace: boolean, mayReopen: boolean): Outcome | undefined {
  const verdict = judge(words, layout, slot, inPlace);
  if (verdict === "running") return undefined;
  if (verdict === "lost" && mayReopen) return { again: reopen(words, layout, slot) };
  const outcome: Outcome = verdict === "done" ? { found: foundIn(words, layout, slot) } : { failed: true };
  settle(words, layout, slot);
  return outcome;
}

/** A job that is over leaves its slot: nobody touches its memory any more, though threads may hold the slot. */
function settle(words: Words, layout: Layout, slot: number): void {
  const at = slotAt(layout, slot) + STATE;
  words.store(at, withPhase(words.load(at), FREE));
}

/** Runs a closed job again that nobody holds, but for the chunks with a done-word. How many run again. */
function reopen(words: Words, layout: Layout, slot: number): number {
  const base = slotAt(layout, slot);
  const chunks = words.load(base + CHUNKS);
  let finished = 0;
  for (let i = 0; i < chunks; i++) if (words.load(doneAt(layout, base) + i) !== 0) finished++;
  words.store(base + FINISHED, finished);
  words.store(base + NEXT, 0);
  words.store(base + STATE, nextState(words.load(base + STATE), LIVE));
  return chunks - finished;
}

/** The sum of what the chunks of a job found, of which each has its done-word. */
function foundIn(words: Words, layout: Layout, slot: number): number {
  const base = slotAt(layout, slot);
  const chunks = words.load(base + CHUNKS);
  let found = 0;
  for (let i = 0; i < chunks; i++) found += words.load(doneAt(layout, base) + i) - 1;
  return found;
}

/** What the main thread finds when it looks at a job of its own. */
type Verdict = "running" | "done" | "lost" | "failed";

/**
 * The main thread's judgement of a job. A slot is closed (STATE changed) before its holders are read; once it is closed and no one
 * holds it, nobody touches the job's memory any more, and a chunk that was claimed but has no done-word was lost with its thread.
 */
function judge(words: Words, layout: Layout, slot: number, inPlace: boolean): Verdict {
  const base = slotAt(layout, slot);
  const chunks = words.load(base + CHUNKS);
  if (words.load(base + FINISHED) === chunks) return "done";
  if (phaseOf(words.load(base + STATE)) === LIVE) return "running";
  if (isHeld(words, layout, slot)) return "running";
  const claimed = Math.min(words.load(base + NEXT), chunks);
  let missing = 0;
  for (let i = 0; i < chunks; i++) {
    if (words.load(doneAt(layout, base) + i) !== 0) continue;
    missing++;
    if (inPlace && i < claimed) return "failed";
  }
  return missing === 0 ? "done" : "lost";
}

/** Whether any thread still holds a slot. */
function isHeld(words: Words, layout: Layout, slot: number): boolean {
  const base = slotAt(layout, slot) + HOLDERS;
  for (let seat = 0; seat < layout.seats; seat++) if (words.load(base + seat) !== 0) return true;
  return false;
}
