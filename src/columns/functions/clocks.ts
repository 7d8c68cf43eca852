/** Dates and timestamps as their clocks show them. */
import type { Column } from "../column";
import { DAY_SECONDS } from "../date-text";
import { SecondsReader } from "../int64";
import { clockOf, type ZoneClock } from "../zones";

/** The values of a column of dates or timestamps, row by row, as the clock of its zone shows them. */
export class LocalReader {
  readonly #days: Int32Array | undefined;
  readonly #reader: SecondsReader | undefined;
  readonly #clock: ZoneClock | undefined;
  /** Since 1970-01-01. */
  days = 0;
  /** Of the day. */
  second = 0;
  /** Of the second, in the column's unit. */
  rest = 0;
  /** Seconds since 1970 in UTC; of the clock on the wall where there is no zone. */
  seconds = 0;

  constructor(column: Column) {
    const { data } = column;
    if (data.type === "date") this.#days = data.values;
    else if (data.type === "timestamp") {
      this.#reader = new SecondsReader(data.values, data.unit);
      this.#clock = data.zone === undefined ? undefined : clockOf(data.zone);
    } else throw new TypeError(`expected dates or timestamps, got ${data.type}`);
  }

  read(row: number): void {
    const reader = this.#reader;
    if (!reader) {
      this.days = this.#days![row]!;
      this.seconds = this.days * DAY_SECONDS;
      return;
    }
    reader.read(row);
    const { seconds } = reader;
    const local = this.#clock ? seconds + this.#clock.offset(seconds) : seconds;
    const days = Math.floor(local / DAY_SECONDS);
    this.seconds = seconds;
    this.days = days;
    this.second = local - days * DAY_SECONDS;
    this.rest = reader.rest;
  }
}
