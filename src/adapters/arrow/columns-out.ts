/** Columns as Arrow's arrays: their types, and their buffers. */
import { Column } from "../../columns/column";
import type { TextData } from "../../columns/take";
import type { ColumnData, Texts, Validity } from "../../columns/types";
import { aligned } from "../../columns/validity";
import { TooLarge } from "../../data-errors";
import type { TypedArray } from "../../dtype";
import type { WrittenField } from "./encode";
import { FirstAppearance } from "./pieces";
import { ARROW, type ArrowDataType } from "./types";

/** Offsets are signed, of 32 bits. */
const MOST_TEXT = 0x7fff_ffff;
const NO_BYTES = new Uint8Array(0);

export function fieldOfColumn(name: string, { data }: Column, at: number): WrittenField {
  return { name, type: typeOf(data), dictionary: data.type === "text" && data.codes ? at : undefined };
}

function typeOf(data: ColumnData): ArrowDataType {
  switch (data.type) {
    case "float64":
    case "float32":
      return { id: ARROW.float, bits: data.type === "float64" ? 64 : 32 };
    case "boolean":
      return { id: ARROW.bool };
    case "date":
      return { id: ARROW.date, bits: 32 };
    case "timestamp":
      return { id: ARROW.timestamp, unit: data.unit, zone: data.zone };
    case "duration":
      return { id: ARROW.duration, unit: data.unit };
    case "decimal":
      return { id: ARROW.decimal, bits: 128, precision: data.precision, scale: data.scale };
    case "text":
      return { id: ARROW.text };
    default:
      return { id: ARROW.int, bits: data.values.BYTES_PER_ELEMENT * 8, isSigned: !data.type.startsWith("u") };
  }
}

/** The bitmap of nulls, which is empty where there are none, and the values. @throws TooLarge */
export function buffersOfColumn({ data, validity, length }: Column): Uint8Array[] {
  const nulls = validity ? bitmap(validity, length) : NO_BYTES;
  if (data.type === "text") return [nulls, ...(data.codes ? [bytesOf(data.codes)] : buffersOfTexts(data.texts).slice(1))];
  if (data.type === "boolean") return [nulls, packedBits(data.values)];
  if (data.type === "decimal" && data.words === 1) return [nulls, bytesOf(doubledWords(data.values))];
  return [nulls, bytesOf(data.values)];
}

/** Of a column without nulls. @throws TooLarge */
export function buffersOfTexts({ offsets, bytes }: Texts): Uint8Array[] {
  const first = offsets[0]!;
  const end = offsets[offsets.length - 1]!;
  if (end - first > MOST_TEXT) {
    throw new TooLarge(`a text or a dictionary has ${end - first} bytes, more than Arrow's ${MOST_TEXT}. Write shorter texts`);
  }
  return [NO_BYTES, bytesOf(first === 0 ? offsets : offsets.map((offset) => offset - first)), bytes.subarray(first, end)];
}

function bytesOf(array: TypedArray): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** Bits beyond the last row are 0. */
function bitmap(validity: Validity, length: number): Uint8Array {
  const bits = aligned(validity, length);
  if (length & 7) bits[bits.length - 1]! &= (1 << (length & 7)) - 1;
  return bits;
}

function packedBits(values: Uint8Array): Uint8Array {
  const bits = new Uint8Array(Math.ceil(values.length / 8));
  for (let row = 0; row < values.length; row++) bits[row >> 3]! |= (values[row]! & 1) << (row & 7);
  return bits;
}

function doubledWords(values: BigInt64Array): BigInt64Array {
  const words = new BigInt64Array(2 * values.length);
  values.forEach((value, row) => {
    words[2 * row] = value;
    words[2 * row + 1] = value >> 63n;
  });
  return words;
}

/** Text columns of all parts: strings with one numbering. */
export class WrittenTexts {
  readonly #order = new FirstAppearance();
  #written = -1;

  isNew(): boolean {
    return this.#order.size !== this.#written;
  }

  /** All strings up to now. */
  written(): Texts & { length: number } {
    this.#written = this.#order.size;
    return { ...this.#order.texts(), length: this.#written };
  }

  /** The column with codes of the numbering. */
  coded(column: Column): Column {
    const { texts, codes: given } = column.data as TextData;
    const dictionary = new Column({ type: "text", texts }, texts.offsets.length - 1);
    const known = new Int32Array(dictionary.length).fill(-1);
    const codes = new Uint32Array(column.length);
    for (let row = 0; row < column.length; row++) {
      if (column.isNull(row)) continue;
      const at = given ? given[row]! : row;
      codes[row] = this.#order.number(known, dictionary, at);
    }
    return new Column({ type: "text", texts, codes }, column.length, column.validity);
  }

  /** The column without codes. */
  static plain(column: Column): Column {
    const { texts, codes } = column.data as TextData;
    if (!codes) return column;
    const offsets = new Uint32Array(column.length + 1);
    for (let row = 0; row < column.length; row++) {
      const size = column.isNull(row) ? 0 : texts.offsets[codes[row]! + 1]! - texts.offsets[codes[row]!]!;
      offsets[row + 1] = offsets[row]! + size;
    }
    const bytes = new Uint8Array(offsets[column.length]!);
    for (let row = 0; row < column.length; row++) {
      const begin = texts.offsets[codes[row]!]!;
      bytes.set(texts.bytes.subarray(begin, begin + offsets[row + 1]! - offsets[row]!), offsets[row]);
    }
    return new Column({ type: "text", texts: { offsets, bytes } }, column.length, column.validity);
  }

  /** Whether its texts have more bytes than offsets can tell, and its rows have to be shared out among batches. */
  static isTooLong({ data, length }: Column): boolean {
    return data.type === "text" && !data.codes && data.texts.offsets[length]! - data.texts.offsets[0]! > MOST_TEXT;
  }
}
