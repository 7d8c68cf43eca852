/** What a call takes, and the type of what it gives. */
import type { Dtype, FloatArray, NumberArray } from "../dtype";

/** Data with a shape: row by row, or with strides and an offset, as ndarray libraries have them. */
export interface Shaped<A extends NumberArray | number[] = NumberArray | number[]> {
  data: A;
  shape: readonly number[];
  /** Elements of `data` from one to the next along each axis; any integers. Default: row by row. `strides` is the same. */
  stride?: readonly number[];
  strides?: readonly number[];
  /** Where in `data` the first element is. Default 0. */
  offset?: number;
}

/** Nested arrays of any depth, all rows of one length. */
export type Nested = readonly (number | Nested | NumberArray)[];

/** A column of numbers, or a number. */
export type Input = number | NumberArray | readonly number[] | Nested | Shaped;

/** The buffer behind an input: arena arrays and foreign shared memory are `SharedArrayBuffer`. */
type BufferOf<A> = A extends { readonly buffer: infer B extends ArrayBufferLike } ? B : ArrayBuffer;

type IsFloat32<A> = A extends Float32Array ? true : A extends Shaped<infer D> ? IsFloat32<D> : false;

type MappedRows<A> = A extends readonly number[]
  ? number[]
  : A extends NumberArray
    ? Mapped<A>
    : A extends readonly (infer R)[]
      ? MappedRows<R>[]
      : never;

/** The result of mapping one array input. */
export type Mapped<A> =
  A extends Float32Array<infer B> ? Float32Array<B>
  : A extends NumberArray ? Float64Array<BufferOf<A>>
  : A extends Shaped<infer D> ? { data: Mapped<D>; shape: number[] }
  : A extends readonly number[] ? Float64Array<ArrayBuffer>
  : A extends readonly unknown[] ? MappedRows<A>
  : never;

type FloatsIn<Is32 extends boolean, B extends ArrayBufferLike> = Is32 extends true ? Float32Array<B> : Float64Array<B>;

type BothFloat32<A, B> = IsFloat32<A> extends true ? IsFloat32<B> : false;

/** Two flat typed arrays: shared only if both are, float32 only if both are. */
type MappedPair<A extends NumberArray, B extends NumberArray> = FloatsIn<
  BothFloat32<A, B>,
  BufferOf<A> extends SharedArrayBuffer ? BufferOf<B> : BufferOf<A>
>;

/** The result of mapping two inputs, of which one may be a number: the first array's form. */
export type Mapped2<A, B> =
  A extends number ? Mapped<B>
  : B extends number ? Mapped<A>
  : A extends NumberArray ? (B extends NumberArray ? MappedPair<A, B> : FloatsIn<BothFloat32<A, B>, ArrayBuffer>)
  : A extends Shaped ? { data: FloatsIn<BothFloat32<A, B>, ArrayBufferLike>; shape: number[] }
  : Mapped<A>;

/** The result of mapping three inputs, of which up to two may be numbers: that of the arrays among them. */
export type Mapped3<A, B, C> =
  A extends number ? Mapped2<B, C>
  : B extends number ? Mapped2<A, C>
  : C extends number ? Mapped2<A, B>
  : Mapped2<Mapped2<A, B>, C>;

/** An input that is not a number. */
export type ArrayInput = Exclude<Input, number>;

type WithoutNumbers<I extends readonly unknown[]> = I extends readonly [infer A, ...infer R]
  ? A extends number
    ? WithoutNumbers<R>
    : [A, ...WithoutNumbers<R>]
  : [];

type MappedArrays<I extends readonly unknown[]> = I extends readonly [infer A]
  ? Mapped<A>
  : I extends readonly [infer A, infer B, ...infer R]
    ? MappedArrays<[Mapped2<A, B>, ...R]>
    : never;

/** The result of mapping any number of inputs, of which at least one is an array. */
export type MappedAll<I extends readonly unknown[]> = number extends I["length"] ? FloatArray : MappedArrays<WithoutNumbers<I>>;

/** The result of mapping named inputs: that of one of the arrays among them. */
export type Evaluated<I> = Mapped<Exclude<I[keyof I], number>>;

/**
 * A formula's text: it has a sign or parentheses, unlike a name, so that misspelt names are found by the compiler. Any `string` will do.
 */
