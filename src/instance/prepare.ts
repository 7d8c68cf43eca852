/** From a request to a call that is checked, lowered and placed: all that can be wrong is found here, before anything starts. */
import { debuglog } from "node:util";
import { ownReductions } from "../catalog/reductions";
import { type Dtype, viewOf } from "../dtype";
import { BadOption, FreedArray } from "../errors";
import type { FunctionJob } from "../functions/elements";
import type { Allocation, Arena } from "../memory/arena";
import { choosePlace } from "../engines/cost";
import type { Engine } from "../engines/engine";
import { type InputKind, resultDtype } from "../lowering/kinds";
import { plainLoopFor } from "../engines/plain";
import { readyForJs } from "../engines/ready";
import { kindOf, type Source, type Work, workOf } from "../engines/work";
import { cut } from "../typed-array";
import { allBorrowed, floatsOf, type Recognised } from "../call/borrowed";
import { broadcast, checkPair, type Common } from "../call/broadcast";
import { Call } from "../call/call";
import { checkCodeAllowed, takenContext } from "../call/context";
import { recognise } from "../call/inputs";
import { checkCallOptions, type EngineName, type Settings } from "../call/options";
import { givenOutput, newOutput, type Output, partialsOutput } from "../call/output";
import { reducing, RUN_BY_JS } from "../call/reductions";
import type { Request } from "../call/request";

export type Place = "threads" | "inline" | "js";

/** A call that is checked and placed. */
export interface Prepared {
  call: Call;
  work: Work;
  output: Output;
  /** What of its inputs must stay in its place until the call has settled; as must the output. */
  borrowed: readonly Allocation[];
  place: Place;
  /** What the caller, or the instance, asked for. */
  asked: EngineName;
  /** The function that JavaScript runs, where it is one. */
  job: FunctionJob | undefined;
  /** What it borrowed of the arena: spread inputs that were ordinary. */
  loans: { pointer: number; bytes: number }[];
}

/** What of an instance a call asks for. */
export interface Context {
  engine: Engine | undefined;
  settings: Settings;
  /** The engine that there is, for the one that is wanted. */
  placeFor(wanted: Place): Place;
  /** It is another than was wanted. */
  fellBack(): void;
}

const debug = debuglog("autoflux");

/** @throws what a call may be refused with */
export function prepare(context: Context, request: Request, begun: number): Prepared {
  const { engine, settings } = context;
  const { where, compiled, options, sync, reduction } = request;
  checkCallOptions(where, options, settings, reduction !== undefined);
  if (sync && options.engine === "threads") throw new BadOption(`${where}: engine must not be "threads": a synchronous call runs on the calling thread. Use the method without Sync`);
  const job = compiled.function && functionJob(request);
  const recognised = (request.recognised ??= recogniseAll(request, { arena: engine?.arrays, safeMode: settings.safeMode, flatten3d: settings.flatten3d }));
  if (reduction && ownReductions[reduction].inputs === 2) checkPair(recognised, where);
  const common = broadcast(recognised, where);
  const borrowed = allBorrowed(recognised);
  refuseFreed(borrowed, where);
  const { length, inputs } = common;
  const sources: Source[] = inputs.map((input) => input.source);
  const given = sources.map(kindOf);
  const dtype = resultDtype(given);
  const kinds: InputKind[] = compiled.function ? [dtype] : given;
  const reduced = reduction && reducing(compiled.program ?? RUN_BY_JS, reduction);
  const program = reduced?.program ?? compiled.program ?? RUN_BY_JS;
  const { lowered, scalars, numbers } = engine ? engine.lower(program, kinds, reduced?.fold) : readyForJs(program, kinds, reduced?.fold);
  const call = new Call(where, reduction ? `${reduction}(${compiled.name})` : compiled.name, options, options.timeout ?? settings.timeout, length, begun, request.partOf);
  const output = reduced ? partialsOutput(length, (partials) => (request.keepsPartials ? partials : reduced.finish(partials, length, where)), where) : arrayOutput(context, request, recognised, common, dtype);
  const view = (i: number, begin: number, end: number) => cut(i < 0 ? output.view! : floatsOf(inputs[i]!), begin, end);
  const work = workOf({
    where, program, lowered, scalars, numbers, kinds, view,
    count: length, inputs: sources, output: output.sink, fold: reduced?.fold, countNaN: settings.safeMode && reduced === undefined && !compiled.function,
  });
  const place = choose(context, work, request, inputs, output);
  let loans: Prepared["loans"] = [];
  try {
    if (engine && place !== "js" && !compiled.function) loans = lendSpreads(engine.arena, sources);
  } catch (error) {
    if (output.fresh && output.view && output.allocation) engine!.arena.freeArray(output.view, where);
    throw error;
  }
  return { call, work, output, borrowed, loans, place, asked: options.engine ?? settings.engine, job };
}

