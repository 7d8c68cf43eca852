/** The main thread in the model of the protocol: what Scheduler does with the operations of src/threads/protocol.ts, and in which order. */
import { EVENTS, type Layout } from "../../src/threads/job-table";
import { attend, type Outcome } from "../../src/threads/attend";
import { cancel, lose, publish, unclaimed, wake } from "../../src/threads/protocol";
import type { Words } from "../../src/threads/words";
import type { ModelJob } from "./fates";

export type Operation = { do: "submit" } | { do: "listen" } | { do: "lose"; seat: number } | { do: "cancel"; job: number };

/** What it is doing, the values it has seen meanwhile, and what it knows. */
export interface Main {
  operation?: Operation;
  values: number[];
  /** Whether it waits for events: not at all, in Atomics.waitAsync, or no more, as there may be something to look at. */
  listens: "no" | "parked" | "due";
  /** Threads that are gone, of which it has not heard; jobs to be cancelled. */
  gone: number[];
  cancels: number[];
  /** How many of the jobs have been handed in; those of them that wait for a slot; those that have one. */
  submitted: number;
  waiting: number[];
  bySlot: (number | undefined)[];
}

/** `waiting`: so many jobs have been handed in already, and are there when it first looks. */
export function newMain(slots: number, waiting: number): Main {
  return {
    values: [],
    listens: waiting > 0 ? "due" : "no",
    gone: [],
    cancels: [],
    submitted: waiting,
    waiting: Array.from({ length: waiting }, (_, job) => job),
    bySlot: new Array(slots).fill(undefined),
  };
}

export function copyOfMain({ values, gone, cancels, waiting, bySlot, ...rest }: Main): Main {
  return { ...rest, values: [...values], gone: [...gone], cancels: [...cancels], waiting: [...waiting], bySlot: [...bySlot] };
}

/** What it does next, if it has anything to do. */
export function nextOf(main: Main, jobs: number): Operation | undefined {
  if (main.operation) return main.operation;
  if (main.gone.length > 0) return { do: "lose", seat: main.gone[0]! };
  if (main.cancels.length > 0) return { do: "cancel", job: main.cancels[0]! };
  if (main.listens === "due") return { do: "listen" };
  return main.submitted < jobs ? { do: "submit" } : undefined;
}

/** What an operation has come to. */
export interface Learnt {
  main: Partial<Main>;
  outcomes: [job: number, outcome: Outcome][];
  /** A job that was cancelled, and the slot that it had. */
  cancelled?: { job: number; slot: number };
}

const shapeOf = ({ chunks, gates = [] }: ModelJob) => ({ chunks, gates });

/** An operation from its beginning to its end. What it changes but words is only in what it returns: it may be begun again. */
export function perform(
  operation: Operation,
  main: Main,
  jobs: readonly ModelJob[],
  isCancelled: (job: number) => boolean,
  layout: Layout,
  words: Words,
): Learnt {
  const bySlot = [...main.bySlot];
  const waiting = [...main.waiting];
  const outcomes: Learnt["outcomes"] = [];
  let cancelled: Learnt["cancelled"];
  let { listens } = main;
  const seen = operation.do === "listen" ? words.load(EVENTS) : undefined; // before the look: what happens after it changes the word
  if (operation.do === "submit") waiting.push(main.submitted);
  if (operation.do === "lose") lose(words, layout, operation.seat);
  if (operation.do === "cancel") {
    const { job } = operation;
    const slot = bySlot.indexOf(job);
    if (slot >= 0 || waiting.includes(job)) cancelled = { job, slot };
    if (slot >= 0) cancel(words, layout, slot);
    else if (cancelled) outcomes.push([waiting.splice(waiting.indexOf(job), 1)[0]!, { failed: true }]);
  }
  if (operation.do !== "submit") look();
  publishAll();
  if (operation.do === "lose") {
    const left = unclaimed(words, layout);
    if (left > 0) wake(words, left);
  }
  const queued = waiting.length + bySlot.filter((job) => job !== undefined).length;
  // waitAsync compares and waits at once.
  if (seen !== undefined) listens = queued === 0 ? "no" : words.load(EVENTS) === seen ? "parked" : "due";
  else if (listens === "no" && queued > 0) listens = "due";
  const submitted = main.submitted + (operation.do === "submit" ? 1 : 0);
  return { main: { bySlot, waiting, listens, submitted }, outcomes, cancelled };

  function look(): void {
    for (const [slot, job] of bySlot.entries()) {
      if (job === undefined) continue;
      const outcome = attend(words, layout, slot, jobs[job]!.inPlace ?? false, !isCancelled(job) && job !== cancelled?.job);
      if (!outcome) continue;
      outcomes.push([job, outcome]);
      if ("again" in outcome) wake(words, outcome.again);
      else bySlot[slot] = undefined;
    }
  }

  function publishAll(): void {
    let published = 0;
    for (let slot = 0; slot < layout.slots && waiting.length > 0; slot++) {
      const [job] = waiting;
      if (bySlot[slot] !== undefined || !publish(words, layout, slot, shapeOf(jobs[job!]!), (at) => words.store(at, job! + 1))) continue;
      bySlot[slot] = waiting.shift();
      published += jobs[job!]!.chunks;
    }
    if (published > 0) wake(words, published);
  }
}
