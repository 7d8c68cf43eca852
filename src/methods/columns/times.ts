/** Arithmetic of dates, timestamps and durations, row by row. */
import { Column } from "../../columns/column";
import type { DurationValue, ValueType } from "../../columns/functions/interface";
import { localToUtc, monthsLater } from "../../columns/local-time";
import { PER_SECOND, type TimeUnit } from "../../columns/types";
import { isValid } from "../../columns/validity";
import { secondsOf } from "../../columns/calendar";
import { offsetAt } from "../../columns/zones";
import { BadValue } from "../../data-errors";
import type { TypedArray } from "../../dtype";
import { DAY_NS, nsOf } from "../../expression/typed/types";
import { type ColumnOrConstant, type Evaluation, inSlices, typeOf, validIn } from "./values";

const DAY_SECONDS = 86_400;

/**
 * The values of dates, timestamps or durations in a unit that is at least as fine as theirs. A date is the midnight of a zone, if there is
 * one.
 */
export function bigintsIn(value: ColumnOrConstant, unit: TimeUnit, zone: string | undefined): (row: number) => bigint {
  const type = typeOf(value);
  if (type.kind === "date") {
    const perSecond = BigInt(PER_SECOND[unit]);
    const midnight = (days: number) => BigInt(zone === undefined ? days * DAY_SECONDS : localToUtc(days * DAY_SECONDS, zone)) * perSecond;
    return ofRows(value, (days) => midnight(Number(days)));
  }
  if (!Column.is(value) && type.kind === "duration") {
    const units = (value.value as DurationValue | null)?.ns ?? 0n;
    return always(units / nsOf(unit));
  }
  const factor = nsOf(type.unit ?? "s") / nsOf(unit);
  return ofRows(value, factor === 1n ? (units) => units as bigint : (units) => (units as bigint) * factor);
}

function ofRows(value: ColumnOrConstant, read: (raw: number | bigint) => bigint): (row: number) => bigint {
  if (!Column.is(value)) return always(value.value === null ? 0n : read(value.value as number | bigint));
  const values = value.values!;
  return (row) => read(values[row]!);
}

const always = <T>(value: T) => (): T => value;

const LEAST = -(2n ** 63n);
const MOST = 2n ** 63n - 1n;
const MOST_DAYS = 2 ** 31;

/** A column of rows that are computed as 64-bit integers of a type's unit. @throws BadValue where one is too large */
function* bigintColumn(type: ValueType, of: readonly ColumnOrConstant[], length: number, compute: (row: number) => bigint, where: string) {
  const values = new BigInt64Array(length);
  const validity = validIn(of, length);
  yield* inSlices(length, (begin, end) => {
    for (let row = begin; row < end; row++) {
      if (validity && !isValid(validity, row)) continue;
      const value = compute(row);
      if (value < LEAST || value > MOST) outOfRange(type, row, where);
      values[row] = value;
    }
  });
  const { kind, unit = "s", zone } = type;
  const data = kind === "timestamp" ? ({ type: kind, values, unit, zone } as const) : ({ type: "duration", values, unit } as const);
  return new Column(data, length, validity);
}

function outOfRange({ kind, unit }: ValueType, row: number, where: string): never {
  const what = kind === "date" ? "a date" : `a ${kind} in ${unit}`;
  throw new BadValue(`${where}: row ${row + 1}: the result is out of the range of ${what}`, row + 1, "");
}

/** Dates or timestamps, and durations later (or earlier, where `sign` is -1). */
export function* shifted(
  type: ValueType, sign: 1 | -1, time: ColumnOrConstant, by: ColumnOrConstant, length: number, where: string,
): Evaluation<Column> {
  const constant = Column.is(by) ? undefined : (by.value as DurationValue | null);
  const months = sign * (constant?.months ?? 0);
  if (type.kind === "date") return yield* shiftedDates(months, sign, time, by, length, where);
  const unit = type.unit ?? "s";
  const [from, duration] = [bigintsIn(time, unit, undefined), bigintsIn(by, unit, undefined)];
  const compute = (row: number) => {
    const start = months === 0 ? from(row) : monthsAfter(from(row), unit, type.zone, months);
    return sign > 0 ? start + duration(row) : start - duration(row);
  };
  return yield* bigintColumn(type, [time, by], length, compute, where);
}

