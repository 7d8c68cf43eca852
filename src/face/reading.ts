/** Tables: read from files and streams, made of what JavaScript has, written. */
import type { CallOptions } from "../call/options";
import type { Table } from "../columns/table";
import type { TimeUnit } from "../columns/types";
import type { FormatName } from "../reading/detect";

export type { FormatName };

/** What {@link ReadingFace.read} takes: each stream can be gone through once. */
export type DataSource =
  | string | URL | ArrayBufferView | ArrayBufferLike | Blob | Response | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array | string> | Iterable<Uint8Array>;

/** A column's type by its name, or with what else is to be said of it. */
export type WantedColumnType =
  | string
  | {
      type: string;
      /** Of dates and timestamps in text: "DD/MM/YYYY HH:mm". */
      format?: string;
      /** Of timestamps and durations. */
      unit?: TimeUnit;
      /** Of timestamps: "UTC", "America/Sao_Paulo". */
      zone?: string;
      /** Of decimals. */
      precision?: number;
      scale?: number;
    };

/** Options of {@link ReadingFace.read}. */
export interface ReadOptions extends Pick<CallOptions, "signal" | "timeout" | "onProgress"> {
  /** Names of the columns that are read, in the order of the result. Default: all. */
  columns?: readonly string[];
  /** Types by name, instead of what the data look like: { when: { type: "date", format: "DD/MM/YYYY" }, id: "text" }. */
  types?: Readonly<Record<string, WantedColumnType>>;
  /** A formula: rows for which it is neither false nor null are kept. It may use columns that are not among `columns`. */
  where?: string;
  /** Rows at most, of those that `where` keeps; what comes after them is not read. */
  limit?: number;
  /** Instead of what the content and the name say. */
  format?: FormatName;
  /** "arena": numbers are copied there. Default "ordinary". */
  home?: "arena" | "ordinary";
  /** true: a table that is read in parts; false: one in memory, or an error. Default: lazy where it is larger than the memory limit. */
  lazy?: boolean;
  /** Bytes that data may take in memory, and that compressed bytes may become. Default: the memory limit. */
  mostBytes?: number;
  /** Of CSV: one ASCII character. Default: the one of , ; tab | : that splits the first rows evenly. */
  delimiter?: string;
  /** Of CSV: one ASCII character, or "" where nothing is quoted. Default: ". */
  quote?: string;
  /** Of CSV: rows that begin with it are left out. Default: none. */
  comment?: string;
  /** Of CSV: whether the first row has the names. Default "auto". */
  header?: boolean | "auto";
  /** Of CSV: lines to leave out at the beginning. Default 0. */
  skipRows?: number;
  /** Of CSV: such as "windows-1252". Default: by the byte order mark, or by what the bytes look like. */
  encoding?: string;
  /** Of CSV: more texts that stand for nulls, beside NA, N/A, n/a, #N/A, null, NULL, None, - and kin. */
  missing?: readonly string[];
  /** Of CSV: false leaves NA, N/A, null, None, - and kin as they are: only blanks, and `missing`, are nulls. Default true. */
  usualMissing?: boolean;
  /** Of CSV: "fill" gives rows that are too short nulls. Default "error". */
  ragged?: "error" | "fill";
  /** Of CSV: "rename" makes name_2 of a name that is there twice. Default "rename". */
  duplicates?: "rename" | "error";
  /** Of CSV: the sign before the fractions of numbers. Default: as each column shows. */
  decimal?: "." | ",";
  /** Of CSV: the zone of timestamps that are written without an offset. Default: none. */
  zone?: string;
  /** Of JSON: where the table lies in an object, keys and dots. Default: its one list of objects. */
  path?: string;
  /** Of JSON: makes columns "a.b" of objects within rows. Default true. */
  flatten?: boolean;
}

/** Options of {@link ReadingFace.write}. */
export interface WriteOptions extends Pick<CallOptions, "signal" | "timeout" | "onProgress"> {
  /** Instead of what the target's name says. */
  format?: FormatName;
  /** Of CSV: one ASCII character. Default a comma; of TSV a tab. */
  delimiter?: string;
  /** Of CSV: whether the first row has the names. Default true. */
  header?: boolean;
  /** Of CSV: whether a byte order mark is first, as Excel wants it. Default false. */
  bom?: boolean;
  /** Of CSV. Default "\n". */
  lineEnd?: "\n" | "\r\n";
  /**
   * Of JSON: what becomes of NaN and infinities: an error, null, or the words that Python writes and reads. Default "error". (Durations are
   * written as numbers of milliseconds, and are numbers when they are read.)
   */
  nonFinite?: "error" | "null" | "literal";
  /** Of Arrow: "stream" rather than "file". Default: "stream" where the name ends in .arrows. */
  container?: "file" | "stream";
  /** Of Arrow "lz4" or "zstd", default none; of Parquet "none", "snappy", "gzip", "brotli" or "zstd", default "snappy". */
  compression?: "none" | "lz4" | "zstd" | "snappy" | "gzip" | "brotli";
  /** Of Parquet: rows of a row group, at most. Default 131,072. */
  rowGroupRows?: number;
}

