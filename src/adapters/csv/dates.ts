/** Dates and times as people write them. */
import { daysIn, daysOf } from "../../columns/calendar";

/** A moment, as its text has it. */
export interface CivilMoment {
  /** Since 1970-01-01. */
  days: number;
  /** Of the day. */
  seconds: number;
  /** Digits of the fraction of a second: "025". */
  fraction: string;
  /** Seconds that the clock is ahead of UTC, where the text says so. */
  offset: number | undefined;
  hasTime: boolean;
}

/** The orders in which days, months and years are written. A column has one. */
export const DATE_ORDERS = [
  "YYYY-MM-DD", "YYYY/MM/DD", "YYYY.MM.DD", "DD/MM/YYYY", "MM/DD/YYYY", "DD-MM-YYYY", "MM-DD-YYYY", "DD.MM.YYYY", "DD MMM YYYY",
  "MMM DD YYYY", "YYYY MMM DD", "YYYY-Www-D",
] as const;
export const ALL_ORDERS = (1 << DATE_ORDERS.length) - 1;
/** The orders between which only a day beyond the twelfth decides. */
export const UNSURE = [["DD/MM/YYYY", "MM/DD/YYYY"], ["DD-MM-YYYY", "MM-DD-YYYY"]] as const;

const MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
const OFFSET = "Z|UTC|GMT|[+-]\\d{2}(?::?\\d{2}(?::\\d{2})?)?";
/** So short that no way of matching takes long. */
const LONGEST = 48;
const LEAST = 8;
const WEEKDAY = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? +/i;
const TIMED = new RegExp(
  `^(.{8,20}?)(?: *T *|,? +|:)(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?(?: ?([AaPp])\\.?[Mm]\\.?)?(?: ?(${OFFSET}))?$`,
);
const YEAR_FIRST = /^(\d{4}|[+-]\d{6})([-/.])(\d{1,2})\2(\d{1,2})$/;
const YEAR_LAST = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$/;
const DAY_NAME = /^(\d{1,2})(?:st|nd|rd|th)?[-/. ]{1,2}([a-z]{3,9})[-/., ]{1,2}(\d{4})$/i;
const NAME_DAY = /^([a-z]{3,9})[-/. ]{1,2}(\d{1,2})(?:st|nd|rd|th)?[-/, ]{1,2}(\d{4})$/i;
const YEAR_NAME = /^(\d{4})[-/ ]([a-z]{3,9})[-/ ](\d{1,2})$/i;
const WEEK = /^(\d{4})-W(\d{2})-([1-7])$/;

function monthNamed(name: string): number {
  const lower = name.toLowerCase().replace(/^sept$/, "sep");
  return lower.length < 3 ? 0 : MONTHS.findIndex((month) => month === lower || month.slice(0, 3) === lower) + 1;
}

/** Undefined where there is no such day. */
function dayOf(year: number, month: number, day: number): number | undefined {
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month) ? daysOf(year, month, day) : undefined;
}

/** A day of an ISO week: week 1 has the fourth of January. */
function weekDay(year: number, week: number, weekday: number): number | undefined {
  const firstMonday = (of: number) => {
    const fourth = daysOf(of, 1, 4);
    return fourth - ((((fourth + 3) % 7) + 7) % 7);
  };
  const monday = firstMonday(year) + (week - 1) * 7;
  return week >= 1 && monday < firstMonday(year + 1) ? monday + weekday - 1 : undefined;
}

function secondsOfDay(hour: number, minute: number, second: number, half: string | undefined): number | undefined {
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (half.toLowerCase() === "p" ? 12 : 0);
  }
  return hour < 24 && minute < 60 && second < 60 ? hour * 3600 + minute * 60 + second : undefined;
}

/** Seconds of "Z", "+05:30", "-0300", "+01", and of "-03:06:28", as clocks were before there were zones. */
function offsetOf(text: string): number | undefined {
  if (!/^[+-]/.test(text)) return 0;
  const digits = text.slice(1).replaceAll(":", "");
  const [hours, minutes, seconds] = [0, 2, 4].map((at) => Number(digits.slice(at, at + 2))) as [number, number, number];
  return hours <= 18 && minutes < 60 && seconds < 60 ? (text[0] === "-" ? -1 : 1) * (hours * 3600 + minutes * 60 + seconds) : undefined;
}

/** The moment that a text is in each order in which it can be read: by the orders' numbers; the time is the same in all. */
export interface DateReading {
  /** Bits of the orders. */
  orders: number;
  days(order: number): number;
  time: Omit<CivilMoment, "days">;
}

