/** Dates, timestamps and durations as a formula writes them. */
import { daysIn, daysOf } from "../../columns/calendar";
import type { DurationValue, ValueType } from "../../columns/functions/interface";
import { localToUtc } from "../../columns/local-time";
import { DATE, DAY_NS, nsOf, unitOf, type Constant } from "./types";

const ISO =
  /^([+-]\d{6}|\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/**
 * ISO 8601 text beside a date or timestamp: a date, or where it has a time a timestamp. Without an offset it is of the clock that `beside`
 * has. A string says why it is none.
 */
export function timeLiteral(text: string, beside: ValueType): Constant | string {
  const match = ISO.exec(text);
  if (!match) return `expected a date such as "2020-01-31", or "2020-01-31T12:30:00", got ${JSON.stringify(text.slice(0, 40))}`;
  const [, year, month, day, hour, minute, second = "0", fraction = "", offset] = match;
  if (+month! < 1 || +month! > 12 || +day! < 1 || +day! > daysIn(+year!, +month!)) return `there is no date ${text.slice(0, 10)}`;
  const days = daysOf(+year!, +month!, +day!);
  if (hour === undefined && beside.zone === undefined) return { type: DATE, value: days };
  if (+(hour ?? 0) > 23 || +(minute ?? 0) > 59 || +second > 59) return `there is no time ${text.slice(text.indexOf(":") - 2)}`;
  const local = days * 86_400 + +(hour ?? 0) * 3600 + +(minute ?? 0) * 60 + +second;
  const { zone } = beside;
  if (offset !== undefined && zone === undefined) {
    return `${JSON.stringify(text)} has an offset from UTC, and what it stands beside has no zone: leave ${offset} out`;
  }
  const seconds = offset === undefined ? (zone === undefined ? local : localToUtc(local, zone)) : local - offsetSeconds(offset);
  const ns = BigInt(seconds) * 1_000_000_000n + BigInt(fraction.padEnd(9, "0"));
  const unit = unitOf(ns);
  return { type: { kind: "timestamp", unit, zone }, value: ns / nsOf(unit) };
}

function offsetSeconds(offset: string): number {
  if (offset === "Z") return 0;
  const [hours, minutes] = [offset.slice(1, 3), offset.slice(-2)];
  return (offset.startsWith("-") ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
}

const UNIT_NS: Readonly<Record<string, bigint>> = {
  ms: 1_000_000n, s: 1_000_000_000n, min: 60_000_000_000n, h: 3_600_000_000_000n, d: DAY_NS, w: 7n * DAY_NS,
};
const UNIT_MONTHS: Readonly<Record<string, number>> = { mo: 1, y: 12 };
/** A duration in a formula is no longer than these: what is added to it is looked over row by row. */
const MOST_NS = 2n ** 80n;
const MOST_MONTHS = 2 ** 31;

/** "30d", "1.5h"; a string says why it is none. */
export function durationLiteral(text: string): DurationValue | string {
  const [, number, unit] = /^(.+?)(ms|mo|min|[wdhsy])$/.exec(text)!;
  const count = number!.replaceAll("_", "");
  const months = UNIT_MONTHS[unit!];
  if (months !== undefined) {
    const all = Number(count) * months;
    if (!Number.isInteger(Number(count))) return `months and years are whole, got ${text}`;
    return all <= MOST_MONTHS ? { months: all, ns: 0n } : `${text} is too long`;
  }
  const match = /^(\d*)\.?(\d*)$/.exec(count);
  if (!match) return `a duration is a plain number and a unit, got ${text}`;
  const [, whole, fraction] = match as unknown as [string, string, string];
  const scaled = BigInt(whole + fraction) * UNIT_NS[unit!]!;
  const divisor = 10n ** BigInt(fraction.length);
  if (scaled % divisor !== 0n) return `${text} is no whole number of nanoseconds`;
  return scaled / divisor <= MOST_NS ? { months: 0, ns: scaled / divisor } : `${text} is too long`;
}
