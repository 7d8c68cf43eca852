/** An instance: prepares calls, sends each to an engine, keeps count, closes. */
import { now, SLICE_MS, turn } from "../clock";
import { BYTES } from "../dtype";
import { ArenaFull, InstanceClosed } from "../errors";
import { buildFor } from "../kernels/load";
import { type Allocation, type Arena, pin, unpin } from "../memory/arena";
import { type Engine, NO_ARENA, STARVED, startEngine, threadsMissing } from "../engines/engine";
import type { Position } from "../engines/inline";
import { Admission } from "./admission";
import { alive } from "./alive";
import { allBorrowed } from "../call/borrowed";
import type { Call } from "../call/call";
import { Conductor } from "./conductor";
import { Crews } from "./crews";
import { InstanceLogger } from "./logger";
import type { FluxMetrics } from "./metrics";
import { Outcomes } from "./outcomes";
import { knownKeys, type Settings } from "../call/options";
import { type Context, type Place, type Prepared, prepare } from "./prepare";
import type { Request } from "../call/request";
import { statusOf } from "./counts";
import type { FluxStatus } from "./status";

export class Instance {
  readonly log: InstanceLogger;
  readonly outcomes: Outcomes;
  private engine: Engine | undefined;
  readonly crews: Crews;
  private readonly faults = { threadsLost: 0, chunksRunAgain: 0 };
  private startFailure: string | null = null;
  private closing: Promise<void> | undefined;
  private readonly admission: Admission;
  private readonly conductor: Conductor;
  /** Made once: a call asks for all of it. */
  private readonly surroundings: Context;

  constructor(readonly settings: Settings) {
    this.log = new InstanceLogger(settings.logger, settings.logLevel);
    this.outcomes = new Outcomes(this.log);
    this.admission = new Admission(settings.maxQueue, settings.whenFull);
    this.crews = new Crews(settings);
    this.conductor = new Conductor(this.crews);
    this.surroundings = { engine: undefined, settings, placeFor: (wanted) => this.placeFor(wanted), fellBack: () => void this.outcomes.counts.metrics.fallbacks++ };
  }

  /** Starts what every call needs: memory and kernels, but no thread. Without WebAssembly, or shared memory, only JavaScript is left. */
  start(): Engine | undefined {
    if (this.engine || this.startFailure !== null) return this.engine;
    const { arithmetic, maxWorkers, workersGiven, memorySafe, limitBytes, enableGc } = this.settings;
    try {
      this.engine = startEngine({ arithmetic, maxWorkers, workersGiven, threadsAsked: this.threadsAsked, memorySafe, limitBytes, enableGc, faults: this.faults }, (level, message) => this.log.say(level, message));
      this.surroundings.engine = this.engine;
      this.log.say("info", `started: the ${this.engine.build} build, ${maxWorkers} workers at most, ${limitBytes} bytes at most`);
    } catch (error) {
      this.startFailure = `no WebAssembly kernels: ${(error as Error).message}`;
      this.log.say("warn", this.startFailure);
    }
    return this.engine;
  }

  /** Runs what a method asks for. It never throws: what is wrong with the request is a rejection. */
  run(ask: () => Request): Promise<unknown> {
    const begun = now();
    let request: Request | undefined;
    let prepared: Prepared;
    try {
      request = this.ask(ask);
      prepared = this.prepare(request, begun);
    } catch (error) {
      if (request && error instanceof ArenaFull) return this.runAfterCollection(request, begun);
      return Promise.reject(this.outcomes.refused(error, begun, request?.partOf !== undefined));
    }
    return this.launch(prepared);
  }

  /** The same on the calling thread: returns the result itself. */
  runSync(ask: () => Request): unknown {
    const begun = now();
    let request: Request | undefined;
    let prepared: Prepared;
    try {
      request = this.ask(ask);
      prepared = this.prepare(request, begun);
    } catch (error) {
      throw this.outcomes.refused(error, begun, request?.partOf !== undefined);
    }
    return this.runNow(prepared);
  }

  /** The arena, once there is one, where it can hold arrays. */
  get arena(): Arena | undefined {
    return this.engine?.arrays;
  }

