/**
 * A function over a batch on the calling thread, where that is asked for, or the work is too small to be sent away. It sees copies, and
 * what it gives is a copy, as elsewhere. What does not return in time is ended by the engine's own watch over scripts (node:vm), as no
 * timer can go off.
 */
import { randomUUID } from "node:crypto";
import { Script } from "node:vm";
import { clearTimeout, now, setTimeout, turn } from "../clock";
import type { Timer } from "../platform/host";
import { cloned } from "./clone";
import { isThenable, type BatchSpan, type Reply, type Run } from "./task";
import { described, reasonOf } from "./thrown";

/** Timers and the engine's clock count whole milliseconds, and may fire one too early: the call's own clock must have run out first. */
const EARLY_MS = 2;
const MOST_TIMER_MS = 0x7fffffff;

interface Watched {
  script: Script;
  /** Holds what the script calls. */
  holder: { body: (() => void) | undefined };
}

let made: Watched | undefined;

/**
 * The script finds the holder in a variable of the main realm's scripts, whose name no other copy of this package has. It is no property
 * of globalThis, which may be frozen.
 */
function watchedScript(): Watched {
  if (!made) {
    const name = `autoflux_${randomUUID().replaceAll("-", "")}`;
    const holder = new Script(`const ${name} = {}; ${name}`).runInThisContext() as Watched["holder"];
    made = { script: new Script(`${name}.body()`), holder };
  }
  return made;
}

/**
 * `hold` keeps what it was given until it has settled, which may be after it is too late. @returns undefined where it took longer than
 * `timeout` ms
 */
export async function runHere(
  run: Run,
  batch: unknown,
  place: BatchSpan,
  timeout: number,
  hold: () => () => void,
): Promise<Reply | undefined> {
  const begun = now();
  const reply = runWatched(run, batch, place, Number.isFinite(timeout) ? Math.ceil(Math.max(0, timeout)) + EARLY_MS : undefined);
  if (reply === undefined || !("promise" in reply)) return reply;
  let timer: Timer | undefined;
  const late = new Promise<undefined>((resolve) => {
    if (Number.isFinite(timeout)) timer = setTimeout(() => resolve(undefined), Math.min(timeout + EARLY_MS, MOST_TIMER_MS));
  });
  const release = hold();
  const settled = Promise.resolve(reply.promise)
    .finally(release)
    .then((value) => replyOf(value, begun, true), thrown);
  const first = await Promise.race([settled, late]);
  clearTimeout(timer);
  return first;
}

/**
 * Tries a function whose result is all that it does, for a few milliseconds. @returns undefined where they were not enough, or where it
 * failed, as a thread, whose stack is deeper, may succeed: nothing tells that it was begun
 */
export function tryHere(run: Run, batch: unknown, place: BatchSpan, ms: number): Reply | undefined {
  const reply = runWatched(run, batch, place, ms);
  return reply && "value" in reply ? reply : undefined;
}

/** Calls the function, and clones its result, within whole milliseconds. */
function runWatched(
  run: Run,
  batch: unknown,
  place: BatchSpan,
  ms: number | undefined,
): Reply | { promise: PromiseLike<unknown> } | undefined {
  const begun = now();
  let reply: Reply | { promise: PromiseLike<unknown> } | undefined;
  const isDone = watched(() => {
    try {
      const given = (run as (batch: unknown, place: BatchSpan) => unknown)(batch, { ...place });
      reply = isThenable(given) ? { promise: given } : replyOf(given, begun, false);
    } catch (error) {
      reply = thrown(error);
    }
  }, ms);
  return isDone ? reply : undefined;
}

function thrown(error: unknown): Reply {
  return { index: -1, error: described(error) };
}

function replyOf(given: unknown, begun: number, isAsync: boolean): Reply {
  const ms = now() - begun;
  try {
    return { value: cloned(given), ms, isAsync };
  } catch (error) {
    return { index: -1, uncloneable: reasonOf(error) };
  }
}

/** Whether it returned in time. */
function watched(body: () => void, ms: number | undefined): boolean {
  if (ms === undefined) {
    body();
    return true;
  }
  const { script, holder } = watchedScript();
  const outer = holder.body;
  holder.body = body;
  try {
    script.runInThisContext({ timeout: Math.min(ms, MOST_TIMER_MS) });
    return true;
  } catch (error) {
    if ((error as { code?: unknown } | null)?.code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return false;
    throw error;
  } finally {
    holder.body = outer;
  }
}

let last: Promise<void> = Promise.resolve();

/** A turn of the event loop that no other batch of any call has: many small batches at once do not hold it together. */
export function ownTurn(): Promise<void> {
  last = last.then(turn);
  return last;
}
