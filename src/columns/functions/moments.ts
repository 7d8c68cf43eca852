/** Dates, timestamps and durations of columns and scalars as seconds and nanoseconds, so that any two can be compared and subtracted. */
import type { Column } from "../column";
import { DAY_SECONDS, isoMoment, SECOND_NS } from "../date-text";
import { SecondsReader, splitNs } from "../int64";
import { PER_SECOND } from "../types";
import { clockOf } from "../zones";
import { lengthNs } from "./duration-length";
import type { DurationValue } from "./interface";

/** Values that are read row by row. Exact within 285 million years of 1970. */
export interface Moments {
  readonly seconds: number;
  /** 0 to 999,999,999. */
  readonly ns: number;
  read(row: number): void;
}

class ColumnMoments implements Moments {
  readonly #reader: SecondsReader;
  readonly #restNs: number;
  seconds = 0;
  ns = 0;

  constructor(values: BigInt64Array, unit: keyof typeof PER_SECOND) {
    this.#reader = new SecondsReader(values, unit);
    this.#restNs = SECOND_NS / PER_SECOND[unit];
  }

  read(row: number): void {
    this.#reader.read(row);
    this.seconds = this.#reader.seconds;
    this.ns = this.#reader.rest * this.#restNs;
  }
}

/** Midnights: of a zone's clocks, or of the clock on the wall. */
class DateMoments implements Moments {
  readonly ns = 0;
  seconds = 0;
  readonly #days: Int32Array;
  readonly #utc: (local: number) => number;

  constructor(days: Int32Array, zone: string | undefined) {
    this.#days = days;
    const clock = zone === undefined ? undefined : clockOf(zone);
    this.#utc = clock ? (local) => clock.utc(local) : (local) => local;
  }

  read(row: number): void {
    this.seconds = this.#utc(this.#days[row]! * DAY_SECONDS);
  }
}

export const constantMoments = (seconds: number, ns: number): Moments => ({ seconds, ns, read: () => {} });

/** Dates and timestamps; dates are midnights in `zone`. */
export function momentsOf(column: Column, zone: string | undefined): Moments {
  const { data } = column;
  if (data.type === "date") return new DateMoments(data.values, zone);
  if (data.type === "timestamp" || data.type === "duration") return new ColumnMoments(data.values, data.unit);
  throw new TypeError(`expected dates, timestamps or durations, got ${data.type}`);
}

/** A date or time that a formula has as text; without an offset it is of the clock of `zone`. @throws Error for other text */
export function momentIn(text: string, zone: string | undefined): Moments {
  const moment = isoMoment(text);
  if (!moment) throw new Error(`expected a date such as "2020-01-31" or "2020-01-31T12:30:00", got ${JSON.stringify(text)}`);
  const { days, ns, offsetSeconds } = moment;
  if (offsetSeconds !== undefined && zone === undefined) {
    throw new Error(`${JSON.stringify(text)} has an offset from UTC, and the other value no zone: leave it out, or use inZone()`);
  }
  const second = Math.floor(ns / SECOND_NS);
  const local = days * DAY_SECONDS + second;
  const seconds = offsetSeconds !== undefined ? local - offsetSeconds : zone === undefined ? local : clockOf(zone).utc(local);
  return constantMoments(seconds, ns - second * SECOND_NS);
}

/** A duration of fixed length. @throws Error for months */
export function durationMoment(duration: DurationValue): Moments {
  if (duration.months !== 0) throw new Error("months and years have no fixed length: compare dates, or write days");
  return constantMoments(...splitNs(lengthNs(duration)));
}
