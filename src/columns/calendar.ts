/** Days and times as text and back, in the proleptic Gregorian calendar. */
import { nearestQuotient } from "./int64";
import { PER_SECOND, type TimeUnit } from "./types";
import { offsetAt } from "./zones";

const DAY_SECONDS = 86_400;

export interface Civil {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
}

/**
 * The civil date of a day since 1970-01-01. Years begin in March here, so that the day that some years have more is their last one.
 *
 * Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (eras of 400 years).
 */
export function civilOf(days: number): Civil {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  };
}

/** Days since 1970-01-01. The date must exist. */
export function daysOf(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export function daysIn(year: number, month: number): number {
  return month === 2 && isLeap(year) ? 29 : MONTH_DAYS[month - 1]!;
}

/** "2020-01-31"; years beyond four digits have a sign and six, as ECMAScript writes them. */
export function dateText(days: number): string {
  const { year, month, day } = civilOf(days);
  return `${yearText(year)}-${two(month)}-${two(day)}`;
}

function yearText(year: number): string {
  if (year >= 0 && year <= 9999) return String(year).padStart(4, "0");
  return `${year < 0 ? "-" : "+"}${String(Math.abs(year)).padStart(6, "0")}`;
}

const two = (number: number) => (number < 10 ? `0${number}` : String(number));

/** Seconds since 1970, and what is left in the unit. */
export function secondsOf(value: bigint, unit: TimeUnit): { seconds: number; rest: number } {
  const per = BigInt(PER_SECOND[unit]);
  let seconds = value / per;
  let rest = value % per;
  if (rest < 0n) {
    seconds -= 1n;
    rest += per;
  }
  return { seconds: Number(seconds), rest: Number(rest) };
}

const FRACTION_DIGITS: Record<TimeUnit, number> = { s: 0, ms: 3, us: 6, ns: 9 };

/** ISO 8601: "2020-01-31T12:30:00.250", with the offset of the zone there and then. */
export function timestampText(value: bigint, unit: TimeUnit, zone: string | undefined): string {
  const { seconds, rest } = secondsOf(value, unit);
  const offset = zone === undefined ? 0 : offsetAt(zone, seconds);
  const [days, ofDay] = daysAndSeconds(value, unit, seconds, offset);
  const fraction = rest === 0 ? "" : `.${String(rest).padStart(FRACTION_DIGITS[unit], "0").replace(/0+$/, "")}`;
  const time = `${two(Math.floor(ofDay / 3600))}:${two(Math.floor(ofDay / 60) % 60)}:${two(ofDay % 60)}`;
  return `${dateText(days)}T${time}${fraction}${zone === undefined ? "" : offsetText(zone, offset)}`;
}

function daysAndSeconds(value: bigint, unit: TimeUnit, seconds: number, offset: number): [days: number, ofDay: number] {
  if (Number.isSafeInteger(seconds + offset)) {
    const days = Math.floor((seconds + offset) / DAY_SECONDS);
    return [days, seconds + offset - days * DAY_SECONDS];
  }
  const per = BigInt(PER_SECOND[unit]);
  const local = (value - (((value % per) + per) % per)) / per + BigInt(offset);
  const perDay = BigInt(DAY_SECONDS);
  const ofDay = ((local % perDay) + perDay) % perDay;
  return [Number((local - ofDay) / perDay), Number(ofDay)];
}

function offsetText(zone: string, offset: number): string {
  if (zone === "UTC") return "Z";
  const size = Math.abs(offset);
  const text = `${offset < 0 ? "-" : "+"}${two(Math.floor(size / 3600))}:${two(Math.floor(size / 60) % 60)}`;
  return size % 60 === 0 ? text : `${text}:${two(size % 60)}`;
}

/** Milliseconds: the nearest double. */
export function durationMs(value: bigint, unit: TimeUnit): number {
  return unit === "s" ? nearestQuotient(value * 1000n, 1) : nearestQuotient(value, PER_SECOND[unit] / 1e3);
}
