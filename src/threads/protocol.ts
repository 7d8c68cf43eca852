/**
 * What threads do with the job table: a worker's steps, one atomic operation each, as a function of its own state and the words; and
 * the main thread's, each a few operations in their order. README.md says why it is safe.
 *
 * Workers and the main thread run them on shared words; the model in test/threads runs them on plain ones, in every order of the single
 * operations, with a kill at every step.
 */
import {
  BELL, CHUNKS, CLOSED, doneAt, EVENTS, FINISHED, GATES, HOLDERS, type Layout, LIVE, MOST_GATES, NEXT, nextState, phaseOf, programAt,
  RUNNING, STATE, slotAt, WAKE, withPhase,
} from "./job-table";
import type { Words } from "./words";

/** In the place of a done-word: a chunk that was claimed, and given back before it began. */
export const GIVEN_BACK = -1;
/** The main thread's seat. */
const MAIN = 0;

export const enum At {
  START,
  ENTER,
  BACK_OUT,
  LOOK,
  HOLD,
  RECHECK,
  CLAIM,
  CHECK,
  WAIT,
  GATE,
  STAY,
  PARK,
  GIVE_BACK,
  RUN,
  MARK,
  COUNT,
  RING,
  RING_OUT,
  RELEASE,
  AFTER,
  TELL,
  NOTIFY,
  LEAVE,
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
  /** Chunks that must be done before this one, and BELL before it looked: it waits only while that has not changed. */
  gate: number;
  bell: number;
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
  return { seat, at: At.START, slot: seat % slots, state: 0, chunk: 0, gate: 0, bell: 0, found: 0, idle: 0, wake: 0, last: false };
}

/**
 * One step. At RUN the caller runs the chunk instead, sets `found` and continues at MARK; at EMPTY it may wait as long as WAKE is `wake`,
 * then START again; at PARK as long as BELL is `bell`, then WAIT again.
 */
export function step(seat: Seat, words: Words, layout: Layout): void {
  const base = slotAt(layout, seat.slot);
  switch (seat.at) {
    case At.START: // before it looks: a job that is published behind its back changes the word
      seat.wake = words.load(WAKE);
      seat.at = layout.atOnce < layout.seats ? At.ENTER : At.LOOK;
      return;
    case At.ENTER: { // whoever stays out may leave the work to those inside: they look at WAKE before they wait, or wake others
      const others = words.or(RUNNING, bitOf(seat)) & ~bitOf(seat);
      seat.at = hasRoom(others, layout) ? At.LOOK : At.BACK_OUT;
      return;
    }
    case At.BACK_OUT: { // its bit may have kept another out, who for that kept this one out: the last of them tries again
      const others = words.and(RUNNING, ~bitOf(seat)) & ~bitOf(seat);
      seat.at = hasRoom(others, layout) ? At.START : At.EMPTY;
      return;
    }
    case At.LEAVE:
      words.and(RUNNING, ~bitOf(seat));
      seat.at = At.EMPTY;
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
      const next = words.load(base + NEXT);
      if (next >= words.load(base + CHUNKS) || (seat.seat === MAIN && isLeftToWorkers(words, layout, base, next))) {
        seat.at = At.RELEASE;
        return;
      }
      seat.chunk = words.add(base + NEXT, 1);
      seat.at = seat.chunk < words.load(base + CHUNKS) ? At.CHECK : At.RELEASE;
      return;
    }
    case At.CHECK: // set only where the job runs again after a thread was lost
      seat.at = words.load(doneAt(layout, base) + seat.chunk) === 0 ? At.RUN : At.CLAIM;
      if (seat.at === At.CLAIM) return;
      seat.gate = gateOf(words, base, seat.chunk);
      if (seat.gate > 0) seat.at = At.WAIT;
      return;
    case At.WAIT: // before it looks: what changes behind its back changes the word
      seat.bell = words.load(base + BELL);
      seat.at = At.GATE;
      return;
    case At.GATE: // nothing from the gate on is done before all below it is: so many done-words are those of all below it
      seat.at = words.load(base + FINISHED) >= seat.gate ? At.RUN : At.STAY;
      return;
    case At.STAY: // a job that was closed may never open the gate
      seat.at = words.load(base + STATE) === seat.state ? At.PARK : At.GIVE_BACK;
      return;
    case At.GIVE_BACK: // before RELEASE: who judges the job sees that the chunk was not begun
      words.store(doneAt(layout, base) + seat.chunk, GIVEN_BACK);
      seat.idle = -1;
      seat.at = At.RELEASE;
      return;
    case At.MARK: // orders the results of the chunk before the word that declares them
      words.store(doneAt(layout, base) + seat.chunk, 1 + seat.found);
      seat.at = At.COUNT;
      return;
    case At.COUNT: {
      const finished = words.add(base + FINISHED, 1) + 1;
      seat.last = finished === words.load(base + CHUNKS);
      seat.idle = -1; // it had work
      seat.at = gateOf(words, base, finished) === finished ? At.RING : At.RELEASE;
      return;
    }
    case At.RING: // before RELEASE: if the thread is lost here, the job is closed, which rings too
      words.add(base + BELL, 1);
      seat.at = At.RING_OUT;
      return;
    case At.RING_OUT:
      words.notify(base + BELL, layout.seats);
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
      words.notify(EVENTS, 2); // the main thread may wait in two ways at once
      seat.last = false;
      moveOn(seat, layout);
      return;
  }
}

