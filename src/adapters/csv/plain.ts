/** CSV parsed in plain JavaScript: the reference that kernels are compared with. */
import { Column } from "../../columns/column";
import type { ColumnData, NumberType } from "../../columns/types";
import { allValid, setNull } from "../../columns/validity";
import type { CsvFields, CsvLayout, CsvParsing, PlainType } from "../csv-parsing";
import { UnclosedQuote } from "../csv-parsing";
import { CsvField } from "./field";
import { type PlainParser, plainParsers } from "./plain-values";

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
/** Fields and rows that a block of so many bytes is taken to have, before arrays grow. */
const BYTES_PER_FIELD = 6;
const BYTES_PER_ROW = 32;

export const plainParsing: CsvParsing = {
  fields: async (block, layout, isLast) => fieldsOf(block, layout, isLast),
  column: async (block, fields, at, type, layout) => columnOf(block, fields, at, type, layout),
};

function grown(array: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}

/** @throws UnclosedQuote */
export function fieldsOf(block: Uint8Array, layout: CsvLayout, isLast: boolean): CsvFields {
  const { delimiter, quote, comment } = layout;
  const size = block.length;
  const skipsSpaces = quote !== 0 && delimiter !== SPACE;
  let begins = new Uint32Array(16 + Math.ceil(size / BYTES_PER_FIELD));
  let ends = new Uint32Array(begins.length);
  let rows = new Uint32Array(16 + Math.ceil(size / BYTES_PER_ROW));
  let count = 0;
  let fields = 0;
  let columns: number | undefined;
  let isEven = true;
  let taken = 0;
  let at = 0;
  next: while (at < size) {
    const first = block[at]!;
    if (first === LINE_FEED || first === CARRIAGE_RETURN) {
      taken = ++at;
      continue;
    }
    if (comment !== 0 && first === comment) {
      while (at < size && block[at] !== LINE_FEED && block[at] !== CARRIAGE_RETURN) at++;
      if (at === size && !isLast) break;
      taken = at;
      continue;
    }
    const firstField = fields;
    for (;;) {
      const begin = at;
      if (skipsSpaces) while (at < size && block[at] === SPACE) at++;
      if (quote !== 0 && at < size && block[at] === quote) {
        at = afterQuotes(block, at + 1, quote);
        if (at < 0) {
          fields = firstField;
          if (isLast) throw new UnclosedQuote(count);
          break next;
        }
      }
      let byte = 0;
      while (at < size && (byte = block[at]!) !== delimiter && byte !== LINE_FEED && byte !== CARRIAGE_RETURN) at++;
      if (at === size) {
        if (!isLast) {
          fields = firstField;
          break next;
        }
        byte = LINE_FEED;
      }
      if (fields === begins.length) {
        begins = grown(begins);
        ends = grown(ends);
      }
      begins[fields] = begin;
      ends[fields++] = at;
      if (at < size) at++;
      if (byte !== delimiter) break; // of CRLF, LF is left: a blank line
    }
    taken = at;
    count++;
    if (count === rows.length) rows = grown(rows);
    rows[count] = fields;
    columns ??= fields;
    if (fields - firstField !== columns) isEven = false;
  }
  return {
    count, rows: rows.subarray(0, count + 1), begins: begins.subarray(0, fields), ends: ends.subarray(0, fields), bytes: taken,
    columns: isEven ? columns : undefined,
  };
}

/** What follows the quote that closes a field whose text begins at `at`; -1 where there is none. */
function afterQuotes(block: Uint8Array, at: number, quote: number): number {
  for (;;) {
    at = block.indexOf(quote, at);
    if (at < 0) return -1;
    if (block[at + 1] !== quote) return at + 1;
    at += 2;
  }
}

export function columnOf(
  block: Uint8Array, fields: CsvFields, at: number, type: PlainType, layout: CsvLayout,
): Column | { failedAt: number } {
  return type === "text" ? textColumn(block, fields, at, layout) : valueColumn(block, fields, at, plainParsers[type], layout);
}

function valueColumn<A extends NonNullable<Column["values"]>>(
  block: Uint8Array, { count, rows, begins, ends }: CsvFields, at: number, parser: PlainParser<A>, { quote }: CsvLayout,
): Column | { failedAt: number } {
  const values = parser.values(count);
  const parse = parser.into(values);
  const field = new CsvField();
  let validity: ReturnType<typeof allValid> | undefined;
  for (let row = 0; row < count; row++) {
    const f = rows[row]! + at;
    field.set(block, begins[f]!, ends[f]!, quote);
    field.trim(block);
    if (field.begin === field.end && !field.isQuoted) {
      validity ??= allValid(count);
      setNull(validity, row);
    } else if (field.hasDoubled || !parse(block, field.begin, field.end, row)) {
      return { failedAt: row };
    }
  }
  return new Column(dataOf(parser.type, values), count, validity);
}

function dataOf(type: PlainType, values: NonNullable<Column["values"]>): ColumnData {
  if (type === "timestamp") return { type, values: values as BigInt64Array, unit: "us" };
  return { type: type as NumberType, values };
}

function textColumn(block: Uint8Array, { count, rows, begins, ends }: CsvFields, at: number, { quote }: CsvLayout): Column {
  let size = 0;
  for (let row = 0; row < count; row++) size += ends[rows[row]! + at]! - begins[rows[row]! + at]!;
  const bytes = new Uint8Array(size);
  const offsets = new Uint32Array(count + 1);
  const field = new CsvField();
  let validity: ReturnType<typeof allValid> | undefined;
  let end = 0;
  for (let row = 0; row < count; row++) {
    const f = rows[row]! + at;
    field.set(block, begins[f]!, ends[f]!, quote);
    const next = field.copyTo(bytes, end, block, quote);
    field.trim(block);
    if (field.begin === field.end && !field.isQuoted) {
      validity ??= allValid(count);
      setNull(validity, row);
    } else {
      end = next;
    }
    offsets[row + 1] = end;
  }
  return new Column({ type: "text", texts: { offsets, bytes: bytes.subarray(0, end) } }, count, validity);
}