function functionJob({ where, compiled, context }: Request): FunctionJob {
  const { expression, captured } = compiled.function!;
  checkCodeAllowed(where, "Write it as a formula, or as one expression of its parameters, numbers and Math, which is compiled without");
  return { where, expression, context: captured.length === 0 ? NO_CONTEXT : takenContext(Object.fromEntries(captured.map((name) => [name, context[name]])), where) };
}

const NO_CONTEXT = Object.freeze({});

/** Brings ordinary inputs that are spread into the arena, whole. @throws ArenaFull, with nothing lent */
function lendSpreads(arena: Arena, sources: Source[]): Prepared["loans"] {
  const loans: Prepared["loans"] = [];
  try {
    for (const source of sources) {
      if (source.at !== "spread" || source.pointer !== 0) continue;
      const { values, dtype } = source;
      source.pointer = arena.lend(values.byteLength);
      loans.push({ pointer: source.pointer, bytes: values.byteLength });
      viewOf(dtype, arena.memory.buffer, source.pointer, values.length).set(values);
    }
  } catch (error) {
    for (const { pointer, bytes } of loans) arena.giveBack(pointer, bytes);
    throw error;
  }
  return loans;
}

function recogniseAll({ where, values, names }: Request, context: Parameters<typeof recognise>[2]): Recognised[] {
  const recognised: Recognised[] = [];
  for (let i = 0; i < values.length; i++) {
    const called = names.length > 0 ? `input "${names[i]}"` : values.length === 1 ? "input" : `input ${i}`;
    recognised.push(recognise(values[i], `${where}: ${called}`, context));
  }
  return recognised;
}

function arrayOutput({ engine, settings }: Context, { where, options }: Request, given: Recognised[], { length, form, inputs }: Common, dtype: Dtype): Output {
  if (options.out !== undefined) return givenOutput(options.out, dtype, length, inputs, engine?.arrays, where);
  return newOutput(dtype, length, form, given.filter((input) => input.length >= 0), options.home, engine?.arrays, settings.memorySafe, where);
}

/** A getter in one input may have freed another. @throws FreedArray */
function refuseFreed(borrowed: readonly Allocation[], where: string): void {
  for (const { freed, pins } of borrowed) if (freed && pins === 0) throw new FreedArray(`${where}: an input was freed while another one was read`);
}

function choose(context: Context, work: Work, { options, sync, compiled }: Request, given: readonly Recognised[], output: Output): Place {
  const asked = options.engine ?? context.settings.engine;
  if (compiled.function) return placed(context, sync || asked === "inline" || asked === "js" ? "inline" : "threads");
  const { copies, count, lowered, inputs } = work;
  if (copies > 0 && (asked === "auto" || asked === "js")) {
    work.plain = plainLoopFor(work.program, work.scalars, (i) => plainInput(inputs[i]!, given[i]!), output.view);
  }
  const best: Place = asked !== "auto" ? asked : work.plain ? "js" : choosePlace({ count, cost: lowered.cost, copies, workers: context.settings.maxWorkers });
  const place = placed(context, sync && best === "threads" ? "inline" : best);
  if (debug.enabled) debug("%s of %d elements (%s, %d ns each, %d arrays copied): %s", work.program.name, count, lowered.dtype, lowered.cost, copies, place);
  return place;
}

/** What a loop over the caller's own arrays can read. */
function plainInput(source: Source, { view, isStrided }: Recognised): unknown {
  if (source.at === "number") return source.value;
  return source.at === "spread" || isStrided ? undefined : view;
}

function placed(context: Context, wanted: Place): Place {
  const place = context.placeFor(wanted);
  if (place !== wanted) context.fellBack();
  return place;
}
