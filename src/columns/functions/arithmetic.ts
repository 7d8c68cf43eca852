/**
 * Dates, timestamps and durations added and subtracted. Months end at the month's last day where it is shorter. In a zone, months and
 * the days that a formula writes go by the clock on the wall; hours (24h too) and columns of durations are exact time.
 */
import { BadValue } from "../../data-errors";
import { civilOf, daysIn, daysOf } from "../calendar";
import { Column } from "../column";
import { DAY_SECONDS, SECOND_NS } from "../date-text";
import { SecondsWriter, splitNs } from "../int64";
import { PER_SECOND, type TimeUnit } from "../types";
import { bothValid } from "../validity";
import { clockOf } from "../zones";
import { nullColumn } from "./arguments";
import { LocalReader } from "./clocks";
import { sameClock } from "./compare";
import { lengthNs } from "./duration-length";
import type { ColumnScalar, DurationValue, FunctionArgument, ValueKind, ValueType } from "./interface";
import { constantMoments, type Moments, momentsOf } from "./moments";

const MOST_DAYS = 2 ** 31 - 1;
const UNITS: readonly TimeUnit[] = ["s", "ms", "us", "ns"];

const finer = (a: TimeUnit, b: TimeUnit): TimeUnit => (PER_SECOND[a] >= PER_SECOND[b] ? a : b);
/** The coarsest unit, from `unit` on, of which nanoseconds are whole. */
const unitFor = (ns: bigint, unit: TimeUnit): TimeUnit =>
  UNITS.find((one) => PER_SECOND[one] >= PER_SECOND[unit] && ns % (1_000_000_000n / BigInt(PER_SECOND[one])) === 0n)!;
const isTime = (kind: ValueKind | undefined) => kind === "date" || kind === "timestamp";
const isDuration = (value: unknown): value is DurationValue => typeof value === "object" && value !== null && !Column.is(value);

/**
 * What the sum or the difference of two values is: durations of a formula are given as literals.
 *
 * @throws Error with what is wrong
 */
export function arithmeticType(
  op: "+" | "-", a: ValueType, b: ValueType, aLiteral?: ColumnScalar, bLiteral?: ColumnScalar,
): ValueType {
  if (op === "+" && a.kind === "duration" && isTime(b.kind)) return arithmeticType(op, b, a, bLiteral, aLiteral);
  if (a.kind === "duration" && b.kind === "duration") {
    for (const literal of [aLiteral, bLiteral]) if (isDuration(literal)) fixedLength(literal);
    const unit = finer(isDuration(aLiteral) ? unitIn(aLiteral) : a.unit ?? "ns", isDuration(bLiteral) ? unitIn(bLiteral) : b.unit ?? "ns");
    return { kind: "duration", type: "duration", unit };
  }
  if (isTime(a.kind) && b.kind === "duration") {
    const ns = isDuration(bLiteral) ? bLiteral.ns : undefined;
    if (a.kind === "timestamp") {
      return { ...a, unit: ns === undefined ? finer(a.unit ?? "us", b.unit ?? "us") : unitFor(ns, a.unit ?? "us") };
    }
    if (ns === 0n) return { kind: "date", type: "date" };
    return { kind: "timestamp", type: "timestamp", unit: ns === undefined ? b.unit : unitFor(ns, "us") };
  }
  if (op === "-" && isTime(a.kind) && isTime(b.kind)) {
    if (a.kind === "timestamp" && b.kind === "timestamp") sameClock(a.zone, b.zone);
    return { kind: "duration", type: "duration", unit: finer(a.unit ?? "s", b.unit ?? "s") };
  }
  const words = op === "+" ? `${a.kind} + ${b.kind}` : `${a.kind} - ${b.kind}`;
  throw new Error(`${words} has no meaning: dates and timestamps take durations (date + 30d), and each other by - alone`);
}

/** a + b: a date or timestamp and a duration, in any order, or two durations. Null where either is. @throws BadValue */
export function add(a: FunctionArgument, b: FunctionArgument, length: number): Column {
  const isTurned = isDuration(a) || (Column.is(a) && a.type === "duration" && Column.is(b) && isTime(b.type as ValueKind));
  return isTurned ? sum("add", b, a, 1, length) : sum("add", a, b, 1, length);
}

/** a - b: a duration off a date, a timestamp or a duration; or the duration from one date or timestamp to another. @throws BadValue */
export function subtract(a: FunctionArgument, b: FunctionArgument, length: number): Column {
  const areTimes = Column.is(a) && Column.is(b) && isTime(a.type as ValueKind) && isTime(b.type as ValueKind);
  return areTimes ? difference(a, b, length) : sum("subtract", a, b, -1, length);
}

