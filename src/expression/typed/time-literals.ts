/** Dates, timestamps and durations as a formula writes them. */
import { DAY_SECONDS, isoMoment, SECOND_NS } from "../../columns/date-text";
import { DAY_NS } from "../../columns/functions/duration-length";
import type { DurationValue, ValueType } from "../../columns/functions/interface";
import { utcOf } from "../../columns/zones";
import { DATE, nsOf, unitOf, type ConstantValue } from "./types";

/**
 * ISO 8601 text beside a date or timestamp: a date, or where it has a time a timestamp. Without an offset it is of the clock that `beside`
 * has. A string says why it is none.
 */
export function timeLiteral(text: string, beside: ValueType): ConstantValue | string {
  const moment = isoMoment(text);
  if (!moment) return `expected a date such as "2020-01-31", or "2020-01-31T12:30:00", got ${JSON.stringify(text.slice(0, 40))}`;
  const { days, ns, offsetSeconds } = moment;
  const { zone } = beside;
  if (offsetSeconds !== undefined && zone === undefined) {
    return `${JSON.stringify(text)} has an offset from UTC, and what it stands beside has no zone: leave it out`;
  }
  if (ns === 0 && zone === undefined) return { type: DATE, value: days };
  const second = Math.floor(ns / SECOND_NS);
  const local = days * DAY_SECONDS + second;
  const seconds = offsetSeconds === undefined ? (zone === undefined ? local : utcOf(zone, local)) : local - offsetSeconds;
  const all = BigInt(seconds) * BigInt(SECOND_NS) + BigInt(ns - second * SECOND_NS);
  const unit = unitOf(all);
  return { type: { kind: "timestamp", unit, zone }, value: all / nsOf(unit) };
}

const UNIT_NS: Readonly<Record<string, bigint>> = {
  ms: 1_000_000n, s: 1_000_000_000n, min: 60_000_000_000n, h: 3_600_000_000_000n, d: DAY_NS, w: 7n * DAY_NS,
};
const UNIT_MONTHS: Readonly<Record<string, number>> = { mo: 1, y: 12 };
/** A duration in a formula is no longer than these: what is added to it is looked over row by row. */
const MOST_NS = 2n ** 80n;
const MOST_MONTHS = 2 ** 31;

/** "30d", "1.5h"; a string says why it is none. Whole days and weeks are days, all else below a month is exact time. */
export function durationLiteral(text: string): DurationValue | string {
  const [, number, unit] = /^(.+?)(ms|mo|min|[wdhsy])$/.exec(text)!;
  const count = number!.replaceAll("_", "");
  const months = UNIT_MONTHS[unit!];
  if (months !== undefined) {
    const all = Number(count) * months;
    if (!Number.isInteger(Number(count))) return `months and years are whole, got ${text}`;
    return all <= MOST_MONTHS ? { months: all, days: 0, ns: 0n } : `${text} is too long`;
  }
  const match = /^(\d*)\.?(\d*)$/.exec(count);
  if (!match) return `a duration is a plain number and a unit, got ${text}`;
  const [, whole, fraction] = match as unknown as [string, string, string];
  const scaled = BigInt(whole + fraction) * UNIT_NS[unit!]!;
  const divisor = 10n ** BigInt(fraction.length);
  if (scaled % divisor !== 0n) return `${text} is no whole number of nanoseconds`;
  const ns = scaled / divisor;
  if (ns > MOST_NS) return `${text} is too long`;
  const areDays = (unit === "d" || unit === "w") && ns % DAY_NS === 0n;
  return areDays ? { months: 0, days: Number(ns / DAY_NS), ns: 0n } : { months: 0, days: 0, ns };
}
