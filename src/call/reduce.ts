/** Reductions of an instance: one call, or three where a norm's squares leave the range of doubles. */
import type { Instance } from "./instance";
import { needsScale, scaled, scaleFor } from "./reductions";
import { type Request, reduceRequest } from "./request";

export function reduceOn(instance: Instance, reduction: unknown, args: unknown[]): Promise<unknown> {
  const ask = () => reduceRequest("reduce", reduction, args, false);
  const result = instance.run(ask);
  return reduction === "norm" ? result.then((norm) => normScaled(ask(), norm as number, (request) => instance.run(request))) : result;
}

export function reduceSyncOn(instance: Instance, reduction: unknown, args: unknown[]): unknown {
  const ask = () => reduceRequest("reduceSync", reduction, args, true);
  const result = instance.runSync(ask);
  if (reduction !== "norm") return result;
  const steps = normSteps(ask(), result as number);
  let step = steps.next();
  while (!step.done) step = steps.next(instance.runSync(step.value) as number);
  return step.value;
}

async function normScaled(request: Request, norm: number, run: (ask: () => Request) => Promise<unknown>): Promise<number> {
  const steps = normSteps(request, norm);
  let step = steps.next();
  while (!step.done) step = steps.next((await run(step.value)) as number);
  return step.value;
}

/** What else has to be computed for a norm, if anything: the largest magnitude, then the norm of what is scaled by it. */
function* normSteps(request: Request, norm: number): Generator<() => Request, number, number> {
  const { compiled } = request;
  const { program } = compiled;
  if (!needsScale(norm) || !program) return norm;
  const largest = yield () => ({ ...request, reduction: "largestMagnitude" });
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  const scale = scaleFor(largest);
  return (yield () => ({ ...request, reduction: "norm", compiled: { ...compiled, program: scaled(program, scale) } })) / scale;
}
