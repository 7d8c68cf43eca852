/** Parts of dates and timestamps, of the clock of their zone. */
import { civilOf, daysOf } from "../calendar";
import { Column } from "../column";
import { DAY_SECONDS } from "../date-text";
import { SecondsWriter } from "../int64";
import { PER_SECOND } from "../types";
import { clockOf } from "../zones";
import { columnIn, giving } from "./arguments";
import { LocalReader } from "./clocks";
import type { ColumnFunction, ValueKind } from "./interface";

const DATES: readonly ValueKind[] = ["date", "timestamp"];
const TIMES: readonly ValueKind[] = ["timestamp"];

/** A part as int32; `part` is made anew for each column, and may remember. */
const partOf = (name: string, summary: string, kinds: readonly ValueKind[], part: (column: Column) => (at: LocalReader) => number) =>
  ({
    name, summary, parameters: [{ name: "time", kinds }], gives: giving({ kind: "number", type: "int32" }),
    run: ([argument], length) => {
      const column = columnIn(argument!, length, "timestamp");
      const reader = new LocalReader(column);
      const read = part(column);
      const values = new Int32Array(length);
      for (let row = 0; row < length; row++) {
        reader.read(row);
        values[row] = read(reader);
      }
      return new Column({ type: "int32", values }, length, column.validity);
    },
  }) satisfies ColumnFunction;

/** A part of the day's date: neighbours are often of the same day, and many dates of few days. */
function ofDay(name: string, summary: string, part: (days: number) => number): ColumnFunction {
  const byRow = partOf(name, summary, DATES, () => {
    let last = 0;
    let value = part(0);
    return ({ days }) => (days === last ? value : (value = part((last = days))));
  });
  return {
    ...byRow,
    run: (args, length) => {
      const column = args[0];
      const values = Column.is(column) && column.data.type === "date" ? byTable(column.data.values, length, part) : undefined;
      return values ? new Column({ type: "int32", values }, length, (column as Column).validity) : byRow.run(args, length);
    },
  };
}

/** By a table of all days from the first to the last; undefined where it would be long beside the column. */
function byTable(days: Int32Array, length: number, part: (days: number) => number): Int32Array | undefined {
  let first = Infinity;
  let last = -Infinity;
  for (let row = 0; row < length; row++) {
    const day = days[row]!;
    if (day < first) first = day;
    if (day > last) last = day;
  }
  if (!(last - first < length / 4)) return undefined;
  const table = Int32Array.from({ length: last - first + 1 }, (_, i) => part(first + i));
  const values = new Int32Array(length);
  for (let row = 0; row < length; row++) values[row] = table[days[row]! - first]!;
  return values;
}

const ofTime = (name: string, summary: string, part: (second: number) => number) =>
  partOf(name, summary, TIMES, () => ({ second }) => part(second));

/** 1 is Monday. */
const weekdayOf = (days: number) => days + 3 - Math.floor((days + 3) / 7) * 7 + 1;
/** A week is of the year that has its Thursday. */
const thursdayOf = (days: number) => days - weekdayOf(days) + 4;
const yearOf = (days: number) => civilOf(days).year;

const UNITS = ["year", "quarter", "month", "week", "day", "hour", "minute", "second"] as const;
type CalendarUnit = (typeof UNITS)[number];
const UNIT_SECONDS: Partial<Record<CalendarUnit, number>> = { hour: 3600, minute: 60, second: 1 };

/** The first day of a day's year, quarter, month or week. */
function firstDay(days: number, unit: CalendarUnit): number {
  if (unit === "week") return days - weekdayOf(days) + 1;
  if (unit === "day") return days;
  const { year, month } = civilOf(days);
  return daysOf(year, unit === "year" ? 1 : unit === "month" ? month : month - ((month - 1) % 3), 1);
}

