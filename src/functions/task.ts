/** What threads and processes for callers' functions are sent, and what they send back. */
import type { Thrown } from "./thrown";

/** An export of a module: its address, or a name that is resolved from `folder`. "*" is the module itself. */
export interface Export {
  readonly module: string;
  readonly name: string;
  readonly folder: string;
}

/** A function, as it is sent to where it runs: once to each thread. */
export interface Definition {
  readonly id: number;
  /** An expression that makes it; or where it is exported. */
  readonly code: { readonly expression: string } | Export;
  /** The variables it uses from outside: values, and modules. */
  readonly context: Readonly<Record<string, unknown>>;
  readonly imports: Readonly<Record<string, Export>>;
}

/** Elements of some inputs, to each of which the function is applied: arrays, and numbers. */
export interface ElementsTask {
  readonly inputs: readonly (Float64Array | Float32Array | number)[];
  readonly count: number;
}

/** A batch that the function is applied to as a whole. */
export interface BatchTask {
  readonly batch: unknown;
  readonly place: BatchSpan;
}

/** Where a batch lies among all elements: its number, and its elements [begin, end). */
export interface BatchSpan {
  readonly batch: number;
  readonly begin: number;
  readonly end: number;
}

export interface SentTask {
  readonly id: number;
  /** Where the thread does not know it yet. */
  readonly definition: Definition | undefined;
  /** Definitions that will not be asked for again. */
  readonly forget: readonly number[];
  readonly work: ElementsTask | BatchTask;
}

/** A value that came of a task, and the time that the function took. `spoilt`: the function changed built-ins of the thread. */
export interface Returned {
  value: unknown;
  ms: number;
  isAsync: boolean;
  spoilt?: true;
}

/**
 * What went wrong: what was thrown, at which element if that is known (`unmade`: the function could not be made); a result that is no
 * number; or a result that cannot be cloned, and why.
 */
export type Failure = (
  | { index: number; error: Thrown; unmade?: true }
  | { index: number; got: string }
  | { index: number; uncloneable: string }
) & { spoilt?: true };

/** The thread had been spoilt before it took the task: another one has to. */
export interface Declined {
  untaken: true;
  spoilt: true;
}

export type Reply = Returned | Failure;

export type Run = (...values: never[]) => unknown;

let definitions = 0;

export function define(definition: Omit<Definition, "id">): Definition {
  return { ...definition, id: ++definitions };
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}
