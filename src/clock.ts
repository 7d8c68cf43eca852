/**
 * The clock and the timers as they were when this package was imported: a test that replaces them by fake ones afterwards does not stop
 * the calls it makes.
 */
import { performance } from "node:perf_hooks";
import * as timers from "node:timers";

export const { clearInterval, clearTimeout, setImmediate, setInterval, setTimeout } = timers;

const { now: read } = performance;

/** Milliseconds since the process began. */
export const now: () => number = read.bind(performance);

/** Lets the event loop turn. */
export const turn = (): Promise<void> => new Promise((resume) => void setImmediate(resume));

/** Waits for what keeps no process alive by itself: this one stays until then. */
export async function held<T>(promise: Promise<T>): Promise<T> {
  const holding = setInterval(() => {}, 1000);
  try {
    return await promise;
  } finally {
    clearInterval(holding);
  }
}

/** No turn of the event loop computes for longer than this: timers, signals and servers go on beside what takes long. */
export const SLICE_MS = 2;

export class Turns {
  private since = now();

  get isDue(): boolean {
    return now() - this.since > SLICE_MS;
  }

  async take(): Promise<void> {
    await turn();
    this.since = now();
  }
}
