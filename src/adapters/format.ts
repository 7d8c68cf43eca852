/** What adapters of formats have in common: where bytes come from, what is asked for, what is given. */
import type { Column } from "../columns/column";
import type { ColumnType, TimeUnit } from "../columns/types";

/** Bytes of a file, a buffer or a stream. Whoever opened it closes it. */
export interface ByteSource {
  /** As messages call it: a path, or "the input". */
  readonly name: string;
  /** Bytes, where that is known before they are read. */
  readonly size: number | undefined;
  /** Any part of it; undefined where it can only be read from front to back. @throws TruncatedFile, FileChanged */
  readonly slice: ((begin: number, end: number) => Promise<Uint8Array>) | undefined;
  /**
   * All of it, from the beginning; once, where there is no slice. The consumer may leave at any time. `lent`: bytes may be written over
   * once the next ones are asked for. @throws what reading throws
   */
  stream(lent?: boolean): AsyncIterable<Uint8Array>;
}

/** The type that a caller asks for a column, and how its text is to be read. */
export interface WantedType {
  type: ColumnType;
  /** Of dates and timestamps in text: "DD/MM/YYYY HH:mm". */
  format?: string | undefined;
  unit?: TimeUnit | undefined;
  zone?: string | undefined;
  precision?: number | undefined;
  scale?: number | undefined;
}

/** What is wanted of a table. */
export interface Wanted {
  /** Names, in the order in which they are to come; undefined for all. */
  columns: readonly string[] | undefined;
  /** By name; any other column's type comes from the data. */
  types: ReadonlyMap<string, WantedType>;
  /** Rows at most; Infinity for all. */
  limit: number;
  /** Bytes that decoded data may take at most: more is TooLarge. */
  mostBytes: number;
  /** Rows of a part, about. */
  partRows: number;
}

export type NamedColumn = readonly [name: string, column: Column];
/** Some rows of a table: its columns, of one length. */
export type TablePart = readonly NamedColumn[];

/** A file that was opened: its columns are known, its rows not yet read. */
export interface TableReader {
  readonly names: readonly string[];
  /** Rows, where the format says so before they are read. */
  readonly numRows: number | undefined;
  /** All rows as one part. @throws UnknownColumn, and what the format throws */
  whole(wanted: Wanted): Promise<TablePart>;
  /**
   * All rows, a part at a time, each part with the same columns of the same types: those of `wanted`, else those that the first part has.
   * A value that breaks a type later is BadValue with its row. Leaving early frees what is held.
   */
  parts(wanted: Wanted): AsyncGenerator<TablePart>;
  /** Frees what the reader holds; not the source. */
  close(): Promise<void>;
}
