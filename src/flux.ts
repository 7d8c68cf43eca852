/** The face of the package: what a caller sees of an instance. */
import { Instance } from "./call/instance";
import { type CallOptions, type FluxOptions, instanceSettings } from "./call/options";
import type { FluxStatus } from "./call/status";
import type { BinaryOperation, TernaryOperation, UnaryOperation } from "./catalog/names";
import type { ArrayInput, Input, Mapped, Mapped2, Mapped3, Nested, Shaped } from "./call/types";
import type { Dtype, FloatArray } from "./dtype";
import { scopeOver } from "./call/scope";

type Floats<D extends Dtype> = D extends "float32" ? Float32Array<SharedArrayBuffer> : Float64Array<SharedArrayBuffer>;

type OptionsWithOut<O extends FloatArray> = CallOptions & { out: O };
type OptionsWithHome<H extends "arena" | "ordinary"> = CallOptions & { home: H; out?: undefined };
type PlainOptions = CallOptions & { home?: undefined; out?: undefined };
type Rehomed<R, H> =
  R extends Float64Array ? Float64Array<H extends "arena" ? SharedArrayBuffer : ArrayBuffer>
  : R extends Float32Array ? Float32Array<H extends "arena" ? SharedArrayBuffer : ArrayBuffer>
  : R extends { data: infer D; shape: infer S } ? { data: Rehomed<D, H>; shape: S }
  : R;

/** What a {@link Flux.scope} works with: arena arrays made through it are freed at its end, except what it returns. */
export interface Scope extends Pick<Flux, "map" | "mapSync" | "array" | "zeros" | "empty" | "free"> {}

/** Parallel numeric kernels over arrays. Make one with {@link createFlux}, or use the default instance `flux`. */
export interface Flux {
  /**
   * Applies an operation to each element, on all cores, without blocking the event loop.
   *
   * Inputs: typed arrays of numbers, number[], nested arrays, { data, shape } or numbers (constants), of equal length; at least one
   * array. The result is float32 if all array inputs are Float32Array, else float64. It lives in `out` if given, in the arena if
   * every array input does, else in ordinary memory, and has the first array input's form. Inputs and `out` are borrowed until the
   * promise settles; after an error the contents of `out` are unspecified. Accuracy: as docs/api.md tells of each operation, per step.
   *
   * @throws (as a rejected promise) UnknownOperation, WrongArity, UnequalLengths, UnsupportedInput, RaggedArray, NotANumber,
   * BadOutput, PartialOverlap, DetachedBuffer, FreedArray, ArenaFull, BadOption, TimeoutError, WorkerLost, InstanceClosed, or the
   * signal's reason
   * @example
   * const y = await flux.map("exp_sqrt", new Float64Array([0, 1, 4]));
   * // y[2] is exp(2)
   */
  map<O extends FloatArray>(operation: UnaryOperation, x: ArrayInput, options: OptionsWithOut<O>): Promise<O>;
  map<A extends ArrayInput, H extends "arena" | "ordinary">(operation: UnaryOperation, x: A, options: OptionsWithHome<H>): Promise<Rehomed<Mapped<A>, H>>;
  map<A extends ArrayInput>(operation: UnaryOperation, x: A, options?: PlainOptions): Promise<Mapped<A>>;
  map<A extends ArrayInput>(operation: UnaryOperation, x: A, options: CallOptions): Promise<Mapped<A> | FloatArray>;
  map<O extends FloatArray>(operation: BinaryOperation, a: Input, b: Input, options: OptionsWithOut<O>): Promise<O>;
  map<A extends Input, B extends Input, H extends "arena" | "ordinary">(operation: BinaryOperation, a: A, b: B, options: OptionsWithHome<H>): Promise<Rehomed<Mapped2<A, B>, H>>;
  map<A extends Input, B extends Input>(operation: BinaryOperation, a: A, b: B, options?: PlainOptions): Promise<Mapped2<A, B>>;
  map<A extends Input, B extends Input>(operation: BinaryOperation, a: A, b: B, options: CallOptions): Promise<Mapped2<A, B> | FloatArray>;
  map<O extends FloatArray>(operation: TernaryOperation, a: Input, b: Input, c: Input, options: OptionsWithOut<O>): Promise<O>;
  map<A extends Input, B extends Input, C extends Input, H extends "arena" | "ordinary">(operation: TernaryOperation, a: A, b: B, c: C, options: OptionsWithHome<H>): Promise<Rehomed<Mapped3<A, B, C>, H>>;
  map<A extends Input, B extends Input, C extends Input>(operation: TernaryOperation, a: A, b: B, c: C, options?: PlainOptions): Promise<Mapped3<A, B, C>>;
  map<A extends Input, B extends Input, C extends Input>(operation: TernaryOperation, a: A, b: B, c: C, options: CallOptions): Promise<Mapped3<A, B, C> | FloatArray>;

