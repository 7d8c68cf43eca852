/** A caller's function over elements: in the threads that run functions, and on the calling thread. */

/** A batch, as it is sent. */
export interface FunctionBatch {
  /** An expression that makes the function, and what it uses from outside. */
  expression: string;
  context: Readonly<Record<string, unknown>>;
  /** Arrays of the batch's elements, and numbers. */
  inputs: (Float64Array | Float32Array | number)[];
  count: number;
}

/** What went wrong, at which element (an error that is thrown across threads loses its properties). */
export type BatchFailure = { index: number; error: { name: string; message: string; stack?: string } } | { index: number; got: string };

type Run = (...values: number[]) => unknown;

/** The function that an expression makes, where it finds `context` around it. */
export function functionOf(expression: string, context: FunctionBatch["context"]): Run {
  const names = Object.keys(context);
  return new Function(...names, `return (${expression});`)(...names.map((name) => context[name])) as Run;
}

/** Calls `run` for elements [begin, end) of the inputs, into the same elements of `values`. What went wrong, if something did. */
export function runOver(run: Run, inputs: FunctionBatch["inputs"], begin: number, end: number, values: Float64Array): BatchFailure | undefined {
  const given: number[] = new Array(inputs.length);
  for (let i = begin; i < end; i++) {
    for (let k = 0; k < inputs.length; k++) {
      const input = inputs[k]!;
      given[k] = typeof input === "number" ? input : input[i]!;
    }
    let result: unknown;
    try {
      result = run(...given);
    } catch (error) {
      return { index: i, error: described(error) };
    }
    if (typeof result !== "number" && typeof result !== "boolean") return { index: i, got: result === null ? "null" : typeof result };
    values[i] = Number(result);
  }
  return undefined;
}

/** What was thrown may be anything, and may throw when it is looked at. */
export function described(error: unknown): { name: string; message: string; stack?: string } {
  try {
    if (error instanceof Error) return { name: String(error.name), message: String(error.message), stack: String(error.stack) };
    return { name: "what is no Error", message: String(error) };
  } catch {
    return { name: "what is no Error", message: "and cannot be shown" };
  }
}
