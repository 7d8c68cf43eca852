/** One call in flight: its clock, its ways to end, its progress. */
import { clearTimeout, now, setTimeout } from "../clock";
import type { Timer } from "../platform/host";
import { TimeoutError } from "../errors";
import type { Watch } from "../engines/work";
import { type JobEvent, jobEnded, jobFailed, jobStarted } from "./events";
import type { CallOptions } from "./options";
import { onAbort } from "./aborts";

/** A timer of Node's takes 32 bits; a longer timeout is checked between pieces all the same. */
const MOST_TIMER_MS = 0x7fffffff;
const PROGRESS_MS = 100;

/** Where a call ran. */
export type Ran = "threads" | "inline" | "js" | "processes";

export class Call implements Watch {
  private reason: { error: unknown; aborted: boolean } | undefined;
  private timer: Timer | undefined;
  private stopListening: (() => void) | undefined;
  private cancels: (() => void)[] | undefined; // most calls need none
  private lastProgress: number | undefined;
  private told = -1;
  /** How long it waited until work on it began: not at all, where it ran at once. */
  waitMs = 0;
  /** Where it ran: of several parts, the last one. */
  ran: Ran = "inline";
  /** Bytes that were copied in and out for it. */
  bytesMoved = 0;
  private hasStarted = false;
  private hasBegun = false;
  private readonly signal: AbortSignal | undefined;
  private readonly onProgress: CallOptions["onProgress"];
  private event: JobEvent | undefined;

  constructor(
    readonly where: string,
    /** What is counted of it goes by this name. */
    readonly operation: string,
    options: Pick<CallOptions, "signal" | "onProgress">,
    private readonly timeout: number,
    /** 0 as long as that is not known. */
    public elements: number,
    /** now() when the caller called. */
    readonly begun: number,
  ) {
    this.signal = options.signal; // as they are now
    this.onProgress = options.onProgress;
  }

  /** It is on its way: nothing was wrong with what was given. */
  started(elements = this.elements): void {
    if (this.hasStarted) return;
    this.hasStarted = true;
    this.elements = elements;
    this.event = jobStarted(this.operation, this.where, this.elements);
  }

  /** It is settled. */
  ended(elapsedMs: number): void {
    if (this.event) jobEnded(this.event, this.ran, elapsedMs);
  }

  failed(error: unknown): void {
    if (this.event) jobFailed(this.event, error, this.elapsedMs);
  }

  get elapsedMs(): number {
    return now() - this.begun;
  }

  get leftMs(): number {
    return this.timeout - this.elapsedMs;
  }

  begin(): void {
    if (this.hasBegun) return;
    this.hasBegun = true;
    this.waitMs = this.elapsedMs;
  }

  /** Work on it, or on a part of it, ran there and copied so many bytes. */
  ranOn(where: Ran, bytes: number): void {
    this.ran = where;
    this.bytesMoved += bytes;
  }

  /** The caller's own abort, which is no failure. */
  get aborted(): boolean {
    return this.reason?.aborted ?? false;
  }

  /** Starts the clock and listens to the signal: for calls that outlive this turn of the event loop. */
  arm(): void {
    if (this.timeout <= MOST_TIMER_MS) {
      this.timer = setTimeout(() => this.stop(this.late()), Math.ceil(this.timeout - this.elapsedMs));
      this.timer.unref(); // alive.ts says how long the process stays
    }
    const { signal } = this;
    if (signal?.aborted) this.stop(signal.reason, true);
    else if (signal) this.stopListening = onAbort(signal, () => this.stop(signal.reason, true));
  }

  disarm(): void {
    clearTimeout(this.timer);
    this.stopListening?.();
    this.cancels = undefined;
  }

  onStop(cancel: () => void): void {
    if (this.reason) cancel();
    else (this.cancels ??= []).push(cancel);
  }

  /** Ends the call with `error`, as soon as no thread works for it any more. */
  stop(error: unknown, aborted = false): void {
    if (this.reason) return;
    this.reason = { error, aborted };
    for (const cancel of this.cancels ?? []) cancel();
  }

  /** @throws the signal's reason if it was aborted, or what else stopped the call; does not look at the clock */
  checkSignal(): void {
    if (!this.reason && this.signal?.aborted) this.stop(this.signal.reason, true);
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
    const { onProgress } = this;
    if (!onProgress) return;
    const at = now();
    const isWhole = this.elements > 0 ? done >= this.elements : done === 0;
    if (!isWhole && (done <= this.told || at - (this.lastProgress ?? this.begun) < PROGRESS_MS)) return;
    this.lastProgress = at;
    this.told = done;
    onProgress({ done, total: this.elements });
  }

  /** The end of what may have had no known length. */
  lastProgressAt(done: number): void {
    if (this.told !== done) this.onProgress?.({ done, total: this.elements });
    this.elements = done;
  }

  private late(): TimeoutError {
    return new TimeoutError(`${this.where}: not done within ${this.timeout} ms. Raise timeout, or give it less at a time`);
  }
}
