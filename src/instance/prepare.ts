/** From a request to work that is checked, lowered and placed: all that can be wrong is found here, before anything starts. */
import { debuglog } from "#platform";
import { turn } from "../clock";
import { type Dtype, viewOf } from "../dtype";
import { BadOption, FreedArray } from "../errors";
import type { FunctionJob } from "../functions/elements";
import { type Allocation, type Arena, pin, unpin } from "../memory/arena";
import { choosePlace } from "../engines/cost";
import type { EngineKind, Engines } from "../engines/engines";
import { type InputKind, resultDtype } from "../lowering/kinds";
import { plainLoopFor } from "../engines/plain";
import { readyForJs } from "../engines/ready";
import { kindOf, type Source, type Work, workOf } from "../engines/work";
import { allBorrowed, ArenaInput, type Recognised } from "../call/borrowed";
import { broadcast, checkPair, type Common } from "../call/broadcast";
import { checkCodeAllowed, takenContext } from "../call/context";
import { recognise } from "../call/inputs";
import { type CallOptions, checkCallOptions, type EngineName, type Settings } from "../call/options";
import { givenOutput, newOutput, type Output, recordsOutput } from "../call/output";
import { type ReductionRun, RUN_BY_JS, runFor } from "../call/reductions";
import { inputName, type Request } from "../call/request";
import type { InstanceLogger } from "./logger";

/** Work that is checked and placed. */
export interface Prepared {
  /** What it was made of. */
  request: Request;
  work: Work;
  output: Output;
  /** What of its inputs must stay in its place until the work is done; as must the output. */
  borrowed: readonly Allocation[];
  place: EngineKind;
  /** What the caller, or the instance, asked for. */
  asked: EngineName;
  /** The function that JavaScript runs, where it is one. */
  job: FunctionJob | undefined;
  /** What it borrowed of the arena: spread inputs that were ordinary. */
  loans: readonly { pointer: number; bytes: number }[];
}

/** What of an instance requests are prepared with. */
export interface Surroundings {
  engines: Engines;
  settings: Settings;
  log: InstanceLogger;
  /** Work is placed on another engine than was wanted. */
  fellBack(): void;
}

const debug = debuglog("autoflux");

/** @throws what a call may be refused with */
export function prepare(surroundings: Surroundings, request: Request): Prepared {
  const { engines, settings } = surroundings;
  const engine = engines.started;
  const { where, compiled, options, sync, reducing } = request;
  checkCallOptions(where, options, settings, reducing !== undefined);
  if (sync) refuseThreads(where, options);
  const reduction = reducing && runFor(reducing, options, where);
  const job = compiled.function && functionJob(request);
  const { safeMode, flatten3d } = settings;
  const recognised = (request.recognised ??= recogniseAll(request, { arena: engine?.arrays, safeMode, flatten3d }));
  if (reducing?.inputs === 2) checkPair(recognised, where);
  const common = broadcast(recognised, where);
  const borrowed = allBorrowed(recognised);
  refuseFreed(borrowed, where);
  const { length, inputs } = common;
  const sources: Source[] = inputs.map((input) => input.source);
  const given = sources.map(kindOf);
  const dtype = resultDtype(given);
  const kinds: InputKind[] = compiled.function ? [dtype] : given;
  const program = compiled.program ?? RUN_BY_JS;
  const ready = engine ? engine.lower(program, kinds, reduction?.folding) : readyForJs(program, kinds, reduction?.folding);
  const { lowered, scalars, numbers } = ready;
  const output =
    request.outputFor ? ownOutput(surroundings, request, reduction, common, dtype)
    : reduction ? numberOutput(request, reduction, length)
    : arrayOutput(surroundings, request, recognised, common, dtype);
  const work = workOf({
    where, program, lowered, scalars, numbers,
    count: length, inputs: sources, output: output.sink, folding: reduction?.folding,
    countNaN: settings.safeMode && reduction === undefined && !compiled.function && !request.hasNulls,
  });
  const place = choose(surroundings, work, request, inputs, output);
  let loans = NO_LOANS;
  try {
    if (engine && place !== "js" && !compiled.function) loans = lendSpreads(engine.arena, sources);
  } catch (error) {
    if (output.fresh && output.view && output.allocation) engine!.arena.freeArray(output.view, where);
    throw error;
  }
  return { request, work, output, borrowed, loans, place, asked: options.engine ?? settings.engine, job };
}

/** @throws BadOption, of a synchronous call */
export function refuseThreads(where: string, { engine }: CallOptions): void {
  if (engine !== "threads") return;
  throw new BadOption(
    `${where}: engine must not be "threads": a synchronous call runs on the calling thread. Use the method without Sync`,
  );
}

/** Of what the work uses, without another list of it. */
export function pinned({ borrowed, output }: Prepared, pinOrUnpin: (allocations: readonly Allocation[]) => void): void {
  pinOrUnpin(borrowed);
  if (output.allocation) pinOrUnpin(output.allocation.alone);
}

/**
 * A full arena may have arrays that nobody holds any more: calls `retry` when some turns of the event loop have let their reclaiming
 * run. What the request borrows stays in its place meanwhile.
 */
