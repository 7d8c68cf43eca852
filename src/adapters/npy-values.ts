/** Elements of a NumPy array as columns. */
import { isUtf8 } from "node:buffer";
import { daysOf } from "../columns/calendar";
import { Column } from "../columns/column";
import { LoneSurrogate, textsOf } from "../columns/texts";
import { type ColumnData, NUMBER_ARRAYS, type NumberType, type TimeUnit, type Validity } from "../columns/types";
import { allValid, setNull } from "../columns/validity";
import { BadValue } from "../data-errors";
import { halves } from "./halves";
import type { NpyType } from "./npy-header";
import { quoted } from "../shown";

/** Whose values, for messages. */
export interface NpyPlace {
  readonly file: string;
  readonly column: string;
  /** Rows before the first. */
  readonly row: number;
}

/** Elements of `size` bytes that lie `stride` bytes apart from `begin` on, one after the other: the same memory where they do already. */
export function gathered(bytes: Uint8Array, begin: number, stride: number, size: number, rows: number): Uint8Array {
  if (stride === size) return bytes.subarray(begin, begin + rows * size);
  const packed = new Uint8Array(rows * size);
  const isWords = (size === 4 || size === 8) && [bytes.byteOffset + begin, stride].every((at) => at % size === 0);
  if (isWords) {
    const Kind = size === 8 ? BigUint64Array : Uint32Array;
    const from = new Kind(bytes.buffer as ArrayBuffer, bytes.byteOffset, Math.floor(bytes.length / size));
    const to = new Kind(packed.buffer as ArrayBuffer);
    for (let row = 0, at = begin / size; row < rows; row++, at += stride / size) to[row] = from[at]!;
  } else {
    for (let row = 0, at = begin; row < rows; row++, at += stride) for (let i = 0; i < size; i++) packed[row * size + i] = bytes[at + i]!;
  }
  return packed;
}

/** @throws BadValue */
export function npyColumn(type: NpyType, packed: Uint8Array, rows: number, place: NpyPlace): Column {
  switch (type.kind) {
    case "S":
      return bytesColumn(packed, type.bytes, rows, place);
    case "U":
      return textColumn(swapped(packed, 4, type.isBigEndian), type.bytes / 4, rows, place);
    default:
  }
  const bytes = swapped(packed, type.bytes, type.isBigEndian);
  switch (type.kind) {
    case "b":
      return new Column({ type: "boolean", values: bytes.some((byte) => byte > 1) ? bytes.map((byte) => (byte ? 1 : 0)) : bytes }, rows);
    case "M":
    case "m":
      return timeColumn(type, bytes, rows, place);
    default:
  }
  if (type.kind === "f" && type.bytes === 2) return new Column({ type: "float32", values: halves(viewOf(Uint16Array, bytes, rows)) }, rows);
  const name = `${{ f: "float", i: "int", u: "uint" }[type.kind]}${type.bytes * 8}` as NumberType;
  return new Column({ type: name, values: viewOf(NUMBER_ARRAYS[name] as typeof Float64Array, bytes, rows) }, rows);
}

/** In the byte order of this machine: the same memory where it is that already. */
function swapped(bytes: Uint8Array, size: number, isBigEndian: boolean): Uint8Array {
  if (!isBigEndian || size === 1) return bytes;
  const copy = new Uint8Array(bytes.length);
  for (let at = 0; at < bytes.length; at += size) for (let i = 0; i < size; i++) copy[at + i] = bytes[at + size - 1 - i]!;
  return copy;
}

interface KindOfView<A> {
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): A;
  readonly BYTES_PER_ELEMENT: number;
}

/** Over the same memory, unless it is not aligned. */
function viewOf<A>(Kind: KindOfView<A>, bytes: Uint8Array, length: number): A {
  if (bytes.byteOffset % Kind.BYTES_PER_ELEMENT === 0) return new Kind(bytes.buffer, bytes.byteOffset, length);
  return new Kind(Uint8Array.from(bytes).buffer, 0, length);
}

