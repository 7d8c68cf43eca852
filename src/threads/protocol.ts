/**
 * What a thread does with the job table, one atomic operation a step, as a pure function of its own state and the words.
 *
 * Workers and the main thread run it on shared words; the property test runs two or three of them on plain ones, in every
 * interleaving, with a kill at every step.
 */
import {
  CHUNKS, doneAt, EVENTS, FINISHED, HOLDERS, type Layout, LIVE, NEXT, phaseOf, SLOTS, STATE, slotAt,
} from "./job-table";

/** The operations on control words that the protocol needs, each atomic and sequentially consistent. */
export interface Words {
  load(index: number): number;
  store(index: number, value: number): void;
  /** Adds and returns the value before. */
  add(index: number, value: number): number;
  /** Wakes up to `count` of those who wait for a change of this word. */
  notify(index: number, count: number): void;
}

export const enum At {
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
  /** Slots in a row without work: after SLOTS of them the table is empty. */
  idle: number;
  /** The last chunk of the job is done: the main thread must hear. */
  last: boolean;
}

export function newSeat(seat: number): Seat {
  return { seat, at: At.LOOK, slot: seat % SLOTS, state: 0, chunk: 0, found: 0, idle: 0, last: false };
}

/** One step. At RUN the caller runs the chunk instead, sets `found` and continues at MARK; at EMPTY it may wait, then LOOK again. */
export function step(seat: Seat, words: Words, layout: Layout): void {
  const base = slotAt(layout, seat.slot);
  switch (seat.at) {
    case At.LOOK: {
      seat.state = words.load(base + STATE);
      if (phaseOf(seat.state) === LIVE) seat.at = At.HOLD;
      else moveOn(seat);
      return;
    }
    case At.HOLD: // before RECHECK: the main thread changes STATE first and reads the holders second, so one of us sees the other
      words.store(base + HOLDERS + seat.seat, 1);
      seat.at = At.RECHECK;
      return;
    case At.RECHECK:
      seat.at = words.load(base + STATE) === seat.state ? At.CLAIM : At.RELEASE;
      return;
    case At.CLAIM: { // while we hold, the slot cannot be reused: the chunk is one of the job we saw
      if (words.load(base + NEXT) >= words.load(base + CHUNKS)) { // so that NEXT, which threads pass again and again, does not grow without end
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
      if (seat.at === At.LOOK) moveOn(seat);
      return;
    case At.TELL:
      words.add(EVENTS, 1);
      seat.at = At.NOTIFY;
      return;
    case At.NOTIFY:
      words.notify(EVENTS, 1);
      seat.last = false;
      moveOn(seat);
      return;
  }
}

/** Round robin over the slots, a chunk at each: a small job is not stuck behind a huge one. */
function moveOn(seat: Seat): void {
  seat.slot = (seat.slot + 1) % SLOTS;
  seat.idle++;
  seat.at = seat.idle >= SLOTS ? At.EMPTY : At.LOOK;
  if (seat.at === At.EMPTY) seat.idle = 0;
}

/** What the main thread finds when it looks at a job of its own. */
export type Verdict = "running" | "done" | "held" | "lost" | "failed";

/**
 * The main thread's judgement of a job. A slot is closed (STATE changed) before its holders are read; once it is closed and no one
 * holds it, nobody touches the job's memory any more, and a chunk that was claimed but has no done-word was lost with its thread.
 */
export function judge(words: Words, layout: Layout, slot: number, inPlace: boolean): Verdict {
  const base = slotAt(layout, slot);
  const chunks = words.load(base + CHUNKS);
  if (words.load(base + FINISHED) === chunks) return "done";
  if (phaseOf(words.load(base + STATE)) === LIVE) return "running";
  if (isHeld(words, layout, slot)) return "held";
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
export function isHeld(words: Words, layout: Layout, slot: number): boolean {
  const base = slotAt(layout, slot) + HOLDERS;
  for (let seat = 0; seat < layout.seats; seat++) if (words.load(base + seat) !== 0) return true;
  return false;
}
