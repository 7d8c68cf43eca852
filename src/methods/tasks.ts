/** Tasks by levels of priority: {@link Flux.group}. */
import { clearTimeout, now, setTimeout } from "../clock";
import type { Timer } from "../platform/host";
import { BadOption, shown, TimeoutError } from "../errors";
import { isList } from "../typed-array";
import { bad, checkSignal, knownKeys } from "../call/options";
import { onAbort } from "../call/aborts";
import type { GroupOptions, GroupOutcome, GroupTask } from "../call/types";

const WHERE = "group";
const TASK_KEYS = ["run", "priority", "timeout"];

/** Settles when every task has: in the order in which they were given. @throws BadOption */
export async function runGroup(given: unknown, options: GroupOptions = {}): Promise<GroupOutcome[]> {
  if (!isList(given)) {
    throw new BadOption(
      `${WHERE}: tasks must be an array of functions or { run, priority, timeout }, got ${shown(given)}`,
    );
  }
  knownKeys(WHERE, options, ["signal", "concurrency"]);
  const { signal, concurrency = Number.POSITIVE_INFINITY } = options;
  checkSignal(WHERE, signal);
  if (!(concurrency >= 1)) bad(WHERE, "concurrency", "a number above 0", concurrency);
  const tasks = given.map(taskOf);
  const outcomes: GroupOutcome[] = new Array(tasks.length);
  const levels = [...new Set(tasks.map(({ priority }) => priority))].sort((a, b) => b - a);
  for (const level of levels) {
    const waiting = tasks.flatMap(({ priority }, i) => (priority === level ? [i] : []));
    const lane = async () => {
      for (let i = waiting.shift(); i !== undefined; i = waiting.shift()) outcomes[i] = await outcomeOf(tasks[i]!, i, signal);
    };
    await Promise.all(Array.from({ length: Math.min(concurrency, waiting.length) }, lane));
  }
  return outcomes;
}

function taskOf(task: unknown, i: number): Required<GroupTask> {
  const where = `${WHERE}: task ${i}`;
  if (typeof task === "object" && task !== null) knownKeys(where, task, TASK_KEYS);
  const {
    run,
    priority = 0,
    timeout = Number.POSITIVE_INFINITY,
  } = (typeof task === "function" ? { run: task } : (task ?? {})) as GroupTask;
  if (typeof run !== "function") throw new BadOption(`${where} must be a function or { run, priority, timeout }, got ${shown(task)}`);
  if (typeof priority !== "number" || Number.isNaN(priority)) bad(where, "priority", "a number", priority);
  if (!(typeof timeout === "number" && timeout > 0)) bad(where, "timeout", "milliseconds above 0", timeout);
  return { run, priority, timeout };
}

/** A task that is stopped is told by its signal; that it goes on all the same is not waited for. */
async function outcomeOf({ run, timeout }: Required<GroupTask>, i: number, outer: AbortSignal | undefined): Promise<GroupOutcome> {
  const begun = now();
  const own = new AbortController();
  let stopListening: (() => void) | undefined;
  let timer: Timer | undefined;
  try {
    if (outer?.aborted) throw outer.reason;
    if (outer) stopListening = onAbort(outer, () => own.abort(outer.reason));
    if (Number.isFinite(timeout)) {
      timer = setTimeout(
        () => own.abort(new TimeoutError(`${WHERE}: task ${i} was not done within ${timeout} ms`)),
        Math.min(timeout, 0x7fffffff),
      );
    }
    const stopped = new Promise<never>((_, reject) =>
      own.signal.addEventListener("abort", () => reject(own.signal.reason), { once: true }),
    );
    const value = await Promise.race([stopped, (async () => run({ signal: own.signal }))()]);
    return { status: "fulfilled", value, elapsedMs: now() - begun };
  } catch (reason) {
    return { status: "rejected", reason, elapsedMs: now() - begun };
  } finally {
    clearTimeout(timer);
    stopListening?.();
  }
}
