/**
 * Blank lines in a file of one column: each is a null where a row follows. Those at the end of the file are none, so that blank lines at
 * the end of a block wait for the next one.
 */
import type { CsvFields } from "../csv-parsing";

/** What went before a block. */
export interface LinesBefore {
  /** Blank lines that no row has followed yet. */
  blanks: number;
  /** Whether a line ended with CR there: an LF that comes next is of its end. */
  isCut: boolean;
}

export const NO_LINES: LinesBefore = { blanks: 0, isCut: false };

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** Rows for blank lines among the fields of a block, whose first `size` bytes are taken; undefined for fields where there are none. */
export function withBlankLines(
  bytes: Uint8Array, fields: CsvFields, size: number, comment: number, before: LinesBefore,
): { fields: CsvFields | undefined; after: LinesBefore } {
  const { count, rows } = fields;
  const blanks = new Uint32Array(count + 1);
  let added = 0;
  let isCut = before.isCut;
  for (let row = 0; row <= count; row++) {
    const from = row === 0 ? 0 : fields.ends[rows[row]! - 1]!;
    const to = row === count ? size : fields.begins[rows[row]!]!;
    blanks[row] = blanksIn(bytes, from, to, comment, row > 0, row === 0 && isCut) + (row === 0 ? before.blanks : 0);
    if (row < count) added += blanks[row]!;
    if (row === count && to > from) isCut = bytes[to - 1] === CARRIAGE_RETURN;
  }
  const after = { blanks: blanks[count]!, isCut };
  return { fields: added === 0 ? undefined : mended(fields, blanks, count + added), after };
}

/** Blank lines between the end of a field, or the beginning of a line, and the next field. */
function blanksIn(bytes: Uint8Array, from: number, to: number, comment: number, isInLine: boolean, isCut: boolean): number {
  let blanks = 0;
  let at = from;
  if (isCut && at < to && bytes[at] === LINE_FEED) at++;
  while (at < to) {
    if (!isInLine && comment !== 0 && bytes[at] === comment) {
      while (at < to && bytes[at] !== LINE_FEED && bytes[at] !== CARRIAGE_RETURN) at++;
      isInLine = true;
      continue;
    }
    at += bytes[at] === CARRIAGE_RETURN && bytes[at + 1] === LINE_FEED ? 2 : 1;
    if (!isInLine) blanks++;
    isInLine = false;
  }
  return blanks;
}

/** Fields of no bytes before each row that has blank lines before it. */
function mended(fields: CsvFields, blanks: Uint32Array, count: number): CsvFields {
  const rows = new Uint32Array(count + 1);
  const begins = new Uint32Array(fields.begins.length + count - fields.count);
  const ends = new Uint32Array(begins.length);
  let to = 0;
  let f = 0;
  for (let row = 0; row < fields.count; row++) {
    const first = fields.rows[row]!;
    for (let i = 0; i < blanks[row]!; i++) {
      begins[f] = ends[f] = fields.begins[first]!;
      rows[++to] = ++f;
    }
    for (let from = first; from < fields.rows[row + 1]!; from++, f++) {
      begins[f] = fields.begins[from]!;
      ends[f] = fields.ends[from]!;
    }
    rows[++to] = f;
  }
  return { ...fields, count, rows, begins, ends };
}
