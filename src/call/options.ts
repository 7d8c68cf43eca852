/** Options of an instance and of a call: checked, completed. */
import { BadOption, shown } from "../errors";
import type { FloatArray } from "../dtype";
import { isVariableName } from "../expression/names";
import type { Arithmetic } from "../program";
import { defaultWorkers, limitBytes } from "../memory/limit";
import { reservedBytes } from "../engines/engine";
import { isList, isRevoked } from "../typed-array";
import type { Logger, LogLevel, WhenFull } from "./types";

/** From the quietest to the most talkative; "silent" tells nothing. */
export const LOG_LEVELS = ["silent", "error", "warn", "info", "debug"] as const;
const LOG_METHODS = ["error", "warn", "info", "debug"] as const;

/** Where kernels run. */
export type EngineName = "auto" | "threads" | "inline" | "js";

/** Options of {@link createFlux}. */
export interface FluxOptions {
  /**
   * Threads: an integer from 1 to 128. Default: one a processor, within the container's CPU quota, at most 32, which all instances of a
   * process with the default share; inside a worker thread none.
   */
  maxWorkers?: number;
  /** Bound the arena and staging by the memory that is free now. Default true. */
  memorySafe?: boolean;
  /** The bound in bytes, instead of a measured one. */
  memoryLimit?: number;
  /** Milliseconds from call to settlement, queueing included. Default 300,000; Infinity for none. */
  timeout?: number;
  /** The O(n) checks: every element of a number[] is a number; results that became NaN are counted. Default true. */
  safeMode?: boolean;
  /** "auto" decides for each call; "threads"; "inline" (the calling thread); "js" (no WebAssembly). Default "auto". */
  engine?: EngineName;
  /** Reclaim dropped arena arrays, and give staging back after each call. Default true. */
  enableGc?: boolean;
  /** Accept nested arrays of any depth and { data, shape }. Default true. */
  flatten3d?: boolean;
  /** Calls that may be in flight at once; one beyond that is a QueueFull error, or waits. Default Infinity. */
  maxQueue?: number;
  /** What becomes of a call beyond maxQueue: "error", or "wait" for its turn, which its timeout and signal bound. Default "error". */
  whenFull?: WhenFull;
  /** Told what happens: console, pino, winston or their like. Default none (NODE_DEBUG=autoflux prints all of it). */
  logger?: Logger;
  /** From where on: "error", "warn" (threads lost, fallbacks), "info" (start, close), "debug" (each call); or "silent". Default "info". */
  logLevel?: LogLevel | "silent";
  /** "fast" may fuse multiply and add where the machine does; "reproducible" gives the same bits everywhere. Default "fast". */
  arithmetic?: Arithmetic;
}

/** Options of one call. */
export interface CallOptions {
  /**
   * The array that takes the results: the length and dtype of the result; an input itself, or disjoint from each. Where a result of
   * columns is null it has NaN.
   */
  out?: FloatArray;
  /** Where a new result lives: "arena" or "ordinary" memory. Default: the arena if every array input lives there. */
  home?: "arena" | "ordinary";
  /** Ends the call when it is aborted: the promise rejects with its reason. */
  signal?: AbortSignal;
  /** Milliseconds, instead of the instance's. */
  timeout?: number;
  /** Instead of the instance's. */
  engine?: EngineName;
  /** "require": a function that cannot be compiled is an error, rather than run by JavaScript. Default "auto". */
  compile?: "auto" | "require";
  /** The values of variables that a function uses from outside: numbers, or for one that JavaScript runs anything that can be cloned. */
  context?: Readonly<Record<string, unknown>>;
  /** Told { done, total } in elements, at most every 100 ms and once at the end. */
  onProgress?: (progress: { done: number; total: number }) => void;
}

export interface Settings {
  maxWorkers: number;
  /** Given, not a default. */
  workersGiven: boolean;
  memorySafe: boolean;
  limitBytes: number;
  timeout: number;
  safeMode: boolean;
  engine: EngineName;
  enableGc: boolean;
  flatten3d: boolean;
  maxQueue: number;
  whenFull: WhenFull;
  logger: Logger | undefined;
  logLevel: LogLevel | "silent";
  arithmetic: Arithmetic;
}

