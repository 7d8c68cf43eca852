/** What a caller asks for: each method's arguments, as one form. */
import { BadOption, MissingInput, UnsupportedInput, UnusedInput, WrongArity } from "../errors";
import { isList } from "../typed-array";
import { isPlainObject, optionsAmong, optionsOf, takeArguments } from "./arguments";
import type { Recognised } from "./borrowed";
import {
  callableOf, checkInputCount, type Compiled, compileNamed, compileSource, compileUserFunction, requireProgram, type UserFunction,
} from "./compiled";
import type { Dtype } from "../dtype";
import { type CallOptions, contextOf, isCallOption, namesIn, refuseContext } from "./options";
import type { Output } from "./output";
import { listOf } from "../expression/formula";
import { BOTH, type GivenReducingOptions, ITSELF, type Reducing, reducingOf } from "./reductions";

export interface Request {
  /** For messages: the method and what it is to compute. */
  where: string;
  compiled: Compiled;
  /** The inputs, in the program's order, and how messages call them. */
  values: unknown[];
  names: readonly string[];
  /** The inputs as they were recognised, once they were: each call and each pass of it reads the same memory. */
  recognised: Recognised[] | undefined;
  options: CallOptions & GivenReducingOptions;
  /** Of variables that a function uses from outside. */
  context: Variables;
  /** It returns its result itself. */
  sync: boolean;
  reducing: Reducing | undefined;
  /** The result of a reduction is the records of its blocks. */
  keepsRecords?: boolean;
  /** Some of its inputs have nulls: results that become NaN are not counted, as some are of what lies under a null. */
  hasNulls?: boolean;
  /** What stands for the usual output, which may have another length. */
  outputFor?: (usual: (length: number) => Output, dtype: Dtype, length: number) => Output;
  /** Where an element stands for the caller, where that is not its index. */
  rowOf?: (index: number) => number;
  /** All that it does, where that is more than one pass: it runs as one call all the same. */
  steps?: () => CallSteps;
  /** Settles when what its steps have left behind, where they failed, is closed. */
  left?: () => Promise<unknown>;
  /** What such a call is of; where that is not known before, as far as it has come. */
  elements?: number;
}

/**
 * Work in steps. What is yielded is a part of the call, whose result is given back; a promise, whose value is; or nothing, where the clock
 * is looked at, and the event loop may turn. Synchronous calls take no promise.
 */
export type CallSteps = Generator<Request | Promise<unknown> | undefined, unknown, unknown>;

/** From what a caller gave to a request: of a method, or of what messages call a compiled function. `args` is made for this call. */
export type RequestMaker<Source> = (of: string, source: Source, args: unknown[], sync: boolean) => Request;

type Variables = Readonly<Record<string, unknown>>;

const NOTHING: readonly string[] = [];
const NO_CONTEXT: Variables = Object.freeze({});
/** What is reduced where there is no source. */
export const OF_ONE: Compiled = { name: "x", label: "", isFunction: false, names: ["x"], captured: NOTHING, program: ITSELF };
export const OF_TWO: Compiled = { name: "x, y", label: "", isFunction: false, names: ["x", "y"], captured: NOTHING, program: BOTH };

/** map(source, ...inputs, options?) */
export function mapRequest(method: string, source: unknown, args: unknown[], sync: boolean): Request {
  const compiled = compileSource(source, typeof source === "function" ? contextOf(method, optionsAmong(args)) : NO_CONTEXT, method);
  return requestFor(`${method}(${compiled.label})`, compiled, args, sync);
}

/** A compiled source called with its inputs. What was given when it was compiled stands behind the options' own context. */
export function requestFor(where: string, compiled: Compiled, args: unknown[], sync: boolean, reducing?: Reducing): Request {
  const { inputs, options } = takeArguments(compiled.names.length, args, where, compiled.isFunction);
  requireProgram(compiled, options.compile, where);
  checkInputCount(inputs.length + compiled.captured.length, where);
  if (!compiled.isFunction) refuseContext(where, options.context);
  const own = contextOf(where, options);
  const given = compiled.given ? { ...compiled.given, ...own } : own;
  const isCapturing = compiled.program && compiled.captured.length > 0;
  const values = isCapturing ? [...inputs, ...compiled.captured.map((name) => numberIn(given, name, where))] : inputs;
  return { where, compiled, values, names: NOTHING, options, context: given, sync, reducing, recognised: undefined };
}

/** A value that a program takes from `context`. */
function numberIn(context: Variables, name: string, where: string): number {
  const value = context[name];
  if (typeof value === "number") return value;
  const got = value === null ? "null" : typeof value;
  throw new BadOption(`${where}: context.${name} must be a number as it was when this was compiled, got ${got}`);
}

