/** Reductions of an instance: one call, or three where a norm's squares leave the range of doubles. */
import { now } from "../clock";
import type { Instance } from "./instance";
import { needsScale, RUN_BY_JS, scaled, scaleFor } from "./reductions";
import { type Request, reduceRequest } from "./request";

export function reduceOn(instance: Instance, reduction: unknown, args: unknown[]): Promise<unknown> {
  const begun = now();
  const ask = () => reduceRequest("reduce", reduction, args, false);
  const result = instance.run(ask);
  return reduction === "norm" ? result.then((norm) => normScaled(instance, normSteps(ask, norm as number, begun))) : result;
}

export function reduceSyncOn(instance: Instance, reduction: unknown, args: unknown[]): unknown {
  const begun = now();
  const ask = () => reduceRequest("reduceSync", reduction, args, true);
  const result = instance.runSync(ask);
  if (reduction !== "norm") return result;
  const steps = normSteps(ask, result as number, begun);
  let step = steps.next();
  while (!step.done) step = steps.next(instance.runSync(step.value) as number);
  return step.value;
}

type NormSteps = Generator<() => Request, number, number>;

async function normScaled(instance: Instance, steps: NormSteps): Promise<number> {
  let step = steps.next();
  while (!step.done) step = steps.next((await instance.run(step.value)) as number);
  return step.value;
}

/** What else has to be computed for a norm, if anything: the largest magnitude, then the norm of what is scaled by it. */
function* normSteps(ask: () => Request, norm: number, begun: number): NormSteps {
  if (!needsScale(norm)) return norm;
  const request = ask();
  const { compiled } = request;
  const program = compiled.program ?? RUN_BY_JS;
  // They are one call: it has one timeout, and has told its progress.
  const { timeout, ...others } = request.options;
  const options = () => ({ ...others, onProgress: undefined, ...(timeout !== undefined && { timeout: Math.max(Number.MIN_VALUE, timeout - (now() - begun)) }) });
  const largest = yield () => ({ ...request, options: options(), reduction: "largestMagnitude" });
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  const scale = scaleFor(largest);
  return (yield () => ({ ...request, options: options(), reduction: "norm", compiled: { ...compiled, program: scaled(program, scale) } })) / scale;
}
