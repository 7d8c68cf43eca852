/**
 * Functions that are no program: run by JavaScript, in threads of their own, which never run kernels. A call goes through in batches of
 * copies, in order; what is written is written here, so that a thread that is ended has touched nothing of the caller's.
 */
import { performance } from "node:perf_hooks";
import { rowOf } from "../catalog/index";
import { FunctionFailed } from "../errors";
import type { Position } from "./inline";
import { type BatchOutcome, type FunctionBatch, runOver } from "./function-worker";
import { foldBlock } from "./partials";
import type { FunctionThreads } from "./pool";
import { BLOCK_ELEMENTS } from "./refs";
import { checkBorrowed, type Watch, type Work } from "./work";

/** A function to run, for a call. */
export interface FunctionJob {
  where: string;
  /** The function itself, and an expression that makes it anew elsewhere. */
  run: (...values: number[]) => unknown;
  expression: string;
  context: Readonly<Record<string, unknown>>;
}

/** Elements of a batch: the least, and the most. */
const LEAST = BLOCK_ELEMENTS;
const MOST = 64 * BLOCK_ELEMENTS;
/** Elements between two looks at the clock, on the calling thread. */
const PIECE = BLOCK_ELEMENTS;

/** Runs a call on the calling thread on from `position`, until it is done or the clock has passed `until`. Whether it is done. */
export function advanceFunction(work: Work, job: FunctionJob, position: Position, until: number, watch: Watch): boolean {
  if (position.at > 0) checkBorrowed(work);
  while (position.at < work.count) {
    const end = Math.min(work.count, position.at + PIECE);
    const outcome = runOver(job.run, inputsOf(work, position.at, end), 0, end - position.at, new Float64Array(end - position.at));
    write(work, job, position.at, end, outcome);
    position.at = end;
    watch.progress(end);
    if (end < work.count && performance.now() >= until) return false;
  }
  return true;
}

/** Runs a call in threads, several batches at once. Once `watch.check` throws, its threads are ended. */
export async function runFunction(work: Work, job: FunctionJob, threads: FunctionThreads, watch: Watch, onStop: (cancel: () => void) => void): Promise<void> {
  const ending = new AbortController();
  onStop(() => ending.abort());
  const size = Math.min(MOST, Math.max(LEAST, Math.ceil(work.count / (4 * threads.most) / BLOCK_ELEMENTS) * BLOCK_ELEMENTS));
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
      const batch: FunctionBatch = { expression: job.expression, context: job.context, inputs: inputsOf(work, begin, end), count: end - begin };
      const outcome = await threads.run(batch, ending.signal);
      watch.check();
      if (failure) return;
      checkBorrowed(work);
      write(work, job, begin, end, outcome);
      watch.progress((done += end - begin));
    }
  };
  const lanes = Array.from({ length: threads.most }, () => lane().catch((error: unknown) => {
    failure ??= { error };
    ending.abort();
  }));
  await Promise.all(lanes);
  watch.check(); // a call that was stopped tells why itself
  if (failure) throw failure.error;
}

/** Copies of the inputs' elements, and numbers. */
function inputsOf(work: Work, begin: number, end: number): FunctionBatch["inputs"] {
  const count = end - begin;
  return work.inputs.map((input, i) => {
    if (input.at === "number") return input.value;
    if (input.at === "arena") return new (input.dtype === "float64" ? Float64Array : Float32Array)(work.view(i, begin, end));
    const copy = input.dtype === "float64" ? new Float64Array(count) : new Float32Array(count);
    if (input.at === "ordinary") input.read(begin, end, copy);
    else for (let k = 0; k < count; k++) copy[k] = input.values[Math.floor((begin + k) / input.inner) % input.length]!;
    return copy;
  });
}

/** @throws FunctionFailed */
function write(work: Work, { where }: FunctionJob, begin: number, end: number, outcome: BatchOutcome): void {
  if ("got" in outcome) {
    const index = begin + outcome.index;
    throw new FunctionFailed(`${where}: the function must give a number, and gave ${outcome.got === "undefined" ? "nothing (undefined)" : `a ${outcome.got}`} for element ${index}. Return a number in each branch`, index);
  }
  if ("error" in outcome) {
    const { name, message, stack } = outcome.error;
    const cause = Object.assign(new Error(message), { name, stack });
    const index = outcome.index < 0 ? -1 : begin + outcome.index;
    throw new FunctionFailed(`${where}: the function threw ${name}${index < 0 ? "" : ` for element ${index}`}: ${message}`, index, cause);
  }
  const { output, lowered } = work;
  const { values } = outcome;
  if (output.at === "partials") {
    const terms = reduced(work, values);
    for (let at = 0; at < terms.length; at += BLOCK_ELEMENTS) foldBlock(work.fold!, terms, at, Math.min(terms.length, at + BLOCK_ELEMENTS), output.partials, (begin + at) / BLOCK_ELEMENTS);
  } else if (output.at === "ordinary") output.write(begin, end, lowered.dtype === "float32" ? Float32Array.from(values) : values);
  else work.view(-1, begin, end).set(values);
}

/** What is reduced of a function's results: with the steps that the reduction adds, which are exact. */
function reduced({ program, lowered }: Work, results: Float64Array): Float64Array {
  const values = lowered.dtype === "float32" ? Float64Array.from(results, Math.fround) : results;
  for (const { operation, operands } of program.steps) {
    const { reference } = rowOf(operation);
    const numbers = operands.map((o) => ("constant" in o ? o.constant : undefined));
    for (let i = 0; i < values.length; i++) {
      const [a = values[i]!, b = values[i]!] = numbers;
      values[i] = reference(a, b, 0);
    }
  }
  return values;
}