export type Formula<S extends string> = string extends S
  ? S
  : S extends `${string}${"(" | "+" | "-" | "*" | "/" | "%" | "<" | ">" | "=" | "?" | "&" | "|" | "!"}${string}`
    ? S
    : S extends "x"
      ? S
      : never;

/** A function of one element of each input. */
export type ElementFunction = (...values: number[]) => number | boolean;

/** Options of {@link Flux.explain}. */
export interface ExplainOptions {
  /** Elements of the call that is asked about. Default 1e6, in the arena. */
  elements?: number;
  /** Of its arrays. Default "float64". */
  dtype?: Dtype;
  /** As in a call. */
  context?: Readonly<Record<string, unknown>>;
}

/** What {@link Flux.explain} returns. */
export interface Explanation {
  /** As it was given; of a function its text. */
  source: string;
  /** Names of the inputs, in order. */
  inputs: string[];
  /** Whether it runs as kernels. */
  compiled: boolean;
  /** Why not, where it does not; else null. */
  reason: string | null;
  /** The elementary operations in order: "#0 = sqrt(x)". A step of numbers alone is computed once a call. */
  steps: string[];
  /** The kernels that do them, in order. */
  kernels: string[];
  /** Those that do several steps in one pass. */
  fused: string[];
  /** Where a call of so many elements would run: kernels on "threads", "inline" or "js"; "function threads" for JavaScript. */
  engine: "threads" | "inline" | "js" | "function threads";
  /** Estimated, one thread; null for JavaScript. */
  nsPerElement: number | null;
  /** Elements of a tile, and what a thread's registers take: each is a tile of float64. */
  tile: number;
  scratchBytes: number;
}

/** What {@link Flux.explain} returns of a function of a family. */
export interface FamilyExplanation {
  /** Its name: "stats.sort". */
  function: string;
  elements: number;
  /** Where the call would run: on threads, or on the calling thread alone. */
  engine: "threads" | "inline";
  /** Why there. */
  reason: string;
  /** Whether it is so short that its result is there before the call returns. */
  atOnce: boolean;
  /** What it takes one thread, about. */
  estimatedMs: number;
  /**
   * Bytes of the arena that it takes at most: its working memory, and a new result that lives there. (The first call of a family loads its
   * kernels there, some 40 kB.)
   */
  arenaBytes: number;
  /** Bytes of ordinary arrays that are copied in and out. */
  copiedBytes: number;
}

/** Options of {@link Flux.compile}. */
export interface CompileOptions {
  /** The names of a formula's inputs, in the order in which they will be given. Default: x, y, z, w. */
  inputs?: readonly string[];
  /** As in a call. */
  compile?: "auto" | "require";
  context?: Readonly<Record<string, unknown>>;
}

/** What happens to a call beyond `maxQueue`. */
export type WhenFull = "error" | "wait";

/** From the worst on. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** console, pino, winston and their like: what is missing is not called. */
export type Logger = Partial<Record<LogLevel, (message: string) => void>>;

/** Options of {@link Flux.parallel}. */
export interface ParallelOptions {
  /**
   * Where batches run. "auto": in threads; or on the calling thread where all that is left is expected to take less than 1 ms, by the
   * slowest elements so far, and the function does nothing but return its result (no imports, no globals with effects, not async). What
   * takes more than some 3 ms there after all is ended, and the batch runs in a thread. One call of a built-in that cannot be ended
   * (sorting or filling a huge array) can still hold the event loop. "threads". "process": in processes of their own, for code that may
   * crash; they end with this process. "sequential": on the calling thread.
   */
  strategy?: "auto" | "threads" | "process" | "sequential";
  /** Elements of a batch. Default: what takes some 30 ms by what was measured, within what memory allows. */
  batchSize?: number;
  /** Batches of calls with a higher priority go first. Default 0. */
  priority?: number;
  /**
   * Modules that the function uses, by variable: { path: "node:path", parse: ["csv-parse/sync", "parse"] }. Found as from the current
   * folder when parallel() is called.
   */
  imports?: Readonly<Record<string, string | URL | readonly [module: string | URL, name: string]>>;
  /**
   * Variables that the function uses from outside: what can be cloned. They are cloned when parallel() is called; each thread has a
   * copy.
   */
  context?: Readonly<Record<string, unknown>>;
  /** Ends the call when it is aborted: the threads that run for it are ended too. */
  signal?: AbortSignal;
  /** Milliseconds for all batches, queueing included. Default: the instance's; of a stream none. */
  timeout?: number;
  /** Milliseconds for one batch: a thread that takes longer is ended. What a process takes to start does not count. Default none. */
  batchTimeout?: number;
  /** Results in the order of the data. Default true; false gives each batch's as it is done. */
  ordered?: boolean;
  /** "throw": the first batch that fails ends the call. "collect": the promise gives { results, errors }. Default "throw". */
  onError?: "throw" | "collect";
  /** How often a batch that failed is tried again. Default 0. */
  retries?: number;
  /** Told { done, total } in elements, at most every 100 ms and once at the end; total is 0 where it is not known. */
  onProgress?: (progress: { done: number; total: number }) => void;
}