function truncatedDates(column: Column, length: number, unit: CalendarUnit): Column {
  const { data } = column;
  if (data.type !== "date") throw new TypeError("expected dates");
  const values = Int32Array.from({ length }, (_, row) => firstDay(data.values[row]!, unit));
  return new Column({ type: "date", values }, length, column.validity);
}

function truncatedTimes(column: Column, length: number, unit: CalendarUnit): Column {
  const { data } = column;
  if (data.type !== "timestamp") throw new TypeError("expected timestamps");
  const reader = new LocalReader(column);
  const writer = new SecondsWriter(length, data.unit);
  const clock = data.zone === undefined ? undefined : clockOf(data.zone);
  const size = UNIT_SECONDS[unit];
  let lastDays = Number.NaN;
  let lastStart = 0;
  for (let row = 0; row < length; row++) {
    reader.read(row);
    if (size !== undefined) {
      const local = reader.days * DAY_SECONDS + reader.second;
      const start = reader.seconds - (reader.second % size);
      // Where the clocks were changed within the hour, its beginning is by the clock on the wall.
      const isSteady = !clock || clock.offset(start) === local - reader.seconds;
      writer.write(row, isSteady ? start : clock.utc(local - (reader.second % size)), 0);
      continue;
    }
    if (reader.days !== lastDays) {
      lastDays = reader.days;
      const local = firstDay(lastDays, unit) * DAY_SECONDS;
      lastStart = clock ? clock.utc(local) : local;
    }
    writer.write(row, lastStart, 0);
  }
  return new Column({ ...data, values: writer.values }, length, column.validity);
}

const truncate: ColumnFunction = {
  name: "truncate",
  summary: `the beginning of the ${UNITS.join(", ")} (of the zone's clock); weeks begin on Monday`,
  parameters: [{ name: "time", kinds: DATES }, { name: "unit", kinds: ["text"], isLiteral: true }],
  gives: ([type], [, unit]) => {
    const isUnit = UNITS.includes(unit as CalendarUnit);
    if (!isUnit) throw new Error(`truncate: expected one of ${UNITS.join(", ")}, got ${JSON.stringify(unit)}`);
    if (type!.kind === "date" && UNIT_SECONDS[unit as CalendarUnit]) throw new Error(`truncate: a date has no ${unit}`);
    return type!;
  },
  run: ([argument, unit], length) => {
    const column = columnIn(argument!, length, "timestamp");
    return (column.type === "date" ? truncatedDates : truncatedTimes)(column, length, unit as CalendarUnit);
  },
};

export const partFunctions: readonly ColumnFunction[] = [
  ofDay("year", "the year", yearOf),
  ofDay("quarter", "the quarter of the year, from 1", (days) => Math.ceil(civilOf(days).month / 3)),
  ofDay("month", "the month, from 1", (days) => civilOf(days).month),
  ofDay("day", "the day of the month, from 1", (days) => civilOf(days).day),
  ofDay("weekday", "the day of the week, as in ISO 8601: 1 is Monday, 7 Sunday", weekdayOf),
  ofDay("dayOfYear", "the day of the year, from 1", (days) => days - daysOf(yearOf(days), 1, 1) + 1),
  ofDay("isoWeek", "the week of ISO 8601, from 1: the first has the year's first Thursday", (days) => {
    const thursday = thursdayOf(days);
    return Math.floor((thursday - daysOf(yearOf(thursday), 1, 1)) / 7) + 1;
  }),
  ofDay("isoYear", "the year that the week of ISO 8601 belongs to", (days) => yearOf(thursdayOf(days))),
  ofTime("hour", "the hour, from 0 to 23", (second) => Math.floor(second / 3600)),
  ofTime("minute", "the minute, from 0 to 59", (second) => Math.floor(second / 60) % 60),
  ofTime("second", "the whole second, from 0 to 59", (second) => second % 60),
  partOf("millisecond", "the whole millisecond, from 0 to 999", TIMES, (column) => {
    const perMs = PER_SECOND[column.unit!] / 1000;
    return ({ rest }) => Math.floor(rest / perMs);
  }),
  truncate,
];
