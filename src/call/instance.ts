/** An instance: prepares calls, sends each to an engine, keeps count, closes. */
import { setImmediate } from "node:timers/promises";
import { debuglog } from "node:util";
import type { Dtype, FloatArray } from "../dtype";
import { ArenaFull, BadOption, InstanceClosed, UnsupportedInput } from "../errors";
import { buildFor } from "../kernels/load";
import { SLICE_MS } from "../scheduler/cost";
import { type Engine, startEngine, threadsMissing, workerFile } from "../scheduler/engine";
import { advance, type Position } from "../scheduler/inline";
import { advanceFunction, type FunctionJob, runFunction } from "../scheduler/functions";
import { advanceJs } from "../scheduler/js";
import { FunctionThreads } from "../scheduler/pool";
import type { Call } from "./call";
import { explain } from "./explain";
import { recognise } from "./inputs";
import { knownKeys, type Settings } from "./options";
import { newArray } from "./output";
import { type Place, type Prepared, prepare } from "./prepare";
import type { Request } from "./request";
import { Statistics, statusOf } from "./statistics";
import type { FluxStatus } from "./status";
import type { Explanation, ExplainOptions } from "./types";

/**
 * How long the calling thread works alone, in slices and over all calls, before it opens the pool: what opening would take. A script
 * that maps once is done by then, and one that goes on has lost no more than that.
 */
const HEAD_START_MS = 20;

const STARVED = "other instances have all threads of this process's budget: until one is free, calls run on the calling thread. Give maxWorkers for threads beyond it";

const debug = debuglog("autoflux");

export class Instance {
  private engine: Engine | undefined;
  private functionThreads: FunctionThreads | undefined;
  private startFailure: string | null = null;
  private closing: Promise<void> | undefined;
  private readonly calls = new Set<Call>();
  private readonly pending = new Set<Promise<unknown>>();
  private readonly statistics = new Statistics();
  private headStartMs = HEAD_START_MS;

  constructor(private readonly settings: Settings) {}

  /** Starts what every call needs: memory and kernels, but no thread. Without WebAssembly, or shared memory, only JavaScript is left. */
  start(): Engine | undefined {
    if (this.engine || this.startFailure !== null) return this.engine;
    const { arithmetic, maxWorkers, workersGiven, limitBytes, enableGc } = this.settings;
    try {
      this.engine = startEngine({ arithmetic, maxWorkers, workersGiven, threadsAsked: this.threadsAsked, limitBytes, enableGc }, (message) => debug("%s", message));
    } catch (error) {
      this.startFailure = `no WebAssembly kernels: ${(error as Error).message}`;
      debug("%s", this.startFailure);
    }
    return this.engine;
  }

  /** Runs what a method asks for. It never throws: what is wrong with the request is a rejection. */
  run(ask: () => Request): Promise<unknown> {
    const begun = performance.now();
    this.statistics.calls++;
    let prepared: Prepared;
    try {
      prepared = this.prepare(ask, begun);
    } catch (error) {
      if (error instanceof ArenaFull && !this.closing) return this.runAfterCollection(ask, begun);
      return Promise.reject(this.failed(error, begun));
    }
    return this.launch(prepared);
  }

  /** The same on the calling thread: returns the result itself. */
  runSync(ask: () => Request): unknown {
    const begun = performance.now();
    this.statistics.calls++;
    let prepared: Prepared;
    try {
      prepared = this.prepare(ask, begun);
    } catch (error) {
      throw this.failed(error, begun);
    }
    return this.runNow(prepared);
  }

  array(values: unknown, options?: { dtype?: Dtype }): FloatArray {
    const where = "array";
    const engine = this.open();
    const from = recognise(values, where, { arena: engine?.arena, safeMode: this.settings.safeMode, flatten3d: this.settings.flatten3d });
    const { source } = from;
    if (source.at === "number") throw new UnsupportedInput(`${where}: must be an array, got a number. For n zeros: zeros(n)`);
    const to = this.empty(where, from.length, { ...options, dtype: options?.dtype ?? source.dtype });
    if (source.at !== "ordinary") to.set(from.view as FloatArray);
    else {
      try {
        source.read(0, from.length, to);
      } catch (error) {
        this.engine?.arena.freeArray(to, where);
        throw error;
      }
    }
    return to;
  }

