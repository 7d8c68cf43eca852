/**
 * Functions that are no program: run by JavaScript, in threads of their own, which never run kernels. A call goes through in batches of
 * copies, in order; what is written is written here, so that a thread that is ended has touched nothing of the caller's.
 */
import { now } from "../clock";
import { AutofluxError, BadOption, FunctionFailed } from "../errors";
import type { Position } from "../engines/inline";
import { elementAt } from "../lowering/kinds";
import { foldBlock } from "../engines/partials";
import { BLOCK_ELEMENTS } from "../kernels/refs";
import { checkBorrowed, type Watch, type Work } from "../engines/work";
import { cut } from "../typed-array";
import type { Errand, ErrandOutcome, Seats } from "./seats";
import { functionOf } from "./make";
import { runOver } from "./over";
import { define, type Definition, type ElementsTask, type Failure, type Run } from "./task";
import { errorOf } from "./thrown";

/** A function to run, for a call. */
export interface FunctionJob {
  where: string;
  /** What makes it, wherever it runs, with what it uses from outside. */
  expression: string;
  /** Taken when the call was made. */
  context: Readonly<Record<string, unknown>>;
  /** Where an element stands for the caller, where that is not its index. */
  rowOf?: ((index: number) => number) | undefined;
}

/** Elements of a batch: the least, and the most. A reduction's are whole blocks. */
const LEAST = 64;
const MOST = 64 * BLOCK_ELEMENTS;
/** Elements between two looks at the clock, on the calling thread: a function may take long. */
const PIECE = 16;

/** Runs a call on the calling thread on from `position`, until it is done or the clock has passed `until`. Whether it is done. */
export function advanceFunction(work: Work, job: FunctionJob, position: Position, until: number, watch: Watch): boolean {
  if (position.at > 0) checkBorrowed(work);
  const size = work.output.at === "records" ? BLOCK_ELEMENTS : PIECE;
  const run = runOf(job);
  while (position.at < work.count) {
    const end = Math.min(work.count, position.at + size);
    const values = new Float64Array(end - position.at);
    const inputs = inputsOf(work, position.at, end);
    // A block is written whole, and looked at a piece at a time all the same.
    for (let at = 0; at < values.length; at += PIECE) {
      if (at > 0) watch.check();
      const outcome = runOver(run, inputs, at, Math.min(values.length, at + PIECE), values);
      if (outcome) throw failureOf(job, position.at, outcome);
    }
    write(work, position.at, end, values);
    position.at = end;
    watch.progress(end);
    if (end < work.count && now() >= until) return false;
  }
  return true;
}

/** What was made of functions: of one that needs no context, the same for every call. */
interface Made {
  run?: Run;
  definition?: Definition;
}

const made = new Map<string, Made>();
const ofCall = new WeakMap<FunctionJob, Made>();
const MOST_MADE = 1000;

function madeOf(job: FunctionJob): Made {
  const { expression, context } = job;
  const isOfCall = Object.keys(context).length > 0;
  let found = isOfCall ? ofCall.get(job) : made.get(expression);
  if (found) return found;
  found = {};
  if (isOfCall) {
    ofCall.set(job, found);
    return found;
  }
  if (made.size >= MOST_MADE) made.delete(made.keys().next().value!);
  made.set(expression, found);
  return found;
}

/** The function on the calling thread. */
function runOf(job: FunctionJob): Run {
  const own = madeOf(job);
  own.run ??= functionOf(job.expression, job.context);
  return own.run;
}

function definitionOf(job: FunctionJob): Definition {
  const own = madeOf(job);
  own.definition ??= define({ code: { expression: job.expression }, context: job.context, imports: {} });
  return own.definition;
}

