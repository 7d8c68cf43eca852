/** Runs what a function of a family asks for, as one call: at once where it is done within a slice, else in further turns. */
import { Call } from "../call/call";
import type { PhasedRequest } from "../call/phased";
import { now, SLICE_MS } from "../clock";
import { choosePlace } from "../engines/cost";
import type { Engine } from "../engines/engine";
import { PhaseRun } from "../engines/phase-run";
import { ArenaFull, BadOption, EngineUnavailable } from "../errors";
import { pin, unpin } from "../memory/arena";
import type { Instance } from "./instance";

interface PhasedCall {
  request: PhasedRequest;
  engine: Engine;
  call: Call;
}

/** It never throws: what is wrong with the request is a rejection. */
export function runPhased(instance: Instance, ask: () => PhasedRequest): Promise<unknown> {
  let begun: PhasedCall;
  try {
    begun = beginFor(instance, ask);
  } catch (error) {
    return Promise.reject(error);
  }
  const { request, engine, call } = begun;
  let run: PhaseRun<unknown> | undefined;
  pin(request.held);
  try {
    if (!instance.isFull && askedFor(instance, request) !== "threads") {
      call.started();
      call.checkSignal();
      try {
        const result = atOnce(instance, begun);
        if (result !== undefined) return Promise.resolve(result);
        if (!isForThreads(instance, engine, request) && !engine.memoryQueue.isAwaited) run = reserve(begun, 1);
      } catch (error) {
        if (!(error instanceof ArenaFull)) throw error; // it waits for room
      }
      if (run?.advance(call.begun + SLICE_MS)) return Promise.resolve(conclude(instance, begun, run));
    }
    // From here on it is pinned there too.
    const rest = instance.track(call, request.held, async () => {
      run = await finish(instance, begun, run);
      return resultOf(begun, run);
    }, { hasBegun: run !== undefined });
    return rest.catch((error: unknown) => {
      discard(begun, run);
      throw error;
    });
  } catch (error) {
    discard(begun, run);
    return Promise.reject(instance.outcomes.failed(error, call));
  } finally {
    unpin(request.held);
  }
}

/** The same on the calling thread: returns the result itself. */
export function runPhasedSync(instance: Instance, ask: () => PhasedRequest): unknown {
  const begun = beginFor(instance, ask);
  const { request, call } = begun;
  let run: PhaseRun<unknown> | undefined;
  call.started();
  pin(request.held);
  try {
    if (request.options.engine === "threads") {
      const { where } = request;
      throw new BadOption(`${where}: engine must not be "threads": a synchronous call runs on the calling thread. Use it without sync`);
    }
    call.checkSignal();
    const short = atOnce(instance, begun);
    if (short !== undefined) return short;
    run = reserve(begun, 1);
    while (!run.advance(now() + SLICE_MS)) call.check();
    return conclude(instance, begun, run);
  } catch (error) {
    discard(begun, run);
    throw instance.outcomes.failed(error, call);
  } finally {
    unpin(request.held);
  }
}

/** What is known before anything runs. @throws what a call may be refused with */
function beginFor(instance: Instance, ask: () => PhasedRequest): PhasedCall {
  const begun = now();
  try {
    instance.open();
    const request = ask();
    try {
      const engine = engineFor(instance, request);
      const { where, options, elements } = request;
      const timeout = options.timeout ?? instance.settings.timeout;
      return { request, engine, call: new Call(where, where.replace(/^sync\./, ""), options, timeout, elements, begun) };
    } catch (error) {
      request.discard();
      throw error;
    }
  } catch (error) {
    throw instance.outcomes.refused(error, begun);
  }
}

/** @throws EngineUnavailable: families have no form in plain JavaScript */
function engineFor(instance: Instance, request: PhasedRequest): Engine {
  const { started } = instance.engines;
  if (started && askedFor(instance, request) !== "js") return started;
  const why = started ? 'its engine is "js"' : instance.engines.status().fallbackReason;
  throw new EngineUnavailable(`${request.where}: runs by WebAssembly kernels alone, and ${why}. Use another engine, or plain JavaScript`);
}

const askedFor = (instance: Instance, { options }: PhasedRequest) => options.engine ?? instance.settings.engine;

/** Seats that may need scratch of their own. */
const seatsOf = (instance: Instance, engine: Engine, request: PhasedRequest) =>
  isForThreads(instance, engine, request) ? engine.seats : 1;

/** All of the arena that a call needs, or nothing: kernels, its result, and a block for its run. @throws ArenaFull, EngineUnavailable */
function reserve({ request, engine, call }: PhasedCall, seats: number): PhaseRun<unknown> {
  let run: PhaseRun<unknown> | undefined;
  try {
    engine.families.prepare(request.family);
    run = new PhaseRun(request, engine, call, request.leasedBytes(seats), seats); // first, as it is the largest
    request.take();
    return run;
  } catch (error) {
    run?.end();
    request.discard();
    throw error instanceof ArenaFull ? noRoom(engine, request, seats) : error;
  }
}

/** What a call of so many elements takes of the arena. */
const arenaBytes = ({ families }: Engine, request: PhasedRequest, seats: number, elements: number) =>
  request.leasedBytes(seats, elements) + request.newBytes(elements) + families.bytesToLoad(request.family);

