/** Functions of families: statistics and series of one-dimensional arrays. Each runs as one call, as map does. */
import type { CallOptions } from "../call/options";
import type { ArrayInput, Shaped } from "../call/types";
import type { Column } from "../columns/column";
import type { FloatArray, TypedArray } from "../dtype";
import type { QuantileMethod } from "../stats/quantile-point";

/** What a function of a family takes of {@link CallOptions}. */
type RunOptions = Pick<CallOptions, "signal" | "timeout" | "engine" | "onProgress">;

/** Options of {@link Stats.sort}. */
export interface SortOptions extends RunOptions {
  /**
   * The array that takes the result: of its kind and length; the input itself (in place), or apart from it. For nulls of a column it has
   * NaN, of integers 0.
   */
  out?: TypedArray;
  /** Where a new result of floats lives. Default: the arena if the input lives there. */
  home?: "arena" | "ordinary";
}

/** Options of {@link Stats.argsort}. */
export interface ArgsortOptions extends RunOptions {
  out?: Uint32Array;
}

/** Of columns. */
export interface ColumnOrderOptions {
  /** Where nulls go. Default "last". */
  nulls?: "first" | "last";
}

/** Options of {@link Stats.quantile}. */
export interface QuantileOptions extends RunOptions {
  /** How a quantile between two elements is taken: one of NumPy's nine. Default "linear". */
  method?: QuantileMethod;
  /** Leave NaN out. Default false: one NaN makes every quantile NaN. */
  skipNaN?: boolean;
}

/** Options of {@link Series.cumsum}. */
export interface CumsumOptions extends RunOptions {
  /** The array that takes the result: the input itself (in place), or apart from it. It has NaN where a column is null. */
  out?: FloatArray;
  home?: "arena" | "ordinary";
  /** NaN stay NaN at their places, and are left out of later sums. Default false: all sums after a NaN are NaN. */
  skipNaN?: boolean;
}

/** Options of {@link Series.rollingMean}. */
export interface RollingOptions extends RunOptions {
  /** The array that takes the result, apart from the input. */
  out?: FloatArray;
  home?: "arena" | "ordinary";
  /** How many numbers a window must have for a result; NaN are none. Default: the window's length. */
  minPeriods?: number;
  /** The window lies around its element, not before it. Default false. */
  center?: boolean;
}

type KindOf<A> =
  A extends Float64Array<infer B> ? Float64Array<B>
  : A extends Float32Array<infer B> ? Float32Array<B>
  : A extends Int8Array<infer B> ? Int8Array<B>
  : A extends Uint8Array<infer B> ? Uint8Array<B>
  : A extends Uint8ClampedArray<infer B> ? Uint8Array<B>
  : A extends Int16Array<infer B> ? Int16Array<B>
  : A extends Uint16Array<infer B> ? Uint16Array<B>
  : A extends Int32Array<infer B> ? Int32Array<B>
  : A extends Uint32Array<infer B> ? Uint32Array<B>
  : A extends BigInt64Array<infer B> ? BigInt64Array<B>
  : A extends BigUint64Array<infer B> ? BigUint64Array<B>
  : A extends Shaped<infer D> ? KindOf<D>
  : Float64Array<ArrayBuffer>;
type FloatsOf<A> = A extends Float32Array<infer B> ? Float32Array<B> : A extends Float64Array<infer B> ? Float64Array<B>
  : A extends Shaped<infer D> ? FloatsOf<D> : Float64Array;

/** What can be ordered. */
type Orderable = ArrayInput | BigInt64Array | BigUint64Array;

/** Statistics of an array. */
export interface Stats {
  /**
   * The elements in ascending order: a new array of the input's kind, or `out`. NaN are last, -0 is before 0. Any typed array of numbers
   * or 64-bit integers, number[] (which gives float64), { data, shape } of one dimension. O(n). Ordinary arrays are brought to the
   * arena and back; a float64 takes 30 to 53 bytes there, and each further thread 0.72 MB: {@link Flux.explain} says how much. A column
   * of any type gives such a column: text by its UTF-8 bytes, nulls at the end, or at the front with nulls: "first".
   *
   * @throws (as a rejected promise) UnsupportedInput, NotANumber, BadOption, BadOutput, PartialOverlap, DetachedBuffer, FreedArray,
   * ArenaFull, EngineUnavailable, QueueFull, TimeoutError, WorkerLost, InstanceClosed, or the signal's reason
   * @example
   * const sorted = await flux.stats.sort(new Float64Array([3, NaN, 1, 2]));
   * // sorted[0] is 1, sorted[2] is 3
   */
  sort<O extends TypedArray>(x: Orderable, options: SortOptions & { out: O }): Promise<O>;
  sort(x: Column, options?: SortOptions & ColumnOrderOptions): Promise<Column>;
  sort<A extends Orderable>(x: A, options?: SortOptions): Promise<KindOf<A>>;

  /**
   * The indices that put the elements in ascending order, as a Uint32Array: x[order[0]] is the least. Stable: equal elements, as -0 and 0
   * are, keep their order; NaN are last in theirs. Inputs as of {@link Stats.sort}; a float64 takes 52 to 89 bytes of the
   * arena, and each further thread 1.25 MB: {@link Flux.explain} says how much. Of columns of any type: rows, those of
   * nulls last, or first.
   *
   * @throws (as a rejected promise) what sort does
   * @example
   * const order = await flux.stats.argsort([30, 10, 20]);
   * // order is [1, 2, 0]
   */
  argsort(x: Column, options?: ArgsortOptions & ColumnOrderOptions): Promise<Uint32Array>;
  argsort(x: Orderable, options?: ArgsortOptions): Promise<Uint32Array>;

