/** Dates and times in text: what a parser of one form says of it, and the parser of ISO 8601 (RFC 3339). */
import { daysIn, daysOf } from "./calendar";

export const DAY_SECONDS = 86_400;
export const SECOND_NS = 1e9;
const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3600;

/** What a text says: a day, nanoseconds of that day, and how far its clock is ahead of UTC: NaN where it does not say. */
export class ParsedMoment {
  days = 0;
  ns = 0;
  offsetSeconds = Number.NaN;

  /** False where there is no such day or time. */
  set(year: number, month: number, day: number, secondOfDay: number, nanosecond: number): boolean {
    if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || secondOfDay > DAY_SECONDS) return false;
    this.days = daysOf(year, month, day);
    this.ns = secondOfDay * SECOND_NS + nanosecond;
    if (secondOfDay < DAY_SECONDS) return true;
    this.days++; // 24:00:00 is the midnight that ends the day
    this.ns = 0;
    return nanosecond === 0;
  }
}

/** Reads a text of UTF-8 bytes [begin, end) into a moment. False where it is none of its form. */
export type MomentParser = (bytes: Uint8Array, begin: number, end: number, into: ParsedMoment) => boolean;

export interface MomentInText {
  /** Since 1970-01-01. */
  readonly days: number;
  /** Nanoseconds of the day. */
  readonly ns: number;
  /** Seconds that the text's clock is ahead of UTC, where it says so. */
  readonly offsetSeconds?: number;
}

const LONGEST = 128;
const scratch = new Uint8Array(LONGEST * 3);
const moment = new ParsedMoment();
const encoder = new TextEncoder();

/** A parser of strings. */
export function ofStrings(parse: MomentParser): (text: string) => MomentInText | undefined {
  return (text) => {
    if (text.length > LONGEST || !parse(scratch, 0, encoder.encodeInto(text, scratch).written, moment)) return undefined;
    const { days, ns, offsetSeconds } = moment;
    return Number.isNaN(offsetSeconds) ? { days, ns } : { days, ns, offsetSeconds };
  };
}

const MINUS = 45;
const PLUS = 43;
const COLON = 58;

/** The digit at a place; not 0 to 9 where there is none. */
const digitAt = (bytes: Uint8Array, at: number) => bytes[at]! - 48;
export const isDigit = (digit: number) => digit >= 0 && digit <= 9;

/** Two digits from a place on; NaN for anything else. */
export function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = digitAt(bytes, at);
  const ones = digitAt(bytes, at + 1);
  return isDigit(tens) && isDigit(ones) ? tens * 10 + ones : Number.NaN;
}

/**
 * 2020-01-31, 2020-01-31T12:30, 2020-01-31 12:30:00.123456789, with "Z", "UTC", "GMT", +05, +05:30, +0530 or +05:30:15 behind it,
 * which may be followed by a zone's name in brackets. Years beyond four digits have a sign and six, as in ECMAScript.
 */
export const parseIso: MomentParser = (bytes, begin, end, into) => {
  let at = begin;
  const isSigned = bytes[at] === MINUS || bytes[at] === PLUS;
  const yearEnd = isSigned ? at + 7 : at + 4;
  if (end < yearEnd + 6) return false;
  let year = 0;
  for (at += isSigned ? 1 : 0; at < yearEnd; at++) {
    const digit = digitAt(bytes, at);
    if (!isDigit(digit)) return false;
    year = year * 10 + digit;
  }
  if (isSigned && bytes[begin] === MINUS) {
    if (year === 0) return false;
    year = -year;
  }
  if (bytes[at] !== MINUS || bytes[at + 3] !== MINUS) return false;
  const month = twoDigits(bytes, at + 1);
  const day = twoDigits(bytes, at + 4);
  if (Number.isNaN(month) || Number.isNaN(day)) return false;
  into.offsetSeconds = Number.NaN;
  at += 6;
  if (at === end) return into.set(year, month, day, 0, 0);
  const mark = bytes[at]! | 32; // "T", "t" or a blank
  if (mark !== 116 && mark !== 32) return false;
  return timeFrom(bytes, at + 1, end, into, year, month, day);
};

function timeFrom(bytes: Uint8Array, begin: number, end: number, into: ParsedMoment, year: number, month: number, day: number): boolean {
  let at = begin;
  if (end < at + 5 || bytes[at + 2] !== COLON) return false;
  const hour = twoDigits(bytes, at);
  const minute = twoDigits(bytes, at + 3);
  at += 5;
  let second = 0;
  let ns = 0;
  if (at + 3 <= end && bytes[at] === COLON) {
    second = twoDigits(bytes, at + 1);
    at += 3;
    if (at < end && (bytes[at] === 46 || bytes[at] === 44)) {
      const first = ++at;
      let unit = 1e8;
      for (; at < end && isDigit(digitAt(bytes, at)); at++) {
        const digit = digitAt(bytes, at);
        if (at - first < 9) ns += digit * unit;
        else if (digit !== 0) return false; // nanoseconds cannot hold it
        unit /= 10;
      }
      if (at === first) return false;
    }
  }
  if (!(hour <= 24 && minute < 60 && second < 60)) return false;
  if (at < end && !offsetFrom(bytes, at, end, into)) return false;
  return into.set(year, month, day, hour * HOUR_SECONDS + minute * MINUTE_SECONDS + second, ns);
}

/** An offset after a blank or none, to the end, or to a name in brackets: the offset before the name is what counts. */
function offsetFrom(bytes: Uint8Array, begin: number, end: number, into: ParsedMoment): boolean {
  const at = bytes[begin] === 32 ? begin + 1 : begin;
  const to = bytes[end - 1] === 93 ? bytes.lastIndexOf(91, end - 1) : end;
  return to > at && offsetMark(bytes, at, to, into) === to;
}

/** Reads "Z", "UTC", "GMT" or an offset; where it ends, or -1. */
export function offsetMark(bytes: Uint8Array, at: number, end: number, into: ParsedMoment): number {
  if (at < end && (bytes[at]! | 32) === 122) {
    into.offsetSeconds = 0;
    return at + 1;
  }
  if (at + 3 <= end && isWord(bytes, at, UTC, GMT)) {
    into.offsetSeconds = 0;
    return at + 3;
  }
  return offsetDigits(bytes, at, end, into);
}

const UTC = [85, 84, 67];
const GMT = [71, 77, 84];
const isWord = (bytes: Uint8Array, at: number, ...words: number[][]) =>
  words.some((word) => word.every((byte, i) => bytes[at + i] === byte));

/** Reads ±05, ±05:30, ±0530 or ±05:30:15; where it ends, or -1. */
function offsetDigits(bytes: Uint8Array, begin: number, end: number, into: ParsedMoment): number {
  const sign = bytes[begin] === PLUS ? 1 : bytes[begin] === MINUS ? -1 : 0;
  let at = begin + 1;
  if (sign === 0 || at + 2 > end) return -1;
  let seconds = 0;
  let unit = HOUR_SECONDS;
  for (let count = 0; count < 3; count++) {
    const from = count > 0 && bytes[at] === COLON ? at + 1 : at;
    if (from + 2 > end) break;
    const value = twoDigits(bytes, from);
    if (!(value < (count === 0 ? 24 : 60))) break;
    seconds += value * unit;
    unit /= 60;
    at = from + 2;
  }
  into.offsetSeconds = sign * seconds || 0;
  return at === begin + 1 ? -1 : at;
}

/** Dates and times of ISO 8601. */
export const isoMoment = ofStrings(parseIso);
