/** One call in flight: its clock, its ways to end, its progress. */
import { clearTimeout, setTimeout } from "node:timers";
import { TimeoutError } from "../errors";
import type { Watch } from "../scheduler/work";
import type { CallOptions } from "./options";

/** A timer of Node's takes 32 bits; a longer timeout is checked between pieces all the same. */
const MOST_TIMER_MS = 0x7fffffff;
const PROGRESS_MS = 100;

export class Call implements Watch {
  private reason: { error: unknown; aborted: boolean } | undefined;
  private timer: NodeJS.Timeout | undefined;
  private onAbort: (() => void) | undefined;
  private cancels: (() => void)[] = [];
  private lastProgress: number;

  constructor(
    readonly where: string,
    private readonly options: CallOptions,
    private readonly timeout: number,
    readonly elements: number,
    /** performance.now() when the caller called. */
    readonly begun: number,
  ) {
    this.lastProgress = begun;
  }

  get elapsedMs(): number {
    return performance.now() - this.begun;
  }

  /** The caller's own abort, which is no failure. */
  get aborted(): boolean {
    return this.reason?.aborted ?? false;
  }

  /** Starts the clock and listens to the signal: for calls that outlive this turn of the event loop. */
  arm(): void {
    if (this.timeout <= MOST_TIMER_MS) {
      this.timer = setTimeout(() => this.stop(this.late()), this.timeout - this.elapsedMs);
      this.timer.unref(); // the work itself keeps the process alive
    }
    const { signal } = this.options;
    if (!signal) return;
    this.onAbort = () => this.stop(signal.reason, true);
    signal.addEventListener("abort", this.onAbort, { once: true });
  }

  disarm(): void {
    clearTimeout(this.timer);
    if (this.onAbort) this.options.signal?.removeEventListener("abort", this.onAbort);
    this.cancels = [];
  }

  onStop(cancel: () => void): void {
    this.cancels.push(cancel);
  }

  /** Ends the call with `error`, as soon as no thread works for it any more. */
  stop(error: unknown, aborted = false): void {
    if (this.reason) return;
    this.reason = { error, aborted };
    for (const cancel of this.cancels) cancel();
  }

  /** @throws the signal's reason if it was aborted, or what else stopped the call; does not look at the clock */
  checkSignal(): void {
    if (!this.reason && this.options.signal?.aborted) this.stop(this.options.signal.reason, true);
    if (this.reason) throw this.reason.error;
  }

  /** @throws the reason to stop, if there is one */
  check(): void {
    this.checkSignal();
    if (this.elapsedMs <= this.timeout) return;
    this.stop(this.late());
    this.checkSignal();
  }

  progress(done: number): void {
    const { onProgress } = this.options;
    if (!onProgress) return;
    const now = performance.now();
    if (done < this.elements && now - this.lastProgress < PROGRESS_MS) return;
    this.lastProgress = now;
    onProgress({ done, total: this.elements });
  }

  private late(): TimeoutError {
    return new TimeoutError(`${this.where}: not done within ${this.timeout} ms. Raise timeout, or give it less at a time`);
  }
}