/** evaluate(source, { name: input }, options?) */
export function evaluateRequest(method: string, source: unknown, args: unknown[], sync: boolean, reducing?: Reducing): Request {
  const given = args[0];
  const options = args[1];
  if (typeof given !== "object" || given === null || isList(given) || ArrayBuffer.isView(given)) {
    throw new UnsupportedInput(`${method}: inputs must be an object of names and their arrays or numbers, such as { a, b }`);
  }
  const inputs = given as Record<string, unknown>;
  const names = namesIn(method, "inputs", inputs);
  if (typeof source === "function") return evaluateFunction(method, source as UserFunction, inputs, optionsOf(options), sync, reducing);
  if (typeof source !== "string") compileSource(source, {}, method); // throws what map would
  const compiled = compileNamed(source as string, names, method);
  const where = calledWith(method, compiled, reducing);
  checkInputCount(names.length, where);
  refuseContext(where, optionsOf(options).context);
  const values = names.map((name) => inputs[name]);
  return { where, compiled, values, names, options: optionsOf(options), context: {}, sync, reducing, recognised: undefined };
}

/** A function's parameters, and the variables it uses beside them, are inputs by their names. */
function evaluateFunction(
  method: string, source: UserFunction, inputs: Record<string, unknown>, options: CallOptions, sync: boolean, reducing?: Reducing,
): Request {
  const context = { ...callableOf(source)?.given, ...contextOf(method, options) };
  // Any input may stand for a variable of the function's: as a number it is an input of the program.
  const outer = { ...context, ...Object.fromEntries(Object.keys(inputs).map((name) => [name, 0])) };
  const compiled = callableOf(source) ?? compileUserFunction(source, outer, method);
  const where = calledWith(method, compiled, reducing);
  requireProgram(compiled, options.compile, where);
  const used = new Set([...compiled.names, ...compiled.captured]);
  for (const name of compiled.names) {
    if (Object.hasOwn(inputs, name)) continue;
    throw new MissingInput(`${where}: no input is named ${JSON.stringify(name)}. There are: ${listOf(Object.keys(inputs))}`);
  }
  for (const name of Object.keys(inputs)) {
    if (used.has(name)) continue;
    throw new UnusedInput(
      `${where}: input ${JSON.stringify(name)} is not used in the function. Leave it out, or see whether a name is misspelt`,
    );
  }
  const given = { ...context, ...inputs };
  const names = compiled.program ? [...used] : compiled.names;
  for (const name of compiled.function?.captured ?? []) {
    if (!Object.hasOwn(inputs, name) || typeof inputs[name] === "number") continue;
    throw new UnsupportedInput(
      `${where}: input ${JSON.stringify(name)} is no parameter of a function that JavaScript runs (${compiled.function!.reason}): ` +
        "make it one, to have it element by element",
    );
  }
  checkInputCount(names.length, where);
  const values = names.map((name) => given[name]);
  return { where, compiled, values, names, options, context: given, sync, reducing, recognised: undefined };
}

/** How messages call an input. */
export function inputName({ names, values }: Pick<Request, "names" | "values">, i: number): string {
  return names.length > 0 ? `input "${names[i]}"` : values.length === 1 ? "input" : `input ${i}`;
}

/** How messages call a method with what it computes. */
export function calledWith(method: string, { label }: Pick<Compiled, "label">, reducing: Reducing | undefined): string {
  return reducing ? `${method}(${reducing.label}, ${label})` : `${method}(${label})`;
}

/** reduce(reduction or list of them, source?, ...inputs, options?), reduce(reduction, source, { name: input }, options?) */
export function reduceRequest(method: string, reduction: unknown, args: unknown[], sync: boolean): Request {
  const reducing = reducingOf(reduction, method);
  const source = args[0] as string | ((...values: never[]) => unknown);
  const hasSource = typeof source === "string" || typeof source === "function";
  const where = `${method}(${reducing.label}${hasSource ? ", " : ""}`;
  const ofPairs = reducing.inputs === 2;
  if (ofPairs && hasSource) {
    throw new WrongArity(`${where}...): takes two arrays and no source. The sum of a formula is reduce("sum", source, ...)`);
  }
  if (hasSource && hasNamedInputs(source, args)) return evaluateRequest(method, source, args.slice(1), sync, reducing);
  const compiled = hasSource
    ? compileSource(source, contextOf(method, optionsAmong(args)), method)
    : ofPairs ? OF_TWO : OF_ONE;
  return requestFor(`${where}${compiled.label})`, compiled, hasSource ? args.slice(1) : args, sync, reducing);
}

/** Whether an object after the source holds its inputs by their names, rather than options. */
function hasNamedInputs(source: string | ((...values: never[]) => unknown), args: readonly unknown[]): boolean {
  if (args.length > 3 || !isPlainObject(args[1]) || (args.length === 3 && args[2] !== undefined && !isPlainObject(args[2]))) return false;
  const text = typeof source === "string" ? source : (callableOf(source)?.names.join(" ") ?? Function.prototype.toString.call(source));
  return Object.keys(args[1] as object).some((name) => !isCallOption(name) || new RegExp(`(?<![\\w$.])${name}(?![\\w$])`).test(text));
}
