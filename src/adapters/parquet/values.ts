/** The values of a page or dictionary, decoded: numbers as a typed array, strings as bytes and offsets. */
import type { Encoding, ParquetType } from "hyparquet";
import type { Texts } from "../../columns/types";
import { UnsupportedType } from "../../data-errors";
import { shown } from "../../shown";
import type { Budget } from "../budget";
import { readDeltas } from "./deltas";
import { readHybrid } from "./hybrid";

/** Values as Parquet stores them: of the types of fixed length as many bytes each. */
export type PlainValues =
  | { is: "numbers"; values: Int32Array | BigInt64Array | Float32Array | Float64Array | Uint8Array }
  | { is: "fixed"; bytes: Uint8Array; width: number }
  | { is: "strings"; texts: Texts };

export interface EncodedValues {
  bytes: Uint8Array;
  at: number;
  count: number;
  encoding: Encoding;
  budget: Budget;
}

const NUMBERS = { INT32: Int32Array, INT64: BigInt64Array, FLOAT: Float32Array, DOUBLE: Float64Array } as const;
const INT96_BYTES = 12;

const isNumbers = (type: ParquetType): type is keyof typeof NUMBERS => Object.hasOwn(NUMBERS, type);

/** @throws RangeError for broken bytes, UnsupportedType */
export function plainValues(type: ParquetType, typeLength: number | undefined, encoded: EncodedValues, where: string): PlainValues {
  const width = type === "INT96" ? INT96_BYTES : isNumbers(type) ? NUMBERS[type].BYTES_PER_ELEMENT : (typeLength ?? 0);
  switch (encoded.encoding) {
    case "PLAIN":
      if (type === "BOOLEAN") return { is: "numbers", values: bits(encoded) };
      if (type === "BYTE_ARRAY") return { is: "strings", texts: plainStrings(encoded) };
      return fixed(type, fixedBytes(encoded, width), width);
    case "BYTE_STREAM_SPLIT":
      if (type !== "BYTE_ARRAY" && type !== "BOOLEAN") return fixed(type, gathered(fixedBytes(encoded, width), width), width);
      break;
    case "RLE":
      if (type === "BOOLEAN") return { is: "numbers", values: runs(encoded) };
      break;
    case "DELTA_BINARY_PACKED":
      if (type === "INT32" || type === "INT64") return { is: "numbers", values: deltas(encoded, new NUMBERS[type](encoded.count)).values };
      break;
    case "DELTA_LENGTH_BYTE_ARRAY":
      if (type === "BYTE_ARRAY") return { is: "strings", texts: stringsOfLengths(encoded) };
      break;
    case "DELTA_BYTE_ARRAY":
      if (type === "BYTE_ARRAY") return { is: "strings", texts: stringsOfPrefixes(encoded) };
      if (type === "FIXED_LEN_BYTE_ARRAY") return { is: "fixed", bytes: stringsOfPrefixes(encoded, width).bytes, width };
      break;
  }
  const encoding = shown(String(encoded.encoding));
  throw new UnsupportedType(`${where}: is encoded as ${encoding} of ${type}, which is not supported. Write it with PLAIN encoding`);
}

function fixed(type: ParquetType, bytes: Uint8Array, width: number): PlainValues {
  if (!isNumbers(type)) return { is: "fixed", bytes, width };
  const isAligned = bytes.byteOffset % width === 0;
  const { buffer, byteOffset } = isAligned ? bytes : new Uint8Array(bytes); // slice() of a Buffer is no copy
  return { is: "numbers", values: new NUMBERS[type](buffer as ArrayBuffer, byteOffset, bytes.length / width) };
}

function fixedBytes({ bytes, at, count }: EncodedValues, width: number): Uint8Array {
  const end = at + count * width;
  if (!(width > 0 && end <= bytes.length)) throw new RangeError("values end too early");
  return bytes.subarray(at, end);
}

/** The bytes of each value together: they come as all first bytes, then all second ones. */
function gathered(split: Uint8Array, width: number): Uint8Array {
  const count = split.length / width;
  const bytes = new Uint8Array(split.length);
  for (let of = 0, from = 0; of < width; of++) for (let i = 0; i < count; i++) bytes[i * width + of] = split[from++]!;
  return bytes;
}

function bits({ bytes, at, count }: EncodedValues): Uint8Array {
  if (at + Math.ceil(count / 8) > bytes.length) throw new RangeError("values end too early");
  const out = new Uint8Array(count);
  for (let i = 0; i < count; i++) out[i] = (bytes[at + (i >> 3)]! >> (i & 7)) & 1;
  return out;
}

