/** An array of Arrow's, its buffers as the format lays them out, as a column over the same memory where the layouts agree. */
import { isUtf8 } from "node:buffer";
import { Column } from "../../columns/column";
import type { ColumnData, NumberType, TimeUnit, Validity } from "../../columns/types";
import { NUMBER_ARRAYS } from "../../columns/types";
import { allValid, isValid, setNull } from "../../columns/validity";
import { isZone } from "../../columns/zones";
import { BadValue, TooLarge, UnsupportedType } from "../../data-errors";
import { halves } from "../halves";
import { quoted } from "../../shown";
import { type ElementsKind, type ArrowArray, type ArrowPlace, view } from "./layout";
import { demand } from "./malformed";
import { textsFrom, textsFromViews } from "./text-arrays";
import { ARROW, type ArrowDataType, isText, isView, typeName } from "./types";

const DAY_MS = 86_400_000n;
const LARGEST = 0xffff_ffff;
/** Of decimals: far more than any type of them has digits. */
const MOST_SCALE = 128;

/** @throws Malformed, UnsupportedType, BadValue, TooLarge */
export function columnOf(array: ArrowArray, place: ArrowPlace): Column {
  const { type, length } = array;
  if (type.id === ARROW.null) return allNull(length, place);
  if (isText(type.id)) return textColumn(array, place);
  return new Column(dataOf(array, place), length, array.validity);
}

/** Such an array has no bytes, however long it says to be. */
function allNull(length: number, { name, mostBytes }: ArrowPlace): Column {
  if (length * Float64Array.BYTES_PER_ELEMENT > mostBytes) {
    throw new TooLarge(`${name}: ${length} rows are more than the limit of ${mostBytes} bytes has room for. Raise memoryLimit`);
  }
  const none = { bytes: new Uint8Array(Math.ceil(length / 8)), offset: 0 };
  return new Column({ type: "float64", values: new Float64Array(length) }, length, none);
}

/** Whether a column can be made of such an array at all. */
export function isSupported({ id, bits }: ArrowDataType): boolean {
  switch (id) {
    case ARROW.null:
    case ARROW.bool:
    case ARROW.date:
    case ARROW.time:
    case ARROW.timestamp:
    case ARROW.duration:
    case ARROW.float:
      return true;
    case ARROW.int:
      return bits! <= 64;
    case ARROW.decimal:
      return bits !== 256;
    default:
      return isText(id);
  }
}

const TO_TEXT = "Take it apart or write it as text";

/** @throws UnsupportedType */
export function refuse({ name, column }: Pick<ArrowPlace, "name" | "column">, type: ArrowDataType): never {
  const isWide = type.id === ARROW.int;
  const way = type.id === ARROW.decimal ? "Write it as decimal128" : isWide ? "Write it as int64 or decimal128" : TO_TEXT;
  throw new UnsupportedType(
    `${name}: column ${quoted(column)} is of Arrow's type ${typeName(type)}, which columns cannot have. ${way}, or read the others ` +
      "(columns: [...])",
  );
}

function dataOf(array: ArrowArray, place: ArrowPlace): ColumnData {
  const { type, length, values } = array;
  switch (type.id) {
    case ARROW.bool:
      return { type: "boolean", values: bitsOf(values, array.bit ?? 0, length) };
    case ARROW.int:
      return numbersOf(values, length, `${type.isSigned ? "int" : "uint"}${type.bits}` as NumberType);
    case ARROW.float:
      if (type.bits === 16) return { type: "float32", values: halves(view(Uint16Array, values, length)) };
      return numbersOf(values, length, `float${type.bits}` as NumberType);
    case ARROW.date:
      return { type: "date", values: type.bits === 32 ? view(Int32Array, values, length) : daysOf(array, place) };
    case ARROW.time: {
      const times = type.bits === 64 ? view(BigInt64Array, values, length) : widened(values, length);
      return { type: "duration", values: times, unit: type.unit! };
    }
    case ARROW.timestamp:
      return { type: "timestamp", values: view(BigInt64Array, values, length), unit: type.unit!, zone: zoneOf(type, place) };
    case ARROW.duration:
      return { type: "duration", values: view(BigInt64Array, values, length), unit: type.unit as TimeUnit };
    case ARROW.decimal:
      return decimalsOf(array, place);
    default:
      refuse(place, type);
  }
}

function numbersOf(values: Uint8Array, length: number, type: NumberType): ColumnData {
  demand(Object.hasOwn(NUMBER_ARRAYS, type), `a type is called ${type}`);
  return { type, values: view(NUMBER_ARRAYS[type] as ElementsKind<Float64Array>, values, length) };
}

function bitsOf(bitmap: Uint8Array, from: number, length: number): Uint8Array {
  demand(from + length <= bitmap.length * 8, "a bitmap has fewer bits than rows");
  const values = new Uint8Array(length);
  for (let i = 0, at = from; i < length; i++, at++) values[i] = (bitmap[at >> 3]! >> (at & 7)) & 1;
  return values;
}

function widened(values: Uint8Array, length: number): BigInt64Array {
  return BigInt64Array.from(view(Int32Array, values, length), BigInt);
}

