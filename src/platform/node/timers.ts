/** The clock and the timers of node:timers, which Jest's jsdom does not replace, as they were when this package was imported. */
import { performance } from "node:perf_hooks";
import * as timers from "node:timers";
import type { Timers } from "../host";

export const { clearInterval, clearTimeout, setImmediate, setInterval, setTimeout } = timers as Timers;

const { now: read } = performance;

export const now: () => number = read.bind(performance);

export async function held<T>(promise: Promise<T>): Promise<T> {
  const holding = setInterval(() => {}, 1000);
  try {
    return await promise;
  } finally {
    clearInterval(holding);
  }
}