const ENGINES: EngineName[] = ["auto", "threads", "inline", "js"];
const INSTANCE_KEYS = [
  "maxWorkers", "memorySafe", "memoryLimit", "timeout", "safeMode", "engine", "enableGc", "flatten3d", "maxQueue", "whenFull",
  "logger", "logLevel", "arithmetic",
];
const CALL_KEYS = ["out", "home", "signal", "timeout", "engine", "compile", "context", "onProgress"];
/** A reduction's result is a number, which lives nowhere; its own options call/reductions.ts checks. */
const REDUCE_KEYS = [...CALL_KEYS.filter((key) => key !== "out" && key !== "home"), "skipNaN", "ddof"];

/** What every function of a family takes, beside `out` and `home` where its result is an array. */
const PHASED_KEYS = ["signal", "timeout", "engine", "onProgress"];

/** All that a function of a family takes, by its own keys. */
export function phasedKeys(...own: string[]): readonly string[] {
  return [...own, ...PHASED_KEYS];
}

export function isCallOption(name: string): boolean {
  return CALL_KEYS.includes(name) || REDUCE_KEYS.includes(name);
}

const NO_CONTEXT = Object.freeze({});

/** @throws BadOption */
export function instanceSettings(options: FluxOptions = {}): Settings {
  const where = "createFlux";
  knownKeys(where, options, INSTANCE_KEYS);
  const maxWorkers = options.maxWorkers ?? defaultWorkers();
  if (!Number.isInteger(maxWorkers) || maxWorkers < 1 || maxWorkers > 128) {
    bad(where, "maxWorkers", "an integer from 1 to 128", options.maxWorkers);
  }
  const least = reservedBytes(maxWorkers) + (1 << 20);
  const { memoryLimit } = options;
  if (memoryLimit !== undefined && !(typeof memoryLimit === "number" && memoryLimit >= least)) {
    bad(where, "memoryLimit", `a number of bytes, at least ${least} for ${maxWorkers} workers`, memoryLimit);
  }
  const settings: Settings = {
    maxWorkers,
    workersGiven: options.maxWorkers !== undefined,
    memorySafe: boolean(where, options, "memorySafe"),
    limitBytes: 0,
    timeout: timeoutOf(where, options.timeout, 300_000),
    safeMode: boolean(where, options, "safeMode"),
    engine: engineOf(where, options.engine, "auto"),
    enableGc: boolean(where, options, "enableGc"),
    flatten3d: boolean(where, options, "flatten3d"),
    maxQueue: options.maxQueue ?? Number.POSITIVE_INFINITY,
    whenFull: options.whenFull ?? "error",
    logger: options.logger,
    logLevel: options.logLevel ?? "info",
    arithmetic: options.arithmetic ?? "fast",
  };
  checkService(where, settings);
  if (settings.arithmetic !== "fast" && settings.arithmetic !== "reproducible") {
    bad(where, "arithmetic", '"fast" or "reproducible"', settings.arithmetic);
  }
  refuseJs(where, settings.engine, settings.arithmetic);
  settings.limitBytes = Math.max(least, limitBytes(settings.memorySafe, memoryLimit));
  return settings;
}

/** @throws BadOption */
function checkService(where: string, { maxQueue, whenFull, logger, logLevel }: Settings): void {
  if (maxQueue !== Number.POSITIVE_INFINITY && !(Number.isInteger(maxQueue) && maxQueue >= 1)) {
    bad(where, "maxQueue", "an integer above 0, or Infinity", maxQueue);
  }
  if (whenFull !== "error" && whenFull !== "wait") bad(where, "whenFull", '"error" or "wait"', whenFull);
  if (logger !== undefined && (isRevoked(logger) || !LOG_METHODS.some((level) => typeof logger?.[level] === "function"))) {
    bad(where, "logger", "an object with a method debug, info, warn or error", logger);
  }
  if (!LOG_LEVELS.includes(logLevel)) bad(where, "logLevel", `one of ${LOG_LEVELS.join(", ")}`, logLevel);
}

/** @throws BadOption */
export function checkCallOptions(where: string, options: CallOptions, settings: Settings, reduces: boolean): void {
  knownKeys(where, options, reduces ? REDUCE_KEYS : CALL_KEYS);
  checkCompileMode(where, options.compile);
  checkShared(where, options, settings);
}

/** The options of a function of a family. @throws BadOption */
export function checkPhasedOptions(where: string, options: CallOptions, settings: Settings, keys: readonly string[]): void {
  knownKeys(where, options, keys);
  checkShared(where, options, settings);
}