  empty(where: string, length: unknown, options: { dtype?: Dtype } = {}): FloatArray {
    const engine = this.open();
    knownKeys(where, options, ["dtype"]);
    const { dtype = "float64" } = options;
    if (typeof length !== "number" || !Number.isInteger(length) || length < 0) {
      throw new BadOption(`${where}: length must be a non-negative integer, got ${String(length)}`);
    }
    if (dtype !== "float64" && dtype !== "float32") throw new BadOption(`${where}: dtype must be "float64" or "float32", got ${String(dtype)}`);
    return engine ? engine.arena.empty(dtype, length) : newArray(dtype, length, true);
  }

  free(array: unknown): void {
    const where = "free";
    if (!ArrayBuffer.isView(array)) throw new UnsupportedInput(`${where}: must be an array made by this instance, got ${typeof array}`);
    if (!this.engine && !this.closing) return; // nothing was made in an arena
    if (this.engine && !this.engine.arena.freeArray(array, where)) {
      throw new UnsupportedInput(`${where}: this array does not live in the arena of this instance. Ordinary arrays need no freeing`);
    }
  }

  /** Whether an array lives in this instance's arena, not freed. */
  owns(array: FloatArray): boolean {
    try {
      return this.engine?.arena.find(array, "scope") !== undefined;
    } catch {
      return false;
    }
  }

  status(): FluxStatus {
    const { engine, settings, statistics } = this;
    const starved = engine?.scheduler.isStarved === true;
    const wantsThreads = settings.engine === "auto" || settings.engine === "threads";
    const whyNoThreads = wantsThreads ? (this.noThreads() ?? (starved ? STARVED : null)) : null;
    return statusOf({
      engine, settings, statistics,
      phase: this.closing ? "closed" : this.calls.size > 0 ? "running" : "idle",
      place: starved ? "inline" : this.placeFor(settings.engine === "auto" ? "threads" : settings.engine),
      fallbackReason: this.startFailure ?? whyNoThreads,
      build: this.startFailure === null ? (engine?.build ?? buildFor(settings.arithmetic)) : null,
    });
  }

  /** Refuses new calls; waits for those in flight, or ends them. Then gives the memory and the threads back. */
  close(options: { abort?: boolean } = {}): Promise<void> {
    try {
      knownKeys("close", options, ["abort"]);
    } catch (error) {
      return Promise.reject(error);
    }
    if (options.abort) {
      const error = new InstanceClosed("close({ abort: true }): the instance was closed while this call ran");
      for (const call of this.calls) call.stop(error);
    }
    this.closing ??= (async () => {
      await Promise.allSettled(this.pending);
      await this.engine?.scheduler.shutDown();
      await this.functionThreads?.close();
      this.engine = undefined;
    })();
    return this.closing;
  }

  explain(source: unknown, options: ExplainOptions = {}): Explanation {
    const engine = this.open();
    return explain(source, options, { engine, asked: this.settings.engine, maxWorkers: this.settings.maxWorkers, placeFor: (wanted) => this.placeFor(wanted) });
  }

  private open(): Engine | undefined {
    if (this.closing) throw new InstanceClosed("this instance was closed. Make another one with createFlux()");
    return this.start();
  }

  private prepare(ask: () => Request, begun: number): Prepared {
    const engine = this.open();
    return prepare({ engine, settings: this.settings, placeFor: (wanted) => this.placeFor(wanted) }, ask(), begun);
  }

  /** The engine that there is, for the one that is wanted. */
  private placeFor(wanted: Place): Place {
    if (wanted === "js" || this.startFailure !== null) return "js";
    return wanted === "threads" && this.noThreads() === null ? "threads" : "inline";
  }

  private noThreads(): string | null {
    return this.engine ? this.engine.fallbackReason : threadsMissing(this.threadsAsked, this.settings.maxWorkers);
  }

  private get threadsAsked(): boolean {
    return this.settings.workersGiven || this.settings.engine === "threads";
  }

  /** On the calling thread a call that is done within one slice settles at once; what is left goes on in further slices. */
  private launch(prepared: Prepared): Promise<unknown> {
    const { call, place, work } = prepared;
    if (place === "threads" && work.count > 0) return this.track(this.runAsync(prepared));
    const position = { at: 0, found: 0 };
    try {
      call.checkSignal();
      if (this.advance(prepared, position, call.begun + SLICE_MS)) return Promise.resolve(this.succeeded(prepared, position.found));
    } catch (error) {
      this.discard(prepared);
      return Promise.reject(this.failed(error, call.begun, call.aborted));
    }
    return this.track(this.runAsync(prepared, position));
  }

  private advance({ work, place, call, job }: Prepared, position: Position, until: number): boolean {
    if (work.count === 0) call.progress(0);
    if (job) return advanceFunction(work, job, position, until, call);
    return place === "js" ? advanceJs(work, position, until, call) : advance(work, this.engine!.bench, position, until, call);
  }

