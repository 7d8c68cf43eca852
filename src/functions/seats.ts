/**
 * The threads (or processes) that run callers' functions, of one instance. Each is a seat of its own: so it is known which functions a
 * thread has, and one that must end does not disturb the others. They start when there is work, within the process's budget
 * (threads/budget.ts; the first one in any case, as nothing else could do the work), and end when there has been none for a while.
 */
import { clearTimeout, now, setTimeout } from "../clock";
import type { Timer } from "../platform/host";
import { enter, type Holder, leave, mayStart } from "../threads/budget";
import { type FunctionRunner, Unsent, Untaken } from "./runner";
import type { BatchTask, Declined, Definition, ElementsTask, Reply, SentTask } from "./task";

/** What is to be run. */
export interface ErrandOrder {
  definition: Definition;
  /** Made when there is a seat, so that what waits holds no copies. */
  work(): { task: ElementsTask | BatchTask; transfer: ArrayBuffer[] };
  /** Higher goes first. */
  priority: number;
  /** Milliseconds that it may run. */
  timeout: number;
  /** Told when it has a seat. */
  onStart(): void;
}

/** What came of an order: `unsent` is what could not be sent there. Whatever it is, nobody works for it any more. */
export type ErrandOutcome = { reply: Reply } | { unsent: Error } | { lost: Error } | { late: true } | { cancelled: true };

/** An order on its way. */
export interface Errand {
  done: Promise<ErrandOutcome>;
  /** Ends the thread that works for it, if one does. */
  cancel(): void;
}

interface RunnerSeat {
  runner: FunctionRunner;
  /** Ids of the definitions that its thread has, the last used last. */
  known: Set<number>;
  busy: boolean;
}

interface Waiting {
  priority: number;
  take(seat: RunnerSeat | undefined): void;
}

/** A thread that has had nothing to do for this long ends. */
const IDLE_MS = 5000;
/** Threads that an order may meet that are lost before they take it. */
const MOST_UNTAKEN = 8;
/** Functions that a thread remembers. */
const MOST_KNOWN = 64;

export class Seats implements Holder {
  readonly kind = "functions";
  private readonly seats = new Set<RunnerSeat>();
  private readonly waiting: Waiting[] = [];
  private ending: Promise<unknown> = Promise.resolve();
  private idleSince = 0;
  private idleTimer: Timer | undefined;
  private closed = false;
  /** Threads and processes that were lost, or ended because what they ran had to stop. */
  lost = 0;

  constructor(
    /** Threads at most; and all that the process may have before this instance starts a second one. */
    readonly most: number,
    private readonly threadLimit: number,
    private readonly open: (onExit: () => void) => FunctionRunner,
  ) {}

  get isBound(): boolean {
    return Number.isFinite(this.threadLimit);
  }

  threads(): number {
    return this.seats.size;
  }

  idleMs(): number {
    return this.isIdle ? now() - this.idleSince : 0;
  }

  giveBack(): boolean {
    const seat = [...this.seats].find(({ busy }) => !busy);
    if (seat) this.dismiss(seat);
    return seat !== undefined;
  }

  start(order: ErrandOrder): Errand {
    let cancel = () => {};
    let cancelled = false;
    const done = this.carryOut(order, () => cancelled, (way) => {
      cancel = way;
    });
    return {
      done,
      cancel: () => {
        cancelled = true;
        cancel();
      },
    };
  }

  /** Ends all threads; what they run is lost. */
  async close(): Promise<void> {
    this.closed = true;
    for (const { take } of this.waiting.splice(0)) take(undefined);
    for (const seat of this.seats) this.dismiss(seat);
    clearTimeout(this.idleTimer);
    await this.ending;
  }

  /**
   * What an earlier function left behind (a timer that throws, a rejection that nobody handles) may end a thread, or spoil it, when the
   * next order comes: one that the thread has not taken gets another.
   */
  private async carryOut(order: ErrandOrder, isCancelled: () => boolean, onCancel: (way: () => void) => void): Promise<ErrandOutcome> {
    for (let tries = 1; ; tries++) {
      const outcome = await this.tryIn(order, isCancelled, onCancel);
      if (!("untaken" in outcome)) return outcome;
      if (tries === MOST_UNTAKEN) return { lost: outcome.untaken };
    }
  }

