/** How a file is written, by its first bytes: the delimiter, and where the header is. */
import type { CsvFields, CsvLayout } from "../csv-parsing";
import { CsvField, stringOf } from "./field";
import type { CheckedOptions } from "./options";
import { fieldsOf } from "./plain";
import { kindOfValue, type CsvValueKind } from "./values";

export interface Dialect {
  layout: CsvLayout;
  /** As the header has them; undefined where there is none. */
  names: readonly string[] | undefined;
  /** Fields of a row. */
  columns: number;
  /** Where the rows after the header begin, in bytes. */
  begin: number;
}

const DELIMITERS = [",", ";", "\t", "|", ":"];
/** The first line by which Excel is told the delimiter. */
const SAID = /^sep=([\t\x20-\x7e])[\r\n]/i;
const SAID_BYTES = 8;
const SAMPLE_ROWS = 500;
/** A sign of which so many of the first rows have equally many delimits them, whatever the first row has. */
const EVEN_SHARE = 0.5;
const HASH = 35;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

const codeOf = (sign: string | undefined) => (sign ? sign.charCodeAt(0) : 0);

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
  const isEmpty = fieldsBefore(head, layout, isWhole).count === 0;
  if (!found) return isEmpty ? undefined : { layout, names: undefined, columns: sample.columns(sample.firstData(0)), begin };
  return { layout, names: found.names, columns: found.names.length, begin: begin + found.end };
}

