/** An instance: prepares calls, sends each to an engine, keeps count, closes. */
import { setImmediate } from "node:timers/promises";
import { debuglog } from "node:util";
import { programNamed } from "../catalog/index";
import type { Dtype, FloatArray } from "../dtype";
import { ArenaFull, BadOption, InstanceClosed, UnequalLengths, UnsupportedInput, WrongArity } from "../errors";
import { buildFor } from "../kernels/load";
import { choosePlace, SLICE_MS } from "../scheduler/cost";
import { type Engine, startEngine, threadsMissing } from "../scheduler/engine";
import { advance, type Position } from "../scheduler/inline";
import { advanceJs } from "../scheduler/js";
import { plainLoopFor } from "../scheduler/plain";
import { lowerForJs } from "../scheduler/lower";
import { kindOf, type Work, workOf } from "../scheduler/work";
import { takeArguments } from "./arguments";
import { Call } from "./call";
import { type Recognised, recognise } from "./inputs";
import { type CallOptions, checkCallOptions, knownKeys, type Settings } from "./options";
import { givenOutput, newArray, newOutput, type Output } from "./output";
import { type FluxStatus, Statistics } from "./status";

type Place = "threads" | "inline" | "js";

/** A call that is checked and placed. */
interface Prepared {
  call: Call;
  work: Work;
  output: Output;
  inputs: Recognised[];
  place: Place;
}

const debug = debuglog("autoflux");

export class Instance {
  private engine: Engine | undefined;
  private startFailure: string | null = null;
  private closing: Promise<void> | undefined;
  private readonly calls = new Set<Call>();
  private readonly pending = new Set<Promise<unknown>>();
  private readonly statistics = new Statistics();

  constructor(private readonly settings: Settings) {}

  /** Starts what every call needs: memory and kernels, but no thread. Without WebAssembly, or shared memory, only JavaScript is left. */
  start(): Engine | undefined {
    if (this.engine || this.startFailure !== null) return this.engine;
    const { arithmetic, maxWorkers, limitBytes, enableGc } = this.settings;
    try {
      this.engine = startEngine({ arithmetic, maxWorkers, limitBytes, enableGc }, (message) => debug("%s", message));
    } catch (error) {
      this.startFailure = `no WebAssembly kernels: ${(error as Error).message}`;
      debug("%s", this.startFailure);
    }
    return this.engine;
  }

  map(operation: unknown, args: unknown[]): Promise<unknown> {
    const begun = performance.now();
    this.statistics.calls++;
    let prepared: Prepared;
    try {
      prepared = this.prepare("map", operation, args, begun);
    } catch (error) {
      if (error instanceof ArenaFull && !this.closing) return this.mapAfterCollection(operation, args, begun);
      return Promise.reject(this.failed(error, begun));
    }
    return this.launch(prepared);
  }

  mapSync(operation: unknown, args: unknown[]): unknown {
    const begun = performance.now();
    this.statistics.calls++;
    let prepared: Prepared;
    try {
      prepared = this.prepare("mapSync", operation, args, begun);
    } catch (error) {
      throw this.failed(error, begun);
    }
    return this.runNow(prepared);
  }