  private async tryIn(
    order: ErrandOrder,
    isCancelled: () => boolean,
    onCancel: (way: () => void) => void,
  ): Promise<ErrandOutcome | { untaken: Error }> {
    const seat = await this.seatFor(order, onCancel);
    if (!seat) return { cancelled: true };
    let ended: Promise<void> | undefined;
    let isLate = false;
    const end = () => {
      if (ended) return;
      this.lost++;
      ended = this.retire(seat);
    };
    onCancel(end);
    let timer: Timer | undefined;
    let introduction: ReturnType<Seats["introduction"]> | undefined;
    try {
      if (isCancelled()) return { cancelled: true };
      order.onStart();
      await seat.runner.start?.();
      let work: ReturnType<ErrandOrder["work"]>;
      try {
        work = order.work();
      } catch (error) {
        return { unsent: error as Error };
      }
      const { task, transfer } = work;
      if (Number.isFinite(order.timeout)) {
        timer = setTimeout(() => {
          isLate = true;
          end();
        }, Math.min(order.timeout, 0x7fffffff));
      }
      introduction = this.introduction(seat, order.definition);
      const reply = (await seat.runner.run({ ...introduction, work: task }, transfer)) as Reply | Declined;
      await ended;
      // A module that failed stays failed in a loader: only a new thread or process imports it again.
      if (("spoilt" in reply || "unmade" in reply) && !ended) this.dismiss(seat);
      if (isCancelled()) return { cancelled: true };
      if (isLate) return { late: true };
      return "untaken" in reply ? { untaken: new Error("its built-ins had been changed") } : { reply };
    } catch (error) {
      const isUnsent = error instanceof Unsent;
      if (isUnsent && introduction) this.takeBack(seat, introduction);
      else end(); // whatever it still does, it never works for anybody again
      await ended?.catch(() => {});
      if (isCancelled()) return { cancelled: true };
      if (isLate) return { late: true };
      if (isUnsent) return { unsent: error };
      return error instanceof Untaken ? { untaken: error.why } : { lost: error as Error };
    } finally {
      clearTimeout(timer);
      onCancel(() => {});
      this.release(seat);
    }
  }

  /** A function goes to a thread once, and is forgotten there when many others have come since. */
  private introduction({ known }: RunnerSeat, definition: Definition): Omit<SentTask, "work"> {
    const { id } = definition;
    const isKnown = known.delete(id);
    known.add(id);
    const forget: number[] = [];
    for (const old of known) {
      if (known.size <= MOST_KNOWN) break;
      known.delete(old);
      forget.push(old);
    }
    return { id, definition: isKnown ? undefined : definition, forget };
  }

  /** What was to be introduced never arrived, nor what was to be forgotten. */
  private takeBack({ known }: RunnerSeat, { id, definition, forget }: Omit<SentTask, "work">): void {
    if (definition) known.delete(id);
    for (const old of forget) known.add(old);
  }

  /** A free seat: one that knows the function, any other, a new one; or the next that will be free. */
  private seatFor({ priority, definition }: ErrandOrder, onCancel: (way: () => void) => void): Promise<RunnerSeat | undefined> {
    if (this.closed) return Promise.resolve(undefined);
    const seat = this.free(definition.id) ?? this.grow();
    if (seat) {
      seat.busy = true;
      return Promise.resolve(seat);
    }
    return new Promise((resolve) => {
      const entry: Waiting = { priority, take: resolve };
      let at = this.waiting.length;
      while (at > 0 && this.waiting[at - 1]!.priority < priority) at--;
      this.waiting.splice(at, 0, entry);
      onCancel(() => {
        const found = this.waiting.indexOf(entry);
        if (found >= 0) this.waiting.splice(found, 1);
        resolve(undefined);
      });
    });
  }

  private free(id: number): RunnerSeat | undefined {
    let other: RunnerSeat | undefined;
    for (const seat of this.seats) {
      if (seat.busy) continue;
      if (seat.known.has(id)) return seat;
      other = seat;
    }
    return other;
  }

  private grow(): RunnerSeat | undefined {
    if (this.seats.size >= this.most) return undefined;
    if (this.seats.size > 0 && !mayStart(this, this.threadLimit)) return undefined;
    const known = new Set<number>();
    const seat: RunnerSeat = { known, busy: false, runner: this.open(() => known.clear()) };
    this.seats.add(seat);
    enter(this);
    return seat;
  }

  private release(seat: RunnerSeat): void {
    seat.busy = false;
    this.idleSince = now();
    if (this.seats.has(seat)) this.serve(seat);
    while (this.waiting.length > 0) {
      const more = this.grow();
      if (!more) break;
      this.serve(more);
    }
    if (this.isIdle) this.endLater();
  }

  private serve(seat: RunnerSeat): void {
    const next = this.waiting.shift();
    if (!next) return;
    seat.busy = true;
    next.take(seat);
  }

  private get isIdle(): boolean {
    for (const { busy } of this.seats) if (busy) return false;
    return true;
  }

  private endLater(): void {
    clearTimeout(this.idleTimer);
    this.idleTimer = setTimeout(() => {
      if (this.isIdle) for (const seat of this.seats) this.dismiss(seat);
    }, IDLE_MS).unref();
  }

  private dismiss(seat: RunnerSeat): void {
    this.ending = Promise.all([this.ending, this.retire(seat).catch(() => {})]);
  }

  /** The seat is given up at once; settles when its thread is gone. */
  private retire(seat: RunnerSeat): Promise<void> {
    this.seats.delete(seat);
    if (this.seats.size === 0) leave(this);
    return seat.runner.end();
  }
}
