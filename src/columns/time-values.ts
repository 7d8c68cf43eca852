/** Columns of dates and moments of Date and Temporal. */
import { Column } from "./column";
import { DAY_SECONDS, SECOND_NS } from "./date-text";
import { SecondsWriter, splitNs } from "./int64";
import { epochNs, isDate, plainMoment, temporalKind, zoneOf } from "./temporal";
import { PER_SECOND, type TimeUnit } from "./types";
import { badRow, type ColumnOptions, validityOf } from "./values";
import { clockOf } from "./zones";

export function ofDates(values: ArrayLike<object | null>): Column {
  const days = Int32Array.from(values, (value) => (value ? plainMoment(value).days : 0));
  return new Column({ type: "date", values: days }, values.length, validityOf(values));
}

const MS_NS = 1e6;

/** The coarsest unit, from milliseconds on, that holds all nanoseconds. */
function unitOfRests(rests: readonly number[]): TimeUnit {
  return (["ms", "us"] as const).find((unit) => rests.every((ns) => ns % (SECOND_NS / PER_SECOND[unit]) === 0)) ?? "ns";
}

export function ofInstants(values: ArrayLike<object | null>, options: ColumnOptions): Column {
  const seconds = new Float64Array(values.length);
  const rests = new Array<number>(values.length).fill(0);
  let zone: string | undefined;
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (!value) continue;
    if (isDate(value)) {
      const ms = Date.prototype.getTime.call(value);
      if (Number.isNaN(ms)) throw badRow(options, row, "a date", "an invalid Date");
      seconds[row] = Math.floor(ms / 1000);
      rests[row] = (ms - seconds[row]! * 1000) * MS_NS;
      continue;
    }
    [seconds[row], rests[row]] = splitNs(epochNs(value));
    if (temporalKind(value) !== "ZonedDateTime" || options.zone !== undefined) continue;
    zone ??= zoneOf(value);
    if (zone === zoneOf(value)) continue;
    throw badRow(options, row, `a moment in ${zone}`, `one in ${zoneOf(value)}: give the zone of the column`);
  }
  return timesOf(values, seconds, rests, options, options.zone ?? zone ?? "UTC");
}

export function ofWallTimes(values: ArrayLike<object | null>, options: ColumnOptions): Column {
  const seconds = new Float64Array(values.length);
  const rests = new Array<number>(values.length).fill(0);
  const clock = options.zone === undefined ? undefined : clockOf(options.zone);
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (!value) continue;
    const { days, ns } = plainMoment(value);
    const local = days * DAY_SECONDS + Math.floor(ns / SECOND_NS);
    seconds[row] = clock ? clock.utc(local) : local;
    rests[row] = ns % SECOND_NS;
  }
  return timesOf(values, seconds, rests, options, options.zone);
}

function timesOf(
  values: ArrayLike<unknown>, seconds: Float64Array, rests: readonly number[], options: ColumnOptions, zone: string | undefined,
): Column {
  const unit = options.unit ?? unitOfRests(rests);
  const writer = new SecondsWriter(values.length, unit);
  const restNs = SECOND_NS / PER_SECOND[unit];
  for (let row = 0; row < values.length; row++) {
    const rest = rests[row]! / restNs;
    const isWritten = Number.isInteger(rest) && writer.write(row, seconds[row]!, rest);
    if (!isWritten) throw badRow(options, row, `a time that 64 bits can hold in ${unit}`, String(values[row]));
  }
  return new Column({ type: "timestamp", values: writer.values, unit, zone }, values.length, validityOf(values));
}
