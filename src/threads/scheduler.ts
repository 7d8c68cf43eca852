/**
 * The main thread's side of the job table: publishes jobs, wakes workers, hears when they are done, heals what a lost thread left.
 * The protocol, its states and its orderings: README.md.
 */
import { clearInterval, setImmediate, setInterval, setTimeout } from "../clock";
import { Crew } from "./crew";
import type { Thread } from "./drain";
import type { PoolEvents, ThreadPool, Timer } from "../platform/host";
import { attend } from "./attend";
import { Help } from "./help";
import { cancel, lose, publish, unclaimed, wake } from "./protocol";
import type { Words } from "./words";
import { JobQueue } from "./queue";
import { STALLED_LOOKS, Stalls } from "./stalls";
import { EVENTS, FINISHED, HOLDERS, type Layout, NEXT, slotAt } from "./job-table";
import { type Faults, type Job, type Order, type Ticket, workerLost } from "./ticket";

/** How long a cancelled job's workers may finish their chunks before their threads are ended. */
const GRACE_MS = 50;
/** A job that loses its threads this often is to blame itself. */
const MOST_REOPENED = 8;
/** How often the table is looked at unasked, while jobs are live: keeps the process alive, and heals what was missed. */
const WATCH_MS = 500;

export interface SchedulerStart {
  layout: Layout;
  control: Int32Array;
  words: Words;
  /** The main thread's own seat. */
  main: Thread;
  openPool(events: PoolEvents): ThreadPool;
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
  private readonly bySlot: (Ticket | undefined)[];
  private live = 0;
  private broken = false;
  private abandoned = false;
  private readonly stalls = new Stalls();
  private readonly crew: Crew;
  private listening = false;
  private readonly help: Help;
  private watch: Timer | undefined;

  constructor(private readonly start: SchedulerStart) {
    const { words, layout, control, main, threadLimit, openPool } = start;
    this.bySlot = new Array(layout.slots).fill(undefined);
    this.crew = new Crew({
      words, threadLimit, openPool,
      most: layout.seats - 1,
      left: (seat, error) => this.left(seat, error),
      broken: (reason) => this.fallBack(reason),
      unclaimed: () => unclaimed(words, layout),
    });
    this.help = new Help({
      layout, control, words, main,
      crew: this.crew,
      live: () => this.live,
      look: () => this.look(),
      wakeForUnclaimed: () => this.wakeForUnclaimed(),
    });
  }

  get workersActive(): number {
    return this.crew.threads();
  }