  /**
   * {@link Flux.map} on the calling thread: returns the result itself, and blocks until it is there. Inputs, result and errors are
   * those of map; the errors are thrown.
   *
   * @example
   * const y = flux.mapSync("multiply", new Float64Array([1, 2, 3]), 10);
   * // y[2] is 30
   */
  mapSync<O extends FloatArray>(operation: UnaryOperation, x: ArrayInput, options: OptionsWithOut<O>): O;
  mapSync<A extends ArrayInput, H extends "arena" | "ordinary">(operation: UnaryOperation, x: A, options: OptionsWithHome<H>): Rehomed<Mapped<A>, H>;
  mapSync<A extends ArrayInput>(operation: UnaryOperation, x: A, options?: PlainOptions): Mapped<A>;
  mapSync<A extends ArrayInput>(operation: UnaryOperation, x: A, options: CallOptions): Mapped<A> | FloatArray;
  mapSync<O extends FloatArray>(operation: BinaryOperation, a: Input, b: Input, options: OptionsWithOut<O>): O;
  mapSync<A extends Input, B extends Input, H extends "arena" | "ordinary">(operation: BinaryOperation, a: A, b: B, options: OptionsWithHome<H>): Rehomed<Mapped2<A, B>, H>;
  mapSync<A extends Input, B extends Input>(operation: BinaryOperation, a: A, b: B, options?: PlainOptions): Mapped2<A, B>;
  mapSync<A extends Input, B extends Input>(operation: BinaryOperation, a: A, b: B, options: CallOptions): Mapped2<A, B> | FloatArray;
  mapSync<O extends FloatArray>(operation: TernaryOperation, a: Input, b: Input, c: Input, options: OptionsWithOut<O>): O;
  mapSync<A extends Input, B extends Input, C extends Input, H extends "arena" | "ordinary">(operation: TernaryOperation, a: A, b: B, c: C, options: OptionsWithHome<H>): Rehomed<Mapped3<A, B, C>, H>;
  mapSync<A extends Input, B extends Input, C extends Input>(operation: TernaryOperation, a: A, b: B, c: C, options?: PlainOptions): Mapped3<A, B, C>;
  mapSync<A extends Input, B extends Input, C extends Input>(operation: TernaryOperation, a: A, b: B, c: C, options: CallOptions): Mapped3<A, B, C> | FloatArray;

  /**
   * An arena array with a copy of `values`: a plain typed array view that kernels work on in place, nothing copied. Float32Array
   * values give float32, all others float64; `dtype` overrides. Nested arrays are flattened.
   *
   * @throws ArenaFull, UnsupportedInput, RaggedArray, NotANumber, BadOption, InstanceClosed
   * @example
   * const a = flux.array([1, 4, 9]);
   * const roots = await flux.map("sqrt", a);   // lives in the arena too
   */
  array(values: Float32Array): Float32Array<SharedArrayBuffer>;
  array(values: ArrayInput): Float64Array<SharedArrayBuffer>;
  array<D extends Dtype>(values: ArrayInput, options: { dtype: D }): Floats<D>;

  /**
   * An arena array of `length` zeros; float64 unless `dtype` says otherwise.
   *
   * @throws ArenaFull, BadOption, InstanceClosed
   * @example
   * const out = flux.zeros(3);
   * await flux.map("add", flux.array([1, 2, 3]), 1, { out });
   */
  zeros(length: number): Float64Array<SharedArrayBuffer>;
  zeros<D extends Dtype>(length: number, options: { dtype: D }): Floats<D>;

  /**
   * An arena array of `length` elements with whatever its memory held before: for results.
   *
   * @throws ArenaFull, BadOption, InstanceClosed
   * @example
   * const out = flux.empty(1000, { dtype: "float32" });
   */
  empty(length: number): Float64Array<SharedArrayBuffer>;
  empty<D extends Dtype>(length: number, options: { dtype: D }): Floats<D>;

  /**
   * Gives an arena array's memory back at once, or when the calls that use it end. The array must not be used afterwards, nor any
   * view of it: passed to a call it is a FreedArray error. Arrays that are dropped are reclaimed in time (enableGc).
   *
   * @throws FreedArray (freed before), UnsupportedInput (not of this arena)
   * @example
   * const a = flux.zeros(1000);
   * flux.free(a);
   */
  free(array: FloatArray<SharedArrayBuffer>): void;

  /**
   * Runs `body` with a scope and frees, at its end, the arena arrays made through the scope, except those found in what it returns
   * (itself, or in arrays and plain objects).
   *
   * @example
   * const y = await flux.scope(async (s) => {
   *   const x = s.array([1, 2, 3]);
   *   const t = await s.map("exp", x);
   *   return s.map("sqrt", t);
   * });
   */
  scope<R>(body: (scope: Scope) => R | Promise<R>): Promise<R>;

  /** What this instance has, does and did. Starts nothing. @example const { engine, fallbackReason } = flux.status(); */
  status(): FluxStatus;

  /**
   * Refuses new calls (InstanceClosed), waits for those in flight (or, with `abort`, ends them with InstanceClosed), ends the threads
   * and gives the memory back. Arena arrays must not be used afterwards.
   *
   * @example
   * const fx = await createFlux();
   * await fx.close();
   */
  close(options?: { abort?: boolean }): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
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
  const instance = new Instance(instanceSettings(options));
  instance.start();
  return faceOf(() => instance);
}

/** The default instance: default options, nothing started until it is used. */
export const flux: Flux = (() => {
  let instance: Instance | undefined;
  return faceOf(() => (instance ??= new Instance(instanceSettings())));
})();

function faceOf(instance: () => Instance): Flux {
  const face = {
    map: (operation: unknown, ...args: unknown[]) => instance().map(operation, args),
    mapSync: (operation: unknown, ...args: unknown[]) => instance().mapSync(operation, args),
    array: (values: unknown, options?: { dtype?: Dtype }) => instance().array(values, options),
    zeros: (length: unknown, options?: { dtype?: Dtype }) => instance().empty("zeros", length, options).fill(0),
    empty: (length: unknown, options?: { dtype?: Dtype }) => instance().empty("empty", length, options),
    free: (array: unknown) => instance().free(array),
    scope: (body: (scope: Scope) => unknown) => scopeOver(face, instance(), body),
    status: () => instance().status(),
    close: (options?: { abort?: boolean }) => instance().close(options),
    [Symbol.asyncDispose]: () => instance().close(),
  } as unknown as Flux;
  return face;
}

export type { BinaryOperation, Input, Nested, Shaped, TernaryOperation, UnaryOperation };
