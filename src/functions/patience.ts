/** Waits for one promise after the other, but for all of them together no longer than a given time. */
import { clearTimeout, setTimeout } from "../clock";
import type { Timer } from "../platform/host";

/** Given instead of what was waited for. */
export const LATE = Symbol("late");

export class Patience {
  private give: (() => void) | undefined;
  private isOver = false;
  private readonly timer: Timer;

  /** Keeps no process alive. */
  constructor(ms: number) {
    this.timer = setTimeout(() => {
      this.isOver = true;
      this.give?.();
    }, ms).unref();
  }

  /** What `promise` settles with, or LATE. (A race would leave a reaction on one long-lived promise for each that is waited for.) */
  wait<T>(promise: Promise<T>): Promise<T | typeof LATE> {
    return new Promise((resolve, reject) => {
      this.give = () => resolve(LATE);
      if (this.isOver) this.give();
      promise.then(resolve, reject);
    });
  }

  end(): void {
    clearTimeout(this.timer);
  }
}
