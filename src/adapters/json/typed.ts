/** Texts of JSON's values, made columns of the type that a caller asks for. */
import { Column } from "../../columns/column";
import { dateFormatOf } from "../../columns/date-format";
import { parseIso } from "../../columns/date-text";
import { textAt } from "../../columns/texts";
import { type ColumnData, isNumberType, NUMBER_ARRAYS, type NumberType, PER_SECOND, type Texts, type Validity } from "../../columns/types";
import { isValid } from "../../columns/validity";
import { BadOption } from "../../errors";
import type { WantedType } from "../format";
import { shown } from "../../shown";
import { momentsOf, type RefuseText } from "./iso";

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?$/;
const WORDS = /^(?:NaN|-?Infinity)$/;
const MOST_DIGITS = 38;
const DIGITS_OF_WORD = 18;

export function typedFrom(texts: Texts, rows: number, validity: Validity, wanted: WantedType, refuse: RefuseText): Column {
  const { type } = wanted;
  const each = (take: (text: string, row: number) => void) => {
    for (let row = 0; row < rows; row++) if (isValid(validity, row)) take(textAt(texts, row), row);
  };
  const column = (data: ColumnData) => new Column(data, rows, validity);
  if (type === "text") return column({ type, texts });
  if (type === "boolean") {
    const values = new Uint8Array(rows);
    each((text, row) => {
      if (text === "true") values[row] = 1;
      else if (text !== "false") refuse(row, text, "neither true nor false");
    });
    return column({ type, values });
  }
  if (isNumberType(type)) return column({ type, values: numbersOf(type, rows, each, refuse) });
  if (type === "decimal") return column(decimalsOf(wanted, rows, each, refuse));
  if (type === "duration") {
    const unit = wanted.unit ?? "ms";
    const values = new BigInt64Array(rows);
    // In milliseconds, as they are shown and written.
    each((text, row) => (values[row] = scaled(text, Math.log10(PER_SECOND[unit]) - 3, 64n) ?? refuse(row, text, `no duration in ${unit}`)));
    return column({ type, values, unit });
  }
  const { unit = wanted.format === undefined ? "us" : "ns", zone, format } = wanted;
  const parse = format === undefined ? parseIso : dateFormat(format);
  if (type === "timestamp" && format === undefined && isEpochs(texts, rows, validity)) {
    const values = new BigInt64Array(rows);
    each((text, row) => (values[row] = scaled(text, 0, 64n) ?? refuse(row, text, `no whole ${wanted.unit ?? "ms"} since 1970`)));
    return column({ type, values, unit: wanted.unit ?? "ms", zone: zone ?? "UTC" });
  }
  const hasOffsets = HAS_OFFSET.test(firstText(texts, rows, validity));
  const moments = zone === undefined
    ? ({ type, unit, zone: hasOffsets ? "UTC" : undefined, offsets: hasOffsets ? "all" : "none" } as const)
    : ({ type, unit, zone, offsets: "some" } as const);
  return momentsOf(texts, rows, validity, parse, moments, refuse);
}

function dateFormat(format: string) {
  try {
    return dateFormatOf(format).parse;
  } catch (error) {
    throw new BadOption(`types: ${shown((error as Error).message)}`);
  }
}

function firstText(texts: Texts, rows: number, validity: Validity): string {
  for (let row = 0; row < rows; row++) if (isValid(validity, row)) return textAt(texts, row);
  return "";
}

const isEpochs = (texts: Texts, rows: number, validity: Validity) => NUMBER.test(firstText(texts, rows, validity));
/** Behind the date. */
const HAS_OFFSET = /^.{10}.*(?:Z|[+-]\d{2}(?::?\d{2})?)$/i;

type EachText = (take: (text: string, row: number) => void) => void;

function numbersOf(type: NumberType, rows: number, each: EachText, refuse: RefuseText) {
  const values = new NUMBER_ARRAYS[type](rows);
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
    each((text, row) => {
      const integer = scaled(text, 0, 128n) ?? refuse(row, text, `no ${type}`);
      values[row] = integer;
      if (values[row] !== integer) refuse(row, text, `no ${type}`);
    });
    return values;
  }
  const isFloat = type === "float64" || type === "float32";
  each((text, row) => {
    const number = NUMBER.test(text) || (isFloat && WORDS.test(text)) ? Number(text) : refuse(row, text, "no number");
    values[row] = number;
    if (!isFloat && (values[row] !== number || Object.is(number, -0))) refuse(row, text, `no ${type}`);
  });
  return values;
}

/** A decimal number times a power of ten, where that is a whole number of so many bits, exactly. */
function scaled(text: string, power: number, bits: bigint): bigint | undefined {
  const found = NUMBER.exec(text);
  if (!found) return undefined;
  const [, fraction = "", exponent = "0"] = found;
  const digits = BigInt(text.replace(/[eE].*$/, "").replace(".", ""));
  if (digits === 0n) return 0n;
  const shift = power + Number(exponent) - fraction.length;
  if (shift > MOST_DIGITS) return undefined;
  const divisor = shift < 0 ? 10n ** BigInt(-shift) : 1n;
  if (digits % divisor !== 0n) return undefined;
  const integer = shift < 0 ? digits / divisor : digits * 10n ** BigInt(shift);
  return integer >= -(1n << (bits - 1n)) && integer < 1n << (bits - 1n) ? integer : undefined;
}

function decimalsOf(wanted: WantedType, rows: number, each: EachText, refuse: RefuseText): ColumnData {
  let { scale } = wanted;
  if (scale === undefined) {
    scale = 0;
    each((text) => (scale = Math.max(scale!, NUMBER.exec(text)?.[1]?.length ?? 0)));
  }
  const integers = new Map<number, bigint>();
  const digits = wanted.precision ?? MOST_DIGITS;
  const most = 10n ** BigInt(digits);
  let isWide = (wanted.precision ?? 0) > DIGITS_OF_WORD;
  each((text, row) => {
    const integer = scaled(text, scale!, 128n);
    if (integer === undefined || integer >= most || integer <= -most) {
      return refuse(row, text, `no decimal of ${digits} digits, ${scale} behind the point`);
    }
    integers.set(row, integer);
    if (wanted.precision === undefined && (integer >= 10n ** 18n || integer <= -(10n ** 18n))) isWide = true;
  });
  const words = isWide ? 2 : 1;
  const values = new BigInt64Array(rows * words);
  for (const [row, integer] of integers) {
    values[row * words] = BigInt.asIntN(64, integer);
    if (isWide) values[2 * row + 1] = integer >> 64n;
  }
  return { type: "decimal", values, words, precision: wanted.precision ?? (isWide ? MOST_DIGITS : DIGITS_OF_WORD), scale };
}
