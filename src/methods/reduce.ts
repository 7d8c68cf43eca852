/** Reductions of an instance: one call, or three where a norm's squares leave the range of doubles. */
import { now } from "../clock";
import { pin, unpin } from "../memory/arena";
import { allBorrowed } from "../call/borrowed";
import { Call } from "../call/call";
import type { Compiled } from "../call/compiled";
import type { Instance } from "../instance/instance";
import { needsScale, type OwnReduction, RUN_BY_JS, scaled, scaleFor } from "../call/reductions";
import { type Request, reduceRequest } from "../call/request";

export function reduceOn(instance: Instance, reduction: unknown, args: unknown[]): Promise<unknown> {
  const begun = now();
  let request: Request | undefined;
  const result = instance.run(() => (request = reduceRequest("reduce", reduction, args, false)));
  if (reduction !== "norm" || !request?.recognised) return result;
  const borrowed = allBorrowed(request.recognised);
  pin(borrowed); // all passes read the same memory, though the caller frees it meanwhile
  const whole = result.then((norm) => (needsScale(norm as number) ? scaledNorm(instance, request!, norm as number, begun) : norm));
  return instance.outlast(whole.finally(() => unpin(borrowed)));
}

/** Goes on with a norm: what it needs beside is one call with it, for timeout, signal and counts. */
function scaledNorm(instance: Instance, request: Request, norm: number, begun: number): Promise<number> {
  const call = continued(instance, request, begun);
  return instance.resume(call, async () => {
    const steps = normSteps(request.compiled, norm);
    let step = steps.next();
    while (!step.done) {
      const { value } = step;
      step = steps.next((await instance.run(() => stepRequest(request, value, call))) as number);
    }
    return step.value;
  });
}

export function reduceSyncOn(instance: Instance, reduction: unknown, args: unknown[]): unknown {
  const begun = now();
  let request: Request | undefined;
  const result = instance.runSync(() => (request = reduceRequest("reduceSync", reduction, args, true)));
  if (reduction !== "norm" || !needsScale(result as number)) return result;
  const call = continued(instance, request!, begun);
  const steps = normSteps(request!.compiled, result as number);
  let step = steps.next();
  while (!step.done) {
    const { value } = step;
    step = steps.next(instance.runSync(() => stepRequest(request!, value, call)) as number);
  }
  return step.value;
}

function continued(instance: Instance, { where, compiled, options }: Request, begun: number): Call {
  return new Call(where, compiled.name, { ...(options.signal && { signal: options.signal }) }, options.timeout ?? instance.settings.timeout, 0, begun);
}

/** A part of a call, which has told its progress. @throws what has stopped the call */
function stepRequest(request: Request, { compiled, reduction }: NormStep, call: Call): Request {
  call.check();
  const options = { ...request.options, onProgress: undefined, timeout: Math.max(Number.MIN_VALUE, call.leftMs) } as Request["options"];
  return { ...request, compiled, reduction, options, partOf: call };
}

/** What has to be reduced, and to what. */
export interface NormStep {
  compiled: Compiled;
  reduction: OwnReduction;
}

/** What else has to be computed for a norm, if anything: the largest magnitude, then the norm of what is scaled by it. */
export function* normSteps(compiled: Compiled, norm: number): Generator<NormStep, number, number> {
  if (!needsScale(norm)) return norm;
  const largest = yield { compiled, reduction: "largestMagnitude" };
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  const scale = scaleFor(largest);
  return (yield { compiled: { ...compiled, program: scaled(compiled.program ?? RUN_BY_JS, scale) }, reduction: "norm" }) / scale;
}
