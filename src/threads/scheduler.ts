/**
 * The main thread's side of the job table: publishes jobs, wakes workers, hears when they are done, heals what a lost thread left.
 * The protocol, its states and its orderings: README.md.
 */
import { clearInterval, now, SLICE_MS, setImmediate, setInterval, setTimeout } from "../clock";
import { WorkerLost } from "../errors";
import { Crew } from "./crew";
import type { Thread } from "./drain";
import { encode, type Job } from "../kernels/job";
import type { Pool, PoolEvents } from "./pool";
import { isHeld, judge, type Words } from "./protocol";
import { JobQueue } from "./queue";
import { STALLED_LOOKS, Stalls } from "./stalls";
import {
  CHUNKS, CLOSED, doneAt, EVENTS, FINISHED, FREE, HOLDERS, type Layout, LIVE, NEXT, nextState, phaseOf, programAt, SLOTS, STATE, slotAt,
  WAKE, withPhase,
} from "./job-table";
import type { Order, Ticket } from "./ticket";

/** How long a cancelled job's workers may finish their chunks before their threads are ended. */
const GRACE_MS = 50;
/** A job that loses its threads this often is to blame itself. */
const MOST_REOPENED = 8;
/** How often the table is looked at unasked, while jobs are live: keeps the process alive, and heals a missed event. */
const WATCH_MS = 500;

/** Threads that were lost, or ended because they did not let go; chunks that ran again for that. */
export interface Faults {
  threadsLost: number;
  chunksRunAgain: number;
}

export interface Start {
  layout: Layout;
  control: Int32Array;
  words: Words;
  /** The main thread's own seat. */
  main: Thread;
  openPool(events: PoolEvents): Pool;
  /** Counted there. */
  faults: Faults;
  log(level: "debug" | "warn", message: string): void;
  /** Threads that all instances of this process may have before this one starts another (budget.ts). */
  threadLimit: number;
  /** Called once if threads cannot be had: from then on the calling thread does the work, in slices. */
  onFallback(reason: string): void;
}

export class Scheduler {
  private readonly waiting = new JobQueue<Ticket>();
  private readonly bySlot: (Ticket | undefined)[] = new Array(SLOTS).fill(undefined);
  private live = 0;
  private broken = false;
  private abandoned = false;
  private readonly stalls = new Stalls();
  private readonly crew: Crew;
  private listening = false;
  private helping = false;
  /** Until then the calling thread takes chunks, though workers do too. */
  private helpUntil = 0;
  private watch: NodeJS.Timeout | undefined;

  constructor(private readonly start: Start) {
    const { words, layout, threadLimit, openPool } = start;
    this.crew = new Crew({
      words, threadLimit, openPool,
      most: layout.seats - 1,
      left: (seat, error) => this.left(seat, error),
      broken: (reason) => this.fallBack(reason),
      unclaimed: () => this.unclaimed(),
    });
  }

  get workersActive(): number {
    return this.crew.threads();
  }

  /** Jobs published or waiting for a slot. */
  get queued(): number {
    return this.live + this.waiting.length;
  }

  /** All threads of the process's budget are with other instances. */
  get isStarved(): boolean {
    return this.crew.isStarved;
  }
  get isPoolOpen(): boolean {
    return this.crew.isPoolOpen;
  }

  /** Runs a job. */
  submit(job: Job, order: Order): Promise<number | false> {
    return new Promise((resolve, reject) => {
      if (order.help) this.helpUntil = now() + SLICE_MS;
      const chunks = Math.ceil(job.count / job.chunk);
      const ticket: Ticket = { job, order, chunks, slot: -1, cancelled: false, reopened: 0, resolve, reject };
      order.onTicket?.(ticket);
      this.waiting.push(ticket);
      this.publish();
    });
  }

  /** Stops a job: resolves false once every worker has let go of it; threads that do not within the grace are ended. */
  cancel(ticket: Ticket): void {
    if (ticket.cancelled) return;
    ticket.cancelled = true;
    if (ticket.slot < 0) {
      this.waiting.remove(ticket);
      ticket.resolve(false);
      return;
    }
    const { words, layout } = this.start;
    const slot = ticket.slot;
    if (this.bySlot[slot] !== ticket) return; // it is settled, and another job may be there
    this.close(slot);
    words.store(slotAt(layout, slot) + NEXT, ticket.chunks); // no further claims
    this.look();
    if (this.bySlot[slot] !== ticket) return;
    setTimeout(() => {
      if (this.bySlot[slot] === ticket) this.endHolders(slot, `a cancelled job is still held after ${GRACE_MS} ms`);
    }, GRACE_MS).unref();
  }