/** Options of one call of what {@link Flux.parallel} returned: instead of those it was made with. */
export type ParallelCallOptions = Omit<ParallelOptions, "imports" | "context">;

/** Where a batch lies: its number, and its elements [begin, end). */
export interface BatchPlace {
  readonly batch: number;
  readonly begin: number;
  readonly end: number;
}

/** A task of {@link Flux.group}. */
export interface GroupTask<R = unknown> {
  /** What is to be done; may return a promise. */
  run: (options: { signal: AbortSignal }) => R | PromiseLike<R>;
  /** Tasks of a level begin when those of all higher ones are over. Default 0. */
  priority?: number;
  /** Milliseconds. Default none. */
  timeout?: number;
}

/** What became of a task, and how long it took. */
export type GroupOutcome<R = unknown> =
  { status: "fulfilled"; value: R; elapsedMs: number } | { status: "rejected"; reason: unknown; elapsedMs: number };

/** Options of {@link Flux.group}. */
export interface GroupOptions {
  /** Ends what runs (tasks get a signal) and what has not begun: both are rejected with its reason. */
  signal?: AbortSignal;
  /** Tasks of one level that run at once, at most. Default Infinity. */
  concurrency?: number;
}

/**
 * A column of a CSV file. Its rows are the lines after the header, with LF, CRLF or CR at their ends; a field in quotes may hold line ends.
 * A blank line is no row where there is more than one column. In a file of one column it is a missing value if a row follows; blank lines
 * at the end of the file are no rows.
 */
export interface CsvColumn {
  path: string | URL;
  /** Its name in the header; without a header its number, from 1. */
  column: string | number;
  /** Default: a tab for .tsv, else a comma. */
  delimiter?: string;
  /**
   * Rows whose line begins with it are left out: "#". Default "", none: a row may begin with #N/A. Lines before the header are never rows,
   * and the header is found by its names, behind a # too.
   */
  comment?: string;
  /** Default true. */
  header?: boolean;
  /** What else stands for a missing value, beside blank, NA, N/A, NaN, nan, null, NULL and None: all of them are NaN. */
  missing?: readonly string[];
}

/**
 * A file of numbers as memory holds them, little-endian (the path alone: of float64); a NumPy array of one dimension (.npy), whose header
 * gives its dtype; or a column of a CSV file. Text, compressed files and other formats are refused, unless `offset` says where the numbers
 * begin. A pipe is read as it comes.
 */
export type FileInput =
  string | URL | { path: string | URL; dtype?: Dtype; /** Bytes before the first number. */ offset?: number } | CsvColumn;

/**
 * A file that is written: numbers as memory holds them, or a CSV file of one column (with tabs where it is a .tsv). Its name may not say
 * otherwise: numbers are not written to a .csv, .txt or .npy. It appears when it is whole: a draft beside it is moved to its place. In a
 * folder where nothing can be made, a file that is there is overwritten at the end, from a draft in the folder for temporary files. A link
 * is followed. A pipe is written as results come.
 */
export type FileOutput = string | URL | { path: string | URL } | { path: string | URL; column: string };

/** Options of streams and files. */
export interface StreamOptions {
  signal?: AbortSignal;
  /** Milliseconds in all. Default: the instance's; of mapStream none. */
  timeout?: number;
  engine?: "auto" | "threads" | "inline" | "js";
  /** Told { done, total } in elements, at most every 100 ms and once at the end; total is 0 where it is not known. */
  onProgress?: (progress: { done: number; total: number }) => void;
}