/** What every kind of call takes. @throws BadOption */
function checkShared(where: string, { home, signal, onProgress, timeout, engine }: CallOptions, settings: Settings): void {
  if (home !== undefined && home !== "arena" && home !== "ordinary") bad(where, "home", '"arena" or "ordinary"', home);
  checkSignal(where, signal);
  if (onProgress !== undefined && typeof onProgress !== "function") bad(where, "onProgress", "a function", onProgress);
  timeoutOf(where, timeout, settings.timeout);
  refuseJs(where, engineOf(where, engine, settings.engine), settings.arithmetic);
}

/** @throws BadOption */
export function checkSignal(where: string, signal: AbortSignal | undefined): void {
  if (signal === undefined) return;
  const isSignal = typeof signal === "object" && signal !== null && !isRevoked(signal) && typeof signal.aborted === "boolean"
    && typeof signal.addEventListener === "function" && typeof signal.removeEventListener === "function";
  if (!isSignal) bad(where, "signal", "an AbortSignal", signal);
}

/** @throws BadOption */
export function checkCompileMode(where: string, compile: unknown): void {
  if (compile !== undefined && compile !== "auto" && compile !== "require") bad(where, "compile", '"auto" or "require"', compile);
}

/** @throws BadOption where there is a context, and no function to use it */
export function refuseContext(where: string, context: unknown): void {
  if (context !== undefined) {
    throw new BadOption(`${where}: context is for functions: give a formula's names as inputs, evaluate("a * k", { a, k })`);
  }
}

/** The variables that a call's functions may use. @throws BadOption */
export function contextOf(where: string, { context }: CallOptions): Readonly<Record<string, unknown>> {
  if (context === undefined) return NO_CONTEXT;
  if (typeof context !== "object" || context === null || isRevoked(context) || isList(context)) {
    bad(where, "context", "an object of names and their values", context);
  }
  for (const name of Object.keys(context)) {
    if (!isVariableName(name)) throw new BadOption(`${where}: context: ${JSON.stringify(name)} is no variable's name`);
  }
  return context;
}

function refuseJs(where: string, engine: EngineName, arithmetic: Arithmetic): void {
  if (engine === "js" && arithmetic === "reproducible") {
    bad(where, "engine", 'a WebAssembly engine with arithmetic "reproducible" (Math.* differs between engines)', engine);
  }
}

function boolean(where: string, options: FluxOptions, key: "memorySafe" | "safeMode" | "enableGc" | "flatten3d"): boolean {
  const value = options[key] ?? true;
  if (typeof value !== "boolean") bad(where, key, "true or false", value);
  return value;
}

function timeoutOf(where: string, value: number | undefined, otherwise: number): number {
  const timeout = value ?? otherwise;
  if (typeof timeout !== "number" || !(timeout > 0)) bad(where, "timeout", "milliseconds above 0 (Infinity for none)", value);
  return timeout;
}

function engineOf(where: string, value: EngineName | undefined, otherwise: EngineName): EngineName {
  const engine = value ?? otherwise;
  if (!ENGINES.includes(engine)) bad(where, "engine", `one of ${ENGINES.join(", ")}`, value);
  return engine;
}

/** @throws BadOption for a key that is not in `keys` */
export function knownKeys(where: string, options: object, keys: readonly string[]): void {
  if (typeof options !== "object" || options === null || isList(options)) {
    throw new BadOption(
      `${where}: options must be an object, got ${shown(options)}`,
    );
  }
  let unknown: string | undefined;
  try {
    for (const key in options) if (!keys.includes(key)) unknown ??= key;
  } catch (error) {
    cannotBeRead(where, "options", error);
  }
  if (unknown !== undefined) throw new BadOption(`${where}: unknown option ${shown(unknown)}. There are: ${keys.join(", ")}`);
}

/** The names of an object's own properties. @throws BadOption where it cannot be looked at */
export function namesIn(where: string, what: string, object: object): string[] {
  try {
    return Object.keys(object);
  } catch (error) {
    cannotBeRead(where, what, error);
  }
}

/** A proxy that was revoked, or one that throws. */
function cannotBeRead(where: string, what: string, error: unknown): never {
  throw new BadOption(`${where}: ${what} cannot be read: ${(error as Error | null)?.message ?? "looking at them throws"}`);
}

export function bad(where: string, key: string, expected: string, got: unknown): never {
  throw new BadOption(`${where}: ${key} must be ${expected}, got ${shown(got)}`);
}