  /** mapSync: slices without turns between them, to look at the clock and the signal. */
  private runNow(prepared: Prepared): unknown {
    const { call } = prepared;
    const position = { at: 0, found: 0 };
    try {
      do call.check();
      while (!this.advance(prepared, position, performance.now() + SLICE_MS));
      return this.succeeded(prepared, position.found);
    } catch (error) {
      this.discard(prepared);
      throw this.failed(error, call.begun, call.aborted);
    }
  }

  /** Further slices on the calling thread, or the pool. */
  private async runAsync(prepared: Prepared, position: Position = { at: 0, found: 0 }): Promise<unknown> {
    const { call, place, inputs, output } = prepared;
    const arena = this.engine?.arena;
    const pinned = [...inputs, output].flatMap((part) => (part.allocation ? [part.allocation] : []));
    for (const allocation of pinned) arena!.pin(allocation);
    this.calls.add(call);
    try {
      call.check();
      call.arm();
      if (prepared.job && place === "threads") await this.runInFunctionThreads(prepared, prepared.job);
      else if (place === "threads") await this.runOnPool(prepared, position);
      else while (!(await this.nextSlice(prepared, position)));
      return this.succeeded(prepared, position.found);
    } catch (error) {
      this.discard(prepared);
      throw this.failed(error, call.begun, call.aborted);
    } finally {
      call.disarm();
      this.calls.delete(call);
      for (const allocation of pinned) arena!.unpin(allocation);
    }
  }

  /** One slice in a turn of its own. Whether the call is done. */
  private async nextSlice(prepared: Prepared, position: Position): Promise<boolean> {
    await setImmediate();
    prepared.call.check();
    return this.advance(prepared, position, performance.now() + SLICE_MS);
  }

  /** The pool, after the head start if it is not open yet. */
  private async runOnPool(prepared: Prepared, position: Position): Promise<void> {
    const { call, work, asked } = prepared;
    const { batches, scheduler } = this.engine!;
    while (asked === "auto" && !scheduler.isPoolOpen && this.headStartMs > 0) {
      const begun = performance.now();
      const done = await this.nextSlice(prepared, position);
      this.headStartMs -= performance.now() - begun;
      if (done) return;
    }
    position.found += await batches.run(work, position.at, call, (cancel) => call.onStop(cancel));
  }

  private async runInFunctionThreads({ work, call }: Prepared, job: FunctionJob): Promise<void> {
    this.functionThreads ??= new FunctionThreads(workerFile("function-worker")!, this.settings.maxWorkers);
    await runFunction(work, job, this.functionThreads, call, (cancel) => call.onStop(cancel));
  }

  /** A full arena may have arrays that nobody holds any more: one turn of the event loop lets their reclaiming run. */
  private runAfterCollection(ask: () => Request, begun: number): Promise<unknown> {
    debug("the arena is full: waiting for dropped arrays to be reclaimed");
    return this.track(
      (async () => {
        await setImmediate();
        await setImmediate();
        let prepared: Prepared;
        try {
          prepared = this.prepare(ask, begun);
        } catch (error) {
          throw this.failed(error, begun);
        }
        return this.launch(prepared);
      })(),
    );
  }

  /** Remembers a promise until it settles: close() waits for it. */
  private track<T>(promise: Promise<T>): Promise<T> {
    this.pending.add(promise);
    const forget = () => void this.pending.delete(promise);
    promise.then(forget, forget);
    return promise;
  }

  private succeeded(prepared: Prepared, found: number): unknown {
    const { call, work, output, place, job } = prepared;
    const alone = place === "threads" && !job && !this.engine!.scheduler.isPoolOpen; // done within the head start
    this.giveBack(prepared);
    const result = output.result();
    this.statistics.success(alone ? "inline" : place, work.count, call.elapsedMs, work.countNaN ? found : null);
    return result;
  }

  private failed(error: unknown, begun: number, aborted = false): unknown {
    this.statistics.failure(performance.now() - begun, aborted);
    return error;
  }

  /** A result that nobody will get. */
  private discard(prepared: Prepared): void {
    const { output } = prepared;
    this.giveBack(prepared);
    if (output.fresh && output.view && output.allocation && !output.allocation.freed) this.engine?.arena.freeArray(output.view, "discard");
  }

  /** No thread works for the call any more. */
  private giveBack({ loans }: Prepared): void {
    for (const { pointer, bytes } of loans.splice(0)) this.engine?.arena.giveBack(pointer, bytes);
  }
}