  get isClosed(): boolean {
    return this.closing !== undefined;
  }

  status(): FluxStatus {
    const { engine, settings, outcomes: { counts } } = this;
    const starved = engine?.scheduler.isStarved === true;
    const wantsThreads = settings.engine === "auto" || settings.engine === "threads";
    const whyNoThreads = wantsThreads ? (this.noThreads() ?? (starved ? STARVED : null)) : null;
    return statusOf({
      engine, settings, counts,
      phase: this.closing ? "closed" : this.admission.inFlight + this.admission.waits > 0 ? "running" : "idle",
      place: starved ? "inline" : this.placeFor(settings.engine === "auto" ? "threads" : settings.engine),
      fallbackReason: this.startFailure ?? whyNoThreads ?? (engine && !engine.arrays ? NO_ARENA : null),
      build: this.startFailure === null ? (engine?.build ?? buildFor(settings.arithmetic)) : null,
      calls: this.admission,
      functionThreads: this.crews.threads,
    });
  }

  metrics(): FluxMetrics {
    const { threadsLost, chunksRunAgain } = this.faults;
    return this.outcomes.counts.metrics.snapshot({ threadsLost: threadsLost + this.crews.lost, chunksRunAgain, refused: this.admission.refused });
  }

  /** Refuses new calls; waits for those in flight, or ends them. Then gives the memory and the threads back. */
  close(options: { abort?: boolean } = {}): Promise<void> {
    try {
      knownKeys("close", options, ["abort"]);
    } catch (error) {
      return Promise.reject(error);
    }
    if (options.abort) this.admission.stop(new InstanceClosed("close({ abort: true }): the instance was closed while this call ran"));
    this.closing ??= (async () => {
      await this.admission.settled();
      await this.engine?.scheduler.shutDown();
      await this.crews.close();
      this.engine = undefined;
      this.log.say("info", "closed");
    })();
    return this.closing;
  }

  /** @throws InstanceClosed */
  open(): Engine | undefined {
    if (this.closing) throw new InstanceClosed("this instance was closed. Make another one with createFlux()");
    return this.start();
  }

  /** What is asked for, as long as the instance is open; a piece of a call that is in flight, as long as close() waits for that. @throws InstanceClosed */
  private ask(ask: () => Request): Request {
    if (!this.closing) {
      this.start();
      return ask();
    }
    if (this.admission.isIdle) this.open();
    const request = ask();
    if (!request.partOf) this.open();
    return request;
  }

  private prepare(request: Request, begun: number): Prepared {
    return prepare(this.surroundings, request, begun);
  }

  /** The engine that there is, for the one that is wanted. */
  placeFor(wanted: Place): Place {
    if (wanted === "js" || this.startFailure !== null) return "js";
    return wanted === "threads" && this.noThreads() === null ? "threads" : "inline";
  }

  private noThreads(): string | null {
    const { engine } = this;
    if (!engine) return threadsMissing(this.threadsAsked, this.settings.maxWorkers);
    if (engine.fallbackReason !== null && now() >= engine.retryAt) engine.retry();
    return engine.fallbackReason;
  }

  private get threadsAsked(): boolean {
    return this.settings.workersGiven || this.settings.engine === "threads";
  }

  /** On the calling thread a call that is done within one slice settles at once; what is left goes on in further slices. */
  private launch(prepared: Prepared): Promise<unknown> {
    const { call, place, work } = prepared;
    call.started();
    // A call that may have to wait, or be refused, has written nothing before.
    if ((place === "threads" && work.count > 0) || (this.admission.isFull && !call.partOf)) return this.admission.track(this.runAsync(prepared));
    const position = { at: 0, found: 0 };
    pinned(prepared, pin);
    try {
      call.checkSignal();
      if (this.conductor.advance(prepared, this.engine, position, call.begun + SLICE_MS)) return Promise.resolve(this.succeeded(prepared, position.found));
      return this.admission.track(this.runAsync(prepared, position));
    } catch (error) {
      this.discard(prepared);
      return Promise.reject(this.outcomes.failed(error, call));
    } finally {
      pinned(prepared, unpin);
    }
  }

