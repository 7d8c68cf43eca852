/**
 * A function over a batch on the calling thread, where that is asked for, or the work is too small to be sent away. It sees copies, as it
 * would elsewhere. What does not return in time is ended by the engine's own watch over scripts (node:vm), as no timer can go off.
 */
import { Script } from "node:vm";
import { clearTimeout, now, setTimeout } from "../clock";
import { described, isThenable, type Place, type Reply, type Run } from "./task";

/** Timers and the engine's clock count whole milliseconds, and may be early by one: by then the call's own clock shall have run out. */
const EARLY_MS = 2;
/** Where the watched script finds what it is to run. */
const KEY = "autoflux.watched";
const holder = globalThis as unknown as Record<symbol, (() => void) | undefined>;
let script: Script | undefined;

/** `hold` keeps what it was given until it has settled, which may be after it is too late. @returns undefined where it took longer than `timeout` ms */
export async function runHere(run: Run, batch: unknown, place: Place, timeout: number, hold: () => () => void): Promise<Reply | undefined> {
  const begun = now();
  let given: unknown;
  let thrown: { error: unknown } | undefined;
  const body = () => {
    try {
      given = (run as (batch: unknown, place: Place) => unknown)(batch, place);
    } catch (error) {
      thrown = { error };
    }
  };
  if (!watched(body, timeout)) return undefined;
  if (thrown) return { index: -1, error: described(thrown.error) };
  if (!isThenable(given)) return { value: given, ms: now() - begun, isAsync: false };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    if (Number.isFinite(timeout)) timer = setTimeout(() => resolve(undefined), Math.min(timeout + EARLY_MS, 0x7fffffff));
  });
  const release = hold();
  const settled = Promise.resolve(given).finally(release).then((value): Reply => ({ value, ms: now() - begun, isAsync: true }), (error): Reply => ({ index: -1, error: described(error) }));
  const reply = await Promise.race([settled, late]);
  clearTimeout(timer);
  return reply;
}

/** Whether it returned in time. */
function watched(body: () => void, timeout: number): boolean {
  if (!Number.isFinite(timeout)) {
    body();
    return true;
  }
  script ??= new Script(`globalThis[Symbol.for("${KEY}")]()`);
  const key = Symbol.for(KEY);
  const outer = holder[key];
  holder[key] = body;
  try {
    script.runInThisContext({ timeout: Math.min(Math.ceil(Math.max(0, timeout)) + EARLY_MS, 0x7fffffff) });
    return true;
  } catch {
    return false; // the body catches its own errors
  } finally {
    if (outer) holder[key] = outer;
    else delete holder[key];
  }
}

/** What a function is given of items that stay in this thread: what it changes is its own. */
export function copied(items: unknown): unknown {
  if (!Array.isArray(items)) return items; // made for it (source.ts)
  return items.every((item) => item === null || (typeof item !== "object" && typeof item !== "function" && typeof item !== "symbol")) ? items.slice() : structuredClone(items);
}