function sum(call: string, a: FunctionArgument, b: FunctionArgument, sign: 1 | -1, length: number): Column {
  if (a === null || b === null) return nullColumn(Column.is(a) ? (a.type as ValueKind) : "timestamp", length);
  if (isDuration(b) && Column.is(a) && a.type !== "duration") {
    return shifted(call, a, { months: sign * b.months, days: sign * b.days, ns: BigInt(sign) * b.ns }, length);
  }
  const left = Column.is(a) ? a : undefined;
  const right = Column.is(b) ? b : undefined;
  const unit = finer(unitIn(a), unitIn(b));
  const zone = left?.zone;
  const validity = bothValid(length, left?.validity, right?.validity);
  const values = combined(call, sideOf(a), sideOf(b), sign, unit, length, (row) => isNoneAt(row, left, right));
  const type = left?.type === "date" || left?.type === "timestamp" ? "timestamp" : "duration";
  return new Column(type === "timestamp" ? { type, values, unit, zone } : { type, values, unit }, length, validity);
}

const isNoneAt = (row: number, ...columns: (Column | undefined)[]) => columns.some((column) => column?.isNull(row));

function unitIn(argument: FunctionArgument): TimeUnit {
  if (Column.is(argument)) return argument.unit ?? "s";
  return unitFor(lengthNs(argument as DurationValue), "s");
}

function sideOf(argument: FunctionArgument): Moments {
  if (Column.is(argument)) return momentsOf(argument, undefined);
  return constantMoments(...splitNs(fixedLength(argument as DurationValue)));
}

function fixedLength(duration: DurationValue): bigint {
  if (duration.months !== 0) throw new Error("months and years have no fixed length: add them to dates, or write days");
  return lengthNs(duration);
}

function difference(a: Column, b: Column, length: number): Column {
  if (a.type === "timestamp" && b.type === "timestamp") sameClock(a.zone, b.zone);
  const zone = a.zone ?? b.zone;
  const unit = finer(a.unit ?? "s", b.unit ?? "s");
  const values = combined("subtract", momentsOf(a, zone), momentsOf(b, zone), -1, unit, length, (row) => isNoneAt(row, a, b));
  return new Column({ type: "duration", values, unit }, length, bothValid(length, a.validity, b.validity));
}

function combined(
  call: string, a: Moments, b: Moments, sign: 1 | -1, unit: TimeUnit, length: number, isNone: (row: number) => boolean,
): BigInt64Array {
  const writer = new SecondsWriter(length, unit);
  const restNs = SECOND_NS / PER_SECOND[unit];
  for (let row = 0; row < length; row++) {
    a.read(row);
    b.read(row);
    const ns = a.ns + sign * b.ns;
    const carry = Math.floor(ns / SECOND_NS);
    const isWritten = writer.write(row, a.seconds + sign * b.seconds + carry, (ns - carry * SECOND_NS) / restNs);
    if (!isWritten && !isNone(row)) throw tooFar(call, row, unit);
  }
  return writer.values;
}

function tooFar(call: string, row: number, unit: TimeUnit | "d"): BadValue {
  const holder = unit === "d" ? "a date" : `64 bits of ${unit}`;
  return new BadValue(`${call}: row ${row + 1}: the result is beyond what ${holder} can hold`, row + 1, "");
}

/** Days so many months later: the month's last, where it is shorter. */
function monthsLater(days: number, months: number): number {
  if (months === 0) return days;
  const { year, month, day } = civilOf(days);
  const all = year * 12 + month - 1 + months;
  const newYear = Math.floor(all / 12);
  const newMonth = all - newYear * 12 + 1;
  return daysOf(newYear, newMonth, Math.min(day, daysIn(newYear, newMonth)));
}

/** Dates and timestamps by a duration that is the same in each row. */
function shifted(call: string, column: Column, { months, days: wholeDays, ns }: DurationValue, length: number): Column {
  const { data, validity } = column;
  const [exactSeconds, exactNs] = splitNs(ns);
  if (data.type === "date" && ns === 0n) {
    const values = new Int32Array(length);
    for (let row = 0; row < length; row++) {
      const days = monthsLater(data.values[row]!, months) + wholeDays;
      values[row] = days;
      if (Math.abs(days) > MOST_DAYS && !column.isNull(row)) throw tooFar(call, row, "d");
    }
    return new Column({ type: "date", values }, length, validity);
  }
  const from = data.type === "timestamp" ? data.unit : "us";
  const unit = unitFor(ns, from);
  const clock = column.zone === undefined ? undefined : clockOf(column.zone);
  const reader = new LocalReader(column);
  const writer = new SecondsWriter(length, unit);
  const per = PER_SECOND[unit];
  const factor = data.type === "timestamp" ? per / PER_SECOND[from] : 0;
  const exactRest = exactNs / (SECOND_NS / per);
  for (let row = 0; row < length; row++) {
    reader.read(row);
    const days = monthsLater(reader.days, months) + wholeDays;
    let { seconds } = reader;
    if (days !== reader.days) {
      const local = days * DAY_SECONDS + reader.second;
      seconds = clock ? clock.utc(local) : local;
    }
    let rest = reader.rest * factor + exactRest;
    seconds += exactSeconds;
    if (rest >= per) {
      rest -= per;
      seconds++;
    }
    if (!writer.write(row, seconds, rest) && !column.isNull(row)) throw tooFar(call, row, unit);
  }
  return new Column({ type: "timestamp", values: writer.values, unit, zone: column.zone }, length, validity);
}
