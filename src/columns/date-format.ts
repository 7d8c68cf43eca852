/** Named formats of dates and times: "DD/MM/YYYY HH:mm:ss.SSS A Z". */
import { isLeap } from "./calendar";
import {
  isDigit, type MomentParser, offsetMark, ParsedMoment, DAY_SECONDS, SECOND_NS,
} from "./date-text";

/** What a format's tokens have read. */
interface Fields {
  year: number;
  month: number;
  day: number;
  /** The day of the year; NaN where the format has none. */
  ordinal: number;
  hour: number;
  minute: number;
  second: number;
  ns: number;
  /** Of the clock of twelve hours: 0 before noon, 12 after; NaN where the format has none. */
  half: number;
  /** Since 1970 in UTC; NaN where the format has none. */
  epochSeconds: number;
  offsetSeconds: number;
}

/** Reads a token at a place into fields; where it ends, or -1. */
type TokenReader = (bytes: Uint8Array, at: number, end: number, fields: Fields) => number;

type NumberField = "year" | "month" | "day" | "ordinal" | "hour" | "minute" | "second" | "ns" | "epochSeconds";

const MONTHS = [
  "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
];
const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const TOKENS = /\[[^\]]*\]|YYYY|YY|MMMM|MMM|MM|M|dddd|ddd|DDDD|DDD|DD|D|HH|H|hh|h|mm|m|ss|s|S+|ZZ|Z|A|a|X|x|[\s\S]/gu;
/** The tokens, for messages. */
export const FORMAT_TOKENS = "YYYY YY MMMM MMM MM M DD D DDD dddd ddd HH H hh h mm m ss s SSS A Z X x, T, and [text] as it is";
/** Two digits of a year from here on are of the century before, as POSIX has it. */
const FIRST_OF_1900S = 69;

/** Digits, at least `least` and at most `most` of them. */
const digits = (field: NumberField, least: number, most: number, finish = (value: number, _count: number) => value): TokenReader =>
  (bytes, at, end, fields) => {
    let value = 0;
    let count = 0;
    for (; count < most && at + count < end && isDigit(bytes[at + count]! - 48); count++) value = value * 10 + bytes[at + count]! - 48;
    if (count < least) return -1;
    fields[field] = finish(value, count);
    return at + count;
  };

const lettersFrom = (bytes: Uint8Array, at: number, end: number): number => {
  let to = at;
  while (to < end && (bytes[to]! | 32) >= 97 && (bytes[to]! | 32) <= 122) to++;
  return to;
};

/** One of some English words, or the first three letters of it, in any case; what is its place among them. */
function word(words: readonly string[], isWhole: boolean, set: (fields: Fields, index: number) => void): TokenReader {
  const known = new Map(words.flatMap((name, index) => (isWhole ? [[name, index]] : [[name.slice(0, 3), index], [name, index]])) as
    [string, number][]);
  known.set("sept", words.indexOf("september"));
  return (bytes, at, end, fields) => {
    const to = lettersFrom(bytes, at, end);
    const index = known.get(String.fromCharCode(...bytes.subarray(at, Math.min(to, at + 10))).toLowerCase());
    if (index === undefined || index < 0) return -1;
    set(fields, index);
    return !isWhole && bytes[to] === 46 && to < end ? to + 1 : to; // "Jan."
  };
}

const half: TokenReader = (bytes, at, end, fields) => {
  const letter = bytes[at]! | 32;
  const dots = bytes[at + 1] === 46 && bytes[at + 3] === 46 ? 1 : 0; // "a.m."
  if ((letter !== 97 && letter !== 112) || (bytes[at + 1 + dots]! | 32) !== 109 || at + 2 + 2 * dots > end) return -1;
  fields.half = letter === 97 ? 0 : 12;
  return at + 2 + 2 * dots;
};

const offset: TokenReader = (bytes, at, end, fields) => {
  const to = offsetMark(bytes, at, end, offsetRead);
  fields.offsetSeconds = offsetRead.offsetSeconds;
  return to;
};
const offsetRead = new ParsedMoment();