function noRoom(engine: Engine, request: PhasedRequest, seats: number): ArenaFull {
  const { where, elements } = request, { largestBytes } = engine.arena;
  const fits = (count: number) => arenaBytes(engine, request, seats, count) <= largestBytes;
  let most = 0, tooMany = elements;
  while (tooMany - most > 1) {
    const count = Math.floor((most + tooMany) / 2);
    if (fits(count)) most = count;
    else tooMany = count;
  }
  return new ArenaFull(
    `${where}: needs ${arenaBytes(engine, request, seats, elements)} bytes of the arena for ${elements} elements, and the largest piece ` +
      `that is free has ${largestBytes}${most > 0 ? `: at most some ${most} elements fit now` : ""}. Free arrays with flux.free() or ` +
      "flux.scope(), or raise memoryLimit",
  );
}

/** Whether the pool takes its long stages: those of a share of the work that is worth a barrier. */
function isForThreads(instance: Instance, { seats }: Engine, request: PhasedRequest): boolean {
  const asked = askedFor(instance, request);
  if (asked === "inline" || instance.engines.placeFor("threads") !== "threads") return false;
  if (asked === "threads") return true;
  const workers = seats - 1;
  const stage = { count: request.costNs * LEAST_OF_STAGES, cost: 1, copies: 0, workers, isAwake: () => true };
  return workers > 1 && choosePlace(stage) === "threads";
}

/** The longest stage of an algorithm is at least half of it, about; what is a quarter of it goes to the threads too. */
const LEAST_OF_STAGES = 1 / 2;
const SHARED = 1 / 4;

/** What a call would do, were it made now. */
export interface PhasedPlan {
  engine: "threads" | "inline";
  reason: string;
  atOnce: boolean;
  estimatedMs: number;
  arenaBytes: number;
}

/** @throws EngineUnavailable, InstanceClosed */
export function planPhased(instance: Instance, request: PhasedRequest): PhasedPlan {
  const engine = engineFor(instance, request);
  const asked = askedFor(instance, request), estimatedMs = request.costNs / 1e6;
  const atOnce = asked !== "threads" && request.isShort(engine.room);
  const goes = !atOnce && isForThreads(instance, engine, request);
  const leased = atOnce ? 0 : request.leasedBytes(goes ? engine.seats : 1);
  const arenaBytes = leased + request.newBytes() + engine.families.bytesToLoad(request.family);
  const elsewhere = goes ? `shared out among ${engine.seats - 1} threads` : whyInline(instance, asked);
  const reason = atOnce ? "so short that it runs at once" : elsewhere;
  return { engine: goes ? "threads" : "inline", reason, atOnce, estimatedMs, arenaBytes };
}

function whyInline({ engines, settings }: Instance, asked: string): string {
  if (asked === "inline") return 'engine: "inline" asks for the calling thread';
  if (engines.placeFor("threads") !== "threads") return engines.status().fallbackReason ?? "there are no threads";
  return settings.maxWorkers > 1 ? "threads would take longer to begin than they save" : "one thread more would save nothing";
}

/** What it needs, once it is there: it waits for calls that it would fit beside, or after. @throws ArenaFull where it does not fit alone */
async function reserved(instance: Instance, begun: PhasedCall): Promise<PhaseRun<unknown>> {
  const { request, engine, call } = begun, { memoryQueue } = engine;
  const take = () => reserve(begun, seatsOf(instance, engine, request));
  try {
    if (!memoryQueue.isAwaited) return take();
  } catch (error) {
    if (!(error instanceof ArenaFull)) throw error;
  }
  return memoryQueue.need(take, call);
}

/** Goes on until it is done, in further turns of the event loop. */
async function finish(instance: Instance, begun: PhasedCall, started?: PhaseRun<unknown>): Promise<PhaseRun<unknown>> {
  const { request } = begun;
  const run = started ?? (await reserved(instance, begun));
  const asked = askedFor(instance, request);
  const hasThreads = asked !== "inline" && instance.engines.placeFor("threads") === "threads";
  if (asked === "threads" && !hasThreads) instance.outcomes.counts.metrics.fallbacks++;
  const leastNs = asked === "threads" ? 0 : request.costNs * SHARED;
  try {
    await run.finish((spentMs) => !hasThreads || instance.conductor.isAhead(asked, spentMs), leastNs);
  } catch (error) {
    run.end();
    throw error;
  }
  return run;
}

/** All of it in this turn, where it is one short unit: its result; undefined where it is not, with nothing done. @throws ArenaFull */
function atOnce(instance: Instance, { request, engine, call }: PhasedCall): unknown {
  if (engine.room.isReading) return undefined;
  request.take();
  const result = request.atOnce(engine.room);
  if (result === undefined) return undefined;
  call.progress(request.elements);
  call.ranOn("inline", request.copiedBytes);
  instance.outcomes.done(call, null);
  return result;
}

/** A run that is done in the turn in which it began. */
function conclude(instance: Instance, begun: PhasedCall, run: PhaseRun<unknown>): unknown {
  const result = resultOf(begun, run);
  instance.outcomes.done(begun.call, null);
  return result;
}

function resultOf({ request, call }: PhasedCall, run: PhaseRun<unknown>): unknown {
  run.end();
  call.ranOn(run.ranOnThreads ? "threads" : "inline", request.copiedBytes);
  return run.result;
}

function discard({ request }: PhasedCall, run: PhaseRun<unknown> | undefined): void {
  run?.end();
  request.discard();
}
