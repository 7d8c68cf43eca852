/** The threads of an instance: opens the pool on first use, sends threads to seats, grows by one a turn within the budget (budget.ts). */
import { now, setImmediate } from "../clock";
import { enter, type Holder, leave, mayStart } from "./budget";
import type { PoolEvents, ThreadPool } from "../platform/host";
import { retire } from "./resting";
import type { Words } from "./words";
import { restAt, THREADS } from "./job-table";

export interface CrewStart {
  words: Words;
  /** Seats for workers: 1 to this. */
  most: number;
  /** Threads that all instances of this process may have before this one starts another. */
  threadLimit: number;
  openPool(events: PoolEvents): ThreadPool;
  /** The task in `seat` is over; with `error`, its thread is gone. */
  left(seat: number, error?: Error): void;
  /** Threads cannot be had. */
  broken(reason: string): void;
  /** Chunks that nobody has claimed. */
  unclaimed(): number;
}

/** Threads that have rested for less are put on the processors that they had. */
const JUST_NOW_MS = 0.5;
/** Between two jobs of one call, and two calls that are awaited, threads rest for less than that: they are still at work. */
const BETWEEN_JOBS_MS = 40;

export class Crew implements Holder {
  readonly kind = "kernels";
  private pool: ThreadPool | undefined;
  private broken = false;
  /** Seats whose task runs, though the thread may rest. */
  private readonly busy = new Set<number>();
  /** Those of them whose threads were retired, and are not gone yet. */
  private readonly retired = new Set<number>();
  private started = false;
  private growing = false;
  private idleSince = 0;
  private refused = false;
  /** Pools that were given back, until their threads have ended. */
  private closing: Promise<unknown> = Promise.resolve();

  constructor(private readonly start: CrewStart) {}

  get isPoolOpen(): boolean {
    return this.pool !== undefined;
  }

  /** Whether a worker has begun its task: from then on the calling thread need not help. */
  get hasStarted(): boolean {
    this.started ||= [...this.busy].some((seat) => this.start.words.load(THREADS + seat) !== 0);
    return this.started && !this.broken && this.threads() > 0;
  }

  get isBound(): boolean {
    return Number.isFinite(this.start.threadLimit);
  }

  /** The budget has no thread for this crew, which has none either. */
  get isStarved(): boolean {
    return this.refused && this.threads() === 0;
  }

  threads(): number {
    return this.pool?.threads ?? 0;
  }

  idleMs(): number {
    const restMs = this.restMs();
    if (restMs < BETWEEN_JOBS_MS || this.start.unclaimed() > 0) return 0; // who was notified rests until it has a processor
    return this.seats((seat) => !this.retired.has(seat) && !this.isResting(seat)).length > 0 ? 0 : restMs;
  }

  /** Since there was no work any more. */
  restMs(): number {
    return now() - this.idleSince;
  }

  /** There is no work any more. */
  rest(): void {
    this.idleSince = now();
  }

  /**
   * Another instance needs a thread: one that has no task ends, or one that rests; with the last one, the pool. It opens again when there
   * is work.
   */
  giveBack(): boolean {
    const { pool, busy } = this;
    if (!pool) return false;
    if (busy.size < pool.threads && pool.threads > 1) return pool.endIdle(busy);
    if (busy.size >= pool.threads) {
      const seat = this.idleMs() > 0 ? this.retireOne() : 0;
      if (seat === 0) return false;
      if (pool.threads > 1) {
        this.retired.add(seat); // which stays taken until the thread is gone
        pool.retire(seat);
        return true;
      }
    }
    busy.clear(); // a pool that closes tells of no thread
    this.retired.clear();
    this.closing = Promise.all([this.closing, pool.close()]);
    this.pool = undefined;
    this.started = false;
    leave(this);
    return true;
  }

  /** Sends threads to drain the table until `chunks` do: idle ones at once, and a new one a turn of the event loop. */
  muster(chunks: number): void {
    const wanted = Math.min(chunks, this.start.most);
    while (!this.broken && this.busy.size < wanted) {
      if (this.busy.size >= this.threads()) {
        this.grow(wanted);
        break;
      }
      this.send();
    }
  }

  get hasThreads(): boolean {
    return this.busy.size > 0;
  }

  /** How many are to be notified for `chunks` of work: those that were retired may hear it too, and do nothing. */
  toWake(chunks: number): number {
    return this.hasThreads ? chunks + this.retired.size : 0;
  }

  /** Threads have begun, and rest for so short a time that they are put on the processors that they had. */
  get isAwake(): boolean {
    return this.hasStarted && this.restMs() < JUST_NOW_MS;
  }

  /** The seats of those that `holds` says yes to. */
  seats(holds: (seat: number) => boolean): number[] {
    return [...this.busy].filter(holds);
  }

  /** Ends the thread in a seat, whatever it does. */
  end(seat: number): void {
    this.pool?.end(seat);
  }

  /** Ends all threads. Settles when they are gone. */
  async disband(): Promise<void> {
    this.broken = true;
    leave(this);
    await Promise.all([this.closing, this.pool?.close()]);
    this.busy.clear();
    this.retired.clear();
  }

  /** After disband(): threads may be had again. */
  reassemble(): void {
    this.pool = undefined;
    this.broken = this.started = this.refused = false;
  }

  private grow(wanted: number): void {
    if (this.growing) return;
    this.refused = !mayStart(this, this.start.threadLimit);
    if (this.refused) return;
    this.send();
    if (this.busy.size >= wanted) return;
    this.growing = true;
    setImmediate(() => {
      this.growing = false;
      this.muster(this.start.unclaimed());
    });
  }

  private isResting(seat: number): boolean {
    const { words, most } = this.start;
    const id = words.load(restAt(most + 1, seat));
    return id !== 0 && id === words.load(THREADS + seat);
  }

  /** The seat of a thread that rested, and from now on touches no job; 0 if there is none. */
  private retireOne(): number {
    const { words, most } = this.start;
    return [...this.busy].find((seat) => retire(words, most + 1, seat, words.load(THREADS + seat))) ?? 0;
  }

  private send(): void {
    try {
      this.pool ??= this.open();
      let seat = 1;
      while (this.busy.has(seat)) seat++;
      this.busy.add(seat);
      this.pool.run(seat);
    } catch (error) {
      this.start.broken(`worker threads cannot be started: ${(error as Error).message}`);
    }
  }

  private open(): ThreadPool {
    enter(this);
    return this.start.openPool({ left: (seat, error) => this.left(seat, error), broken: (reason) => this.start.broken(reason) });
  }

  private left(seat: number, error?: Error): void {
    this.busy.delete(seat);
    if (!this.retired.delete(seat)) this.idleSince = now();
    this.start.left(seat, error);
  }
}
