/** What the CSV adapter needs of whoever parses bytes: plain JavaScript (csv-plain.ts), or kernels that the reading room hands in. */
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
 * Where the fields of whole rows lie in a block of bytes. Rows end with LF, CRLF or CR; blank lines are left out, as are comments. Field
 * `f` of the block is the bytes from begins[f] to ends[f], its quotes included; row r has the fields from rows[r] to rows[r + 1].
 */
export interface CsvFields {
  count: number;
  rows: Uint32Array;
  begins: Uint32Array;
  ends: Uint32Array;
  /** Bytes of the block that whole rows take: what follows belongs to the next block. */
  bytes: number;
  /** Fields of every row, where all have the same number. */
  columns: number | undefined;
}

/** The columns that parse fast, by the plainest text of each type; whatever is written otherwise takes the slow way of csv-values.ts. */
export type PlainType = "float64" | "int64" | "boolean" | "date" | "timestamp" | "text";

export interface CsvParsing {
  /** @throws BadCsv for a quote that is not closed */
  fields(block: Uint8Array, layout: CsvLayout, isLast: boolean): Promise<CsvFields>;
  /**
   * Column `at` of a block whose rows all have the same number of fields, where each value is blank (a null), or written in the plainest
   * way of the type: -12, 1.5e3; true, false; 2020-01-31; 2020-01-31T12:30:00.5 or with a blank for the T (as timestamps in microseconds);
   * any text. Otherwise the first row (of the block, from 0) whose value is not: nothing of the column is used then.
   */
  column(block: Uint8Array, fields: CsvFields, at: number, type: PlainType, layout: CsvLayout): Promise<Column | { failedAt: number }>;
}
