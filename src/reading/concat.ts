/** Parts of a table, one after the other, as one. */
import { Column } from "../columns/column";
import type { Table } from "../columns/table";
import type { ColumnData, Validity } from "../columns/types";
import { aligned, isValid } from "../columns/validity";
import type { TypedArray } from "../dtype";
import { TooLarge } from "../data-errors";
import type { NamedColumn } from "../adapters/format";

/** Offsets of texts are 32-bit. */
const MOST_TEXT_BYTES = 0xffff_ffff;

/** How many bytes a table's columns take. */
export function bytesOfTable(table: Table): number {
  let bytes = 0;
  for (const name of table.columns) {
    const { data, validity, length } = table.column(name);
    if (validity) bytes += Math.ceil(length / 8);
    if (data.type !== "text") bytes += data.values.byteLength;
    else bytes += (data.codes?.byteLength ?? 0) + data.texts.offsets.byteLength + textBytes(data);
  }
  return bytes;
}

function textBytes({ texts: { offsets } }: Extract<ColumnData, { type: "text" }>): number {
  return offsets.length === 0 ? 0 : offsets[offsets.length - 1]! - offsets[0]!;
}

/** All rows of tables with the same columns of the same types, of which there is at least one. @throws TooLarge */
export function concatenated(parts: readonly Table[], where: string): NamedColumn[] {
  const [first] = parts;
  return first!.columns.map((name): NamedColumn => {
    if (parts.length === 1) return [name, first!.column(name)];
    return [name, joined(parts.map((part) => part.column(name)), name, where)];
  });
}

function joined(columns: readonly Column[], name: string, where: string): Column {
  const length = columns.reduce((sum, column) => sum + column.length, 0);
  const [{ data: first }] = columns as [Column];
  const data = first.type === "text" ? joinedTexts(columns, name, where) : { ...first, values: joinedValues(columns) };
  return new Column(data as ColumnData, length, joinedValidity(columns, length));
}

function joinedValues(columns: readonly Column[]): TypedArray {
  const arrays = columns.map(({ values }) => values!);
  const Kind = arrays[0]!.constructor as new (length: number) => Float64Array;
  const all = new Kind(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    all.set(array as Float64Array, at);
    at += array.length;
  }
  return all;
}

function joinedValidity(columns: readonly Column[], length: number): Validity | undefined {
  if (columns.every(({ nullCount }) => nullCount === 0)) return undefined;
  const bytes = new Uint8Array(Math.ceil(length / 8));
  let at = 0;
  for (const { validity, length: rows } of columns) {
    if ((at & 7) === 0 && validity) bytes.set(aligned(validity, rows), at >> 3);
    // Bits after a part's last row are anything: each part writes its own over them.
    else for (let row = 0; row < rows; row++) setBit(bytes, at + row, validity === undefined || isValid(validity, row));
    at += rows;
  }
  return { bytes, offset: 0 };
}

function setBit(bytes: Uint8Array, at: number, is: boolean): void {
  if (is) bytes[at >> 3]! |= 1 << (at & 7);
  else bytes[at >> 3]! &= ~(1 << (at & 7));
}

type TextData = Extract<ColumnData, { type: "text" }>;

/** With codes as long as all parts have them: equal strings of the parts become one. */
function joinedTexts(columns: readonly Column[], name: string, where: string): TextData {
  const isCoded = columns.every(({ data }) => (data as TextData).codes);
  return isCoded ? joinedCodes(columns, name, where) : joinedPlain(columns, name, where);
}

/** Codes in the order in which their strings first appear, by row; 0 under a null. */
function joinedCodes(columns: readonly Column[], name: string, where: string): TextData {
  const codes = new Uint32Array(columns.reduce((sum, { length }) => sum + length, 0));
  const known = new Map<string, number>();
  const strings = new TextBuilder(name, where);
  let at = 0;
  for (const column of columns) {
    const { texts, codes: own } = column.data as TextData;
    const renamed = new Int32Array(Math.max(0, texts.offsets.length - 1)).fill(-1);
    for (let row = 0; row < column.length; row++, at++) {
      if (column.isNull(row)) continue;
      const code = own![row]!;
      if (renamed[code] === -1) {
        const bytes = texts.bytes.subarray(texts.offsets[code], texts.offsets[code + 1]);
        const key = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
        let found = known.get(key);
        if (found === undefined) {
          known.set(key, (found = known.size));
          strings.add(bytes);
        }
        renamed[code] = found;
      }
      codes[at] = renamed[code]!;
    }
  }
  return { type: "text", texts: strings.texts(), codes };
}

function joinedPlain(columns: readonly Column[], name: string, where: string): TextData {
  const strings = new TextBuilder(name, where);
  for (const column of columns) {
    const { texts, codes } = column.data as TextData;
    const { offsets, bytes } = texts;
    for (let row = 0; row < column.length; row++) {
      const at = codes ? codes[row]! : row;
      strings.add(column.isNull(row) ? bytes.subarray(0, 0) : bytes.subarray(offsets[at], offsets[at + 1]));
    }
  }
  return { type: "text", texts: strings.texts() };
}

/** Strings as they are added. */
class TextBuilder {
  private bytes = new Uint8Array(1 << 12);
  private offsets = new Uint32Array(1 << 10);
  private count = 0;
  private end = 0;

  constructor(
    private readonly name: string,
    private readonly where: string,
  ) {}

  /** @throws TooLarge */
  add(text: Uint8Array): void {
    const end = this.end + text.length;
    if (end > MOST_TEXT_BYTES) {
      throw new TooLarge(`${this.where}: the texts of column ${this.name} take more than 4 GiB. Read it with lazy: true, or fewer rows`);
    }
    if (end > this.bytes.length) this.bytes = grown(this.bytes, Math.min(MOST_TEXT_BYTES, Math.max(end, this.bytes.length * 2)));
    if (this.count + 2 > this.offsets.length) this.offsets = grown(this.offsets, this.offsets.length * 2);
    this.bytes.set(text, this.end);
    this.end = end;
    this.offsets[++this.count] = end;
  }

  texts(): { offsets: Uint32Array; bytes: Uint8Array } {
    return { offsets: this.offsets.slice(0, this.count + 1), bytes: this.bytes.slice(0, this.end) };
  }
}

function grown<A extends Uint8Array | Uint32Array>(array: A, length: number): A {
  const more = new (array.constructor as new (length: number) => A)(length);
  more.set(array);
  return more;
}
