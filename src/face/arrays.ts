/** Arena arrays: made, freed, and scopes of them. */
import type { ArrayInput } from "../call/types";
import type { Dtype, FloatArray } from "../dtype";
import type { Computing } from "./computing";
import type { FamilyFunctions } from "./sync";

type SharedFloats<D extends Dtype> = D extends "float32" ? Float32Array<SharedArrayBuffer> : Float64Array<SharedArrayBuffer>;

/** What a {@link Flux.scope} works with: arena arrays made through it are freed at its end, except what it returns. */
export interface Scope
  extends
    Pick<Computing, "map" | "mapSync" | "evaluate" | "evaluateSync" | "reduce" | "reduceSync">,
    Pick<Arrays, "array" | "zeros" | "empty" | "free">,
    FamilyFunctions {}

/** Memory of an instance. */
export interface Arrays {
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
  array<D extends Dtype>(values: ArrayInput, options: { dtype: D }): SharedFloats<D>;

  /**
   * An arena array of `length` zeros; float64 unless `dtype` says otherwise.
   *
   * @throws ArenaFull, BadOption, InstanceClosed
   * @example
   * const out = flux.zeros(3);
   * await flux.map("add", flux.array([1, 2, 3]), 1, { out });
   */
  zeros(length: number): Float64Array<SharedArrayBuffer>;
  zeros<D extends Dtype>(length: number, options: { dtype: D }): SharedFloats<D>;

  /**
   * An arena array of `length` elements with whatever its memory held before: for results.
   *
   * @throws ArenaFull, BadOption, InstanceClosed
   * @example
   * const out = flux.empty(1000, { dtype: "float32" });
   */
  empty(length: number): Float64Array<SharedArrayBuffer>;
  empty<D extends Dtype>(length: number, options: { dtype: D }): SharedFloats<D>;

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
   *   const sums = await s.series.cumsum(t);
   *   return s.map("sqrt", sums);
   * });
   */
  scope<R>(body: (scope: Scope) => R | Promise<R>): Promise<R>;
}
