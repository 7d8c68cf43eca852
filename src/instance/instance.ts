/** An instance: prepares calls, has them run, keeps count, closes. */
import { now, SLICE_MS } from "../clock";
import { ArenaFull, InstanceClosed } from "../errors";
import { type Allocation, pin, unpin } from "../memory/arena";
import type { Engine } from "../engines/engine";
import { Engines } from "../engines/engines";
import type { Position } from "../engines/inline";
import { Admission } from "./admission";
import { alive } from "./alive";
import { Call } from "../call/call";
import { Conductor } from "./conductor";
import type { Crews } from "./crews";
import { InstanceLogger } from "./logger";
import type { FluxMetrics } from "./metrics";
import { Outcomes } from "./outcomes";
import { NOTHING } from "../call/borrowed";
import { checkCallOptions, knownKeys, type Settings } from "../call/options";
import { Parts } from "./parts";
import { afterCollection, type Prepared, pinned, prepare, refuseThreads, type Surroundings } from "./prepare";
import type { Request, RequestMaker } from "../call/request";
import { statusOf } from "./counts";
import type { FluxStatus } from "./status";

export class Instance {
  readonly log: InstanceLogger;
  readonly outcomes: Outcomes;
  readonly engines: Engines;
  private closing: Promise<void> | undefined;
  private readonly admission: Admission;
  readonly conductor: Conductor;
  private readonly surroundings: Surroundings;

  constructor(
    readonly settings: Settings,
    readonly crews: Crews,
  ) {
    this.log = new InstanceLogger(settings.logger, settings.logLevel);
    this.outcomes = new Outcomes(this.log);
    this.admission = new Admission(settings.maxQueue, settings.whenFull);
    this.engines = new Engines(settings, (level, message) => this.log.say(level, message));
    this.conductor = new Conductor(this.engines, crews);
    const fellBack = () => void this.outcomes.counts.metrics.fallbacks++;
    this.surroundings = { engines: this.engines, settings, log: this.log, fellBack };
  }

  /** Runs what a method asks for. It never throws: what is wrong with the request is a rejection. */
  run<Source>(make: RequestMaker<Source>, of: string, source: Source, args: unknown[]): Promise<unknown> {
    const begun = now();
    let call: Call | undefined;
    let request: Request;
    let prepared: Prepared;
    try {
      this.open();
      request = make(of, source, args, false);
      call = this.callOf(request, begun);
      if (request.steps) return this.takeSteps(request, call);
      prepared = prepare(this.surroundings, request);
    } catch (error) {
      if (call && error instanceof ArenaFull) return this.runAfterCollection(request!, call);
      return Promise.reject(this.outcomes.refused(error, begun));
    }
    return this.launch(prepared, call);
  }

  /** The same on the calling thread: returns the result itself. */
  runSync<Source>(make: RequestMaker<Source>, of: string, source: Source, args: unknown[]): unknown {
    const begun = now();
    let call: Call;
    let request: Request;
    let prepared: Prepared | undefined;
    try {
      this.open();
      request = make(of, source, args, true);
      call = this.callOf(request, begun);
      if (request.steps) this.checkSteps(request);
      else prepared = prepare(this.surroundings, request);
    } catch (error) {
      throw this.outcomes.refused(error, begun);
    }
    if (!prepared) return this.takeStepsHere(request, call);
    call.started(prepared.work.count);
    const position = { at: 0, found: 0 };
    pinned(prepared, pin);
    try {
      call.checkSignal();
      this.conductor.finishHere(prepared, call, position, begun + SLICE_MS);
      return this.succeeded(prepared, call, position);
    } catch (error) {
      this.conductor.discard(prepared);
      throw this.outcomes.failed(error, call);
    } finally {
      pinned(prepared, unpin);
    }
  }

  /**
   * Runs `body` as one call, whatever it does: its parts are run by what it is given. A stream keeps the process alive only while a
   * result is asked for, and sees to that itself. What has begun does not wait to be let in.
   */
  track<T>(
    call: Call, held: readonly Allocation[], body: (parts: Parts) => Promise<T>, { isStream = false, hasBegun = false } = {},
  ): Promise<T> {
    call.started();
    const run = this.inFlight(call, held, hasBegun, async () => {
      const result = await body(new Parts(call, this.surroundings, this.conductor));
      this.outcomes.done(call, null);
      return result;
    });
    return this.admission.track(isStream ? run : alive(run));
  }

  /** Starts the engines. @throws InstanceClosed */
  open(): Engine | undefined {
    if (this.closing) throw new InstanceClosed("this instance was closed. Make another one with createFlux()");
    return this.engines.start();
  }

  /** Whether another call would be refused, or wait. */
  get isFull(): boolean {
    return this.admission.isFull;
  }

  get isClosed(): boolean {
    return this.closing !== undefined;
  }