const epoch = (perSecond: number): TokenReader => (bytes, at, end, fields) => {
  const isNegative = bytes[at] === 45;
  let whole = 0;
  let to = isNegative ? at + 1 : at;
  const first = to;
  for (; to < end && isDigit(bytes[to]! - 48); to++) whole = whole * 10 + bytes[to]! - 48;
  if (to === first || to - first > 15) return -1;
  const value = isNegative ? -whole : whole;
  fields.epochSeconds = Math.floor(value / perSecond);
  fields.ns = (value - fields.epochSeconds * perSecond) * (SECOND_NS / perSecond);
  fields.offsetSeconds = 0;
  return to;
};

const nanoseconds = (value: number, count: number) => value * 10 ** (9 - count);
const thisCentury = (value: number) => value + (value < FIRST_OF_1900S ? 2000 : 1900);

/** A token's reader, and whether it reads digits. `next` is whether digits follow, so that it must not take more than its own. */
function readerOf(token: string, next: boolean): TokenReader | undefined {
  const two = (field: NumberField) => digits(field, token.length === 2 && next ? 2 : 1, 2);
  switch (token[0] === "S" ? "S" : token) {
    case "YYYY": return digits("year", 4, 4);
    case "YY": return digits("year", 2, 2, thisCentury);
    case "MMMM": return word(MONTHS, true, (fields, index) => { fields.month = index + 1; });
    case "MMM": return word(MONTHS, false, (fields, index) => { fields.month = index + 1; });
    case "MM": case "M": return two("month");
    case "DD": case "D": return two("day");
    case "DDDD": case "DDD": return digits("ordinal", 3, 3);
    case "dddd": case "ddd": return word(WEEKDAYS, token === "dddd", () => {});
    case "HH": case "H": case "hh": case "h": return two("hour");
    case "mm": case "m": return two("minute");
    case "ss": case "s": return two("second");
    case "S": return digits("ns", next ? token.length : 1, next ? token.length : 9, nanoseconds);
    case "A": case "a": return half;
    case "Z": case "ZZ": return offset;
    case "X": return epoch(1);
    case "x": return epoch(1000);
    default: return undefined;
  }
}

const READS_DIGITS = /^(YYYY|YY|MM|M|DDDD|DDD|DD|D|HH|H|hh|h|mm|m|ss|s|S+)$/;

const literal = (text: string): TokenReader => {
  const wanted = new TextEncoder().encode(text);
  return (bytes, at, end) => {
    if (at + wanted.length > end) return -1;
    for (let i = 0; i < wanted.length; i++) if (bytes[at + i] !== wanted[i]) return -1;
    return at + wanted.length;
  };
};

/** What a format says of the texts that it reads. */
export interface DateFormat {
  readonly parse: MomentParser;
  /** Whether its texts say which day it is, and each part of it once. */
  readonly isDay: boolean;
  /** Whether it has hours. */
  readonly hasTime: boolean;
  /** Whether its texts say how far they are from UTC. */
  readonly hasOffset: boolean;
  /** Digits of seconds after the point that it names. */
  readonly fractionDigits: number;
}

/**
 * What reads texts of a format such as "DD/MM/YYYY HH:mm:ss.SSS A Z": the day since 1970-01-01, nanoseconds of the day, and the seconds
 * by which the text's clock is ahead of UTC, where it says so. Undefined for a text of another form, and for days that there are not.
 * Months and weekdays are English, in any case; numbers may lack their leading zero unless digits follow; a date without a day is the
 * first of its month. Of two digits, a year from 69 on is in the 1900s.
 *
 * @throws Error for a format that cannot be read, or has no year
 */
