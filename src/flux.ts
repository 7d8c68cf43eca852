/** The face of the package: what a caller sees of an instance. */
import { arrayOn, emptyOn, freeOn } from "./methods/arrays";
import { callableOn } from "./methods/compile";
import { explainOn } from "./methods/explain";
import { runGroup } from "./methods/tasks";
import { FunctionCrews } from "./functions/crews";
import { Instance } from "./instance/instance";
import { type CallOptions, type FluxOptions, instanceSettings } from "./call/options";
import { parallelOn } from "./methods/parallel";
import { evaluateRequest, mapRequest, reduceRequest } from "./call/request";
import { scopeOver } from "./methods/scope";
import type { CompileOptions, ExplainOptions, FileOutput, GroupOptions, ParallelOptions, StreamOptions } from "./call/types";
import type { Dtype } from "./dtype";
import type { Arrays, Scope } from "./face/arrays";
import type { Computing } from "./face/computing";
import type { Running } from "./face/running";
import type { Streaming } from "./face/streaming";
import type { MeterLike, Watching } from "./face/watching";
import { mapFileOn, mapStreamOn, reduceFileOn, reduceStreamOn } from "./streams/streams";
import { openTelemetryOn } from "./telemetry/open-telemetry";
import { prometheusOn } from "./telemetry/prometheus";

/** Parallel numeric kernels over arrays. Make one with {@link createFlux}, or use the default instance `flux`. */
export interface Flux extends Computing, Arrays, Running, Streaming, Watching {}

/**
 * An instance with options of its own: threads, memory, arithmetic.
 *
 * @throws (as a rejected promise) BadOption, which is a RangeError
 * @example
 * const fx = await createFlux({ maxWorkers: 2, arithmetic: "reproducible" });
 * const y = await fx.map("sin", new Float64Array([0, 1]));
 * await fx.close();
 */
export async function createFlux(options?: FluxOptions): Promise<Flux> {
  const instance = instanceOf(options);
  instance.open();
  return faceOf(() => instance);
}

/** The default instance: default options, nothing started until it is used. */
export const flux: Flux = (() => {
  let instance: Instance | undefined;
  return faceOf(() => (instance ??= instanceOf()));
})();

/** What this host gives an instance. @throws BadOption */
function instanceOf(options?: FluxOptions): Instance {
  const settings = instanceSettings(options);
  return new Instance(settings, new FunctionCrews(settings));
}

function faceOf(instance: () => Instance): Flux {
  const face = {
    map: (source: unknown, ...args: unknown[]) => instance().run(() => mapRequest("map", source, args, false)),
    mapSync: (source: unknown, ...args: unknown[]) => instance().runSync(() => mapRequest("mapSync", source, args, true)),
    evaluate: (source: unknown, inputs: unknown, options?: CallOptions) => instance().run(() => evaluateRequest("evaluate", source, inputs, options, false)),
    evaluateSync: (source: unknown, inputs: unknown, options?: CallOptions) => instance().runSync(() => evaluateRequest("evaluateSync", source, inputs, options, true)),
    reduce: (reduction: unknown, ...args: unknown[]) => instance().run(() => reduceRequest("reduce", reduction, args, false)),
    reduceSync: (reduction: unknown, ...args: unknown[]) => instance().runSync(() => reduceRequest("reduceSync", reduction, args, true)),
    compile: (source: unknown, options?: CompileOptions) => callableOn(instance, source, options),
    explain: (source: unknown, options?: ExplainOptions) => explainOn(instance(), source, options),
    parallel: (fn: unknown, options?: ParallelOptions) => parallelOn(instance, fn, options),
    group: (tasks: unknown, options?: GroupOptions) => runGroup(tasks, options),
    mapStream: (source: unknown, stream: unknown, options?: StreamOptions) => mapStreamOn(instance(), source, stream, options),
    reduceStream: (reduction: unknown, ...args: unknown[]) => reduceStreamOn(instance(), reduction, args),
    mapFile: (source: unknown, input: unknown, output: FileOutput, options?: StreamOptions) => mapFileOn(instance(), source, input, output, options),
    reduceFile: (reduction: unknown, ...args: unknown[]) => reduceFileOn(instance(), reduction, args),
    array: (values: unknown, options?: { dtype?: Dtype }) => arrayOn(instance(), values, options),
    zeros: (length: unknown, options?: { dtype?: Dtype }) => emptyOn(instance(), "zeros", length, options).fill(0),
    empty: (length: unknown, options?: { dtype?: Dtype }) => emptyOn(instance(), "empty", length, options),
    free: (array: unknown) => freeOn(instance(), array),
    scope: (body: (scope: Scope) => unknown) => scopeOver(face, instance(), body),
    status: () => instance().status(),
    metrics: () => instance().metrics(),
    prometheus: () => prometheusOn(instance()),
    openTelemetry: (meter?: MeterLike) => openTelemetryOn(instance(), meter),
    close: (options?: { abort?: boolean }) => instance().close(options),
    [Symbol.asyncDispose]: () => instance().close(),
  } as unknown as Flux;
  return face;
}
