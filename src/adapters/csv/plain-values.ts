/** Values in their plainest text, from bytes. */
import { daysIn, daysOf } from "../../columns/calendar";
import type { PlainType } from "../csv-parsing";

type ParsePlain = (block: Uint8Array, begin: number, end: number, row: number) => boolean;

export interface PlainParser<A> {
  type: PlainType;
  values(count: number): A;
  /** What writes the value of a row, or returns false where the text is not plain. */
  into(values: A): ParsePlain;
}

const ZERO = 48;
const PLUS = 43;
const MINUS = 45;
const POINT = 46;
const COLON = 58;
const SPACE = 32;
const LETTER_T = 84;
/** 10 ** 0 to 10 ** 22 are exact doubles. */
const POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
/** An integer of so many digits is below 2 ** 53. */
const EXACT_DIGITS = 15;
const MOST_INT64_DIGITS = 19;
const WORD = 2 ** 32;
const DAY_SECONDS = 86_400;

const isDigit = (byte: number | undefined) => byte! >= ZERO && byte! <= ZERO + 9;

/** Writes an integer of at most 53 bits into 64. Engines of JavaScript with WebAssembly are little-endian, and so are these words. */
function writeInt64(words: Int32Array, row: number, value: number): void {
  words[2 * row] = value | 0;
  words[2 * row + 1] = Math.floor(value / WORD);
}

function wordsOf(values: BigInt64Array): Int32Array {
  return new Int32Array(values.buffer, values.byteOffset, values.length * 2);
}

function ascii(block: Uint8Array, begin: number, end: number): string {
  let text = "";
  for (let i = begin; i < end; i++) text += String.fromCharCode(block[i]!);
  return text;
}

/** What is left of an exact product or quotient of doubles is rounded once: so up to 15 digits and 22 powers of ten are read exactly. */
function parseFloat64(values: Float64Array): ParsePlain {
  return (block, begin, end, row) => {
    let at = begin;
    const isNegative = block[at] === MINUS;
    if (isNegative) at++;
    const first = at;
    let mantissa = 0;
    while (at < end && isDigit(block[at])) mantissa = mantissa * 10 + (block[at++]! - ZERO);
    let digits = at - first;
    if (digits > 1 && block[first] === ZERO) return false;
    let exponent = 0;
    if (at < end && block[at] === POINT) {
      const point = ++at;
      while (at < end && isDigit(block[at])) mantissa = mantissa * 10 + (block[at++]! - ZERO);
      exponent = point - at;
      digits += at - point;
    }
    if (digits === 0) return false;
    if (at < end) {
      if ((block[at]! | 32) !== 101) return false;
      at++;
      const isDown = block[at] === MINUS;
      if (isDown || block[at] === PLUS) at++;
      const from = at;
      let power = 0;
      while (at < end && isDigit(block[at])) power = Math.min(9999, power * 10 + (block[at++]! - ZERO));
      if (at === from || at < end) return false;
      exponent += isDown ? -power : power;
    }
    if (digits <= EXACT_DIGITS && exponent >= -22 && exponent <= 22) {
      const size = exponent < 0 ? mantissa / POWERS[-exponent]! : mantissa * POWERS[exponent]!;
      values[row] = isNegative ? -size : size;
    } else {
      values[row] = Number(ascii(block, begin, end));
    }
    return true;
  };
}

function parseInt64(values: BigInt64Array): ParsePlain {
  const words = wordsOf(values);
  return (block, begin, end, row) => {
    const isNegative = block[begin] === MINUS;
    const first = isNegative ? begin + 1 : begin;
    const digits = end - first;
    if (digits === 0 || digits > MOST_INT64_DIGITS || (block[first] === ZERO && (digits > 1 || isNegative))) return false;
    let size = 0;
    for (let at = first; at < end; at++) {
      if (!isDigit(block[at])) return false;
      size = size * 10 + (block[at]! - ZERO);
    }
    if (digits <= EXACT_DIGITS) {
      writeInt64(words, row, isNegative ? -size : size);
      return true;
    }
    const value = BigInt(ascii(block, begin, end));
    values[row] = value;
    return values[row] === value;
  };
}

