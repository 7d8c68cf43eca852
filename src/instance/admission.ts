/** The calls of an instance that are in flight: how many there may be, who waits, who is told when the instance closes. */
import { QueueFull } from "../errors";
import type { Call } from "../call/call";
import type { WhenFull } from "../call/types";

export class Admission {
  private readonly calls = new Set<Call>();
  private readonly pending = new Set<Promise<unknown>>();
  private readonly waiting = new Map<Call, () => void>();
  /** Calls that were refused. */
  refused = 0;

  constructor(
    private readonly most: number,
    private readonly whenFull: WhenFull,
  ) {}

  /** Whether another call would be refused, or wait. */
  get isFull(): boolean {
    return this.calls.size >= this.most || this.waiting.size > 0;
  }

  get inFlight(): number {
    return this.calls.size;
  }

  get waits(): number {
    return this.waiting.size;
  }

  /**
   * Lets a call in: at once, or in its turn, for which it waits. Its timeout and signal count meanwhile.
   *
   * @throws QueueFull, what stopped the call
   */
  enter(call: Call): Promise<void> | undefined {
    if (!this.isFull) return this.admit(call);
    if (this.whenFull === "wait") return this.turnOf(call);
    this.refused++;
    throw new QueueFull(
      `${call.where}: ${this.calls.size} calls are in flight, which is this instance's maxQueue. Await some first, raise maxQueue, or ` +
        'let calls wait: whenFull: "wait"',
    );
  }

  /** Lets a call in that has begun when there was room. */
  admit(call: Call): undefined {
    this.calls.add(call);
  }

  leave(call: Call): void {
    this.calls.delete(call);
    const [next] = this.waiting;
    if (!next || this.calls.size >= this.most) return;
    this.calls.add(next[0]); // at once: nobody gets in between
    next[1]();
  }

  /**
   * Remembers a promise until it settles: close() waits for it. The one that is returned is the caller's: a failure that nobody awaits
   * is unhandled.
   */
  track<T>(promise: Promise<T>): Promise<T> {
    this.pending.add(promise);
    return promise.finally(() => void this.pending.delete(promise));
  }

  /** Ends all calls with `error`. */
  stop(error: Error): void {
    for (const call of [...this.calls, ...this.waiting.keys()]) call.stop(error);
  }

  /** Settles when all calls have, those too that came from others meanwhile. */
  async settled(): Promise<void> {
    while (this.pending.size > 0) await Promise.allSettled(this.pending);
  }

  /** Settles when it is the call's turn, or it was stopped meanwhile. */
  private async turnOf(call: Call): Promise<void> {
    await new Promise<void>((resolve) => {
      const resume = () => {
        this.waiting.delete(call);
        resolve();
      };
      this.waiting.set(call, resume);
      call.onStop(resume);
    });
    call.check();
  }
}
