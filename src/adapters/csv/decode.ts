/** Texts into values: what writes value `at` of new arrays, and says why where it cannot. */
import {
  type ColumnData, type ColumnType, isNumberType, NUMBER_ARRAYS, PER_SECOND, type TimeUnit,
} from "../../columns/types";
import { utcOf } from "../../columns/zones";
import type { WantedType } from "../format";
import { formatReader, type ReadMoment } from "./date-format";
import { DATE_ORDERS, readDate } from "./dates";
import { readNumber } from "./numbers";
import { MOST_NANO_SECONDS, type TextReading, readBoolean } from "./values";

export interface ValueDecoder {
  data: ColumnData;
  /** Why a text cannot be a value: the end of "... is no number". Undefined where it was written. */
  write(at: number, text: string): string | undefined;
}

export interface DecodeOptions {
  wanted: WantedType | undefined;
  zone: string | undefined;
}

/** For `count` values. */
export function decoderOf(reading: TextReading, count: number, options: DecodeOptions): ValueDecoder {
  const { type } = reading;
  switch (type) {
    case "boolean":
      return booleans(count, options);
    case "date":
      return dates(reading, count, options);
    case "timestamp":
      return timestamps(reading, count, options);
    case "duration":
      return durations(count, options);
    case "decimal":
      return decimals(reading, count, options);
    case "integer":
      return integers(reading, "int64", count);
    case "text":
      throw new TypeError("text is decoded already");
    default:
      return isNumberType(type) && !type.startsWith("float") ? integers(reading, type, count) : floats(reading, type, count);
  }
}

function floats({ style }: TextReading, type: ColumnType, count: number): ValueDecoder {
  const kind = type as "float64" | "float32";
  const values = new NUMBER_ARRAYS[kind](count);
  return {
    data: { type: kind, values },
    write(at, text) {
      const number = readNumber(text, style);
      if (!number) return "no number";
      values[at] = Number(number.text);
      return undefined;
    },
  };
}

/** Integers of so many characters are within 64 bits. */
const SURE_DIGITS = 18;
/** Zeros after the point, or none. */
const WHOLE = /^(-?\d+)(?:\.0*)?$/;

function integers({ style }: TextReading, type: ColumnType, count: number): ValueDecoder {
  const kind = type as Exclude<keyof typeof NUMBER_ARRAYS, "float64" | "float32">;
  const values = new NUMBER_ARRAYS[kind](count);
  return {
    data: { type: kind, values },
    write(at, text) {
      const number = readNumber(text, style);
      const whole = number && WHOLE.exec(number.text);
      if (!whole) return "no whole number";
      const value = BigInt(whole[1]!);
      if (kind === "int64" && whole[1]!.length <= SURE_DIGITS) {
        values[at] = value;
        return undefined;
      }
      if (values instanceof BigInt64Array || values instanceof BigUint64Array) values[at] = value;
      else values[at] = Number(value);
      return BigInt(values[at]!) === value ? undefined : `beyond the range of ${kind}`;
    },
  };
}

function booleans(count: number, { wanted }: DecodeOptions): ValueDecoder {
  const values = new Uint8Array(count);
  return {
    data: { type: "boolean", values },
    write(at, text) {
      const value = readBoolean(text, wanted !== undefined);
      if (value === undefined) return "neither true nor false";
      values[at] = value ? 1 : 0;
      return undefined;
    },
  };
}

/** By the format that is asked for, or by the order that the column has. */
function momentReader({ order }: TextReading, wanted: WantedType | undefined): ReadMoment {
  if (wanted?.format !== undefined) return formatReader(wanted.format)!;
  return (text) => {
    const found = readDate(text);
    return found && found.orders & (1 << order) ? { days: found.days(order), ...found.time } : undefined;
  };
}

const wayOf = ({ order }: TextReading, wanted: WantedType | undefined) => wanted?.format ?? DATE_ORDERS[order];

function dates(reading: TextReading, count: number, { wanted }: DecodeOptions): ValueDecoder {
  const values = new Int32Array(count);
  const read = momentReader(reading, wanted);
  return {
    data: { type: "date", values },
    write(at, text) {
      const moment = read(text);
      if (!moment) return `no date that exists, written as ${wayOf(reading, wanted)}`;
      if (moment.seconds !== 0 || Number(moment.fraction) !== 0) return "a date with a time, where days alone are read";
      values[at] = moment.days;
      return undefined;
    },
  };
}

const DAY_SECONDS = 86_400;
const EPOCH = "epoch";

