/**
 * A scheduler over a table, with threads that are loops of this one: a test says when each begins, stops in the middle of a chunk, or is
 * lost.
 */
import { afterEach } from "vitest";
import { type Runner, Thread } from "../../src/threads/drain";
import { sharedWords } from "../../src/threads/words";
import { EVENTS, HOLDERS, LIVE, layoutFor, phaseOf, SLOTS, STATE, slotAt, THREADS } from "../../src/threads/job-table";
import type { PoolEvents, ThreadPool } from "../../src/platform/host";
import { Scheduler } from "../../src/threads/scheduler";
import type { Job, Order, Ticket } from "../../src/threads/ticket";

const PROGRAM_WORDS = 4;

export interface Ran {
  seat: number;
  job: number;
  chunk: number;
}

/** A thread that ends within a chunk: what a terminated one looks like from outside. */
export class Ended extends Error {}

export class Stage {
  readonly layout;
  readonly control;
  readonly words;
  readonly scheduler: Scheduler;
  readonly faults = { threadsLost: 0, chunksRunAgain: 0 };
  readonly said: string[] = [];
  readonly ran: Ran[] = [];
  readonly pool = {
    threads: 0,
    seats: new Set<number>(),
    ended: [] as number[],
    opened: 0,
    closed: 0,
    denies: undefined as string | undefined,
  };
  fallback: string | undefined;
  /** Called within each chunk: may throw Ended, or stop a job. */
  within: (ran: Ran) => void = () => {};
  private events!: PoolEvents;
  private readonly threads = new Map<number, Thread>();
  private jobs = 0;

  constructor(workers = 2, threadLimit = Number.POSITIVE_INFINITY, atOnce = workers + 1) {
    this.layout = layoutFor({ seats: workers + 1, atOnce, programWords: PROGRAM_WORDS });
    this.control = new Int32Array(new SharedArrayBuffer(this.layout.words * 4));
    this.words = sharedWords(this.control);
    this.scheduler = new Scheduler({
      layout: this.layout,
      control: this.control,
      words: this.words,
      main: new Thread(0, this.control, this.layout, this.runner(0)),
      openPool: (events) => this.open(events),
      faults: this.faults,
      threadLimit,
      log: (level, message) => void this.said.push(`${level}: ${message}`),
      onFallback: (reason) => {
        this.fallback = reason;
      },
    });
  }

  /** A job whose chunks each find their number. */
  job(chunks: number, inPlace = false, gates: readonly number[] = []): Job {
    const number = ++this.jobs;
    return { chunks, inPlace, gates, write: (words, at) => words.fill(number, at, at + PROGRAM_WORDS) };
  }

  submit(job: Job, order: Partial<Order> = {}): { done: Promise<number | false>; ticket: Ticket } {
    let ticket: Ticket | undefined;
    const done = this.scheduler.submit(job, {
      where: "test",
      help: false,
      ...order,
      onTicket: (mine) => {
        ticket = mine;
      },
    });
    done.catch(() => {});
    return { done, ticket: ticket! };
  }

  /** The thread in a seat drains the table, until it is empty or the thread ends in the middle of a chunk. */
  work(seat: number): void {
    if (!this.pool.seats.has(seat)) return;
    this.words.store(THREADS + seat, 100 + seat);
    let thread = this.threads.get(seat);
    if (!thread) this.threads.set(seat, (thread = new Thread(seat, this.control, this.layout, this.runner(seat))));
    try {
      thread.drain(() => true); // it must not sleep at a gate: all threads are loops of this one
    } catch (error) {
      if (!(error instanceof Ended)) throw error;
      this.leave(seat, error);
    }
  }

  /** The seat's task is over. */
  leave(seat: number, error?: Error): void {
    if (!this.pool.seats.delete(seat)) return;
    if (error) {
      this.threads.delete(seat);
      this.pool.threads--;
    }
    this.events.left(seat, error);
  }

  deny(reason: string): void {
    this.events.broken(reason);
  }

  /** Slots that the seat holds. */
  holds(seat: number): number[] {
    return Array.from({ length: SLOTS }, (_, slot) => slot).filter(
      (slot) => this.words.load(slotAt(this.layout, slot) + HOLDERS + seat) !== 0,
    );
  }

  /** Slots with a job in them that threads may begin with. */
  live(): number[] {
    const stateOf = (slot: number) => this.words.load(slotAt(this.layout, slot) + STATE);
    return Array.from({ length: SLOTS }, (_, slot) => slot).filter((slot) => phaseOf(stateOf(slot)) === LIVE);
  }

  /** A first job, which seat 1 has done: threads have begun, so the calling thread leaves the work to them. */
  begin(): this {
    this.submit(this.job(1));
    this.work(1);
    return this;
  }

  /** A thread tells of something that there is to look at. */
  tell(): void {
    this.words.add(EVENTS, 1);
    this.words.notify(EVENTS, 1);
  }

  private runner(seat: number): Runner<number> {
    return {
      read: (words, at) => words[at]!,
      run: (job, chunk) => {
        const ran = { seat, job, chunk };
        this.within(ran);
        this.ran.push(ran);
        return chunk;
      },
    };
  }

  private open(events: PoolEvents): ThreadPool {
    const { pool, threads } = this;
    if (pool.denies !== undefined) throw new Error(pool.denies);
    pool.opened++;
    this.events = events;
    return {
      get threads() {
        return pool.threads;
      },
      run: (seat: number) => {
        this.words.store(THREADS + seat, 0);
        pool.seats.add(seat);
        pool.threads = Math.max(pool.threads, pool.seats.size);
      },
      end: (seat: number) => void pool.ended.push(seat),
      retire: () => {},
      endIdle: () => false,
      close: async () => {
        pool.closed++;
        pool.threads = 0;
        pool.seats.clear();
        threads.clear();
      },
    } as ThreadPool;
  }
}

/** Makes stages that are shut down after each test of the file; unless `begun` is false, threads have begun. */
export function stagesOfTests() {
  const open: Stage[] = [];
  afterEach(() => Promise.all(open.splice(0).map(({ scheduler }) => scheduler.shutDown())));
  return (workers = 2, { begun = true, threadLimit = Number.POSITIVE_INFINITY, atOnce = workers + 1 } = {}): Stage => {
    const stage = new Stage(workers, threadLimit, atOnce);
    open.push(stage);
    return begun ? stage.begin() : stage;
  };
}

/** Lets timers and promises of a few turns of the event loop run. */
export async function turns(count = 5): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resume) => setImmediate(resume));
}
