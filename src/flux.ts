/** The face of the package: what a caller sees of an instance, made of a row for each method. */
import { type FluxOptions, instanceSettings } from "./call/options";
import { evaluateRequest, mapRequest, reduceRequest } from "./call/request";
import type { Arrays } from "./face/arrays";
import type { Computing } from "./face/computing";
import type { Running } from "./face/running";
import type { Streaming } from "./face/streaming";
import type { Watching } from "./face/watching";
import { FunctionCrews } from "./functions/crews";
import { Instance } from "./instance/instance";
import { arrayOn, emptyOn, freeOn, zerosOn } from "./methods/arrays";
import { callableOn } from "./methods/compile";
import { explainOn } from "./methods/explain";
import { parallelOn } from "./methods/parallel";
import { scopeOver } from "./methods/scope";
import { runGroup } from "./methods/tasks";
import { mapFileOn, mapStreamOn, reduceFileOn, reduceStreamOn } from "./streams/streams";
import { openTelemetryOn } from "./telemetry/open-telemetry";
import { prometheusOn } from "./telemetry/prometheus";

/** Parallel numeric kernels over arrays. Make one with {@link createFlux}, or use the default instance `flux`. */
export interface Flux extends Computing, Arrays, Running, Streaming, Watching {}

type Name = Exclude<keyof Flux, symbol>;

/** What a method is of. The default instance is made when it is first asked for. */
interface Owner {
  readonly instance: Instance;
  readonly face: Flux;
}

// biome-ignore lint/suspicious/noExplicitAny: the face types what a caller gives; what is given all the same, a row checks
type MethodRow = (owner: Owner, ...args: any[]) => unknown;

/** A row for each method of the face, in its order: no more and no fewer, as the compiler sees to. */
const rows = {
  map: ({ instance }, source, ...args) => instance.run(() => mapRequest("map", source, args, false)),
  mapSync: ({ instance }, source, ...args) => instance.runSync(() => mapRequest("mapSync", source, args, true)),
  evaluate: ({ instance }, source, inputs, options) => instance.run(() => evaluateRequest("evaluate", source, inputs, options, false)),
  evaluateSync: ({ instance }, source, inputs, options) =>
    instance.runSync(() => evaluateRequest("evaluateSync", source, inputs, options, true)),
  reduce: ({ instance }, reduction, ...args) => instance.run(() => reduceRequest("reduce", reduction, args, false)),
  reduceSync: ({ instance }, reduction, ...args) => instance.runSync(() => reduceRequest("reduceSync", reduction, args, true)),
  compile: (owner, source, options) => callableOn(() => owner.instance, source, options),
  explain: ({ instance }, source, options) => explainOn(instance, source, options),
  parallel: (owner, fn, options) => parallelOn(() => owner.instance, fn, options),
  group: (_, tasks, options) => runGroup(tasks, options),
  mapStream: ({ instance }, source, stream, options) => mapStreamOn(instance, source, stream, options),
  reduceStream: ({ instance }, reduction, ...args) => reduceStreamOn(instance, reduction, args),
  mapFile: ({ instance }, source, input, output, options) => mapFileOn(instance, source, input, output, options),
  reduceFile: ({ instance }, reduction, ...args) => reduceFileOn(instance, reduction, args),
  array: ({ instance }, values, options) => arrayOn(instance, values, options),
  zeros: ({ instance }, length, options) => zerosOn(instance, length, options),
  empty: ({ instance }, length, options) => emptyOn(instance, "empty", length, options),
  free: ({ instance }, array) => freeOn(instance, array),
  scope: ({ instance, face }, body) => scopeOver(face, instance, body),
  status: ({ instance }) => instance.status(),
  metrics: ({ instance }) => instance.metrics(),
  prometheus: ({ instance }) => prometheusOn(instance),
  openTelemetry: ({ instance }, meter) => openTelemetryOn(instance, meter),
  close: ({ instance }, options) => instance.close(options),
} satisfies Record<Name, MethodRow>;

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
  const face = { [Symbol.asyncDispose]: () => instance().close() } as Flux;
  const owner: Owner = {
    face,
    get instance() {
      return instance();
    },
  };
  for (const [name, row] of Object.entries<MethodRow>(rows)) Object.assign(face, { [name]: (...args: unknown[]) => row(owner, ...args) });
  return face;
}