  /**
   * The value below which a share `q` of the elements lies: of one q a number, of several a Float64Array in their order. The methods are
   * NumPy's: "linear" (the default), "inverted_cdf", "averaged_inverted_cdf", "closest_observation", "interpolated_inverted_cdf", "hazen",
   * "weibull", "median_unbiased", "normal_unbiased". NaN propagate unless `skipNaN`. O(n + q). A float64 takes 38 to 62 bytes of the arena,
   * and each further thread 0.72 MB: {@link Flux.explain} says how much. Nulls of a column are left out.
   *
   * @throws (as a rejected promise) what sort does, and EmptyInput
   * @example
   * const [low, median, high] = await flux.stats.quantile([1, 2, 3, 4, 5], [0.25, 0.5, 0.75]);
   * // median is 3
   * const p95 = await flux.stats.quantile([1, 2, 3, 4, 5], 0.95);
   */
  quantile(x: Orderable | Column, q: number, options?: QuantileOptions): Promise<number>;
  quantile(x: Orderable | Column, q: readonly number[] | Float64Array, options?: QuantileOptions): Promise<Float64Array>;
}

/** Functions of ordered values. */
export interface Series {
  /**
   * The sums of the elements up to each: float32 of Float32Array, else float64. Compensated: each is as if it
   * had been summed in twice the precision, and rounded once. NaN propagate to all that follows, unless `skipNaN`. O(n).
   * Null rows of a column stay null, and are skipped by the sum.
   *
   * @throws (as a rejected promise) what {@link Stats.sort} does
   * @example
   * const total = await flux.series.cumsum([1, 2, 3]);
   * // total is [1, 3, 6]
   */
  cumsum<O extends FloatArray>(x: ArrayInput, options: CumsumOptions & { out: O }): Promise<O>;
  cumsum(x: Column, options?: CumsumOptions): Promise<Column>;
  cumsum<A extends ArrayInput>(x: A, options?: CumsumOptions): Promise<FloatsOf<A>>;

  /**
   * The mean of each element and those before it, `window` in all: NaN where there are fewer than `minPeriods` numbers among them. What
   * has left a window leaves no trace: infinities, NaN and huge values neither. Each is as if its window alone had been summed in twice the
   * precision. O(n), whatever the window. Of a column the result is null where a window has fewer than `minPeriods` values that are not
   * null.
   *
   * @throws (as a rejected promise) what {@link Stats.sort} does
   * @example
   * const smooth = await flux.series.rollingMean([1, 2, 3, 4], 2);
   * // smooth[1] is 1.5, smooth[3] is 3.5
   */
  rollingMean<O extends FloatArray>(x: ArrayInput, window: number, options: RollingOptions & { out: O }): Promise<O>;
  rollingMean(x: Column, window: number, options?: RollingOptions): Promise<Column>;
  rollingMean<A extends ArrayInput>(x: A, window: number, options?: RollingOptions): Promise<FloatsOf<A>>;
}

/** {@link Stats}, synchronously. */
export interface SyncStats {
  /** {@link Stats.sort} on the calling thread: returns the result itself. @example const sorted = flux.sync.stats.sort([3, 1, 2]); */
  sort<O extends TypedArray>(x: Orderable, options: SortOptions & { out: O }): O;
  sort(x: Column, options?: SortOptions & ColumnOrderOptions): Column;
  sort<A extends Orderable>(x: A, options?: SortOptions): KindOf<A>;
  /** {@link Stats.argsort} on the calling thread. @example const order = flux.sync.stats.argsort([3, 1, 2]); */
  argsort(x: Column, options?: ArgsortOptions & ColumnOrderOptions): Uint32Array;
  argsort(x: Orderable, options?: ArgsortOptions): Uint32Array;
  /** {@link Stats.quantile} on the calling thread. @example const median = flux.sync.stats.quantile([3, 1, 2], 0.5); */
  quantile(x: Orderable | Column, q: number, options?: QuantileOptions): number;
  quantile(x: Orderable | Column, q: readonly number[] | Float64Array, options?: QuantileOptions): Float64Array;
}

/** {@link Series}, synchronously. */
export interface SyncSeries {
  /** {@link Series.cumsum} on the calling thread: returns the result itself. @example const total = flux.sync.series.cumsum([1, 2, 3]); */
  cumsum<O extends FloatArray>(x: ArrayInput, options: CumsumOptions & { out: O }): O;
  cumsum(x: Column, options?: CumsumOptions): Column;
  cumsum<A extends ArrayInput>(x: A, options?: CumsumOptions): FloatsOf<A>;
  /** {@link Series.rollingMean} on the calling thread. @example const smooth = flux.sync.series.rollingMean([1, 2, 3, 4], 2); */
  rollingMean<O extends FloatArray>(x: ArrayInput, window: number, options: RollingOptions & { out: O }): O;
  rollingMean(x: Column, window: number, options?: RollingOptions): Column;
  rollingMean<A extends ArrayInput>(x: A, window: number, options?: RollingOptions): FloatsOf<A>;
}

/** By name, what each function of a family takes: for {@link Flux.explain}. */
export interface FamilyArguments {
  "stats.sort": [x: Orderable | Column, options?: SortOptions & ColumnOrderOptions];
  "stats.argsort": [x: Orderable | Column, options?: ArgsortOptions & ColumnOrderOptions];
  "stats.quantile": [x: Orderable | Column, q: number | readonly number[] | Float64Array, options?: QuantileOptions];
  "series.cumsum": [x: ArrayInput | Column, options?: CumsumOptions];
  "series.rollingMean": [x: ArrayInput | Column, window: number, options?: RollingOptions];
}
