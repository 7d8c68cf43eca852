/** Values as Parquet stores them, made those of our types. */
import { NUMBER_ARRAYS, type Texts } from "../../columns/types";
import type { TypedArray } from "../../dtype";
import type { LeafType } from "./schema";
import type { PlainValues } from "./values";

/** Values that are there, one after the other: of decimals of two words two elements each. */
export type DenseValues = TypedArray | Texts;

export const isTexts = (dense: DenseValues): dense is Texts => "offsets" in dense;

const DAY_NANOSECONDS = 86_400_000_000_000n;
/** Of 1970-01-01, as INT96 counts days. */
const JULIAN_EPOCH = 2_440_588;
const INT96_BYTES = 12;
const WORD_BYTES = 8;

/** @throws RangeError for values that are not of the type */
export function denseOf(plain: PlainValues, type: LeafType): DenseValues {
  if (type.is === "decimal") return decimals(plain, type.words);
  if (plain.is === "strings") return plain.texts;
  if (plain.is === "fixed") {
    const { bytes, width } = plain;
    return type.is === "uuid" ? uuids(bytes, width) : type.is === "int96" ? int96(bytes) : halves(bytes);
  }
  const { values } = plain;
  switch (type.is) {
    case "timestamp":
    case "duration":
      return units(values, type.divisor);
    case "int8":
    case "int16":
    case "uint8":
    case "uint16":
      return narrowed(values as Int32Array, NUMBER_ARRAYS[type.is]);
    default:
      // Unsigned integers are what their bits are once they are in their array.
      return values;
  }
}

function narrowed(values: Int32Array, Kind: typeof Int8Array | typeof Int16Array | typeof Uint8Array | typeof Uint16Array): TypedArray {
  const narrow = new Kind(values);
  for (let i = 0; i < values.length; i++) if (narrow[i] !== values[i]) throw new RangeError(`${values[i]} is no ${Kind.name.slice(0, -5)}`);
  return narrow;
}

function units(values: TypedArray, divisor: bigint): BigInt64Array {
  const wide = values instanceof BigInt64Array ? values : BigInt64Array.from(values as Int32Array, BigInt);
  if (divisor === 1n) return wide;
  return wide.map((value) => {
    if (value % divisor !== 0n) throw new RangeError(`${value} is no multiple of ${divisor}, as its unit in the Arrow schema says`);
    return value / divisor;
  });
}

function decimals(plain: PlainValues, words: 1 | 2): BigInt64Array {
  if (plain.is === "numbers") {
    const { values } = plain;
    if (words === 1) return values instanceof BigInt64Array ? values : BigInt64Array.from(values as Int32Array, BigInt);
    const wide = new BigInt64Array(values.length * 2);
    for (let i = 0; i < values.length; i++) {
      wide[2 * i] = BigInt(values[i]!);
      wide[2 * i + 1] = wide[2 * i]! >> 63n;
    }
    return wide;
  }
  const isFixed = plain.is === "fixed";
  const bytes = isFixed ? plain.bytes : plain.texts.bytes;
  const count = isFixed ? bytes.length / plain.width : plain.texts.offsets.length - 1;
  const out = new BigInt64Array(count * words);
  const buffer = new ArrayBuffer(2 * WORD_BYTES);
  const scratch = new Uint8Array(buffer);
  const view = new DataView(buffer);
  for (let i = 0; i < count; i++) {
    const begin = isFixed ? i * plain.width : plain.texts.offsets[i]!;
    const end = isFixed ? begin + plain.width : plain.texts.offsets[i + 1]!;
    const sign = end > begin && bytes[begin]! >= 0x80 ? 0xff : 0;
    scratch.fill(sign);
    for (let at = end - 1, to = 15; at >= begin; at--, to--) {
      if (to >= 0) scratch[to] = bytes[at]!;
      else if (bytes[at] !== sign) throw new RangeError("a decimal of more than 128 bits");
    }
    const high = view.getBigInt64(0);
    const low = view.getBigInt64(WORD_BYTES);
    out[words * i] = low;
    if (words === 2) out[2 * i + 1] = high;
    else if (high !== low >> 63n) throw new RangeError("a decimal of more digits than its precision");
  }
  return out;
}

/** Nanoseconds since 1970, of nanoseconds of the day and the Julian day. */
function int96(bytes: Uint8Array): BigInt64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return BigInt64Array.from({ length: bytes.length / INT96_BYTES }, (_, i) => {
    const at = i * INT96_BYTES;
    const days = view.getInt32(at + WORD_BYTES, true) - JULIAN_EPOCH;
    const value = BigInt(days) * DAY_NANOSECONDS + view.getBigInt64(at, true);
    if (BigInt.asIntN(64, value) !== value) throw new RangeError("a timestamp beyond the years 1677 to 2262, in nanoseconds");
    return value;
  });
}

const HALF_FRACTION = 0x3ff;

function halves(bytes: Uint8Array): Float32Array {
  return Float32Array.from({ length: bytes.length / 2 }, (_, i) => {
    const half = bytes[2 * i]! | (bytes[2 * i + 1]! << 8);
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & HALF_FRACTION;
    const sign = half >> 15 ? -1 : 1;
    if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
    return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}

const UUID_TEXT = 36;

function uuids(bytes: Uint8Array, width: number): Texts {
  const count = bytes.length / width;
  const texts = new Uint8Array(count * UUID_TEXT);
  const offsets = Uint32Array.from({ length: count + 1 }, (_, i) => i * UUID_TEXT);
  for (let i = 0; i < count; i++) {
    const hex = Buffer.from(bytes.buffer, bytes.byteOffset + i * width, width).toString("hex");
    const text = hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
    for (let j = 0; j < UUID_TEXT; j++) texts[i * UUID_TEXT + j] = text.charCodeAt(j);
  }
  return { offsets, bytes: texts };
}