export function dateFormatOf(format: string): DateFormat {
  const tokens = format.match(TOKENS) ?? [];
  const readers = tokens.map((token, i) => {
    const reader = readerOf(token, READS_DIGITS.test(tokens[i + 1] ?? "") || /^\d/.test(tokens[i + 1] ?? ""));
    if (reader) return reader;
    if (token[0] === "[" && token.length > 1) return literal(token.slice(1, -1));
    if (/[a-zA-SU-Z%]/.test(token)) {
      throw new Error(`the format ${JSON.stringify(format)} has "${token}", which is none of ${FORMAT_TOKENS}`);
    }
    return literal(token);
  });
  const has = (pattern: RegExp) => tokens.some((token) => pattern.test(token));
  const hasEpoch = has(/^[Xx]$/);
  if (has(/^DDD/) && has(/^(M+|DD?)$/)) {
    throw new Error(`the format ${JSON.stringify(format)} has the day of the year (DDD) and another day or month`);
  }
  if (!hasEpoch && !has(/^YY/)) throw new Error(`the format ${JSON.stringify(format)} has no year: YYYY or YY`);
  if (has(/^[Aa]$/) !== has(/^hh?$/)) throw new Error(`the format ${JSON.stringify(format)} needs both h and A, or H for the 24 hours`);
  return {
    parse: parserOf(readers, has(/^[Aa]$/)),
    isDay: hasEpoch || isDayOf(tokens),
    hasTime: hasEpoch || has(/^[Hh]+$/),
    hasOffset: hasEpoch || has(/^Z/),
    fractionDigits: has(/^x$/) ? 3 : Math.max(0, ...tokens.filter((token) => token[0] === "S").map((token) => token.length)),
  };
}

/** By the part that each token reads. */
const PARTS: Readonly<Record<string, string>> = {
  YYYY: "year", YY: "year", MMMM: "month", MMM: "month", MM: "month", M: "month", DDDD: "ordinal", DDD: "ordinal", DD: "day", D: "day",
  HH: "hour", H: "hour", hh: "hour", h: "hour", mm: "minute", m: "minute", ss: "second", s: "second", A: "half", a: "half",
  ZZ: "offset", Z: "offset",
};

function isDayOf(tokens: readonly string[]): boolean {
  const parts = tokens.flatMap((token) => PARTS[token] ?? (/^S/.test(token) ? "fraction" : []));
  const has = new Set(parts);
  return has.size === parts.length && (has.has("ordinal") || (has.has("month") && has.has("day")));
}

function parserOf(readers: readonly TokenReader[], isOfTwelve: boolean): MomentParser {
  const fields: Fields = {
    year: 0, month: 0, day: 0, ordinal: Number.NaN, hour: 0, minute: 0, second: 0, ns: 0, half: 0, epochSeconds: Number.NaN,
    offsetSeconds: Number.NaN,
  };
  return (bytes, begin, end, into) => {
    fields.month = fields.day = 1;
    fields.hour = fields.minute = fields.second = fields.ns = fields.half = 0;
    fields.ordinal = fields.epochSeconds = fields.offsetSeconds = Number.NaN;
    let at = begin;
    for (let i = 0; i < readers.length; i++) if ((at = readers[i]!(bytes, at, end, fields)) < 0) return false;
    if (at !== end) return false;
    into.offsetSeconds = fields.offsetSeconds;
    if (!Number.isNaN(fields.epochSeconds)) {
      into.days = Math.floor(fields.epochSeconds / DAY_SECONDS);
      into.ns = (fields.epochSeconds - into.days * DAY_SECONDS) * SECOND_NS + fields.ns;
      return true;
    }
    const { minute, second } = fields;
    if (minute > 59 || second > 59 || fields.hour > 24 || (isOfTwelve && (fields.hour < 1 || fields.hour > 12))) return false;
    const hour = isOfTwelve ? (fields.hour % 12) + fields.half : fields.hour;
    if (!into.set(fields.year, fields.month, fields.day, hour * 3600 + minute * 60 + second, fields.ns)) return false;
    const { ordinal } = fields;
    if (Number.isNaN(ordinal)) return true;
    into.days += ordinal - 1; // from the first of January, as such a format has no month
    return ordinal >= 1 && ordinal <= (isLeap(fields.year) ? 366 : 365);
  };
}