const TRUE = [116, 114, 117, 101];
const FALSE = [102, 97, 108, 115, 101];

function parseBoolean(values: Uint8Array): ParsePlain {
  return (block, begin, end, row) => {
    const word = end - begin === TRUE.length ? TRUE : FALSE;
    if (end - begin !== word.length) return false;
    for (let i = 0; i < word.length; i++) if (block[begin + i] !== word[i]) return false;
    values[row] = word === TRUE ? 1 : 0;
    return true;
  };
}

/** Two digits as a number; NaN where they are none. */
function two(block: Uint8Array, at: number): number {
  return isDigit(block[at]) && isDigit(block[at + 1]) ? (block[at]! - ZERO) * 10 + block[at + 1]! - ZERO : Number.NaN;
}

/** Days of ten bytes such as 2020-01-31; NaN where they are no date. */
function dayAt(block: Uint8Array, at: number): number {
  if (block[at + 4] !== MINUS || block[at + 7] !== MINUS) return Number.NaN;
  const year = two(block, at) * 100 + two(block, at + 2);
  const month = two(block, at + 5);
  const day = two(block, at + 8);
  const exists = year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
  return exists ? daysOf(year, month, day) : Number.NaN;
}

const DATE_BYTES = 10;
const TIME_BYTES = 19;

function parseDate(values: Int32Array): ParsePlain {
  return (block, begin, end, row) => {
    const days = end - begin === DATE_BYTES ? dayAt(block, begin) : Number.NaN;
    if (Number.isNaN(days)) return false;
    values[row] = days;
    return true;
  };
}

const MOST_FRACTION_DIGITS = 6;

function parseTimestamp(values: BigInt64Array): ParsePlain {
  const words = wordsOf(values);
  return (block, begin, end, row) => {
    if (end - begin < TIME_BYTES) return false;
    const between = block[begin + DATE_BYTES];
    if ((between !== LETTER_T && between !== SPACE) || block[begin + 13] !== COLON || block[begin + 16] !== COLON) return false;
    const hour = two(block, begin + 11);
    const minute = two(block, begin + 14);
    const second = two(block, begin + 17);
    let micros = 0;
    if (end - begin > TIME_BYTES) {
      const digits = end - begin - TIME_BYTES - 1;
      if (block[begin + TIME_BYTES] !== POINT || digits < 1 || digits > MOST_FRACTION_DIGITS) return false;
      for (let at = end - digits; at < end; at++) {
        if (!isDigit(block[at])) return false;
        micros = micros * 10 + (block[at]! - ZERO);
      }
      micros *= POWERS[MOST_FRACTION_DIGITS - digits]!;
    }
    const seconds = dayAt(block, begin) * DAY_SECONDS + hour * 3600 + minute * 60 + second;
    if (!(hour < 24 && minute < 60 && second < 60) || Number.isNaN(seconds)) return false;
    const value = seconds * 1e6 + micros;
    if (Number.isSafeInteger(value)) writeInt64(words, row, value);
    else values[row] = BigInt(seconds) * 1_000_000n + BigInt(micros);
    return true;
  };
}

const floats: PlainParser<Float64Array> = { type: "float64", values: (count) => new Float64Array(count), into: parseFloat64 };
const integers: PlainParser<BigInt64Array> = { type: "int64", values: (count) => new BigInt64Array(count), into: parseInt64 };
const booleans: PlainParser<Uint8Array> = { type: "boolean", values: (count) => new Uint8Array(count), into: parseBoolean };
const dates: PlainParser<Int32Array> = { type: "date", values: (count) => new Int32Array(count), into: parseDate };
const timestamps: PlainParser<BigInt64Array> = { type: "timestamp", values: (count) => new BigInt64Array(count), into: parseTimestamp };

/** biome-ignore lint/suspicious/noExplicitAny: each is used with the arrays that it makes itself */
export const plainParsers: Record<Exclude<PlainType, "text">, PlainParser<any>> = {
  float64: floats, int64: integers, boolean: booleans, date: dates, timestamp: timestamps,
};