export async function afterCollection<T>({ log }: Surroundings, { recognised }: Request, retry: () => Promise<T>): Promise<T> {
  const borrowed = allBorrowed(recognised ?? []);
  pin(borrowed);
  log.say("debug", "the arena is full: waiting for dropped arrays to be reclaimed");
  try {
    await turn();
    await turn();
    return retry(); // it pins what it uses at once
  } finally {
    unpin(borrowed);
  }
}

function functionJob({ where, compiled, context, rowOf }: Request): FunctionJob {
  const { expression, captured } = compiled.function!;
  checkCodeAllowed(where, "Write it as a formula, or as one expression of its parameters, numbers and Math, which is compiled without");
  if (captured.length === 0) return { where, expression, context: NO_CONTEXT, rowOf };
  return { where, expression, context: takenContext(Object.fromEntries(captured.map((name) => [name, context[name]])), where), rowOf };
}

const NO_CONTEXT = Object.freeze({});
const NO_LOANS: Prepared["loans"] = [];

/** Brings ordinary inputs that are spread into the arena, whole. @throws ArenaFull, with nothing lent */
function lendSpreads(arena: Arena, sources: Source[]): Prepared["loans"] {
  let loans = NO_LOANS;
  try {
    for (const source of sources) {
      if (source.at !== "spread" || source.pointer !== 0) continue;
      const { values, dtype } = source;
      source.pointer = arena.lend(values.byteLength);
      loans = [...loans, { pointer: source.pointer, bytes: values.byteLength }];
      viewOf(dtype, arena.memory.buffer, source.pointer, values.length).set(values);
    }
  } catch (error) {
    for (const { pointer, bytes } of loans) arena.giveBack(pointer, bytes);
    throw error;
  }
  return loans;
}

function recogniseAll(request: Request, context: Parameters<typeof recognise>[2]): Recognised[] {
  return request.values.map((value, i) => {
    const array = context.arena?.operandOf(value);
    if (array) return new ArenaInput(array); // before words are made for it
    return recognise(value, `${request.where}: ${inputName(request, i)}`, context);
  });
}

function numberOutput({ where, keepsRecords }: Request, { folding, conclude }: ReductionRun, length: number): Output {
  return recordsOutput(length, folding, keepsRecords ? "keep" : (merger) => conclude(merger, length, where), where);
}

/** The output that a request makes of the usual one. */
function ownOutput(
  surroundings: Surroundings, request: Request, reduction: ReductionRun | undefined, common: Common, dtype: Dtype,
): Output {
  const usual = (length: number) => {
    if (reduction) return numberOutput(request, reduction, length);
    return arrayOutput(surroundings, request, request.recognised!, { ...common, length }, dtype);
  };
  return request.outputFor!(usual, dtype, common.length);
}

function arrayOutput(
  { engines, settings }: Surroundings, { where, options }: Request, given: Recognised[], { length, form, inputs }: Common, dtype: Dtype,
): Output {
  const { arena } = engines;
  if (options.out !== undefined) return givenOutput(options.out, dtype, length, inputs, arena, where);
  const arrays = given.filter((input) => input.length >= 0);
  return newOutput(dtype, length, form, arrays, options.home, arena, settings.memorySafe, where);
}

/** A getter in one input may have freed another. @throws FreedArray */
function refuseFreed(borrowed: readonly Allocation[], where: string): void {
  for (const { freed, pins } of borrowed) {
    if (freed && pins === 0) throw new FreedArray(`${where}: an input was freed while another one was read`);
  }
}

function choose(
  surroundings: Surroundings, work: Work, { options, sync, compiled }: Request, given: readonly Recognised[], output: Output,
): EngineKind {
  const { engine, maxWorkers } = surroundings.settings;
  const asked = options.engine ?? engine;
  if (compiled.function) return placed(surroundings, sync || asked === "inline" || asked === "js" ? "inline" : "threads");
  const { copies, count, lowered } = work;
  if (copies > 0 && (asked === "auto" || asked === "js")) work.plain = plainLoopOf(work, given, output);
  const { cost } = lowered;
  const { areAwake } = surroundings.engines;
  const best: EngineKind =
    asked !== "auto" ? asked : work.plain ? "js" : choosePlace({ count, cost, copies, workers: maxWorkers, isAwake: areAwake });
  const place = placed(surroundings, sync && best === "threads" ? "inline" : best);
  if (debug.enabled) {
    const { program: { name } } = work;
    debug("%s of %d elements (%s, %d ns each, %d arrays copied): %s", name, count, lowered.dtype, cost, copies, place);
  }
  return place;
}

function plainLoopOf({ program, scalars, inputs }: Work, given: readonly Recognised[], { view }: Output): Work["plain"] {
  return plainLoopFor(program, scalars, (i) => plainInput(inputs[i]!, given[i]!), view);
}

/** What a loop over the caller's own arrays can read. */
function plainInput(source: Source, { view, isStrided }: Recognised): unknown {
  if (source.at === "number") return source.value;
  return source.at === "spread" || isStrided ? undefined : view;
}

function placed({ engines, fellBack }: Surroundings, wanted: EngineKind): EngineKind {
  const place = engines.placeFor(wanted);
  if (place !== wanted) fellBack();
  return place;
}