/** date64: milliseconds, which must be of whole days. */
function daysOf({ values, length, validity }: ArrowArray, place: ArrowPlace): Int32Array {
  const ms = view(BigInt64Array, values, length);
  const days = new Int32Array(length);
  for (let row = 0; row < length; row++) {
    if (validity && !isValid(validity, row)) continue;
    const day = ms[row]! / DAY_MS;
    days[row] = Number(day);
    if (day * DAY_MS === ms[row] && BigInt(days[row]!) === day) continue;
    const at = place.row + row + 1;
    throw new BadValue(
      `${place.name}: row ${at} of column ${quoted(place.column)}, of type date64, has ${ms[row]} ms since 1970, which is no whole day. ` +
        "Write the column as a timestamp",
      at,
      place.column,
    );
  }
  return days;
}

/** Other names of UTC, as writers have them. */
const UTC = /^(Etc\/UTC|UTC|Z|[+-]00:?00)$/i;

function zoneOf({ zone }: ArrowDataType, place: ArrowPlace): string | undefined {
  if (zone !== undefined && UTC.test(zone)) return "UTC";
  if (zone === undefined || isZone(zone)) return zone;
  throw new UnsupportedType(
    `${place.name}: column ${quoted(place.column)} is of the time zone ${quoted(zone)}, which this host does not know. Write it in UTC, ` +
      "or read the others (columns: [...])",
  );
}

function decimalsOf({ type, values, length }: ArrowArray, place: ArrowPlace): ColumnData {
  const { bits, precision, scale } = type as Required<ArrowDataType>;
  demand(precision > 0 && Math.abs(scale) <= MOST_SCALE, `decimals have a precision of ${precision} and a scale of ${scale}`);
  const base = { type: "decimal", precision, scale } as const;
  if (bits === 128) return { ...base, words: 2, values: view(BigInt64Array, values, 2 * length) };
  if (bits === 64) return { ...base, words: 1, values: view(BigInt64Array, values, length) };
  if (bits === 32) return { ...base, words: 1, values: widened(values, length) };
  if (bits === 256) refuse(place, type);
  demand(false, `decimals have ${bits} bits`);
}

function textColumn(array: ArrowArray, place: ArrowPlace): Column {
  const { type, length, validity } = array;
  const most = Math.min(place.mostBytes, LARGEST);
  const texts = isView(type.id) ? textsFromViews(array, most) : textsFrom(array);
  if (!texts) {
    throw new TooLarge(`${place.name}: column ${quoted(place.column)} has more text in one batch than the limit of ${most} bytes. Raise ` +
      "memoryLimit, or write smaller batches");
  }
  const { offsets, bytes } = texts;
  if (!isUtf8(bytes.subarray(offsets[0]!, offsets[length]!))) {
    let row = 0;
    while (row < length && isUtf8(bytes.subarray(offsets[row]!, offsets[row + 1]!))) row++;
    const at = place.row + row + 1;
    throw new BadValue(
      `${place.name}: row ${at} of column ${quoted(place.column)} is no UTF-8 text. Write it as UTF-8, or read the others (columns: [...])`,
      at,
      place.column,
    );
  }
  return new Column({ type: "text", texts }, length, validity);
}

/** The bitmap of a node's nulls. @throws Malformed where it is too short */
export function validityOf(bitmap: Uint8Array, nullCount: number, length: number): Validity | undefined {
  if (nullCount === 0) return undefined;
  demand(bitmap.length * 8 >= length, "a bitmap of nulls has fewer bits than rows");
  return { bytes: bitmap, offset: 0 };
}

/** What does not fit is no code of any dictionary, and must not become one. */
function codeOf(given: number | bigint): number {
  const code = Number(given);
  return code >= 0 && code < LARGEST ? code : LARGEST;
}

/** The codes of an array of a dictionary, and which rows have one that is not null. @throws Malformed for codes that it has not */
export function codesOf(array: ArrowArray, dictionary: Column): { codes: Uint32Array; validity: Validity | undefined } {
  const { type, length, values } = array;
  const name = `${type.isSigned ? "int" : "uint"}${type.bits}` as NumberType;
  const Kind = NUMBER_ARRAYS[name] as ElementsKind<Uint8Array | BigInt64Array> | undefined;
  demand(Kind !== undefined, "a dictionary's codes are no integers");
  const given = view(Kind, values, length);
  const codes = type.bits === 32 ? view(Uint32Array, values, length) : Uint32Array.from(given as Uint8Array, codeOf);
  const { validity } = array;
  for (let row = 0; row < length; row++) {
    const isIn = codes[row]! < dictionary.length;
    demand(isIn || (validity !== undefined && !isValid(validity, row)), `row ${row + 1} refers to a value that the dictionary has not`);
  }
  if (dictionary.nullCount === 0) return { codes, validity };
  const all = allValid(length);
  for (let row = 0; row < length; row++) {
    const isNull = (validity && !isValid(validity, row)) || dictionary.isNull(codes[row]!);
    if (isNull) setNull(all, row);
  }
  return { codes, validity: all };
}
