/** Calls that need more memory than is free now wait for what other calls hold: each in its turn, so that no call waits for ever. */
import { turn } from "../clock";
import { ArenaFull } from "../errors";
import type { Arena } from "./arena";

/** What is asked of a call that waits. */
interface Patient {
  /** @throws the reason to wait no longer */
  check(): void;
  onStop(cancel: () => void): void;
}

export class MemoryQueue {
  private readonly queue: { resume(): void }[] = [];

  constructor(private readonly arena: Arena) {
    arena.onRoom(() => this.wake());
  }

  /** Whether a call waits: one that comes later does not go before it. */
  get isAwaited(): boolean {
    return this.queue.length > 0;
  }

  /**
   * What `take` gives, once there is room for it: it takes all or nothing. Where no call holds anything, some turns of the event loop let
   * dropped arrays be reclaimed, and callers free the results of calls before.
   *
   * @throws ArenaFull where that does not help, what `patient` throws
   */
  async need<T>(take: () => T, patient: Patient): Promise<T> {
    const waiting = { resume: () => {} };
    this.queue.push(waiting);
    patient.onStop(() => waiting.resume());
    try {
      for (let mayBeLast = false; ; ) {
        patient.check();
        if (this.queue[0] === waiting) {
          try {
            return take();
          } catch (error) {
            if (!(error instanceof ArenaFull) || (mayBeLast && !this.arena.isHeld)) throw error;
          }
        }
        mayBeLast = !this.arena.isHeld;
        if (mayBeLast) {
          await turn();
          await turn();
        } else await new Promise<void>((resume) => (waiting.resume = resume));
      }
    } finally {
      this.queue.splice(this.queue.indexOf(waiting), 1);
      this.wake();
    }
  }

  private wake(): void {
    for (const waiting of this.queue) waiting.resume();
  }
}