  private endHolders(slot: number, why: string): void {
    const { words, layout } = this.start;
    const holders = this.crew.seats((seat) => words.load(slotAt(layout, slot) + HOLDERS + seat) !== 0);
    if (holders.length > 0) this.start.log("warn", `${why}: ending the threads in seats ${holders.join(", ")}`);
    for (const seat of holders) this.crew.end(seat);
  }

  /** Tries threads again, once those that could not be had are gone. Whether it does. */
  revive(): boolean {
    if (!this.abandoned) return false;
    this.abandoned = this.broken = false;
    this.crew.reassemble();
    return true;
  }

  async shutDown(): Promise<void> {
    clearInterval(this.watch);
    this.broken = true;
    await this.crew.disband();
    const { words } = this.start;
    words.add(EVENTS, 1);
    words.notify(EVENTS, 1);
  }

  /** Moves waiting jobs into free slots and wakes workers for them. */
  private publish(): void {
    const { words, layout, control } = this.start;
    let published = 0;
    for (let slot = 0; slot < SLOTS && this.waiting.length > 0; slot++) {
      if (this.bySlot[slot] || isHeld(words, layout, slot)) continue;
      const ticket = this.waiting.take();
      if (!ticket) break;
      const base = slotAt(layout, slot);
      encode(ticket.job, control, programAt(layout, base));
      control.fill(0, doneAt(layout, base), doneAt(layout, base) + ticket.chunks);
      words.store(base + NEXT, 0);
      words.store(base + CHUNKS, ticket.chunks);
      words.store(base + FINISHED, 0);
      words.store(base + STATE, nextState(words.load(base + STATE), LIVE)); // orders all of the above before the job is seen
      ticket.slot = slot;
      this.bySlot[slot] = ticket;
      this.live++;
      published += ticket.chunks;
      ticket.order.onStart?.();
    }
    if (published === 0) return;
    this.watch ??= setInterval(() => this.watchOver(), WATCH_MS);
    this.wake(published);
    this.listen();
  }

  /** Lets up to `chunks` workers know of work: those that linger by a word, the others by a task. */
  private wake(chunks: number): void {
    const { words } = this.start;
    this.help();
    words.add(WAKE, 1);
    if (this.crew.isAwake) words.notify(WAKE, chunks);
    this.crew.muster(chunks);
  }

  /** A seat's task is over. If its thread was lost, what it held is judged once everyone else has let go. */
  private left(seat: number, error?: Error): void {
    if (error) {
      this.start.faults.threadsLost++;
      this.start.log("warn", `the thread in seat ${seat} was lost: ${error.message}`);
      this.lose(seat);
    }
    this.look();
    const unclaimed = this.unclaimed(); // published while the task was on its way back
    if (unclaimed > 0) this.wake(unclaimed);
  }

  /** A thread that is gone holds nothing; the jobs it held are closed, to be judged once everyone else has let go. */
  private lose(seat: number): void {
    const { words, layout } = this.start;
    for (let slot = 0; slot < SLOTS; slot++) {
      const holder = slotAt(layout, slot) + HOLDERS + seat;
      if (words.load(holder) === 0) continue;
      words.store(holder, 0);
      if (this.bySlot[slot]) this.close(slot);
    }
  }

  private close(slot: number): void {
    const { words, layout } = this.start;
    const at = slotAt(layout, slot) + STATE;
    const state = words.load(at);
    if (phaseOf(state) === LIVE) words.store(at, withPhase(state, CLOSED)); // before the holders are read (protocol.ts, HOLD)
  }

  /** Looks, and ends threads that hold a job in which nothing moves any more. */
  private watchOver(): void {
    this.look();
    const { words, layout } = this.start;
    for (let slot = 0; slot < SLOTS; slot++) {
      const ticket = this.bySlot[slot];
      const base = slotAt(layout, slot);
      if (ticket && this.stalls.has(slot, Math.min(words.load(base + NEXT), ticket.chunks) + words.load(base + FINISHED))) {
        this.endHolders(slot, `nothing has moved for ${(STALLED_LOOKS * WATCH_MS) / 1000} s`);
      }
    }
  }

