/** A caller's own JavaScript, in parallel: batches, and groups of tasks. */
import type { BatchPlace, GroupOptions, GroupOutcome, GroupTask, ParallelCallOptions, ParallelOptions } from "../call/types";
import type { TypedArray } from "../dtype";
import type { BatchFailed } from "../errors";

// biome-ignore lint/suspicious/noExplicitAny: parameters without a type, and what a module exports, are for the caller to know
type Untyped = any;
/** What a batch's results are, one by one. */
type Each<R> = R extends readonly (infer T)[] ? T : R extends BigInt64Array | BigUint64Array ? bigint : R extends TypedArray ? number : R;
/** All results: a typed array where each batch gives one. */
type Joined<R> = R extends TypedArray ? R : Each<R>[];
type Data<B> = B extends readonly (infer T)[] ? B | Iterable<T> : B;
type Item<B> = B extends readonly (infer T)[] ? T : never;

/** The results of a stream, one by one. What is not taken is not computed, but for a few batches. */
export interface ParallelStream<T> extends AsyncGenerator<T, void, void> {
  /** With onError "collect": the first 1,000 batches that failed, and how many did. */
  readonly errors: readonly BatchFailed[];
  readonly failed: number;
}

/** What {@link Flux.parallel} returns: takes the data, and options of the call instead of those it was made with. */
export interface ParallelFunction<B, R> {
  (data: Data<B>, options: ParallelCallOptions & { onError: "collect" }): Promise<{ results: Joined<R>; errors: BatchFailed[] }>;
  (data: Data<B>, options?: ParallelCallOptions): Promise<Joined<R>>;
  (data: AsyncIterable<Item<B>>, options?: ParallelCallOptions): ParallelStream<Each<R>>;
}

/** The same, made with onError: "collect". */
export interface CollectingFunction<B, R> {
  (data: Data<B>, options: ParallelCallOptions & { onError: "throw" }): Promise<Joined<R>>;
  (data: Data<B>, options?: ParallelCallOptions): Promise<{ results: Joined<R>; errors: BatchFailed[] }>;
  (data: AsyncIterable<Item<B>>, options?: ParallelCallOptions): ParallelStream<Each<R>>;
}

type BatchFunction<B, R> = (batch: B, place: BatchPlace) => R | PromiseLike<R>;

type AnyTask = GroupTask | GroupTask["run"];
/** What a task gives. */
type ResultOf<T> = T extends (...args: never[]) => infer R
  ? Awaited<R>
  : T extends { run: (...args: never[]) => infer R }
    ? Awaited<R>
    : unknown;

/** Running of an instance. */
export interface Running {
  /**
   * Returns a function that runs any JavaScript over batches of an array, typed array or iterable, on all cores, in threads that never
   * run kernels. `fn` gets a batch and its place { batch, begin, end }, may be async, and returns a list (an array or typed array) with
   * one result for each element of the batch: (batch) => batch.map(...). The promise gives all results, in the order of the data: a typed
   * array where every batch gave one of the same kind, else an array. Of an async iterable the results are a stream with back-pressure.
   *
   * Wherever it runs, `fn` is made anew from its source, as strict code: variables from outside are given by `context` and `imports`; or
   * name a module and its export, { module: new URL("./work.mjs", import.meta.url), export: "work" }. Data, context and results are
   * cloned (structuredClone), on the calling thread too. Batches of arena arrays and other shared memory are views: what the function
   * writes there is written, and after it has returned they are not its own. A batch is never run twice unless `retries` says so.
   * Await what the function starts: timers and writes that it leaves behind go on only while its thread lives, which ends after 5 seconds
   * without work.
   *
   * @throws at once BadOption, NotCompilable, FreeVariable, UnsupportedInput; its promises reject with BatchFailed, TimeoutError,
   * UnsupportedInput, BadOption, QueueFull, FreedArray, DetachedBuffer, InstanceClosed, the signal's reason or what the data's iterator
   * throws
   * @example
   * const lengths = flux.parallel((lines) => lines.map((line) => line.split(" ").length));
   * const words = await lengths(["a b", "c d e", ""]);
   * // words is [2, 3, 1]
   */
  parallel<B = Untyped, R = unknown>(fn: BatchFunction<B, R>, options: ParallelOptions & { onError: "collect" }): CollectingFunction<B, R>;
  parallel<B = Untyped, R = unknown>(fn: BatchFunction<B, R>, options?: ParallelOptions): ParallelFunction<B, R>;
  parallel<B = Untyped, R = Untyped>(
    module: URL | { module: URL | string; export?: string },
    options: ParallelOptions & { onError: "collect" },
  ): CollectingFunction<B, R>;
  parallel<B = Untyped, R = Untyped>(
    module: URL | { module: URL | string; export?: string },
    options?: ParallelOptions,
  ): ParallelFunction<B, R>;

  /**
   * Runs tasks by levels of priority: those of the highest at once, those of the next when all of these are over, whatever became of
   * them. Gives every outcome, in the order of the tasks. Tasks are functions of the caller's, on the calling thread: what they start
   * (maps, parallel functions) runs on all cores.
   *
   * @throws (as a rejected promise) BadOption; what tasks throw is in their outcomes
   * @example
   * const [load, report] = await flux.group([
   *   { run: () => flux.map("exp", [0, 1]), priority: 1 },
   *   () => { throw new Error("no printer"); },
   * ]);
   * // load.status is "fulfilled", report.reason.message is "no printer"
   */
  group<T extends readonly AnyTask[]>(
    tasks: readonly [...T],
    options?: GroupOptions,
  ): Promise<{ -readonly [K in keyof T]: GroupOutcome<ResultOf<T[K]>> }>;
}
