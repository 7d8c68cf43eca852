/** From a caller's arguments to a call that is checked, lowered and placed: all that can be wrong is found here, before anything starts. */
import { debuglog } from "node:util";
import { programNamed } from "../catalog/index";
import type { FloatArray } from "../dtype";
import { BadOption, UnequalLengths, WrongArity } from "../errors";
import { choosePlace } from "../scheduler/cost";
import type { Engine } from "../scheduler/engine";
import { type InputKind, lowerForJs } from "../scheduler/lower";
import { plainLoopFor } from "../scheduler/plain";
import { kindOf, type Source, type Work, workOf } from "../scheduler/work";
import { takeArguments } from "./arguments";
import { Call } from "./call";
import { type Recognised, recognise } from "./inputs";
import { type CallOptions, checkCallOptions, type EngineName, type Settings } from "./options";
import { givenOutput, newOutput, type Output } from "./output";

export type Place = "threads" | "inline" | "js";

/** A call that is checked and placed. */
export interface Prepared {
  call: Call;
  work: Work;
  output: Output;
  inputs: Recognised[];
  place: Place;
  /** What the caller, or the instance, asked for. */
  asked: EngineName;
}

interface Context {
  engine: Engine | undefined;
  settings: Settings;
  /** The engine that there is, for the one that is wanted. */
  placeFor(wanted: Place): Place;
}

const debug = debuglog("autoflux");

/** @throws what a call may be refused with */
export function prepare(context: Context, method: string, operation: unknown, args: unknown[], begun: number): Prepared {
  const { engine, settings } = context;
  const program = programNamed(operation as string, method);
  const where = `${method}("${program.name}")`;
  const { inputs: values, options } = takeArguments(program, args, where);
  checkCallOptions(where, options, settings);
  if (method === "mapSync" && options.engine === "threads") throw new BadOption(`${where}: engine must not be "threads": a synchronous call runs on the calling thread. Use map`);
  const given = { arena: engine?.arena, safeMode: settings.safeMode, flatten3d: settings.flatten3d };
  const inputs: Recognised[] = [];
  const sources: Source[] = [];
  const kinds: InputKind[] = [];
  for (let i = 0; i < values.length; i++) {
    const input = recognise(values[i], values.length === 1 ? `${where}: input` : `${where}: input ${i}`, given);
    inputs.push(input);
    sources.push(input.source);
    kinds.push(kindOf(input.source));
  }
  const length = commonLength(inputs, where);
  const lowered = engine ? engine.lower(program, kinds) : lowerForJs(program, kinds);
  const call = new Call(where, options, options.timeout ?? settings.timeout, length, begun);
  const output = options.out !== undefined
    ? givenOutput(options.out, lowered.dtype, length, inputs, engine?.arena, where)
    : newOutput(lowered.dtype, length, inputs, options.home, engine?.arena, where);
  const view = (i: number, begin: number, end: number) => (i < 0 ? output.view! : (inputs[i]!.view as FloatArray)).subarray(begin, end);
  const work = workOf(program, lowered, length, sources, output.sink, settings.safeMode, view);
  return { call, work, output, inputs, asked: options.engine ?? settings.engine, place: choose(context, work, options, values, output, method === "mapSync") };
}

function choose(context: Context, work: Work, options: CallOptions, values: unknown[], output: Output, sync: boolean): Place {
  const asked = options.engine ?? context.settings.engine;
  const { copies, count, lowered } = work;
  if (copies > 0 && (asked === "auto" || asked === "js")) work.plain = plainLoopFor(work.program, values, output.view);
  const best: Place = asked !== "auto" ? asked : work.plain ? "js" : choosePlace({ count, cost: lowered.cost, copies, workers: context.settings.maxWorkers });
  const place = context.placeFor(sync && best === "threads" ? "inline" : best);
  if (debug.enabled) debug("%s of %d elements (%s, %d ns each, %d arrays copied): %s", work.program.name, count, lowered.dtype, lowered.cost, copies, place);
  return place;
}

/** @throws WrongArity, UnequalLengths */
function commonLength(inputs: Recognised[], where: string): number {
  let first = 0;
  while (first < inputs.length && inputs[first]!.length < 0) first++;
  if (first === inputs.length) throw new WrongArity(`${where}: at least one input must be an array; all are numbers. For one value, use Math or [value]`);
  const length = inputs[first]!.length;
  for (let i = first + 1; i < inputs.length; i++) {
    const input = inputs[i]!;
    if (input.length >= 0 && input.length !== length) {
      throw new UnequalLengths(`${where}: inputs must have equal lengths; input ${first} has ${length} elements, input ${i} has ${input.length}. Cut or pad one`);
    }
  }
  return length;
}
