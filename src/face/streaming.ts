/** Columns longer than memory: streams and files. */
import type { ElementFunction, FileInput, FileOutput, StreamOptions } from "../call/types";
import type { PairReduction, PlainReduction, Reduced, Reduction } from "../catalog/names";
import type { ReducedAll } from "./calls";
import type { ReducingOptions } from "./computing";

type Numbers = Float64Array | Float32Array | ArrayLike<number> | number;
/** Arrays of numbers one after another, of any lengths. */
type NumberStream = AsyncIterable<Numbers> | Iterable<Numbers>;
type StreamedSource = string | ElementFunction;
type ReduceStreamOptions = StreamOptions & ReducingOptions;

/** Streaming of an instance. */
export interface Streaming {
  /**
   * {@link Flux.map} over a stream of arrays of numbers, of any lengths: results come as arrays, of lengths of their own. A source of
   * several inputs takes a list of streams, or numbers. It takes some pieces of memory (of 262,144 elements at most, less where
   * `memoryLimit` is small) whatever the length, and reads on only as results are taken.
   *
   * A source that is always ready lets the event loop turn every few milliseconds, and what it has given by then goes on.
   *
   * @throws (by the iterator) what map does, BadIterator, and NotEnoughMemory
   * @example
   * for await (const part of flux.mapStream("sqrt(x) + 1", [[1, 4], [9]])) console.log(part.length);
   */
  mapStream(
    source: StreamedSource,
    stream: NumberStream | readonly (NumberStream | number)[],
    options?: StreamOptions,
  ): AsyncGenerator<Float64Array<ArrayBuffer>>;

  /**
   * {@link Flux.reduce} of a stream: the very bits of the same numbers in one array, and its options. Several inputs
   * ("dot", a source of two) are a list.
   *
   * @throws (as a rejected promise) what reduce does, BadIterator, NotEnoughMemory
   * @example
   * const mean = await flux.reduceStream("mean", "x * x", [[1, 2], [3]]);
   */
  reduceStream<R extends Reduction>(
    reduction: R,
    stream: NumberStream | readonly NumberStream[],
    options?: ReduceStreamOptions,
  ): Promise<Reduced<R>>;
  reduceStream<R extends Reduction>(
    reduction: R,
    source: StreamedSource,
    stream: NumberStream | readonly (NumberStream | number)[],
    options?: ReduceStreamOptions,
  ): Promise<Reduced<R>>;
  reduceStream<const R extends readonly PlainReduction[] | readonly PairReduction[]>(
    reductions: R,
    stream: NumberStream | readonly NumberStream[],
    options?: ReduceStreamOptions,
  ): Promise<ReducedAll<R>>;
  reduceStream<const R extends readonly PlainReduction[] | readonly PairReduction[]>(
    reductions: R,
    source: StreamedSource,
    stream: NumberStream | readonly (NumberStream | number)[],
    options?: ReduceStreamOptions,
  ): Promise<ReducedAll<R>>;

  /**
   * {@link Flux.map} from file to file: numbers as memory holds them (float64, or `dtype`), or a column of a CSV file. A source of
   * several inputs takes a list of files, or numbers. The output appears when it is whole: it may be an input's own file. Missing
   * values of a CSV file are NaN. Pipes work as inputs and as the output; timeout, signal and close({ abort }) end what waits for them.
   * Memory as of {@link Flux.mapStream}.
   *
   * @throws (as a rejected promise) what map does, BadFile, NotEnoughMemory, and what the system throws
   * @example
   * import { writeFile } from "node:fs/promises";
   * await writeFile("numbers.f64", new Float64Array([1, 4, 9]));
   * const { elements } = await flux.mapFile("sqrt(x)", "numbers.f64", { path: "roots.csv", column: "root" });
   * const sum = await flux.reduceFile("sum", { path: "roots.csv", column: "root" });
   * // elements is 3, sum is 6
   */
  mapFile(
    source: StreamedSource,
    input: FileInput | readonly (FileInput | number)[],
    output: FileOutput,
    options?: StreamOptions,
  ): Promise<{ elements: number }>;

  /**
   * {@link Flux.reduceStream} of a file, or of several. @throws (as a rejected promise) what reduce does, BadFile, NotEnoughMemory, and
   * what the system throws
   */
  reduceFile<R extends Reduction>(
    reduction: R,
    input: FileInput | readonly FileInput[],
    options?: ReduceStreamOptions,
  ): Promise<Reduced<R>>;
  reduceFile<R extends Reduction>(
    reduction: R,
    source: StreamedSource,
    input: FileInput | readonly (FileInput | number)[],
    options?: ReduceStreamOptions,
  ): Promise<Reduced<R>>;
  reduceFile<const R extends readonly PlainReduction[] | readonly PairReduction[]>(
    reductions: R,
    input: FileInput | readonly FileInput[],
    options?: ReduceStreamOptions,
  ): Promise<ReducedAll<R>>;
  reduceFile<const R extends readonly PlainReduction[] | readonly PairReduction[]>(
    reductions: R,
    source: StreamedSource,
    input: FileInput | readonly (FileInput | number)[],
    options?: ReduceStreamOptions,
  ): Promise<ReducedAll<R>>;
}
