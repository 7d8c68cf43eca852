/** A function over elements, one by one. */
import type { ElementsTask, Failure, Run } from "./task";
import { described } from "./thrown";

/** Calls `run` for elements [begin, end) of the inputs, into the same elements of `values`. What went wrong, if something did. */
export function runOver(run: Run, inputs: ElementsTask["inputs"], begin: number, end: number, values: Float64Array): Failure | undefined {
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