  /** Judges every live job: settles what is over, reopens what lost a chunk. */
  private look(): void {
    const { words, layout } = this.start;
    for (let slot = 0; slot < SLOTS; slot++) {
      const ticket = this.bySlot[slot];
      if (!ticket) continue;
      const verdict = judge(words, layout, slot, ticket.job.inPlace);
      if (verdict === "running" || verdict === "held") continue;
      if (verdict === "lost" && !ticket.cancelled && ticket.reopened < MOST_REOPENED) {
        this.reopen(slot, ticket);
        continue;
      }
      this.settle(slot, ticket, verdict === "done");
    }
    if (this.waiting.length > 0) this.publish();
  }

  private reopen(slot: number, ticket: Ticket): void {
    const { words, layout } = this.start;
    const base = slotAt(layout, slot);
    ticket.reopened++;
    let finished = 0;
    for (let i = 0; i < ticket.chunks; i++) if (words.load(doneAt(layout, base) + i) !== 0) finished++;
    this.start.faults.chunksRunAgain += ticket.chunks - finished;
    this.start.log("warn", `running ${ticket.chunks - finished} chunks again that a lost thread left`);
    words.store(base + FINISHED, finished);
    words.store(base + NEXT, 0);
    words.store(base + STATE, nextState(words.load(base + STATE), LIVE));
    this.wake(ticket.chunks - finished);
  }

  private settle(slot: number, ticket: Ticket, done: boolean): void {
    const { words, layout, control } = this.start;
    const base = slotAt(layout, slot);
    let found = 0;
    if (done) for (let i = 0, at = doneAt(layout, base); i < ticket.chunks; i++) found += control[at + i]! - 1;
    words.store(base + STATE, withPhase(words.load(base + STATE), FREE));
    this.bySlot[slot] = undefined;
    this.stalls.forget(slot);
    this.waiting.over(ticket);
    if (--this.live === 0 && this.waiting.length === 0) {
      clearInterval(this.watch);
      this.watch = undefined;
    }
    if (done) ticket.resolve(found);
    else if (ticket.cancelled) ticket.resolve(false);
    else {
      const why = ticket.job.inPlace
        ? "a worker thread ended while it worked in place: part of the input is overwritten. Map into another array (out), or keep a copy"
        : `worker threads ended ${ticket.reopened + 1} times while they ran this call`;
      ticket.reject(new WorkerLost(`${ticket.order.where}: ${why}`));
    }
  }

  private unclaimed(): number {
    const { words, layout } = this.start;
    let count = 0;
    for (let slot = 0; slot < SLOTS; slot++) {
      const base = slotAt(layout, slot);
      if (this.bySlot[slot] && phaseOf(words.load(base + STATE)) === LIVE) count += Math.max(0, words.load(base + CHUNKS) - words.load(base + NEXT));
    }
    return count;
  }

  /** Waits for the next event, as long as jobs are live. */
  private listen(): void {
    if (this.listening || this.live === 0) return;
    const { control, words } = this.start;
    const seen = words.load(EVENTS); // before the look: what happens after it changes the word
    this.look();
    if (this.live === 0) return;
    this.listening = true;
    const heard = () => {
      this.listening = false;
      this.look();
      this.listen();
    };
    const wait = Atomics.waitAsync(control, EVENTS, seen);
    if (wait.async) void wait.value.then(heard);
    else setImmediate(heard);
  }

  /**
   * The calling thread takes chunks: in slices while no worker is ready to, and for the first slice of a job in any case. Two threads
   * that wake at once may be put on one processor for some milliseconds, while that of the thread that woke them falls idle.
   */
  private help(): void {
    if (this.helping || this.live === 0 || !this.shouldHelp()) return;
    this.helping = true;
    setImmediate(() => {
      this.helping = false;
      const begun = now();
      const { words, main } = this.start;
      const events = words.load(EVENTS); // a job that is done is settled at once, whatever else there is to help with
      main.drain(() => now() - begun < SLICE_MS && this.shouldHelp() && words.load(EVENTS) === events);
      this.look();
      const unclaimed = this.unclaimed();
      if (unclaimed > 0) this.wake(unclaimed); // a thread may be had by now
    });
  }

  private shouldHelp(): boolean {
    return !this.crew.hasStarted || now() < this.helpUntil;
  }

  private fallBack(reason: string): void {
    if (this.broken) return;
    this.broken = true;
    this.start.log("warn", reason);
    this.start.onFallback(reason);
    void this.abandonPool();
    this.help();
  }

  /** Ends the threads there are; once they are gone, nobody but the calling thread holds anything. */
  private async abandonPool(): Promise<void> {
    await this.crew.disband();
    for (let seat = 1; seat < this.start.layout.seats; seat++) this.lose(seat);
    this.abandoned = true;
    this.look();
    this.help();
  }
}
