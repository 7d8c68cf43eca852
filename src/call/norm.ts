/** What a norm takes beside its squares, where they have left the range of doubles: further passes over the same inputs. */
import type { Compiled } from "./compiled";
import { needsScale, type OwnReduction, RUN_BY_JS, scaled, scaleFor } from "./reductions";

/** What is reduced, and to what. */
export interface NormPass {
  compiled: Compiled;
  reduction: OwnReduction;
}

/** Each pass that is asked for is given its result; the return value is that of the whole. */
export type Passes = Generator<NormPass, number, number>;

/** Whether `result` is not all that the reduction takes. */
export function needsPasses(reduction: OwnReduction | undefined, result: unknown): result is number {
  return reduction === "norm" && needsScale(result as number);
}

/** The largest magnitude, then the norm of what is scaled by it. */
export function* normPasses(compiled: Compiled): Passes {
  const largest = yield { compiled, reduction: "largestMagnitude" };
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  const scale = scaleFor(largest);
  return (yield { compiled: { ...compiled, program: scaled(compiled.program ?? RUN_BY_JS, scale) }, reduction: "norm" }) / scale;
}

/** Runs the passes one after the other. */
export async function runPasses(passes: Passes, run: (pass: NormPass) => Promise<unknown>): Promise<number> {
  let step = passes.next();
  while (!step.done) step = passes.next((await run(step.value)) as number);
  return step.value;
}

/** The same on the calling thread. */
export function runPassesSync(passes: Passes, run: (pass: NormPass) => unknown): number {
  let step = passes.next();
  while (!step.done) step = passes.next(run(step.value) as number);
  return step.value;
}