/** The fields of rows before one whose quote is not closed: whoever reads that row reports it. @throws UnclosedQuote in the first row */
function fieldsBefore(head: Uint8Array, layout: CsvLayout, isWhole: boolean): CsvFields {
  try {
    return fieldsOf(head, layout, isWhole);
  } catch (error) {
    const fields = fieldsOf(head, layout, false);
    if (fields.count === 0) throw error;
    return fields;
  }
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

/** Fields of the first rows, and which number most have, of those that have several. */
function countsOf(fields: CsvFields): { rows: number; usual: number; even: number; first: number } {
  const rows = Math.min(fields.count, SAMPLE_ROWS);
  const times = new Map<number, number>();
  for (let row = 0; row < rows; row++) {
    const count = fields.rows[row + 1]! - fields.rows[row]!;
    if (count > 1) times.set(count, (times.get(count) ?? 0) + 1);
  }
  let usual = 1;
  let even = 0;
  for (const [count, some] of times) if (some > even) [usual, even] = [count, some];
  return { rows, usual, even, first: fields.rows[1]! };
}

/** The candidate by which most rows have the same number of fields; of a file of one column, one that splits nothing. */
function delimiterIn(head: Uint8Array, isWhole: boolean, base: Omit<CsvLayout, "delimiter">): number {
  let best: { delimiter: number; share: number } | undefined;
  let unused: number | undefined;
  for (const sign of DELIMITERS) {
    const delimiter = codeOf(sign);
    if (delimiter === base.quote || delimiter === base.comment) continue;
    const { rows, usual, even, first } = countsOf(fieldsBefore(head, { ...base, delimiter }, isWhole));
    if (rows === 0) continue;
    if (even === 0) unused ??= delimiter;
    if (sign === ":" && (best || first !== usual || /^\d/.test(stringOf(head, 0, 1)))) continue; // or it is in times of day
    const share = even / rows;
    if (usual > 1 && (share >= EVEN_SHARE || first > 1) && share > (best?.share ?? 0)) best = { delimiter, share };
  }
  return best?.delimiter ?? unused ?? codeOf(DELIMITERS[0]);
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

  /** Without blanks around them. */
  cells(row: number): string[] {
    const { bytes, fields, layout } = this;
    return Array.from({ length: this.columns(row) }, (_, i) => {
      const f = fields.rows[row]! + i;
      this.#field.set(bytes, fields.begins[f]!, fields.ends[f]!, layout.quote);
      return this.#field.string(bytes, layout.quote).trim();
    });
  }

  /** The first row from `row` on that is no comment. */
  firstData(row: number): number {
    while (row < this.#count && this.layout.comment !== 0 && this.#firstByte(row) === this.layout.comment) row++;
    return row;
  }

  #firstByte(row: number): number {
    return this.bytes[this.fields.begins[this.fields.rows[row]!]!]!;
  }

  /** The names, and where their row ends; undefined where there is none. `isCertain`: the first row that is no prose has them. */
  header(isCertain: boolean): { names: string[]; end: number } | undefined {
    let row = 0;
    while (row < this.#count && this.#isProse(row)) row++;
    const sign = this.layout.comment || HASH;
    let commented: number | undefined;
    let data = row;
    for (; data < this.#count && this.#firstByte(data) === sign; data++) if (this.columns(data) === this.#usual) commented = data;
    if (data >= this.#count) [data, commented] = [row, this.layout.comment === 0 ? undefined : commented];
    if (commented !== undefined && (data === row || !this.#surelyHasNames(data))) return this.#namesOf(commented);
    while (data < this.#count && this.#isProse(data)) data++;
    if (data >= this.#count || !(isCertain || this.#hasNames(data))) return undefined;
    return this.#namesOf(data);
  }

  #namesOf(row: number): { names: string[]; end: number } {
    const names = this.cells(row);
    if (this.#firstByte(row) === (this.layout.comment || HASH)) names[0] = names[0]!.slice(1).trim() || names[0]!;
    if (this.#hasBlankAtEnd(row, names.length)) names.push("");
    const end = this.fields.ends[this.fields.rows[row + 1]! - 1]!;
    return { names, end: afterLineEnd(this.bytes, end) };
  }

  /** Whether all rows below end with a delimiter more than the header does. */
  #hasBlankAtEnd(header: number, length: number): boolean {
    const isLonger = (row: number) => this.columns(row) === length + 1 && this.cells(row)[length] === "";
    let rows = 0;
    for (let row = header + 1; row < this.#count; row++) {
      if (!isLonger(row)) return false;
      rows++;
    }
    return rows > 0;
  }

  /** A title, or a line of prose with some delimiters in it. */
  #isProse(row: number): boolean {
    const usual = this.#usual;
    const columns = this.columns(row);
    if (usual < 2 || row + 1 >= this.#count) return false;
    if (columns === 1 || 2 * columns < usual) return true;
    const filled = (at: number) => this.cells(at).filter((cell) => cell !== "").length;
    return usual > 2 && filled(row) === 1 && filled(row + 1) > 1;
  }

  /**
   * Whether a row has names: unless all of its cells are values, or one of them is as few names are (a fraction, a date, a word for null)
   * and the cell below is of its kind.
   */
  #hasNames(row: number): boolean {
    const filled = this.cells(row).filter((cell) => cell !== "");
    if (filled.length > 0 && filled.every((cell) => kindOfValue(cell) !== undefined)) return false;
    return !this.#kinds(row).some(([kind, below]) => kind !== undefined && kind !== "integer" && isAlike(kind, below));
  }

  /** Whether a row has names and, under one of them, a value. */
  #surelyHasNames(row: number): boolean {
    return this.#hasNames(row) && this.#kinds(row).some(([kind, below]) => kind === undefined && below !== undefined);
  }

  /** What the cells of a row are, and those of the row below. */
  #kinds(row: number): [CsvValueKind | undefined, CsvValueKind | undefined][] {
    if (row + 1 >= this.#count) return [];
    const below = this.cells(row + 1);
    return this.cells(row).map((cell, i) => [kindOfValue(cell), kindOfValue(below[i] ?? "")]);
  }
}

function isAlike(kind: CsvValueKind, below: CsvValueKind | undefined): boolean {
  if (kind === "null") return below !== undefined;
  return kind === below || (kind === "number" && below === "integer");
}