/** A timestamp months later by the clock of its zone. */
function monthsAfter(value: bigint, unit: TimeUnit, zone: string | undefined, months: number): bigint {
  const { seconds, rest } = secondsOf(value, unit);
  const local = seconds + (zone === undefined ? 0 : offsetAt(zone, seconds));
  const days = Math.floor(local / DAY_SECONDS);
  const later = monthsLater(days, months) * DAY_SECONDS + (local - days * DAY_SECONDS);
  const moved = zone === undefined ? later : localToUtc(later, zone);
  return BigInt(moved) * BigInt(PER_SECOND[unit]) + BigInt(rest);
}

function* shiftedDates(
  months: number, sign: 1 | -1, time: ColumnOrConstant, by: ColumnOrConstant, length: number, where: string,
): Evaluation<Column> {
  const values = new Int32Array(length);
  const validity = validIn([time, by], length);
  const days = Column.is(time) ? (row: number) => time.values![row] as number : always(Number(time.value));
  const durations = bigintsIn(by, "ns", undefined);
  const daysBy = Column.is(by) ? (row: number) => wholeDays(durations(row), row, where) : always(wholeDays(durations(0), 0, where));
  yield* inSlices(length, (begin, end) => {
    for (let row = begin; row < end; row++) {
      if (validity && !isValid(validity, row)) continue;
      const start = months === 0 ? days(row) : monthsLater(days(row), months);
      const value = start + sign * daysBy(row);
      if (!(Math.abs(value) < MOST_DAYS)) outOfRange({ kind: "date" }, row, where);
      values[row] = value;
    }
  });
  return new Column({ type: "date", values }, length, validity);
}

function wholeDays(ns: bigint, row: number, where: string): number {
  if (ns % DAY_NS === 0n) return Number(ns / DAY_NS);
  throw new BadValue(
    `${where}: row ${row + 1}: the duration is not of whole days, and a date has no hours. Make the date a timestamp: timestamp(...)`,
    row + 1, "",
  );
}

/** The durations from one to another. */
export function* since(type: ValueType, a: ColumnOrConstant, b: ColumnOrConstant, length: number, where: string): Evaluation<Column> {
  const zone = typeOf(a).zone ?? typeOf(b).zone;
  const unit = type.unit ?? "s";
  const [to, from] = [bigintsIn(a, unit, zone), bigintsIn(b, unit, zone)];
  return yield* bigintColumn(type, [a, b], length, (row) => to(row) - from(row), where);
}

export function* summed(
  type: ValueType, sign: 1 | -1, a: ColumnOrConstant, b: ColumnOrConstant, length: number, where: string,
): Evaluation<Column> {
  const unit = type.unit ?? "s";
  const [first, second] = [bigintsIn(a, unit, undefined), bigintsIn(b, unit, undefined)];
  return yield* bigintColumn(type, [a, b], length, (row) => first(row) + BigInt(sign) * second(row), where);
}

/** Durations times numbers, or divided by them; to the nearest unit. */
export function* scaled(
  type: ValueType, divides: boolean, duration: ColumnOrConstant, numbers: TypedArray | number, by: ColumnOrConstant, length: number,
  where: string,
): Evaluation<Column> {
  const units = bigintsIn(duration, type.unit ?? "us", undefined);
  const number = typeof numbers === "number" ? always(numbers) : (row: number) => numbers[row] as number;
  const compute = (row: number) => {
    const [value, factor] = [units(row), number(row)];
    if (!divides && Number.isSafeInteger(factor)) return value * BigInt(factor);
    const result = divides ? Number(value) / factor : Number(value) * factor;
    if (!Number.isFinite(result)) outOfRange(type, row, where);
    return BigInt(Math.round(result));
  };
  return yield* bigintColumn(type, [duration, by], length, compute, where);
}

/** How often durations go into others. */
export function* ratio(a: ColumnOrConstant, b: ColumnOrConstant, length: number): Evaluation<Column> {
  const values = new Float64Array(length);
  const validity = validIn([a, b], length);
  const [first, second] = [bigintsIn(a, "ns", undefined), bigintsIn(b, "ns", undefined)];
  yield* inSlices(length, (begin, end) => {
    for (let row = begin; row < end; row++) if (!validity || isValid(validity, row)) values[row] = quotient(first(row), second(row));
  });
  return new Column({ type: "float64", values }, length, validity);
}

/** Exact where the result is whole. */
function quotient(a: bigint, b: bigint): number {
  if (b !== 0n && a % b === 0n) return Number(a / b);
  return Number(a) / Number(b);
}
