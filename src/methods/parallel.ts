/** Any JavaScript over batches: what {@link Flux.parallel} returns. */
import { now } from "../clock";
import { BadOption, type BatchFailed, NotEnoughMemory, UnsupportedInput } from "../errors";
import { analyzeFunction } from "../expression/analyze";
import type { Learned } from "../functions/cut";
import { JoinedValues, type List } from "../functions/join";
import { exportOf, functionFrom } from "../functions/modules";
import { BatchRun, type Done } from "../functions/batch-run";
import { type BatchSource, sourceOf } from "../functions/source";
import { define, type Definition, type Run } from "../functions/task";
import { type Allocation, allocationOf, pin, unpin } from "../memory/arena";
import { availableBytes } from "#platform";
import { isList, isRevoked } from "../typed-array";
import { Call } from "../call/call";
import { checkCodeAllowed, takenContext } from "../call/context";
import type { Instance } from "../instance/instance";
import { callSettings, type ParallelSettings, parallelSettings } from "./parallel-options";
import { trackStream } from "./streaming";
import type { ParallelCallOptions, ParallelOptions } from "../call/types";

/** A function that is ready to be applied: wherever it runs, it is made of this. */
interface Callee {
  where: string;
  definition: Definition;
  learned: Learned;
  here(): Promise<Run>;
  isPure: boolean;
}

/** @throws BadOption, NotCompilable, FreeVariable */
export function parallelOn(instance: () => Instance, fn: unknown, given: ParallelOptions = {}): unknown {
  const settings = parallelSettings("parallel", given);
  const own = { ...given };
  const callee = calleeOf(fn, settings);
  return (data: unknown, more: ParallelCallOptions = {}) => {
    const begun = now();
    const isStream = isAsyncIterable(data);
    // What options say is read at the call, though a stream starts later.
    let settled: ParallelSettings;
    try {
      settled = callSettings(callee.where, more, own, settings);
    } catch (error) {
      if (isStream) throw error;
      return Promise.reject(error);
    }
    const start = startOf(instance(), callee, data, settled, isStream, begun);
    return isStream ? streamOf(start) : collect(start);
  };
}

function isAsyncIterable(data: unknown): boolean {
  return typeof data === "object" && data !== null && !isRevoked(data) && !isList(data) && Symbol.asyncIterator in data;
}

/** A call that is ready to run. */
interface Begun {
  batches: BatchRun;
  call: Call;
  settings: ParallelSettings;
  source: BatchSource;
  owner: Instance;
  held: Allocation[];
}

/** Makes it when it is wanted. */
type BatchRunStart = () => Begun;

function startOf(
  owner: Instance, callee: Callee, data: unknown, settings: ParallelSettings, isStream: boolean, begun: number,
): BatchRunStart {
  return () => {
    const { where } = callee;
    owner.open();
    const source = sourceOf(data, where);
    const strategy = placed(owner, settings.strategy, where);
    const held: Allocation[] = [];
    const allocation = source.typed && allocationOf(source.typed, where, "data");
    if (allocation) held.push(allocation);
    const timeout = settings.timeout ?? (isStream ? Number.POSITIVE_INFINITY : owner.settings.timeout);
    const call = new Call(where, where, settings, timeout, source.length ?? 0, isStream ? now() : begun);
    const batches: BatchRun = new BatchRun({
      ...settings, where, strategy,
      definition: callee.definition,
      learned: callee.learned,
      here: callee.here,
      isPure: callee.isPure,
      seats: strategy === "sequential" ? undefined : owner.crews.seats(strategy === "process" ? "process" : "threads"),
      bytes: Math.min(MOST_BYTES, owner.settings.limitBytes / 8),
      hold: () => {
        pin(held);
        return () => unpin(held);
      },
      log: (message) => {
        owner.outcomes.counts.metrics.batchesRunAgain++;
        owner.log.say("warn", message);
      },
    }, source, call);
    call.onStop(() => batches.stop());
    return { batches, call, settings, source, owner, held };
  };
}

/** Batches of all lanes in flight take no more. */
const MOST_BYTES = 64 << 20;

/** Where functions run, if not where they were to: without threads, here. @throws BadOption without processes */
function placed(instance: Instance, strategy: ParallelSettings["strategy"], where: string): ParallelSettings["strategy"] {
  const whyNot = strategy === "process" ? instance.crews.whyNoProcesses() : null;
  if (whyNot !== null) throw new BadOption(`${where}: strategy must not be "process" here: ${whyNot}. Use "threads" or "auto"`);
  if (strategy !== "auto" && strategy !== "threads") return strategy;
  const why = instance.crews.whyNoThreads(strategy === "threads");
  if (why === null) return strategy;
  instance.log.say("debug", `parallel: on the calling thread: ${why}`);
  return "sequential";
}

