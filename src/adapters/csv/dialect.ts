/** How a file is written, by its first bytes: the delimiter, and where the header is. */
import type { CsvFields, CsvLayout } from "../csv-parsing";
import { codeOf, countsOf, delimiterIn, fieldsBefore, SAMPLE_ROWS } from "./delimiter";
import { CsvField, stringOf } from "./field";
import type { CheckedOptions } from "./options";
import { isFractionOrTime, typeOfSample } from "./values";

export interface Dialect {
  layout: CsvLayout;
  /** As the header has them: undefined for one that is blank outside quotes. All of it is undefined where there is no header. */
  names: readonly (string | undefined)[] | undefined;
  /** Fields of a row. */
  columns: number;
  /** Where the rows after the header begin, in bytes. */
  begin: number;
  sample: RowSample;
}

/** The first rows, whose fields are known. */
export interface RowSample {
  bytes: Uint8Array;
  fields: CsvFields;
  /** The row of the header; -1 where there is none. */
  header: number;
  quote: number;
  delimiter: number;
}

/** The first line by which Excel is told the delimiter. */
const SAID = /^sep=([\t\x20-\x7e])[\r\n]/i;
const SAID_BYTES = 8;
const SPACE = 32;
const TAB = 9;
const HASH = 35;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** Undefined where there are no rows. @throws UnclosedQuote */
export function dialectOf(bytes: Uint8Array, isWhole: boolean, options: CheckedOptions): Dialect | undefined {
  const said = SAID.exec(stringOf(bytes, 0, Math.min(bytes.length, SAID_BYTES)));
  const begin = afterLines(bytes, Math.max(options.skipRows, said ? 1 : 0));
  const head = bytes.subarray(begin);
  const base = { quote: codeOf(options.quote), comment: codeOf(options.comment) };
  const sign = options.delimiter ?? said?.[1];
  const delimiter = sign === undefined ? delimiterIn(head, isWhole, base) : codeOf(sign);
  const layout = { ...base, delimiter };
  const sample = new HeadSample(head, fieldsBefore(head, { ...layout, comment: 0 }, isWhole), layout);
  const found = options.header === false ? undefined : sample.header(options.header === true);
  const rows = { bytes: head, fields: sample.fields, header: found?.row ?? -1, quote: base.quote, delimiter };
  if (found) return { layout, names: found.names, columns: found.names.length, begin: begin + found.end, sample: rows };
  if (sample.isBlank()) return undefined;
  return { layout, names: undefined, columns: sample.columns(sample.firstData(0)), begin, sample: rows };
}

/** Where the line after so many begins. */
function afterLines(bytes: Uint8Array, lines: number): number {
  let at = 0;
  for (; lines > 0 && at < bytes.length; lines--) {
    while (at < bytes.length && bytes[at] !== LINE_FEED && bytes[at] !== CARRIAGE_RETURN) at++;
    at = afterLineEnd(bytes, at);
  }
  return at;
}

function afterLineEnd(bytes: Uint8Array, at: number): number {
  if (bytes[at] === CARRIAGE_RETURN) at++;
  else return at + 1;
  return bytes[at] === LINE_FEED ? at + 1 : at;
}

interface FoundHeader {
  row: number;
  names: (string | undefined)[];
  /** Where the row after it begins. */
  end: number;
}

/** The first rows. */
class HeadSample {
  readonly #field = new CsvField();
  readonly #usual: number;
  readonly #count: number;

  constructor(
    readonly bytes: Uint8Array,
    readonly fields: CsvFields,
    readonly layout: CsvLayout,
  ) {
    this.#usual = countsOf(fields).usual;
    this.#count = Math.min(fields.count, SAMPLE_ROWS);
  }

  columns(row: number): number {
    return this.fields.rows[row + 1]! - this.fields.rows[row]!;
  }

  cells(row: number): (string | undefined)[] {
    return Array.from({ length: this.columns(row) }, (_, i) => this.#cell(row, i));
  }

  /** Without blanks around it, unless it is in quotes; undefined for nothing. */
  #cell(row: number, i: number): string | undefined {
    const { bytes, layout } = this;
    const field = this.#take(row, i);
    const text = field.string(bytes, layout.quote);
    return field.isQuoted ? text : text.replace(/^\ufeff/, "").trim() || undefined;
  }

