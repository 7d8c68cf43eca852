/** What the CSV adapter needs of whoever parses bytes: plain JavaScript (csv/plain.ts), or kernels that the reading room hands in. */
import type { Column } from "../columns/column";

/** How fields are told apart. */
export interface CsvLayout {
  /** A byte: ASCII. */
  delimiter: number;
  /** A byte; 0 where nothing is quoted. A quote inside a quoted field is written twice. */
  quote: number;
  /** Rows that begin with this byte are left out; 0 for none. */
  comment: number;
}

/**
 * Where the fields of whole rows lie in a block of bytes. Rows end with LF, CRLF or CR; blank lines (of no bytes at all) are left out, as
 * are comments. Field `f` of the block is the bytes from begins[f] to ends[f], its quotes included; row r has the fields from rows[r] to
 * rows[r + 1]. A quote opens a field where nothing but spaces stands before it, and is a character like any other elsewhere; after the
 * closing quote anything may follow as far as the delimiter.
 *
 * The arrays are read anew for each column: the reader makes nulls of fields such as NA by setting ends[f] to begins[f].
 */
export interface CsvFields {
  /** Rows. */
  count: number;
  rows: Uint32Array;
  begins: Uint32Array;
  ends: Uint32Array;
  /** Bytes of the block that whole rows take: what follows belongs to the next block. */
  bytes: number;
  /** Fields of every row, where all have the same number. */
  columns: number | undefined;
}

/** The columns that parse fast, by the plainest text of each type; whatever is written otherwise takes the slow way of csv/values.ts. */
export type PlainType = "float64" | "int64" | "boolean" | "date" | "timestamp" | "text";

/** A quote is opened and not closed before the end of the input. */
export class UnclosedQuote extends Error {
  constructor(
    /** Of the block, from 0. */
    readonly row: number,
  ) {
    super(`row ${row + 1} of the block: a field's quote is opened and not closed`);
  }
}

export interface CsvParsing {
  /** Bytes of a block that suit it. Default: 1 MiB. */
  readonly blockBytes?: number;
  /** Memory for a block that need not be copied to be parsed; and that it is needed no more. @throws ArenaFull */
  block?(bytes: number): Promise<Uint8Array>;
  release?(block: Uint8Array): void;
  /** @throws UnclosedQuote, where the block is the last */
  fields(block: Uint8Array, layout: CsvLayout, isLast: boolean): Promise<CsvFields>;
  /**
   * Column `at` of a block whose rows all have the same number of fields, where each value is blank (a null), or written in the plainest
   * way of the type: -12, 1.5e3; true, false; 2020-01-31; 2020-01-31T12:30:00.5 or with a blank for the T (as timestamps in microseconds);
   * any text. Otherwise the first row (of the block, from 0) whose value is not: nothing of the column is used then.
   *
   * Blank is a field of no bytes, or of spaces and tabs, outside quotes. Not plain are numbers with a zero before another digit (007), -0
   * as an integer, integers beyond 64 bits, dates that do not exist, more than six digits of a second. Text is without its quotes if the
   * closing quote ends the field (but for spaces), else as it stands; "" is empty text, no null. Texts may have codes or not.
   */
  column(block: Uint8Array, fields: CsvFields, at: number, type: PlainType, layout: CsvLayout): Promise<Column | { failedAt: number }>;
  /**
   * The same, for those who copy what they need: `use` is given the column while its arrays lie in the parser's own memory. Of what comes
   * back, only the counts of rows and nulls may be looked at.
   */
  lent?(
    block: Uint8Array, fields: CsvFields, at: number, type: PlainType, layout: CsvLayout, use: (column: Column) => void,
  ): Promise<Column | { failedAt: number }>;
}
