/** Runs what a function of a family asks for, as one call: at once where it is done within a slice, else in further turns. */
import { Call } from "../call/call";
import type { PhasedRequest } from "../call/phased";
import { now, SLICE_MS, turn } from "../clock";
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
      const result = atOnce(instance, begun);
      if (result !== undefined) return Promise.resolve(result);
      if (hasRoom(engine, request)) {
        run = new PhaseRun(request, engine, call);
        if (run.advance(call.begun + SLICE_MS)) return Promise.resolve(conclude(instance, begun, run));
      }
    }
    // From here on it is pinned there too.
    const rest = instance.track(call, request.held, async () => {
      run = await finish(instance, begun, run);
      return resultOf(begun, run);
    });
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
  const { request, engine, call } = begun;
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
    if (!hasRoom(engine, request)) throw noRoom(engine, request);
    run = new PhaseRun(request, engine, call);
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
      return { request, engine, call: new Call(where, where, options, timeout, elements, begun) };
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

const hasRoom = ({ arena }: Engine, { bytes }: PhasedRequest) => bytes <= arena.roomBytes;

function noRoom({ arena }: Engine, { where, bytes, elements }: PhasedRequest): ArenaFull {
  const most = Math.floor((elements * arena.roomBytes) / bytes);
  return new ArenaFull(
    `${where}: needs ${bytes} bytes of the arena for ${elements} elements, and ${arena.roomBytes} are free: at most some ${most} ` +
      "elements fit now. Free arrays with flux.free() or flux.scope(), or raise memoryLimit",
  );
}

/** Goes on until it is done, in further turns of the event loop. Where the arena is full, dropped arrays may be reclaimed first. */
async function finish(
  instance: Instance, { request, engine, call }: PhasedCall, begun: PhaseRun<unknown> | undefined,
): Promise<PhaseRun<unknown>> {
  if (!begun && !hasRoom(engine, request)) {
    await turn();
    await turn();
    call.check();
    if (!hasRoom(engine, request)) throw noRoom(engine, request);
  }
  const run = begun ?? new PhaseRun(request, engine, call);
  const asked = askedFor(instance, request);
  const hasThreads = asked !== "inline" && instance.engines.placeFor("threads") === "threads";
  if (asked === "threads" && !hasThreads) instance.outcomes.counts.metrics.fallbacks++;
  try {
    await run.finish((spentMs) => !hasThreads || instance.conductor.isAhead(asked, spentMs), asked === "threads");
  } catch (error) {
    run.end();
    throw error;
  }
  return run;
}

/** All of it in this turn, where it is one short unit: its result; undefined where it is not, with nothing done. */
function atOnce(instance: Instance, { request, engine, call }: PhasedCall): unknown {
  if (engine.room.isReading) return undefined;
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