function runs({ bytes, at, count }: EncodedValues): Uint8Array {
  const out = new Uint8Array(count);
  if (count === 0) return out;
  const size = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at, true);
  readHybrid({ bytes, at: at + 4 }, at + 4 + size, 1, out);
  return out;
}

/** Codes of a dictionary of `size` values. */
export function codesOf({ bytes, at, count }: EncodedValues, size: number): Uint32Array {
  const codes = new Uint32Array(count);
  if (count === 0) return codes;
  if (at >= bytes.length) throw new RangeError("codes end too early");
  readHybrid({ bytes, at: at + 1 }, bytes.length, bytes[at]!, codes);
  for (let i = 0; i < count; i++) if (codes[i]! >= size) throw new RangeError(`code ${codes[i]} of a dictionary of ${size}`);
  return codes;
}

function deltas<A extends Int32Array | BigInt64Array>(
  { bytes, at }: Pick<EncodedValues, "bytes" | "at">, values: A,
): { values: A; end: number } {
  return { values, end: readDeltas(bytes, at, values) };
}

function plainStrings({ bytes, at, count }: EncodedValues): Texts {
  const offsets = new Uint32Array(count + 1);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = 0;
  for (let i = 0, from = at; i < count; i++) {
    const length = view.getUint32(from, true);
    from += 4 + length;
    if (from > bytes.length) throw new RangeError("a string ends too early");
    offsets[i + 1] = end += length;
  }
  const packed = new Uint8Array(end);
  for (let i = 0, from = at; i < count; i++) {
    from += 4;
    const to = offsets[i]!;
    const length = offsets[i + 1]! - to;
    copy(bytes, from, packed, to, length);
    from += length;
  }
  return { offsets, bytes: packed };
}

const LONGEST_BY_HAND = 16;

function copy(from: Uint8Array, at: number, to: Uint8Array, place: number, length: number): void {
  if (length > LONGEST_BY_HAND) to.set(from.subarray(at, at + length), place);
  else for (let i = 0; i < length; i++) to[place + i] = from[at + i]!;
}

function stringsOfLengths(encoded: EncodedValues): Texts {
  const { bytes, count } = encoded;
  const { values: lengths, end } = deltas(encoded, new Int32Array(count));
  const offsets = offsetsOf(lengths);
  if (end + offsets[count]! > bytes.length) throw new RangeError("strings end too early");
  return { offsets, bytes: new Uint8Array(bytes.subarray(end, end + offsets[count]!)) };
}

/** Strings that begin as the one before does, for so many bytes. */
function stringsOfPrefixes(encoded: EncodedValues, width?: number): Texts {
  const { bytes, count, budget } = encoded;
  const { values: prefixes, end } = deltas(encoded, new Int32Array(count));
  const { values: suffixes, end: begin } = deltas({ bytes, at: end }, new Int32Array(count));
  const longest = bytes.length;
  const lengths = prefixes.map((prefix, i) => {
    const before = i === 0 ? 0 : prefixes[i - 1]! + suffixes[i - 1]!;
    const length = prefix + suffixes[i]!;
    if (prefix < 0 || suffixes[i]! < 0 || prefix > before || length > longest) throw new RangeError(`a prefix of ${prefix} bytes`);
    return length;
  });
  if (width !== undefined && lengths.some((length) => length !== width)) throw new RangeError(`values of other than ${width} bytes`);
  const offsets = offsetsOf(lengths);
  // Long strings of few bytes in the file: a thousand times what the page's size tells.
  budget.take(offsets[count]!);
  const packed = new Uint8Array(offsets[count]!);
  budget.take(-offsets[count]!);
  let from = begin;
  for (let i = 0; i < count; i++) {
    const to = offsets[i]!;
    if (i > 0) packed.copyWithin(to, offsets[i - 1]!, offsets[i - 1]! + prefixes[i]!);
    if (from + suffixes[i]! > bytes.length) throw new RangeError("strings end too early");
    copy(bytes, from, packed, to + prefixes[i]!, suffixes[i]!);
    from += suffixes[i]!;
  }
  return { offsets, bytes: packed };
}

function offsetsOf(lengths: Int32Array): Uint32Array {
  const offsets = new Uint32Array(lengths.length + 1);
  let end = 0;
  for (let i = 0; i < lengths.length; i++) {
    if (lengths[i]! < 0) throw new RangeError(`a string of ${lengths[i]} bytes`);
    end += lengths[i]!;
    if (end > 0xffffffff) throw new RangeError("strings of more than 4 GB");
    offsets[i + 1] = end;
  }
  return offsets;
}
