/** The process stays alive exactly while a call is pending, whatever the call waits for. */
import { clearInterval, setInterval } from "../clock";
import type { Timer } from "../platform/host";

const LONG_MS = 0x7fffffff;
let pending = 0;
let timer: Timer | undefined;

export function stayAlive(): void {
  if (pending++ === 0) timer = setInterval(() => {}, LONG_MS);
}

export function mayEnd(): void {
  if (--pending === 0) clearInterval(timer);
}

/** Settles as `work` does; until then the process stays alive. */
export async function alive<T>(work: Promise<T>): Promise<T> {
  stayAlive();
  try {
    return await work;
  } finally {
    mayEnd();
  }
}