function timestamps(reading: TextReading, count: number, { wanted, zone: usual }: DecodeOptions): ValueDecoder {
  const isEpoch = wanted?.format === EPOCH;
  const unit = wanted?.unit ?? (isEpoch ? "s" : reading.unit);
  const values = new BigInt64Array(count);
  const given = wanted?.zone ?? usual;
  const zone = given ?? (reading.hasOffsets ? "UTC" : undefined);
  const data: ColumnData = { type: "timestamp", values, unit, ...(zone !== undefined && { zone }) };
  if (isEpoch) return { data, write: epochs(values) };
  const read = momentReader(reading, wanted);
  const per = PER_SECOND[unit];
  return {
    data,
    write(at, text) {
      const moment = read(text);
      if (!moment) return `no moment that exists, written as ${wayOf(reading, wanted)}, with a time or without`;
      const local = moment.days * DAY_SECONDS + moment.seconds;
      if (moment.offset === undefined && reading.hasOffsets && given === undefined) return "without an offset, where others have one";
      if (moment.offset !== undefined && zone === undefined) return "a moment with an offset, where others have none";
      let seconds: number | undefined = local;
      if (moment.offset !== undefined) seconds = local - moment.offset;
      else if (given !== undefined) seconds = utcOf(given, local);
      if (seconds === undefined) return `a time that the clocks of ${given} never show: they were set forward then`;
      const rest = fractionIn(moment.fraction, unit);
      if (rest === undefined) return `finer than the unit ${unit}`;
      if (unit === "ns" && Math.abs(seconds) >= MOST_NANO_SECONDS) return "beyond the years that nanoseconds of 64 bits reach";
      values[at] = BigInt(seconds) * BigInt(per) + rest;
      return undefined;
    },
  };
}

function epochs(values: BigInt64Array): ValueDecoder["write"] {
  return (at, text) => {
    if (!/^-?\d{1,18}$/.test(text)) return "no whole number of units since 1970";
    values[at] = BigInt(text);
    return undefined;
  };
}

const UNIT_DIGITS: Record<TimeUnit, number> = { s: 0, ms: 3, us: 6, ns: 9 };

/** Digits of a fraction of a second as units; undefined where the unit does not hold them all. */
function fractionIn(fraction: string, unit: TimeUnit): bigint | undefined {
  const digits = UNIT_DIGITS[unit];
  if (/[1-9]/.test(fraction.slice(digits))) return undefined;
  return BigInt(fraction.slice(0, digits).padEnd(digits, "0") || "0");
}

const ISO_DURATION = /^([+-])?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,9}))?S)?)?$/;
const CLOCK_DURATION = /^([+-])?()(\d{1,9}):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,9}))?)?$/;

/** ISO 8601 durations of days and less ("P1DT2H3M4.5S"), and hours, minutes and seconds ("26:03:04.5"). */
function durations(count: number, { wanted }: DecodeOptions): ValueDecoder {
  const unit = wanted?.unit ?? "us";
  const values = new BigInt64Array(count);
  return {
    data: { type: "duration", values, unit },
    write(at, text) {
      const match = ISO_DURATION.exec(text) ?? CLOCK_DURATION.exec(text);
      if (!match || /[PT]$/.test(text)) return 'no duration such as "PT1M30S" or "00:01:30"';
      const [, sign, days = "0", hours = "0", minutes = "0", seconds = "0", fraction = ""] = match;
      const whole = BigInt(days || "0") * 86_400n + BigInt(hours) * 3600n + BigInt(minutes) * 60n + BigInt(seconds);
      const rest = fractionIn(fraction, unit);
      if (rest === undefined) return `finer than the unit ${unit}`;
      const size = whole * BigInt(PER_SECOND[unit]) + rest;
      values[at] = sign === "-" ? -size : size;
      return values[at] === (sign === "-" ? -size : size) ? undefined : "beyond the range of durations";
    },
  };
}

const DECIMAL = /^(-?)(\d+)(?:\.(\d*))?$/;
/** What one word of 64 bits holds whatever the digits. */
const WORD_DIGITS = 18;
const MOST_DIGITS = 38;

function decimals({ style }: TextReading, count: number, { wanted }: DecodeOptions): ValueDecoder {
  const precision = wanted?.precision ?? MOST_DIGITS;
  const scale = wanted?.scale ?? 2;
  const words = precision <= WORD_DIGITS ? 1 : 2;
  const values = new BigInt64Array(count * words);
  return {
    data: { type: "decimal", values, words, precision, scale },
    write(at, text) {
      const number = readNumber(text, style);
      const match = number && DECIMAL.exec(number.text);
      if (!match) return "no decimal number";
      const [, sign, whole, fraction = ""] = match;
      if (/[1-9]/.test(fraction.slice(scale))) return `a number with more than ${scale} digits after the point`;
      const digits = (whole! + fraction.slice(0, scale).padEnd(scale, "0")).replace(/^0+(?=\d)/, "");
      if (digits.length > precision) return `a number of more than ${precision} digits`;
      const size = BigInt(sign + digits);
      values[at * words] = BigInt.asIntN(64, size);
      if (words === 2) values[at * words + 1] = size >> 64n;
      return undefined;
    },
  };
}