/** Not a time. */
const NAT = -(2n ** 63n);
const PER_UNIT: Record<string, { unit: TimeUnit; factor: bigint }> = {
  W: { unit: "s", factor: 604_800n }, D: { unit: "s", factor: 86_400n }, h: { unit: "s", factor: 3600n }, m: { unit: "s", factor: 60n },
  s: { unit: "s", factor: 1n }, ms: { unit: "ms", factor: 1n }, us: { unit: "us", factor: 1n }, ns: { unit: "ns", factor: 1n },
};
const DAYS: Record<string, (value: number) => number> = {
  D: (day) => day,
  W: (week) => week * 7,
  M: (month) => daysOf(1970 + Math.floor(month / 12), (((month % 12) + 12) % 12) + 1, 1),
  Y: (year) => daysOf(1970 + year, 1, 1),
};

function timeColumn(type: NpyType, bytes: Uint8Array, rows: number, place: NpyPlace): Column {
  const given = viewOf(BigInt64Array, bytes, rows);
  const validity = given.includes(NAT) ? nullsOf(given) : undefined;
  const dayOf = type.kind === "M" ? DAYS[type.unit] : undefined;
  if (dayOf) {
    const values = new Int32Array(rows);
    given.forEach((value, row) => {
      const day = value === NAT ? 0 : dayOf(Number(value));
      values[row] = day;
      if (values[row] !== day) throw outOfRange(value, row, type, place);
    });
    return new Column({ type: "date", values }, rows, validity);
  }
  const { unit, factor } = PER_UNIT[type.unit]!;
  const values = factor === 1n ? given : given.map((value) => (value === NAT ? 0n : value * factor));
  if (factor !== 1n) {
    const row = given.findIndex((value, at) => value !== NAT && values[at] !== value * factor);
    if (row >= 0) throw outOfRange(given[row]!, row, type, place);
  }
  return new Column({ type: type.kind === "M" ? "timestamp" : "duration", values, unit } as ColumnData, rows, validity);
}

function outOfRange(value: bigint, row: number, { unit }: NpyType, { file, column, row: before }: NpyPlace): BadValue {
  const at = before + row + 1;
  return new BadValue(`${file}: row ${at} of column ${quoted(column)} has ${value} ${unit}, out of range. Set it to NaT`, at, column);
}

function nullsOf(values: BigInt64Array): Validity {
  const validity = allValid(values.length);
  values.forEach((value, row) => {
    if (value === NAT) setNull(validity, row);
  });
  return validity;
}

/** Of fixed width: the zeros at the end are none of it. */
function bytesColumn(packed: Uint8Array, width: number, rows: number, place: NpyPlace): Column {
  const offsets = new Uint32Array(rows + 1);
  const kept = new Uint8Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const begin = row * width;
    let end = begin + width;
    while (end > begin && packed[end - 1] === 0) end--;
    kept.set(packed.subarray(begin, end), offsets[row]);
    offsets[row + 1] = offsets[row]! + end - begin;
  }
  const bytes = kept.subarray(0, offsets[rows]);
  if (!isUtf8(bytes)) {
    const row = Array.from({ length: rows }, (_, i) => i).find((i) => !isUtf8(bytes.subarray(offsets[i]!, offsets[i + 1]!))) ?? 0;
    throw noText(row, place, 'no UTF-8. Save it with numpy.char.decode(a, "latin-1")');
  }
  return new Column({ type: "text", texts: { offsets, bytes } }, rows);
}

/** Characters of four bytes. */
function textColumn(packed: Uint8Array, width: number, rows: number, place: NpyPlace): Column {
  const codes = viewOf(Uint32Array, packed, rows * width);
  const texts = Array.from({ length: rows }, (_, row) => {
    let end = (row + 1) * width;
    while (end > row * width && codes[end - 1] === 0) end--;
    let text = "";
    for (let at = row * width; at < end; at++) {
      if (codes[at]! > 0x10ffff) throw noText(row, place, `the character ${codes[at]}, which Unicode has not. Save the array again`);
      text += String.fromCodePoint(codes[at]!);
    }
    return text;
  });
  try {
    return new Column({ type: "text", texts: textsOf(texts) }, rows);
  } catch (error) {
    if (!(error instanceof LoneSurrogate)) throw error;
    throw noText(error.index, place, "half of a character (a lone surrogate). Remove it");
  }
}

function noText(row: number, { file, column, row: before }: NpyPlace, what: string): BadValue {
  const at = before + row + 1;
  return new BadValue(`${file}: row ${at} of column ${quoted(column)} has ${what}, or read the others (columns: [...])`, at, column);
}