/** Runs a call in threads, several batches at once. Once `watch.check` throws, its threads are ended. */
export async function runFunction(work: Work, job: FunctionJob, seats: Seats, watch: Watch): Promise<void> {
  const definition = definitionOf(job);
  const errands = new Set<Errand>();
  const cancel = () => {
    for (const errand of errands) errand.cancel();
  };
  watch.onStop(cancel);
  const least = work.output.at === "records" ? BLOCK_ELEMENTS : LEAST;
  const size = Math.min(MOST, Math.ceil(work.count / (4 * seats.most) / least) * least);
  let next = 0;
  let done = 0;
  let failure: { error: unknown } | undefined;
  const lane = async () => {
    while (next < work.count && !failure) {
      const begin = next;
      const end = Math.min(work.count, begin + size);
      next = end;
      watch.check();
      checkBorrowed(work);
      const errand = seats.start({
        definition, priority: 0, timeout: Number.POSITIVE_INFINITY, onStart: () => watch.begin(), work: () => taskOf(work, begin, end),
      });
      errands.add(errand);
      const outcome = await errand.done;
      errands.delete(errand);
      watch.check();
      if (failure) return;
      const values = valuesOf(outcome, job, begin);
      checkBorrowed(work);
      write(work, begin, end, values);
      watch.progress((done += end - begin));
    }
  };
  const lanes = Array.from({ length: seats.most }, () => lane().catch((error: unknown) => {
    failure ??= { error };
    cancel();
  }));
  await Promise.all(lanes);
  watch.check(); // a call that was stopped tells why itself
  if (failure) throw failure.error;
}

function taskOf(work: Work, begin: number, end: number): { task: ElementsTask; transfer: ArrayBuffer[] } {
  const inputs = inputsOf(work, begin, end);
  const transfer = inputs.flatMap((input) => (typeof input === "number" ? [] : [input.buffer as ArrayBuffer]));
  return { task: { inputs, count: end - begin }, transfer };
}

/** Copies of the inputs' elements, and numbers. */
function inputsOf(work: Work, begin: number, end: number): ElementsTask["inputs"] {
  const count = end - begin;
  return work.inputs.map((input) => {
    if (input.at === "number") return input.value;
    if (input.at === "arena") return new (input.dtype === "float64" ? Float64Array : Float32Array)(cut(input.view, begin, end));
    const copy = input.dtype === "float64" ? new Float64Array(count) : new Float32Array(count);
    if (input.at === "ordinary") input.read(begin, end, copy);
    else for (let k = 0; k < count; k++) copy[k] = input.values[elementAt(input, begin + k)]!;
    return copy;
  });
}

/** What a thread gave. @throws FunctionFailed, BadOption, what is wrong with the inputs */
function valuesOf(outcome: ErrandOutcome, job: FunctionJob, begin: number): Float64Array {
  if ("reply" in outcome) {
    if ("value" in outcome.reply) return outcome.reply.value as Float64Array;
    throw failureOf(job, begin, outcome.reply);
  }
  const { where } = job;
  if ("unsent" in outcome) {
    if (outcome.unsent instanceof AutofluxError) throw outcome.unsent; // of the inputs: NotANumber, DetachedBuffer
    throw new BadOption(`${where}: the function's context cannot be sent to a thread: ${outcome.unsent.message}. Give plain data`);
  }
  const ended = "lost" in outcome ? outcome.lost : new Error("it was stopped");
  throw new FunctionFailed(
    `${where}: the thread that ran the function ended: ${ended.message}. Leave the process alone in it, and give it less memory to ` +
      "take", -1, ended,
  );
}

/** What went wrong, for the caller. */
function failureOf({ where, rowOf }: FunctionJob, begin: number, failure: Failure): Error {
  const at = begin + failure.index;
  const index = failure.index < 0 ? -1 : rowOf ? rowOf(at) : at;
  if ("got" in failure) {
    const got = failure.got === "undefined" ? "nothing (undefined)" : `a ${failure.got}`;
    return new FunctionFailed(
      `${where}: the function must give a number, and gave ${got} for element ${index}. Return a number in each branch`, index,
    );
  }
  if ("uncloneable" in failure) return new FunctionFailed(`${where}: the function's results cannot be sent: ${failure.uncloneable}`, index);
  const { name, message } = failure.error;
  const element = index < 0 ? "" : ` for element ${index}`;
  return new FunctionFailed(`${where}: the function threw ${name}${element}: ${message}`, index, errorOf(failure.error));
}

function write(work: Work, begin: number, end: number, values: Float64Array): void {
  const { output, lowered } = work;
  if (output.at === "records") {
    const results = lowered.dtype === "float32" ? Float64Array.from(values, Math.fround) : values;
    for (let at = 0; at < results.length; at += BLOCK_ELEMENTS) {
      foldBlock(work.folding!, [results.subarray(at, at + BLOCK_ELEMENTS)], output.records, (begin + at) / BLOCK_ELEMENTS);
    }
    output.done(begin, end);
  } else if (output.at === "ordinary") output.write(begin, end, lowered.dtype === "float32" ? Float32Array.from(values) : values);
  else cut(output.view, begin, end).set(values);
}