  /** Workers have just been at work: they need not be waited for. */
  get isAwake(): boolean {
    return this.live > 0 || this.crew.isAwake;
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
      if (order.help) this.help.begin();
      const ticket: Ticket = { job, order, chunks: job.chunks, slot: -1, cancelled: false, reopened: 0, resolve, reject };
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
      this.restIfIdle();
      ticket.resolve(false);
      return;
    }
    const { words, layout } = this.start;
    const slot = ticket.slot;
    if (this.bySlot[slot] !== ticket) return; // it is settled, and another job may be there
    cancel(words, layout, slot);
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
    words.notify(EVENTS, 2);
  }

  /** Moves waiting jobs into free slots and wakes workers for them. */
  private publish(): void {
    const { words, layout, control } = this.start;
    let published = 0;
    for (let slot = 0; slot < layout.slots && this.waiting.length > 0; slot++) {
      if (this.bySlot[slot]) continue;
      const ticket = this.waiting.next;
      if (!ticket) break;
      if (!publish(words, layout, slot, ticket.job, (at) => ticket.job.write(control, at))) continue;
      this.waiting.take();
      ticket.slot = slot;
      this.bySlot[slot] = ticket;
      this.live++;
      published += ticket.chunks;
      ticket.order.onStart?.();
    }
    if (this.queued === 0) return;
    if (published > 0) this.wake(published);
    this.watch ??= setInterval(() => this.watchOver(), WATCH_MS);
    this.listen(); // also where nothing is published: a thread that lets go of its slot tells
  }

  /**
   * Lets up to `chunks` workers know of work: those that rest by a word, the others by a task. Where one has begun, the calling thread
   * helps before it starts others.
   */
  private wake(chunks: number): void {
    wake(this.start.words, this.crew.toWake(chunks));
    this.help.offer();
    if (!this.help.comesFirst) this.crew.muster(chunks);
  }

  /** A seat's task is over. If its thread was lost, what it held is judged once everyone else has let go. */
  private left(seat: number, error?: Error): void {
    if (error) {
      this.start.faults.threadsLost++;
      this.start.log("warn", `the thread in seat ${seat} was lost: ${error.message}`);
      lose(this.start.words, this.start.layout, seat);
    }
    this.look();
    this.wakeForUnclaimed(); // published while the task was on its way back
  }

  /** Looks, and ends threads that hold a job in which nothing moves any more. */
  private watchOver(): void {
    this.look();
    this.wakeForUnclaimed();
    const { words, layout } = this.start;
    for (let slot = 0; slot < layout.slots; slot++) {
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
    for (let slot = 0; slot < layout.slots; slot++) {
      const ticket = this.bySlot[slot];
      const outcome = ticket && attend(words, layout, slot, ticket.job.inPlace, !ticket.cancelled && ticket.reopened < MOST_REOPENED);
      if (!outcome) continue;
      if ("again" in outcome) this.reopened(ticket, outcome.again);
      else this.settled(slot, ticket, "found" in outcome ? outcome.found : undefined);
    }
    if (this.waiting.length > 0) this.publish();
  }

  private reopened(ticket: Ticket, chunks: number): void {
    ticket.reopened++;
    this.start.faults.chunksRunAgain += chunks;
    this.start.log("warn", `running ${chunks} chunks again that a lost thread left`);
    this.wake(chunks);
  }

  /** A job is over, and has left its slot; `found`: of one that is done. */
  private settled(slot: number, ticket: Ticket, found: number | undefined): void {
    this.bySlot[slot] = undefined;
    this.stalls.forget(slot);
    this.waiting.over(ticket);
    this.live--;
    this.restIfIdle();
    if (found !== undefined) ticket.resolve(found);
    else if (ticket.cancelled) ticket.resolve(false);
    else ticket.reject(workerLost(ticket));
  }

  private wakeForUnclaimed(): void {
    const chunks = unclaimed(this.start.words, this.start.layout);
    if (chunks > 0) this.wake(chunks);
  }

  private restIfIdle(): void {
    if (this.queued > 0) return;
    clearInterval(this.watch);
    this.watch = undefined;
    this.crew.rest();
  }

  /** Waits for the next event, as long as there are jobs. */
  private listen(): void {
    if (this.listening || this.queued === 0) return;
    this.listening = true;
    const { control, words } = this.start;
    const seen = words.load(EVENTS); // before the look: what happens after it changes the word
    this.look();
    if (this.queued === 0) {
      this.listening = false;
      return;
    }
    const heard = () => {
      this.listening = false;
      this.look();
      this.listen();
    };
    const wait = Atomics.waitAsync(control, EVENTS, seen);
    if (wait.async) void wait.value.then(heard);
    else setImmediate(heard);
  }

  private fallBack(reason: string): void {
    if (this.broken) return;
    this.broken = true;
    this.start.log("warn", reason);
    this.start.onFallback(reason);
    void this.abandonPool();
    this.help.offer();
  }

  /** Ends the threads there are; once they are gone, nobody but the calling thread holds anything. */
  private async abandonPool(): Promise<void> {
    await this.crew.disband();
    const { words, layout } = this.start;
    for (let seat = 1; seat < layout.seats; seat++) lose(words, layout, seat);
    this.abandoned = true;
    this.look();
    this.help.offer();
  }
}
