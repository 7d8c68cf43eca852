/** The entry of a thread that runs callers' functions: element by element over a batch. Kernels never run here, nor functions there. */

/** A batch, as it is sent. */
export interface FunctionBatch {
  /** An expression that makes the function, and what it uses from outside. */
  expression: string;
  context: Readonly<Record<string, unknown>>;
  /** Arrays of the batch's elements, and numbers. */
  inputs: (Float64Array | Float32Array | number)[];
  count: number;
}

/** Results, or what went wrong at which element (an error that is thrown across threads loses its properties). */
export type BatchOutcome = { values: Float64Array } | { index: number; error: { name: string; message: string; stack?: string } } | { index: number; got: string };

type Run = (...values: number[]) => unknown;

/** The function of the last batch: a call has many. */
let last: { expression: string; context: string; run: Run } | undefined;

export default function runBatch({ expression, context, inputs, count }: FunctionBatch): BatchOutcome {
  try {
    return runOver(functionOf(expression, context), inputs, 0, count, new Float64Array(count));
  } catch (error) {
    return { index: -1, error: described(error) };
  }
}

/** Calls `run` for elements [begin, end) of the inputs, into the front of `values`. */
export function runOver(run: Run, inputs: FunctionBatch["inputs"], begin: number, end: number, values: Float64Array): BatchOutcome {
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
    values[i - begin] = Number(result);
  }
  return { values };
}

function functionOf(expression: string, context: FunctionBatch["context"]): Run {
  const names = Object.keys(context);
  if (names.length === 0 && last?.expression === expression && last.context === "") return last.run;
  const run = new Function(...names, `return (${expression});`)(...names.map((name) => context[name])) as Run;
  last = { expression, context: names.join(), run };
  return run;
}

function described(error: unknown): { name: string; message: string; stack?: string } {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  return { name: error.name, message: error.message, stack: error.stack };
}