const NO_TIME = { seconds: 0, fraction: "", offset: undefined, hasTime: false };

const ISO_ORDER = 1 << 0;
const DATE_LENGTH = 10;
const TIME_LENGTH = 19;

/** Two digits from `at` on; NaN where they are none. */
function two(text: string, at: number): number {
  const [tens, ones] = [text.charCodeAt(at) - 48, text.charCodeAt(at + 1) - 48];
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** The most usual dates, without regular expressions: 2020-01-31, with a time to the second or finer, and with Z. Undefined for others. */
function readIso(text: string): DateReading | undefined {
  if (text[4] !== "-" || text[7] !== "-") return undefined;
  const year = two(text, 0) * 100 + two(text, 2);
  const day = Number.isNaN(year) ? undefined : dayOf(year, two(text, 5), two(text, 8));
  if (day === undefined) return undefined;
  const days = () => day;
  if (text.length === DATE_LENGTH) return { orders: ISO_ORDER, days, time: NO_TIME };
  if (text.length < TIME_LENGTH || (text[10] !== "T" && text[10] !== " ") || text[13] !== ":" || text[16] !== ":") return undefined;
  const seconds = secondsOfDay(two(text, 11), two(text, 14), two(text, 17), undefined);
  const isUtc = text.endsWith("Z");
  const fraction = text.slice(TIME_LENGTH, isUtc ? -1 : undefined);
  if (seconds === undefined || !/^(?:\.\d{1,9})?$/.test(fraction)) return undefined;
  return { orders: ISO_ORDER, days, time: { seconds, fraction: fraction.slice(1), offset: isUtc ? 0 : undefined, hasTime: true } };
}

/** Undefined where it is no date. */
export function readDate(text: string): DateReading | undefined {
  if (text.length < LEAST || text.length > LONGEST) return undefined;
  const iso = readIso(text);
  if (iso) return iso;
  const bare = text.replace(WEEKDAY, "").replace("\u2212", "-");
  const timed = TIMED.exec(bare);
  const time = timed ? timeOf(timed) : NO_TIME;
  return time && datesIn(timed ? timed[1]! : bare, time);
}

function timeOf([, , hour, minute, second = "0", fraction = "", half, zone]: RegExpExecArray): Omit<CivilMoment, "days"> | undefined {
  const seconds = secondsOfDay(Number(hour), Number(minute), Number(second), half);
  const offset = zone === undefined ? undefined : offsetOf(zone);
  if (seconds === undefined || (zone !== undefined && offset === undefined)) return undefined;
  return { seconds, fraction, offset, hasTime: true };
}

function datesIn(text: string, time: Omit<CivilMoment, "days">): DateReading | undefined {
  const days: (number | undefined)[] = [];
  const put = (order: (typeof DATE_ORDERS)[number], day: number | undefined) => {
    days[DATE_ORDERS.indexOf(order)] = day;
  };
  let match: RegExpExecArray | null;
  if ((match = YEAR_FIRST.exec(text))) {
    const [, year, sign, month, day] = match;
    const order = sign === "-" ? "YYYY-MM-DD" : sign === "/" ? "YYYY/MM/DD" : "YYYY.MM.DD";
    put(order, dayOf(Number(year), Number(month), Number(day)));
  } else if ((match = YEAR_LAST.exec(text))) {
    const [first, second, year] = [Number(match[1]), Number(match[3]), Number(match[4])];
    if (match[2] === ".") put("DD.MM.YYYY", dayOf(year, second, first));
    else {
      put(match[2] === "/" ? "DD/MM/YYYY" : "DD-MM-YYYY", dayOf(year, second, first));
      put(match[2] === "/" ? "MM/DD/YYYY" : "MM-DD-YYYY", dayOf(year, first, second));
    }
  } else if ((match = DAY_NAME.exec(text))) put("DD MMM YYYY", dayOf(Number(match[3]), monthNamed(match[2]!), Number(match[1])));
  else if ((match = NAME_DAY.exec(text))) put("MMM DD YYYY", dayOf(Number(match[3]), monthNamed(match[1]!), Number(match[2])));
  else if ((match = YEAR_NAME.exec(text))) put("YYYY MMM DD", dayOf(Number(match[1]), monthNamed(match[2]!), Number(match[3])));
  else if ((match = WEEK.exec(text))) put("YYYY-Www-D", weekDay(Number(match[1]), Number(match[2]), Number(match[3])));
  let orders = 0;
  for (let order = 0; order < days.length; order++) if (days[order] !== undefined) orders |= 1 << order;
  return orders === 0 ? undefined : { orders, days: (order) => days[order]!, time };
}
