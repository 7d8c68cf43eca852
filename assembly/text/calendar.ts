/**
 * Dates, times and truth as they are written plainly: 2020-01-31; 2020-01-31T12:30:00.5, or with a blank for the T; true, false.
 * Method: bytes at fixed places, each checked; days by counting from March, so that a leap day is a year's last.
 * Source: Hinnant, "chrono-compatible low-level date algorithms" (2013).
 * Special: years 0000 to 9999 of the proleptic Gregorian calendar; no leap second.
 */
import { isDigit } from "./number";

export const NO_DATE: i32 = i32.MIN_VALUE;
export const NO_TIMESTAMP: i64 = i64.MIN_VALUE;
const ZERO: u32 = 0x30;
const DASH: u32 = 0x2d;
const COLON: u32 = 0x3a;
const POINT: u8 = 0x2e;
const LETTER_T: u8 = 0x54;
const BLANK: u8 = 0x20;
const DAY_MICROSECONDS: i64 = 86400000000;

/** The two digits at p; above 99 where there are none. */
@inline function two(p: usize): u32 {
  const tens = <u32>load<u8>(p) - ZERO, ones = <u32>load<u8>(p, 1) - ZERO;
  return tens < 10 && ones < 10 ? tens * 10 + ones : 1000;
}

/** Days since 1970-01-01 of the ten bytes at p; NO_DATE. */
@inline export function dateOf(p: usize): i32 {
  const century = two(p), rest = two(p + 2), month = two(p + 5), day = two(p + 8);
  const isShaped = <u32>load<u8>(p, 4) == DASH && <u32>load<u8>(p, 7) == DASH;
  if (!isShaped || century > 99 || rest > 99 || month - 1 > 11 || day - 1 > 30) return NO_DATE;
  const year = century * 100 + rest;
  if (day > 28 && day > daysIn(year, month)) return NO_DATE;
  const years = <i32>year - <i32>(month < 3) + 400, era = years / 400, ofEra = years - era * 400;
  const ofYear = (153 * (<i32>month + (month > 2 ? -3 : 9)) + 2) / 5 + <i32>day - 1;
  return (era - 1) * 146097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719468;
}

@inline function daysIn(year: u32, month: u32): u32 {
  if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/** Microseconds since 1970-01-01T00:00:00 of the clock on the wall; NO_TIMESTAMP. */
@inline export function timestampOf(p: usize, e: usize): i64 {
  const size = e - p;
  if (size < 19) return NO_TIMESTAMP;
  const days = dateOf(p), hour = two(p + 11), minute = two(p + 14), second = two(p + 17), apart = load<u8>(p, 10);
  const isShaped = (apart == LETTER_T || apart == BLANK) && <u32>load<u8>(p, 13) == COLON && <u32>load<u8>(p, 16) == COLON;
  if (days == NO_DATE || !isShaped || hour > 23 || minute > 59 || second > 59) return NO_TIMESTAMP;
  const time = <i64>days * DAY_MICROSECONDS + <i64>((hour * 60 + minute) * 60 + second) * 1000000;
  return size == 19 ? time : withFraction(time, p + 19, e);
}

/** With a point and up to six digits. */
function withFraction(time: i64, p: usize, e: usize): i64 {
  if (load<u8>(p) != POINT || e - p < 2 || e - p > 7) return NO_TIMESTAMP;
  let unit: i64 = 100000;
  for (p++; p < e; p++, unit /= 10) {
    if (!isDigit(load<u8>(p))) return NO_TIMESTAMP;
    time += unit * <i64>(load<u8>(p) - <u8>ZERO);
  }
  return time;
}

const TRUE: u32 = 0x65757274;
const FALS: u32 = 0x736c6166;
const LETTER_E: u8 = 0x65;

/** 1 for "true", 0 for "false", else less. */
@inline export function isTrue(p: usize, e: usize): i32 {
  const word = load<u32>(p), size = e - p;
  if (size == 4 && word == TRUE) return 1;
  return size == 5 && word == FALS && load<u8>(p, 4) == LETTER_E ? 0 : -1;
}
