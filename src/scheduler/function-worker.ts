/** The entry of a thread that runs callers' functions: element by element over a batch. Kernels never run here, nor functions there. */
import { type BatchFailure, described, type FunctionBatch, functionOf, runOver } from "./function-calls";

/** The function of the last batch: a call has many. */
let last: { expression: string; run: (...values: number[]) => unknown } | undefined;

export default function runBatch({ expression, context, inputs, count }: FunctionBatch): { values: Float64Array } | BatchFailure {
  try {
    const takesContext = Object.keys(context).length > 0;
    const run = !takesContext && last?.expression === expression ? last.run : functionOf(expression, context);
    last = takesContext ? undefined : { expression, run };
    const values = new Float64Array(count);
    return runOver(run, inputs, 0, count, values) ?? { values };
  } catch (error) {
    return { index: -1, error: described(error) };
  }
}
