/** The clock and the timers of a page. No timer keeps a page open, so there is nothing to hold and nothing to let go. */
import type { Timer } from "../host";

const { clearInterval: endInterval, clearTimeout: endTimeout, setInterval: beginInterval, setTimeout: beginTimeout } = globalThis;

class PageTimer implements Timer {
  constructor(readonly id: unknown) {}

  unref(): this {
    return this;
  }
}

type Id = Parameters<typeof endTimeout>[0];
const idOf = (timer: Timer | undefined) => (timer as PageTimer | undefined)?.id as Id;

export function setTimeout(callback: () => void, ms: number): Timer {
  return new PageTimer(beginTimeout(callback, ms));
}

export function clearTimeout(timer: Timer | undefined): void {
  endTimeout(idOf(timer));
}

export function setInterval(callback: () => void, ms: number): Timer {
  return new PageTimer(beginInterval(callback, ms));
}

export function clearInterval(timer: Timer | undefined): void {
  endInterval(idOf(timer));
}

const waiting: (() => void)[] = [];
let port: MessagePort | undefined;

/** By a message, as a page's timers wait for 4 ms where they are nested. */
export function setImmediate(callback: () => void): void {
  if (!port) {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => waiting.shift()!();
    port = port2;
  }
  waiting.push(callback);
  port.postMessage(undefined);
}

export const now: () => number = performance.now.bind(performance);

export async function held<T>(promise: Promise<T>): Promise<T> {
  return promise;
}