/** A Writable of Node's. */
interface NodeWritable {
  write(bytes: Uint8Array, written?: (error?: Error | null) => void): boolean;
  end(ended?: () => void): unknown;
  once(event: string, told: (...args: never[]) => void): unknown;
}

/** Where a table is written to. */
export type DataTarget = string | URL | NodeWritable | WritableStream<Uint8Array>;

/** Reading and writing of an instance. */
export interface ReadingFace {
  /**
   * A file, bytes or a stream as a table: CSV and TSV, JSON and NDJSON, NumPy's .npy and .npz, Arrow (file and stream), Parquet; each of
   * them compressed by gzip or Zstandard too. The content says which it is, and the name where that leaves it open; `format` overrides.
   * Types come from the data, and `types` overrides. Sources: a path or file: URL, pipes among them; Buffer, typed array of bytes,
   * ArrayBuffer, Blob; a Readable, a ReadableStream or an iterable of bytes; what fetch gives.
   *
   * A file that is larger than the memory limit, or `lazy: true`, gives a lazy table: its first rows are in memory, and
   * `for await (const part of table)` reads the file, part after part, each time anew; a stream can be gone through once. A row group of
   * Parquet (its wanted columns), a batch of Arrow and the arrays of an archive are decoded as a whole: each has to fit in the limit.
   *
   * Text of JSON that is ISO dates or times in all rows becomes dates or timestamps: with offsets, whichever, instants in UTC. Whole
   * numbers are int32, int64 or, where one is beyond that and none is negative, uint64. A column of nulls alone is text in CSV and JSON,
   * float64 in Arrow where its type is null, and elsewhere of the type that the file declares.
   *
   * @throws (as a rejected promise) BadOption, UnsupportedInput, UnknownColumn, DuplicateColumn, UnknownFormat, UnsupportedType, BadFile,
   * BadValue, AmbiguousDate, RaggedRow, TruncatedFile, TooLarge, FileChanged, of `where` what formulas throw; ArenaFull, QueueFull,
   * TimeoutError, InstanceClosed, the signal's reason, and what the system throws
   * @example
   * const table = await flux.read(Buffer.from("city,degrees\nOslo,-3.5\nLima,19\n"), { where: "degrees > 0" });
   * // table.toRows() is [{ city: "Lima", degrees: 19 }]
   */
  read(source: DataSource, options?: ReadOptions): Promise<Table>;

  /**
   * A table of what JavaScript has of them: an array of objects, { name: array or column }, a table or vector of apache-arrow (without a
   * copy where the memory allows), a frame of nodejs-polars, a result of @duckdb/node-api; bytes and paths as {@link ReadingFace.read}
   * takes them. A table is returned as it is; with options, the columns and rows of it that they ask for.
   *
   * @throws (as a rejected promise) UnsupportedInput, DetachedBuffer, UnequalLengths, BadValue, UnsupportedType, and what read throws
   */
  from(given: unknown, options?: ReadOptions): Promise<Table>;

  /**
   * Writes a table: CSV, TSV, JSON, NDJSON, .npy, Arrow or Parquet, as the target's name or `format` says; a name that ends in .gz or .zst
   * is compressed. The file appears when it is whole, and nothing is left of it after an error; a stream is ended, but for the standard
   * output. Lazy tables go through in parts. Without a target, the bytes.
   *
   * @throws (as a rejected promise) BadOption, BadOutput, UnsupportedType, BadValue, what going through a lazy table throws, QueueFull,
   * TimeoutError, InstanceClosed, the signal's reason, and what the system throws
   * @example
   * const table = await flux.read(Buffer.from("x,y\n1,2\n3,4\n"));
   * const bytes = await flux.write(table, { format: "parquet" });
   * const again = await flux.read(bytes, { columns: ["y"] });
   * // again.toRows() is [{ y: 2 }, { y: 4 }]
   */
  write(table: Table, target: DataTarget, options?: WriteOptions): Promise<{ rows: number; bytes: number }>;
  write(table: Table, options: WriteOptions & { format: FormatName }): Promise<Uint8Array>;
}