  /** mapSync: slices without turns between them, to look at the clock and the signal. */
  private runNow(prepared: Prepared): unknown {
    const { call } = prepared;
    const position = { at: 0, found: 0 };
    call.started();
    pinned(prepared, pin);
    try {
      call.checkSignal();
      let until = call.begun + SLICE_MS; // the clock is read as seldom as can be: it takes a tenth of a small call
      while (!this.conductor.advance(prepared, this.engine, position, until)) {
        call.check();
        until = now() + SLICE_MS;
      }
      return this.succeeded(prepared, position.found);
    } catch (error) {
      this.discard(prepared);
      throw this.outcomes.failed(error, call);
    } finally {
      pinned(prepared, unpin);
    }
  }

  /** Further slices on the calling thread, or the pool. */
  private runAsync(prepared: Prepared, position: Position = { at: 0, found: 0 }): Promise<unknown> {
    const { call, borrowed, output } = prepared;
    return alive(this.during(call, output.allocation ? [...borrowed, output.allocation] : borrowed, async () => {
      await this.conductor.finish(prepared, this.engine, position);
      return this.succeeded(prepared, position.found);
    }, () => this.discard(prepared), position.at > 0));
  }

  /** Runs `body` as a call that outlives this turn: its clock, its signal, close() and what counts know of it; what it uses is not recycled. */
  async during<T>(call: Call, pinned: readonly Allocation[], body: () => Promise<T>, onFailure: () => void, hasBegun = false): Promise<T> {
    pin(pinned);
    try {
      call.check();
      call.arm();
      const turn = call.partOf ? undefined : hasBegun ? this.admission.admit(call) : this.admission.enter(call);
      if (turn) await turn;
      return await body();
    } catch (error) {
      onFailure();
      throw this.outcomes.failed(error, call);
    } finally {
      call.disarm();
      this.admission.leave(call);
      unpin(pinned);
    }
  }

  /** Lets close() wait for what goes on after a call. */
  outlast<T>(promise: Promise<T>): Promise<T> {
    return this.admission.track(promise);
  }

  /** Goes on with a call that was settled and counted, but was not all there is to do: timeout and signal bound it. */
  async resume<T>(call: Call, body: () => Promise<T>): Promise<T> {
    call.arm();
    try {
      return await alive(body());
    } finally {
      call.disarm();
    }
  }

  /**
   * Runs what is a call without being a request: as run() does. A stream keeps the process alive only while a result is asked for, and
   * sees to that itself.
   */
  track<T>(call: Call, pinned: readonly Allocation[], body: () => Promise<T>, isStream = false): Promise<T> {
    call.started();
    const run = this.during(call, pinned, body, () => {});
    return this.admission.track(isStream ? run : alive(run));
  }

  /** A full arena may have arrays that nobody holds any more: one turn of the event loop lets their reclaiming run. */
  private runAfterCollection(request: Request, begun: number): Promise<unknown> {
    const borrowed = allBorrowed(request.recognised ?? []);
    pin(borrowed);
    this.log.say("debug", "the arena is full: waiting for dropped arrays to be reclaimed");
    return this.admission.track(
      (async () => {
        try {
          await turn();
          await turn();
          let prepared: Prepared;
          try {
            prepared = this.prepare(request, begun);
          } catch (error) {
            throw this.outcomes.refused(error, begun, request?.partOf !== undefined);
          }
          return this.launch(prepared);
        } finally {
          unpin(borrowed);
        }
      })(),
    );
  }

  private succeeded(prepared: Prepared, found: number): unknown {
    const { call, work, output, place, job } = prepared;
    const alone = place === "threads" && !job && !this.engine!.scheduler.isPoolOpen; // done within the head start
    this.giveBack(prepared);
    const result = output.result();
    this.outcomes.done(call, alone ? "inline" : place, work.copies * work.count * BYTES[work.lowered.dtype], work.countNaN ? found : null);
    return result;
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

/** Of what a call borrows, without another list of it. */
function pinned({ borrowed, output }: Prepared, pinOrUnpin: (allocations: readonly Allocation[]) => void): void {
  pinOrUnpin(borrowed);
  if (output.allocation) pinOrUnpin(output.allocation.alone);
}