  status(): FluxStatus {
    const { settings, admission, isClosed, outcomes: { counts }, crews: { threads: functionThreads } } = this;
    return statusOf({ settings, counts, engines: this.engines.status(), admission, isClosed, functionThreads });
  }

  metrics(): FluxMetrics {
    const { threadsLost, chunksRunAgain } = this.engines.faults;
    const { refused } = this.admission;
    return this.outcomes.counts.metrics.snapshot({ threadsLost: threadsLost + this.crews.lost, chunksRunAgain, refused });
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
      await undefined; // a call in whose first turn this is, of a getter in its input, is in flight by then
      await this.admission.settled();
      await this.engines.shutDown();
      await this.crews.close();
      this.log.say("info", "closed");
    })();
    return this.closing;
  }

  /** On the calling thread a call that is done within one slice settles at once; what is left goes on in further slices. */
  private launch(prepared: Prepared, call: Call): Promise<unknown> {
    const { place, work } = prepared;
    call.started(work.count);
    const position = { at: 0, found: 0 };
    // A call that may have to wait, or be refused, has written nothing before.
    if ((place === "threads" && work.count > 0) || this.admission.isFull) return this.goOn(prepared, call, position);
    pinned(prepared, pin);
    try {
      call.checkSignal();
      if (!this.conductor.advance(prepared, call, position, call.begun + SLICE_MS)) return this.goOn(prepared, call, position);
      return Promise.resolve(this.succeeded(prepared, call, position));
    } catch (error) {
      this.conductor.discard(prepared);
      return Promise.reject(this.outcomes.failed(error, call));
    } finally {
      pinned(prepared, unpin);
    }
  }

  /** What of a call outlives this turn. */
  private goOn(prepared: Prepared, call: Call, position: Position): Promise<unknown> {
    const { borrowed, output } = prepared;
    const held = output.allocation ? [...borrowed, output.allocation] : borrowed;
    const body = async () => {
      await this.conductor.finish(prepared, call, position);
      return this.succeeded(prepared, call, position);
    };
    const hasBegun = position.at > 0;
    return this.admission.track(alive(this.inFlight(call, held, hasBegun, body, () => this.conductor.discard(prepared))));
  }

  /** Runs `body` as a call that outlives this turn: the clock, the signal and close() can end it; what it uses is not recycled. */
  private async inFlight<T>(
    call: Call, held: readonly Allocation[], hasBegun: boolean, body: () => Promise<T>, onFailure?: () => void,
  ): Promise<T> {
    pin(held);
    try {
      call.check();
      const turn = hasBegun ? this.admission.admit(call) : this.admission.enter(call);
      if (!turn) {
        const result = body(); // threads have work before the clock is started, which takes as long as publishing a job
        try {
          call.arm();
        } catch (error) {
          call.stop(error); // a signal that throws: the call ends as any other, once no thread works for it
        }
        return await result;
      }
      call.arm();
      await turn;
      return await body();
    } catch (error) {
      onFailure?.();
      throw this.outcomes.failed(error, call);
    } finally {
      call.disarm();
      this.admission.leave(call);
      unpin(held);
    }
  }

  /** A call of several parts. @throws what a call may be refused with */
  private takeSteps(request: Request, call: Call): Promise<unknown> {
    this.checkSteps(request);
    call.elements = request.elements!;
    return this.track(call, NOTHING, (parts) => parts.take(request));
  }

  private takeStepsHere(request: Request, call: Call): unknown {
    call.started(request.elements);
    try {
      call.checkSignal();
      const result = new Parts(call, this.surroundings, this.conductor).takeHere(request);
      this.outcomes.done(call, null);
      return result;
    } catch (error) {
      throw this.outcomes.failed(error, call);
    }
  }

  private checkSteps({ where, options, reducing, sync }: Request): void {
    checkCallOptions(where, options, this.settings, reducing !== undefined);
    if (sync) refuseThreads(where, options);
  }

  private runAfterCollection(request: Request, call: Call): Promise<unknown> {
    const retry = () => {
      let prepared: Prepared;
      try {
        prepared = prepare(this.surroundings, request);
      } catch (error) {
        throw this.outcomes.refused(error, call.begun);
      }
      return this.launch(prepared, call);
    };
    return this.admission.track(afterCollection(this.surroundings, request, retry));
  }

  /** The call that a request is: its options are read once, before anything is taken for it. */
  private callOf({ where, compiled, options, reducing }: Request, begun: number): Call {
    const operation = reducing ? `${reducing.title}(${compiled.name})` : compiled.name;
    return new Call(where, operation, options, options.timeout ?? this.settings.timeout, 0, begun);
  }

  private succeeded(prepared: Prepared, call: Call, { found }: Position): unknown {
    const result = this.conductor.conclude(prepared, call);
    this.outcomes.done(call, prepared.work.countNaN ? found : null);
    return result;
  }
}
