/** What threads and processes for callers' functions are sent, and what they send back. */

/** A function, as it is sent to where it runs: once to each thread. */
export interface Definition {
  readonly id: number;
  /** An expression that makes it; or where it is exported. */
  readonly code: { readonly expression: string } | { readonly module: string; readonly name: string };
  /** The variables it uses from outside: values, and modules (which of their exports; "*" for all). */
  readonly context: Readonly<Record<string, unknown>>;
  readonly imports: Readonly<Record<string, { readonly module: string; readonly name: string }>>;
}

/** Elements of some inputs, to each of which the function is applied: arrays, and numbers. */
export interface ElementsTask {
  readonly inputs: readonly (Float64Array | Float32Array | number)[];
  readonly count: number;
}

/** A batch that the function is applied to as a whole. */
export interface BatchTask {
  readonly batch: unknown;
  readonly place: Place;
}

/** Where a batch lies among all elements: its number, and its elements [begin, end). */
export interface Place {
  readonly batch: number;
  readonly begin: number;
  readonly end: number;
}

export interface Task {
  readonly id: number;
  /** Where the thread does not know it yet. */
  readonly definition: Definition | undefined;
  /** Definitions that will not be asked for again. */
  readonly forget: readonly number[];
  readonly work: ElementsTask | BatchTask;
}

/** What was thrown, as plain data: an error that is thrown across threads loses its properties. */
export interface Thrown {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly code?: string | number;
}

/** What came of a task: its value and the time that the function took; or at which element it failed, if that is known; `unmade`: the function could not be made. */
export type Reply = { value: unknown; ms: number; isAsync: boolean } | { index: number; error: Thrown; unmade?: true } | { index: number; got: string };

export type Run = (...values: never[]) => unknown;

let definitions = 0;

export function define(definition: Omit<Definition, "id">): Definition {
  return { ...definition, id: ++definitions };
}

/** The function that an expression makes, where it finds `around` around it. */
export function functionOf(expression: string, around: Readonly<Record<string, unknown>>): Run {
  const names = Object.keys(around);
  return new Function(...names, `return (${expression});`)(...names.map((name) => around[name])) as Run;
}

/** Calls `run` for elements [begin, end) of the inputs, into the same elements of `values`. What went wrong, if something did. */
export function runOver(run: Run, inputs: ElementsTask["inputs"], begin: number, end: number, values: Float64Array): Exclude<Reply, { value: unknown }> | undefined {
  const given: number[] = new Array(inputs.length);
  for (let i = begin; i < end; i++) {
    for (let k = 0; k < inputs.length; k++) {
      const input = inputs[k]!;
      given[k] = typeof input === "number" ? input : input[i]!;
    }
    let result: unknown;
    try {
      result = run(...(given as never[]));
    } catch (error) {
      return { index: i, error: described(error) };
    }
    if (typeof result !== "number" && typeof result !== "boolean") return { index: i, got: result === null ? "null" : typeof result };
    values[i] = Number(result);
  }
  return undefined;
}

/** What was thrown may be anything, and may throw when it is looked at. */
export function described(error: unknown): Thrown {
  try {
    if (!(error instanceof Error)) return { name: "what is no Error", message: String(error) };
    const { code } = error as { code?: unknown };
    return { name: String(error.name), message: String(error.message), stack: String(error.stack), ...((typeof code === "string" || typeof code === "number") && { code }) };
  } catch {
    return { name: "what is no Error", message: "and cannot be shown" };
  }
}

/** An error again, of what was sent. */
export function errorOf({ name, message, stack, code }: Thrown): Error {
  return Object.assign(new Error(message), { name, ...(stack !== undefined && { stack }), ...(code !== undefined && { code }) });
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}