/** The largest gate of a job that is not above `chunk`; 0 if there is none. */
function gateOf(words: Words, base: number, chunk: number): number {
  let gate = 0;
  for (let i = GATES; i < GATES + MOST_GATES; i++) {
    const next = words.load(base + i);
    if (next === 0 || next > chunk) break;
    gate = next;
  }
  return gate;
}

/**
 * The main thread takes no chunk whose gate is shut while a worker has the job: it may be long in coming back to it. (A look, no promise:
 * others may claim meanwhile.)
 */
function isLeftToWorkers(words: Words, layout: Layout, base: number, chunk: number): boolean {
  const gate = gateOf(words, base, chunk);
  if (gate === 0 || words.load(base + FINISHED) >= gate) return false;
  for (let seat = MAIN + 1; seat < layout.seats; seat++) if (words.load(base + HOLDERS + seat) !== 0) return true;
  return false;
}

function bitOf({ seat }: Seat): number {
  return 1 << seat;
}

/** Whether one more may drain the table beside those whose bits are set. */
function hasRoom(others: number, { atOnce }: Layout): boolean {
  let count = 0;
  for (let rest = others; rest !== 0; rest &= rest - 1) count++;
  return count < atOnce;
}

/** Round robin over the slots, a chunk at each: a small job is not stuck behind a huge one. */
function moveOn(seat: Seat, { slots, seats, atOnce }: Layout): void {
  seat.slot = (seat.slot + 1) % slots;
  seat.idle++;
  seat.at = seat.idle < slots ? At.LOOK : atOnce < seats ? At.LEAVE : At.EMPTY;
  if (seat.at !== At.LOOK) seat.idle = 0;
}

/** Of a job, what the table needs. */
interface JobShape {
  chunks: number;
  gates: readonly number[];
}

/**
 * Publishes a job in a slot that is FREE; `write` writes its program at an index. Returns false, with nothing
 * written, as long as a thread holds the slot: it is between RECHECK and RELEASE of a job that was there, and would claim from this one.
 */
export function publish(words: Words, layout: Layout, slot: number, job: JobShape, write: (at: number) => void): boolean {
  if (isHeld(words, layout, slot)) return false;
  const base = slotAt(layout, slot);
  write(programAt(layout, base));
  words.clear(doneAt(layout, base), job.chunks);
  words.store(base + NEXT, 0);
  words.store(base + CHUNKS, job.chunks);
  for (const [i, gate] of job.gates.entries()) words.store(base + GATES + i, gate);
  words.store(base + GATES + job.gates.length, 0);
  words.store(base + FINISHED, 0);
  words.store(base + STATE, nextState(words.load(base + STATE), LIVE)); // orders all of the above before the job is seen
  return true;
}

/** Lets up to `count` threads that rest know that there is work. */
export function wake(words: Words, count: number): void {
  words.add(WAKE, 1); // before the notification: who has looked at the table before it does not begin to wait
  words.notify(WAKE, count);
}

/** No thread begins with the job in a slot any more, and those that wait at a gate of it look. */
export function close(words: Words, layout: Layout, slot: number): void {
  const base = slotAt(layout, slot);
  const state = words.load(base + STATE);
  if (phaseOf(state) !== LIVE) return;
  words.store(base + STATE, withPhase(state, CLOSED)); // before the holders are read (judge): see HOLD
  if (words.load(base + GATES) === 0) return;
  words.add(base + BELL, 1);
  words.notify(base + BELL, layout.seats);
}

/** Closes a job for good: threads that hold it claim no further chunk. */
export function cancel(words: Words, layout: Layout, slot: number): void {
  close(words, layout, slot);
  const base = slotAt(layout, slot);
  words.store(base + NEXT, words.load(base + CHUNKS));
}

/** The thread in a seat is gone, and holds nothing; what it held is closed, to be judged once everyone else has let go. */
export function lose(words: Words, layout: Layout, seat: number): void {
  if (layout.atOnce < layout.seats) words.and(RUNNING, ~(1 << seat));
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

/** Whether any thread still holds a slot. */
export function isHeld(words: Words, layout: Layout, slot: number): boolean {
  const base = slotAt(layout, slot) + HOLDERS;
  for (let seat = 0; seat < layout.seats; seat++) if (words.load(base + seat) !== 0) return true;
  return false;
}

/** A thread between two chunks leaves the table, though there may be work: it wakes others then. */
export function leave(seat: Seat, words: Words, layout: Layout): void {
  if (layout.atOnce < layout.seats) words.and(RUNNING, ~bitOf(seat));
  seat.at = At.START;
}