  #take(row: number, i: number): CsvField {
    const { bytes, fields, layout } = this;
    const f = fields.rows[row]! + i;
    this.#field.set(bytes, fields.begins[f]!, fields.ends[f]!, layout.quote);
    return this.#field;
  }

  /** Whether no row has anything in it but blanks. */
  isBlank(): boolean {
    return this.#firstFilled() === this.#count;
  }

  /** The first row that is no line of blanks. */
  #firstFilled(): number {
    let row = 0;
    while (row < this.#count && this.columns(row) === 1 && this.#cell(row, 0) === undefined) row++;
    return row;
  }

  /** The first row from `row` on that is no comment. */
  firstData(row: number): number {
    while (row < this.#count && this.layout.comment !== 0 && this.#firstByte(row) === this.layout.comment) row++;
    return row;
  }

  #firstByte(row: number): number {
    return this.bytes[this.fields.begins[this.fields.rows[row]!]!]!;
  }

  /** The names, and where their row ends; undefined where there is none. `isCertain`: some row has them. */
  header(isCertain: boolean): FoundHeader | undefined {
    const first = this.#afterProse(this.#firstFilled());
    let commented: number | undefined;
    let data = first;
    for (; data < this.#count && this.#isComment(data); data++) if (this.columns(data) === this.#usual) commented = data;
    if (data >= this.#count) [data, commented] = [first, this.layout.comment === 0 ? undefined : commented];
    if (commented !== undefined && (data === first || !this.#isAboveOthers(data))) return this.#namesOf(commented);
    data = this.#afterProse(data);
    if (data >= this.#count || !(isCertain || this.#hasNames(data))) return undefined;
    return this.#namesOf(data);
  }

  /** "# so", or what begins with the sign that is given. */
  #isComment(row: number): boolean {
    const { comment } = this.layout;
    const at = this.fields.begins[this.fields.rows[row]!]!;
    if (comment !== 0) return this.bytes[at] === comment;
    const next = this.bytes[at + 1];
    const isShort = this.columns(row) < this.#usual;
    return this.bytes[at] === HASH && (next === SPACE || next === TAB || (isShort && next === HASH) || (isShort && this.#isEnd(next)));
  }

  #isEnd(byte: number | undefined): boolean {
    return byte === undefined || byte === LINE_FEED || byte === CARRIAGE_RETURN;
  }

  #namesOf(row: number): FoundHeader {
    const names = this.cells(row);
    if (this.#isComment(row)) names[0] = names[0]!.slice(1).trim() || names[0]!;
    if (this.#hasBlankAtEnd(row, names.length)) names.push(undefined);
    return { row, names, end: afterLineEnd(this.bytes, this.#endOf(row)) };
  }

  #endOf(row: number): number {
    return this.fields.ends[this.fields.rows[row + 1]! - 1]!;
  }

  /** Whether all rows below end with a delimiter more than the header does. */
  #hasBlankAtEnd(header: number, length: number): boolean {
    const isLonger = (row: number) => this.columns(row) === length + 1 && this.#cell(row, length) === undefined;
    let rows = 0;
    for (let row = header + 1; row < this.#count; row++) {
      if (!isLonger(row)) return false;
      rows++;
    }
    return rows > 0;
  }

  /**
   * The first row from `row` on that may be the header. Lines before it are left out only where they cannot be rows: they have at most
   * half of the fields that most rows have, and a blank line follows; or less than half, most rows have three fields or more, and the
   * row that follows has names above values.
   */
  #afterProse(row: number): number {
    let isApart = false;
    let next = row;
    while (next + 1 < this.#count && 2 * this.#filled(next) <= this.#usual && this.#usual > 1) {
      isApart = this.#blankFollows(next);
      next++;
      if (isApart) row = next;
    }
    const mayBeRows = this.#usual < 3 || next === row || 2 * this.#filled(next) <= this.#usual;
    if (mayBeRows) return row;
    for (let at = row; at < next; at++) if (2 * this.#filled(at) >= this.#usual) return row;
    return this.#isAboveOthers(next) ? next : row;
  }

  /** Fields, but for blank ones at the end. */
  #filled(row: number): number {
    let columns = this.columns(row);
    while (columns > 0 && this.#cell(row, columns - 1) === undefined) columns--;
    return columns;
  }

  #blankFollows(row: number): boolean {
    const at = afterLineEnd(this.bytes, this.#endOf(row));
    return this.#isEnd(this.bytes[at]);
  }

  /**
   * Whether a row has names: unless a field outside quotes is a number with a fraction or an exponent, or a time of a day, and all values
   * below it are of its type.
   */
  #hasNames(row: number): boolean {
    const cells = this.cells(row);
    if (cells.some((_, i) => this.#take(row, i).isQuoted)) return true;
    return !cells.some((cell, i) => cell !== undefined && isFractionOrTime(cell) && typeOfSample(this.#below(row, i), cell) !== undefined);
  }

  #below(row: number, column: number): string[] {
    const below: string[] = [];
    for (let at = row + 1; at < this.#count; at++) {
      const cell = column < this.columns(at) ? this.#cell(at, column) : undefined;
      if (cell !== undefined) below.push(cell);
    }
    return below;
  }

  /** Whether a row has names and, in some column, is text above values that are none. */
  #isAboveOthers(row: number): boolean {
    if (!this.#hasNames(row)) return false;
    return this.cells(row).some((cell, i) => {
      const below = this.#below(row, i);
      return cell !== undefined && typeOfSample(below) !== undefined && typeOfSample(below, cell) === undefined;
    });
  }
}