/** The results of all batches, or of those that did not fail. */
function collect(start: BatchRunStart): Promise<unknown> {
  let begun: Begun;
  try {
    begun = start();
  } catch (error) {
    return Promise.reject(error);
  }
  const { batches, settings, source, call, owner, held } = begun;
  return owner.track(call, held, async () => {
    const joined = new JoinedValues(source.length, (bytes) => checkRoom(owner, bytes, call.where));
    const errors: BatchFailed[] = [];
    let elements = 0;
    for await (const done of batches.outcomes()) {
      if ("value" in done) joined.add(done.value);
      else if (settings.onError === "throw") throw done.error;
      else errors.push(done.error);
      elements += done.end - done.begin;
      call.progress(elements);
    }
    call.lastProgressAt(elements);
    const results = joined.result(source.typed);
    return settings.onError === "throw" ? results : { results, errors };
  });
}

/** Below this, asking what is free would cost more than it tells. */
const WORTH_ASKING = 64 << 20;

/** With memorySafe, results are put together only where the memory that is free holds them. @throws NotEnoughMemory */
function checkRoom({ settings }: Instance, bytes: number, where: string): void {
  if (!settings.memorySafe || bytes < WORTH_ASKING) return;
  const free = availableBytes();
  if (bytes > free) {
    throw new NotEnoughMemory(
      `${where}: the results take ${bytes} bytes, and ${free} are free. Give the data as an async iterable, whose results are a ` +
        "stream, or raise the container's limit",
    );
  }
}

/** Failures that a stream remembers. */
const MOST_ERRORS = 1000;

/** The results one by one, as they are asked for: what is not taken is not computed, but for a few batches. */
function streamOf(start: BatchRunStart): AsyncGenerator<unknown> & { readonly errors: readonly BatchFailed[]; readonly failed: number } {
  const errors: BatchFailed[] = [];
  const count = { failed: 0 };
  async function* results(): AsyncGenerator<unknown> {
    const { batches, settings, call, owner, held } = start();
    let elements = 0;
    const each = async function* () {
      for await (const done of batches.outcomes()) {
        const value = resultOf(done, settings, errors, count);
        elements += done.end - done.begin;
        call.progress(elements);
        if (value) yield* value.value;
      }
      call.lastProgressAt(elements);
    };
    yield* trackStream(owner, call, held, each);
  }
  const stream = results();
  return Object.defineProperties(stream, {
    errors: { get: () => errors, enumerable: true },
    failed: { get: () => count.failed, enumerable: true },
  }) as ReturnType<typeof streamOf>;
}

function resultOf(
  done: Done, { onError }: ParallelSettings, errors: BatchFailed[], count: { failed: number },
): { value: List } | undefined {
  if ("value" in done) return done;
  if (onError === "throw") throw done.error;
  count.failed++;
  if (errors.length < MOST_ERRORS) errors.push(done.error);
  return undefined;
}

function calleeOf(fn: unknown, settings: ParallelSettings): Callee {
  const learned: Learned = { msPerElement: undefined, slowestMs: 0, isAsync: false };
  const { imports } = settings;
  if (typeof fn === "function") {
    const where = `parallel(${fn.name || "function"})`;
    const names = Object.keys(settings.context);
    const text = Function.prototype.toString.call(fn);
    const { expression, isPure } = analyzeFunction(text, [...names, ...Object.keys(imports)], where, "batch");
    checkCodeAllowed(where, 'Put it in a module and give { module: new URL("./work.mjs", import.meta.url), export: "work" }');
    const context = takenContext(settings.context, where);
    const definition = define({ code: { expression }, context, imports });
    // What a function does to an object that it was given stays in its thread; and a module may do anything.
    const isAlone = Object.keys(imports).length === 0 && names.every((name) => Object(context[name]) !== context[name]);
    const here = rememberMade(() => functionFrom({ ...definition, context: takenContext(context, where) }));
    return { where, definition, learned, isPure: isPure && isAlone, here };
  }
  const { module, name } = moduleOf(fn);
  const where = `parallel(${name} of ${module.split(/[\\/]/).at(-1)})`;
  if (Object.keys(settings.context).length + Object.keys(imports).length > 0) {
    throw new BadOption(
      `${where}: context and imports are for functions that are given by their source: a module imports what it needs`,
    );
  }
  const definition = define({ code: exportOf(module, name), context: {}, imports });
  return { where, definition, learned, isPure: false, here: rememberMade(() => functionFrom(definition)) };
}

/** The function on the calling thread: made once, but tried again where that failed. */
function rememberMade(make: () => Promise<Run>): () => Promise<Run> {
  let made: Promise<Run> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

/** A module's URL, or { module, export }. */
function moduleOf(given: unknown): { module: string; name: string } {
  const asked = given instanceof URL ? {} : ((given ?? {}) as { module?: unknown; export?: unknown });
  const { module = given, export: name = "default" } = asked;
  if (module instanceof URL || typeof module === "string") {
    if (typeof name === "string") return { module: String(module), name };
    throw new BadOption(`parallel: export must be a name, got ${typeof name}`);
  }
  const got = given === null ? "null" : typeof given;
  throw new UnsupportedInput(`parallel: must be a function, a module's URL or { module, export }, got ${got}`);
}
