/** Columns one after another. */
import { TooLarge, UnsupportedType } from "../data-errors";
import type { TypedArray } from "../dtype";
import { Column } from "./column";
import { unscaled } from "./decimals";
import { Dictionary } from "./dictionary";
import { SecondsReader, SecondsWriter } from "./int64";
import type { TextData } from "./take";
import { textsIn } from "./texts";
import { PER_SECOND, type ColumnData, type Texts, type TimeUnit } from "./types";
import { isValid, joinedValidity } from "./validity";

const MOST_TEXT_BYTES = 2 ** 32 - 1;

/**
 * The rows of all parts, in their order. Dictionaries become one, in order of first appearance; beside plain text they are dissolved.
 * Timestamps and durations take the finest unit.
 *
 * @throws UnsupportedType where types, zones or scales differ; TooLarge for more than 4 GiB of text
 */
export function concatColumns(parts: readonly Column[]): Column {
  const [first] = parts;
  if (!first) throw new RangeError("concat: expected at least one column");
  if (parts.length === 1) return first;
  for (const [i, part] of parts.entries()) checkType(first, part, i);
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return new Column(joined(parts, length), length, joinedValidity(parts, length));
}

function checkType(first: Column, part: Column, at: number): void {
  const [wanted, got] = [described(first), described(part)];
  if (wanted !== got) throw new UnsupportedType(`concat: column ${at + 1} is ${got}, and those before it ${wanted}`);
}

function described({ data, type, zone }: Column): string {
  if (data.type === "decimal") return `decimal with ${data.scale} digits after the point`;
  return type === "timestamp" ? `timestamp ${zone === undefined ? "without a zone" : `of ${zone}`}` : type;
}

function joined(parts: readonly Column[], length: number): ColumnData {
  const { data } = parts[0]!;
  switch (data.type) {
    case "text":
      return joinedTexts(parts, length);
    case "decimal":
      return joinedDecimals(parts, length);
    case "timestamp":
    case "duration":
      return { ...data, ...joinedTimes(parts, length) };
    default: {
      const values = new (data.values.constructor as new (length: number) => Uint8Array)(length);
      fill(values, parts, (part) => part.values!);
      return { ...data, values } as ColumnData;
    }
  }
}

function fill(values: TypedArray, parts: readonly Column[], of: (part: Column) => TypedArray, words = 1): void {
  let at = 0;
  for (const part of parts) {
    const from = of(part) as Uint8Array;
    (values as Uint8Array).set(from.length === part.length * words ? from : from.subarray(0, part.length * words), at);
    at += part.length * words;
  }
}

function joinedTimes(parts: readonly Column[], length: number): { values: BigInt64Array; unit: TimeUnit } {
  const unit = parts.map((part) => part.unit!).reduce((a, b) => (PER_SECOND[a] >= PER_SECOND[b] ? a : b));
  if (parts.every((part) => part.unit === unit)) {
    const values = new BigInt64Array(length);
    fill(values, parts, (part) => part.values!);
    return { values, unit };
  }
  const writer = new SecondsWriter(length, unit);
  let at = 0;
  for (const part of parts) {
    const reader = new SecondsReader(part.values as BigInt64Array, part.unit!);
    const factor = PER_SECOND[unit] / PER_SECOND[part.unit!];
    for (let row = 0; row < part.length; row++, at++) {
      reader.read(row);
      if (!writer.write(at, reader.seconds, reader.rest * factor) && !part.isNull(row)) {
        throw new UnsupportedType(`concat: ${part.get(row)} is beyond what 64 bits of ${unit} can hold, the finest unit of these columns`);
      }
    }
  }
  return { values: writer.values, unit };
}

type DecimalData = Extract<ColumnData, { type: "decimal" }>;

function joinedDecimals(parts: readonly Column[], length: number): ColumnData {
  const all = parts.map((part) => part.data as DecimalData);
  const words = all.some((data) => data.words === 2) ? 2 : 1;
  const values = new BigInt64Array(length * words);
  const precision = Math.max(...all.map((data) => data.precision));
  if (all.every((data) => data.words === words)) fill(values, parts, (part) => part.values!, words);
  else {
    let at = 0;
    for (const [i, data] of all.entries()) {
      for (let row = 0; row < parts[i]!.length; row++, at++) {
        const integer = unscaled(data, row);
        values[2 * at] = BigInt.asIntN(64, integer);
        values[2 * at + 1] = integer >> 64n;
      }
    }
  }
  return { type: "decimal", values, words, precision, scale: all[0]!.scale };
}

function joinedTexts(parts: readonly Column[], length: number): ColumnData {
  const all = parts.map((part) => part.data as TextData);
  if (all.every((data) => data.codes !== undefined)) return joinedCodes(parts, all, length);
  let size = 0;
  for (const [i, data] of all.entries()) size += bytesOf(data, parts[i]!);
  if (size > MOST_TEXT_BYTES) throw new TooLarge(`concat: the text has ${size} bytes, ${MOST_TEXT_BYTES} at most`);
  const bytes = new Uint8Array(size);
  const offsets = new Uint32Array(length + 1);
  let end = 0;
  let at = 0;
  for (const [i, { texts, codes }] of all.entries()) {
    const part = parts[i]!;
    if (!codes) {
      const begin = texts.offsets[0]!;
      bytes.set(texts.bytes.subarray(begin, texts.offsets[part.length]!), end);
      for (let row = 1; row <= part.length; row++) offsets[++at] = end + texts.offsets[row]! - begin;
      end = offsets[at]!;
      continue;
    }
    for (let row = 0; row < part.length; row++) {
      if (!part.isNull(row)) {
        const text = texts.bytes.subarray(texts.offsets[codes[row]!]!, texts.offsets[codes[row]! + 1]!);
        bytes.set(text, end);
        end += text.length;
      }
      offsets[++at] = end;
    }
  }
  return { type: "text", texts: { offsets, bytes } };
}

function bytesOf({ texts, codes }: TextData, part: Column): number {
  if (!codes) return texts.offsets[part.length]! - texts.offsets[0]!;
  let size = 0;
  for (let row = 0; row < part.length; row++) {
    if (!part.isNull(row)) size += texts.offsets[codes[row]! + 1]! - texts.offsets[codes[row]!]!;
  }
  return size;
}

/** Codes of one dictionary, which has the texts that rows have, in the order in which they appear. */
function joinedCodes(parts: readonly Column[], all: readonly TextData[], length: number): ColumnData {
  const codes = new Uint32Array(length);
  const dictionary = new Dictionary();
  let known: { texts: Texts; strings: string[]; newCodes: Int32Array } | undefined;
  let at = 0;
  for (const [i, { texts, codes: old }] of all.entries()) {
    const part = parts[i]!;
    // Parts of one column share its dictionary.
    if (known?.texts !== texts) {
      const strings = textsIn(texts);
      known = { texts, strings, newCodes: new Int32Array(strings.length).fill(-1) };
    }
    const { strings, newCodes } = known;
    const { validity } = part;
    for (let row = 0; row < part.length; row++, at++) {
      if (validity && !isValid(validity, row)) continue;
      const code = old![row]!;
      if (newCodes[code]! < 0) newCodes[code] = dictionary.add(strings[code]!);
      codes[at] = newCodes[code]!;
    }
  }
  return { type: "text", texts: dictionary.texts(), codes };
}
