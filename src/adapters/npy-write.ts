/** Tables as arrays of NumPy (.npy). */
import type { Column } from "../columns/column";
import { textAt } from "../columns/texts";
import type { ColumnData } from "../columns/types";
import { BadValue, UnsupportedType } from "../data-errors";
import type { NamedColumn, TablePart } from "./format";
import { quoted } from "../shown";

type NpyOut = (bytes: Uint8Array) => Promise<void>;

/** How a column's elements are written: so many bytes each. */
interface NpyWritten {
  readonly name: string;
  readonly dtype: string;
  readonly bytes: number;
}

const MAGIC = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59);
const ALIGNMENT = 64;
const NUMBERS: Record<string, string> = {
  float64: "<f8", float32: "<f4", int8: "|i1", int16: "<i2", int32: "<i4", int64: "<i8", uint8: "|u1", uint16: "<u2", uint32: "<u4",
  uint64: "<u8", boolean: "|b1", date: "<M8[D]",
};
const NAT = -(2n ** 63n);

/**
 * One column is an array of one dimension; several are an array of records, by name. Nulls of dates, timestamps and durations are NaT;
 * other types have none, and timestamps have no zone. Text has as many characters as its longest, so all parts have to be in memory.
 *
 * @throws (as a rejected promise) UnsupportedType, BadValue, and what `out` and `parts` throw
 */
export async function writeNpy(parts: AsyncIterable<TablePart>, out: NpyOut): Promise<void> {
  const all: TablePart[] = [];
  for await (const part of parts) all.push(part);
  const names = (all[0] ?? []).map(([name]) => name);
  if (names.length === 0) throw new UnsupportedType("a NumPy array has at least one column. Give a table that has one");
  if (names.length > 1 && names.includes("")) throw new UnsupportedType("a field of NumPy records has a name, a column has none. Name it");
  const columns = names.map((name, at) => writtenOf(name, all.map((part) => part[at]![1])));
  const rows = all.reduce((sum, [first]) => sum + first![1].length, 0);
  await out(headerOf(columns, rows));
  let row = 0;
  for (const part of all) {
    const bytes = recordsOf(columns, part, row);
    if (bytes.length > 0) await out(bytes);
    row += part[0]![1].length;
  }
}

function writtenOf(name: string, columns: readonly Column[]): NpyWritten {
  const { data } = columns[0]!;
  const number = NUMBERS[data.type];
  if (number !== undefined) return { name, dtype: number, bytes: data.type === "date" ? 8 : Number(number[2]) };
  if (data.type === "timestamp" && data.zone !== undefined) {
    throw new UnsupportedType(
      `column ${quoted(name)} is of instants in the zone ${quoted(data.zone)}, and NumPy's times have no zone. Make numbers of them ` +
        "(number(x): milliseconds since 1970), or write Arrow or Parquet",
    );
  }
  if (data.type === "timestamp" || data.type === "duration") {
    return { name, dtype: `<${data.type === "timestamp" ? "M" : "m"}8[${data.unit}]`, bytes: 8 };
  }
  if (data.type === "decimal") {
    throw new UnsupportedType(`column ${quoted(name)} is of decimals, which NumPy has not. Make numbers of it, or write Arrow`);
  }
  const width = columns.reduce((most, column) => Math.max(most, longestOf(column)), 1);
  return { name, dtype: `<U${width}`, bytes: 4 * width };
}

/** Characters of the longest text. */
function longestOf({ data, length }: Column): number {
  const { texts, codes } = data as Extract<ColumnData, { type: "text" }>;
  let most = 0;
  for (let at = 0; at < (codes ? texts.offsets.length - 1 : length); at++) most = Math.max(most, [...textAt(texts, at)].length);
  return most;
}

function headerOf(columns: readonly NpyWritten[], rows: number): Uint8Array {
  const fields = columns.map(({ name, dtype }) => `(${python(name)}, '${dtype}')`).join(", ");
  const descr = columns.length === 1 ? `'${columns[0]!.dtype}'` : `[${fields}]`;
  const dict = `{'descr': ${descr}, 'fortran_order': False, 'shape': (${rows},), }`;
  const text = new TextEncoder().encode(dict);
  const isLatin = text.every((byte) => byte < 0x80);
  const version = !isLatin ? 3 : text.length + 10 + ALIGNMENT > 0xffff ? 2 : 1;
  const prefix = version === 1 ? 10 : 12;
  const total = Math.ceil((prefix + text.length + 1) / ALIGNMENT) * ALIGNMENT;
  const header = new Uint8Array(total).fill(0x20);
  header.set(MAGIC);
  header.set([version, 0], MAGIC.length);
  const view = new DataView(header.buffer);
  if (version === 1) view.setUint16(8, total - prefix, true);
  else view.setUint32(8, total - prefix, true);
  header.set(text, prefix);
  header[total - 1] = 0x0a;
  return header;
}

/** Text as a literal of Python. */
function python(text: string): string {
  const escaped = text.replace(/[\\']/g, "\\$&").replace(/\p{Cc}/gu, (sign) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, "0")}`);
  return `'${escaped}'`;
}

/** The rows of a part, `before` of which were written already. */
function recordsOf(columns: readonly NpyWritten[], part: TablePart, before: number): Uint8Array {
  const packed = part.map((column, at) => elementsOf(column, columns[at]!, before));
  if (packed.length === 1) return packed[0]!;
  const rows = part[0]![1].length;
  const stride = columns.reduce((sum, { bytes }) => sum + bytes, 0);
  const records = new Uint8Array(rows * stride);
  let begin = 0;
  for (const [at, { bytes }] of columns.entries()) {
    const from = packed[at]!;
    for (let row = 0; row < rows; row++) for (let i = 0; i < bytes; i++) records[row * stride + begin + i] = from[row * bytes + i]!;
    begin += bytes;
  }
  return records;
}

function elementsOf([name, column]: NamedColumn, { dtype, bytes }: NpyWritten, before: number): Uint8Array {
  const { data, length } = column;
  if (data.type === "text") return charactersOf(name, column, bytes / 4, before);
  let { values } = data;
  if (data.type === "date") values = BigInt64Array.from(data.values, BigInt);
  if (column.nullCount > 0) {
    if (!"Mm".includes(dtype[1]!)) refuseNull(name, column, before);
    const copy = values.slice() as BigInt64Array;
    for (let row = 0; row < length; row++) if (column.isNull(row)) copy[row] = NAT;
    values = copy;
  }
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function refuseNull(name: string, column: Column, before: number): never {
  let row = 0;
  while (!column.isNull(row)) row++;
  const at = before + row + 1;
  const fill = column.type.startsWith("float") ? "coalesce(x, NaN) in a formula makes NaN of it" : "Fill it first: coalesce(x, 0)";
  throw new BadValue(
    `row ${at} of column ${quoted(name)}, of type ${column.type}, is null, which NumPy has only of times. ${fill}; or write Arrow`,
    at,
    name,
  );
}

function charactersOf(name: string, column: Column, width: number, before: number): Uint8Array {
  if (column.nullCount > 0) refuseNull(name, column, before);
  const codes = new Uint32Array(column.length * width);
  for (let row = 0; row < column.length; row++) {
    const text = column.get(row) as string;
    if (text.endsWith("\0")) {
      const at = before + row + 1;
      throw new BadValue(`row ${at} of column ${quoted(name)} ends with the character 0, which NumPy drops. Remove it`, at, name);
    }
    let at = row * width;
    for (const sign of text) codes[at++] = sign.codePointAt(0)!;
  }
  return new Uint8Array(codes.buffer);
}
