/** The face of the package: what a caller sees of an instance, made of a row for each method. */
import { type FluxOptions, instanceSettings } from "./call/options";
import { mapRequest } from "./call/request";
import { areColumnsMade } from "./columns/column";
import type { Arrays } from "./face/arrays";
import type { Computing } from "./face/computing";
import type { FamilyFunctions, Sync } from "./face/sync";
import type { ReadingFace } from "./face/reading";
import type { Running } from "./face/running";
import type { Streaming } from "./face/streaming";
import type { Watching } from "./face/watching";
import { CrewsOnDemand } from "./instance/crews";
import { Instance } from "./instance/instance";
import { arrayOn, emptyOn, freeOn, zerosOn } from "./methods/arrays";
import { hasColumnIn, isColumnar } from "./methods/columns/has-columns";
import { makersOf } from "./methods/columns/makers";
import { callableOn } from "./methods/compile";
import { explainOn } from "./methods/explain";
import { scopeOver } from "./methods/scope";
import { runGroup } from "./methods/tasks";
import { openTelemetryOn } from "./telemetry/open-telemetry";
import { prometheusOn } from "./telemetry/prometheus";

/** Parallel numeric kernels over arrays. Make one with {@link createFlux}, or use the default instance `flux`. */
export interface Flux extends Computing, FamilyFunctions, Arrays, ReadingFace, Running, Streaming, Watching {}

// biome-ignore lint/suspicious/noExplicitAny: the face types what a caller gives; what is given all the same, a row checks
type AnyMethod = (...args: any[]) => unknown;

/** What no map needs is loaded when it is first used: in the package a file of its own (scripts/late-files.mjs). */
let loadedFamilies: typeof import("./methods/family-face") | undefined;
const families = () => (loadedFamilies ??= require("./methods/family-face") as typeof import("./methods/family-face"));
let loadedFunctions: typeof import("./methods/function-face") | undefined;
const functions = () => (loadedFunctions ??= require("./methods/function-face") as typeof import("./methods/function-face"));
let loadedBeyond: typeof import("./reading/beyond-arrays") | undefined;
const beyond = () => (loadedBeyond ??= require("./reading/beyond-arrays") as typeof import("./reading/beyond-arrays"));
const streams = () => beyond().streams();
const columnar = () => beyond().columnar();
const formulas = () => columnar().formulas();

/** "stats.sort", or what may be meant for it. */
const DOTTED = /^[A-Za-z]+\.[A-Za-z]+$/;

/** The face of an instance: a row for each method, in the face's order, no more and no fewer, as the compiler sees to. */
function faceOf(instance: () => Instance): Flux {
  let made: ReturnType<ReturnType<typeof families>["familiesOn"]> | undefined;
  const ofFamilies = () => (made ??= families().familiesOn(instance));
  let madeReading: ReturnType<ReturnType<ReturnType<typeof columnar>["reading"]>["readingOn"]> | undefined;
  const quantile = (values: Float64Array, at: readonly number[]) => ofFamilies().stats.quantile(values, at) as Promise<Float64Array>;
  const ofReading = () => (madeReading ??= columnar().reading().readingOn(instance, { formulas, quantile }));
  const host = () => ({ instance: instance(), formulas });
  const make = makersOf(host, families);
  const mapMaker = () => (areColumnsMade() ? make.map : mapRequest); // a small map does not pay for what it does not need
  const rows = {
    map: (source, ...args) => instance().run(mapMaker(), "map", source, args),
    mapSync: (source, ...args) => instance().runSync(mapMaker(), "mapSync", source, args),
    evaluate: (source, inputs, options) => instance().run(make.evaluate, "evaluate", source, [inputs, options]),
    evaluateSync: (source, inputs, options) => instance().runSync(make.evaluate, "evaluateSync", source, [inputs, options]),
    reduce: (reduction, ...args) => instance().run(make.reduce, "reduce", reduction, args),
    reduceSync: (reduction, ...args) => instance().runSync(make.reduce, "reduceSync", reduction, args),
    get stats() {
      return ofFamilies().stats;
    },
    get series() {
      return ofFamilies().series;
    },
    sync: {
      map: (source, ...args) => instance().runSync(mapMaker(), "sync.map", source, args),
      evaluate: (source, inputs, options) => instance().runSync(make.evaluate, "sync.evaluate", source, [inputs, options]),
      reduce: (reduction, ...args) => instance().runSync(make.reduce, "sync.reduce", reduction, args),
      get stats() {
        return ofFamilies().sync.stats;
      },
      get series() {
        return ofFamilies().sync.series;
      },
    } satisfies Record<keyof Sync, AnyMethod | Record<string, AnyMethod>>,
    compile: (source, options) => callableOn(instance, make.compiled, source, options),
    explain: (source, ...args) =>
      typeof source === "string" && DOTTED.test(source) && families().isOfFamily(source, args)
        ? families().explainFamilyOn(instance(), source, args)
        : isColumnar(args[0]) || hasColumnIn(args[0]) ? families().explainColumns(host(), source, args)
        : explainOn(instance(), source, args[0]),
    parallel: (fn, options) => functions().parallelOn(instance, fn, options),
    group: (tasks, options) => runGroup(tasks, options),
    mapStream: (source, stream, options) => streams().mapStreamOn(instance(), source, stream, options),
    reduceStream: (reduction, ...args) => streams().reduceStreamOn(instance(), reduction, args),
    mapFile: (source, input, output, options) => streams().mapFileOn(instance(), source, input, output, options),
    reduceFile: (reduction, ...args) => streams().reduceFileOn(instance(), reduction, args),
    read: (source, options) => ofReading().read(source, options),
    from: (given, options) => ofReading().from(given, options),
    write: (table, ...args) => ofReading().write(table, ...args),
    array: (values, options) => arrayOn(instance(), values, options),
    zeros: (length, options) => zerosOn(instance(), length, options),
    empty: (length, options) => emptyOn(instance(), "empty", length, options),
    free: (array) => freeOn(instance(), array),
    scope: (body) => scopeOver(rows, instance(), body),
    status: () => instance().status(),
    metrics: () => instance().metrics(),
    prometheus: () => prometheusOn(instance()),
    openTelemetry: (meter) => openTelemetryOn(instance(), meter),
    close: (options) => instance().close(options),
    [Symbol.asyncDispose]: () => instance().close(),
  } satisfies Record<Exclude<keyof Flux, keyof FamilyFunctions>, AnyMethod> & Record<keyof FamilyFunctions, object>;
  return rows as unknown as Flux;
}

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
  return new Instance(settings, new CrewsOnDemand(() => new (functions().FunctionCrews)(settings)));
}