  array(values: unknown, options?: { dtype?: Dtype }): FloatArray {
    const where = "array";
    const engine = this.open(where);
    const from = recognise(values, where, { arena: engine?.arena, safeMode: this.settings.safeMode, flatten3d: this.settings.flatten3d });
    const { source } = from;
    if (source.at === "number") throw new UnsupportedInput(`${where}: must be an array, got a number. For n zeros: zeros(n)`);
    const to = this.empty(where, from.length, { ...options, dtype: options?.dtype ?? source.dtype });
    if (source.at === "arena") to.set(from.view as FloatArray);
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
    const engine = this.open(where);
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
    const place = this.placeFor(settings.engine === "auto" ? "threads" : settings.engine);
    return {
      status: this.closing ? "closed" : this.calls.size > 0 ? "running" : "idle",
      engine: place,
      fallbackReason: this.startFailure ?? (settings.engine === "auto" || settings.engine === "threads" ? this.noThreads() : null),
      arithmetic: settings.arithmetic,
      build: this.startFailure === null ? (engine?.build ?? buildFor(settings.arithmetic)) : null,
      workersActive: engine?.scheduler.workersActive ?? 0,
      maxWorkers: settings.maxWorkers,
      memorySafe: settings.memorySafe,
      memory: {
        arenaBytes: engine?.arena.arenaBytes ?? 0,
        freeBytes: engine?.arena.freeBytes ?? 0,
        stagingBytes: engine?.arena.stagingBytes ?? 0,
        limitBytes: settings.limitBytes,
        arrays: engine?.arena.arrays ?? 0,
      },
      calls: statistics.calls,
      failed: statistics.failed,
      successRate: statistics.successRate,
      elapsedMs: statistics.elapsedMs,
      queued: engine?.scheduler.queued ?? 0,
      lastCall: statistics.lastCall && { ...statistics.lastCall },
    };
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
      this.engine = undefined;
    })();
    return this.closing;
  }

  private open(where: string): Engine | undefined {
    if (this.closing) throw new InstanceClosed(`${where}: this instance was closed. Make another one with createFlux()`);
    return this.start();
  }

  private prepare(method: string, operation: unknown, args: unknown[], begun: number): Prepared {
    const engine = this.open(method);
    const program = programNamed(operation as string, method);
    const where = `${method}("${program.name}")`;
    const { inputs: values, options } = takeArguments(program, args, where);
    checkCallOptions(where, options, this.settings);
    if (method === "mapSync" && options.engine === "threads") throw new BadOption(`${where}: engine must not be "threads": a synchronous call runs on the calling thread. Use map`);
    const context = { arena: engine?.arena, safeMode: this.settings.safeMode, flatten3d: this.settings.flatten3d };
    const inputs = values.map((value, i) => recognise(value, values.length === 1 ? `${where}: input` : `${where}: input ${i}`, context));
    const length = commonLength(inputs, where);
    const sources = inputs.map((input) => input.source);
    const kinds = sources.map(kindOf);
    const lowered = engine ? engine.lower(program, kinds) : lowerForJs(program, kinds);
    const call = new Call(where, options, options.timeout ?? this.settings.timeout, length, begun);
    const output = options.out !== undefined
      ? givenOutput(options.out, lowered.dtype, length, inputs, engine?.arena, where)
      : newOutput(lowered.dtype, length, inputs, options.home, engine?.arena, where);
    const view = (i: number, begin: number, end: number) => (i < 0 ? output.view! : (inputs[i]!.view as FloatArray)).subarray(begin, end);
    const work = workOf(program, lowered, length, sources, output.sink, this.settings.safeMode, view);
    return { call, work, output, inputs, place: this.choose(work, options, values, output, method === "mapSync") };
  }

  private choose(work: Work, options: CallOptions, values: unknown[], output: Output, sync: boolean): Place {
    const asked = options.engine ?? this.settings.engine;
    const { count, lowered } = work;
    const { copies } = work;
    if (copies > 0 && (asked === "auto" || asked === "js")) work.plain = plainLoopFor(work.program, values, output.view);
    const best: Place = asked !== "auto" ? asked : work.plain ? "js" : choosePlace({ count, cost: lowered.cost, copies, workers: this.settings.maxWorkers });
    const place = this.placeFor(sync && best === "threads" ? "inline" : best);
    if (debug.enabled) debug("%s of %d elements (%s, %d ns each, %d arrays copied): %s", work.program.name, count, lowered.dtype, lowered.cost, copies, place);
    return place;
  }

  /** The engine that there is, for the one that is wanted. */
  private placeFor(wanted: Place): Place {
    if (wanted === "js" || this.startFailure !== null) return "js";
    return wanted === "threads" && this.noThreads() === null ? "threads" : "inline";
  }

  private noThreads(): string | null {
    return this.engine ? this.engine.fallbackReason : threadsMissing();
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

  private advance({ work, place, call }: Prepared, position: Position, until: number): boolean {
    if (work.count === 0) call.progress(0);
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
    const { call, work, place, inputs, output } = prepared;
    const arena = this.engine?.arena;
    const pinned = [...inputs, output].flatMap((part) => (part.allocation ? [part.allocation] : []));
    for (const allocation of pinned) arena!.pin(allocation);
    this.calls.add(call);
    try {
      call.check();
      call.arm();
      if (place === "threads") position.found = await this.engine!.batches.run(work, call, (cancel) => call.onStop(cancel));
      else {
        do {
          await setImmediate();
          call.check();
        } while (!this.advance(prepared, position, performance.now() + SLICE_MS));
      }
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

  /** A full arena may have arrays that nobody holds any more: one turn of the event loop lets their reclaiming run. */
  private mapAfterCollection(operation: unknown, args: unknown[], begun: number): Promise<unknown> {
    debug("the arena is full: waiting for dropped arrays to be reclaimed");
    return this.track(
      (async () => {
        await setImmediate();
        await setImmediate();
        let prepared: Prepared;
        try {
          prepared = this.prepare("map", operation, args, begun);
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

  private succeeded({ call, work, output, place }: Prepared, found: number): unknown {
    this.statistics.success(place, work.count, call.elapsedMs, this.settings.safeMode ? found : null);
    return output.value;
  }

  private failed(error: unknown, begun: number, aborted = false): unknown {
    this.statistics.failure(performance.now() - begun, aborted);
    return error;
  }

  /** A result that nobody will get. */
  private discard({ output }: Prepared): void {
    if (output.fresh && output.view && output.allocation && !output.allocation.freed) this.engine?.arena.freeArray(output.view, "discard");
  }
}

/** @throws WrongArity, UnequalLengths */
function commonLength(inputs: Recognised[], where: string): number {
  const first = inputs.findIndex((input) => input.length >= 0);
  if (first < 0) throw new WrongArity(`${where}: at least one input must be an array; all are numbers. For one value, use Math or [value]`);
  const length = inputs[first]!.length;
  for (const [i, input] of inputs.entries()) {
    if (input.length >= 0 && input.length !== length) {
      throw new UnequalLengths(`${where}: inputs must have equal lengths; input ${first} has ${length} elements, input ${i} has ${input.length}. Cut or pad one`);
    }
  }
  return length;
}
