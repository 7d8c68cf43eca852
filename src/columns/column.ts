/** A column: values of one type in typed arrays, some of which may be null. It never changes. */
import type { TypedArray } from "../dtype";
import { cut } from "../typed-array";
import { dateText, durationMs, timestampText } from "./calendar";
import { decimalText } from "./decimals";
import { textAt } from "./texts";
import type { ColumnData, ColumnType, TimeUnit, Validity } from "./types";
import { countNulls, isValid } from "./validity";

/** A value as JavaScript has it: see {@link Column.get}. */
export type ColumnValue = number | bigint | boolean | string | null;

/** What Node, Bun and Deno call a method by which an object shows itself; `inspect` is node:util's. */
export const INSPECTED: unique symbol = Symbol.for("nodejs.util.inspect.custom");
export type Inspect = (value: unknown, options: object) => string;
/** Values that are shown, and characters of a text. */
const MOST_SHOWN = 10;
const MOST_CHARACTERS = 60;

let areMade = false;

/** Whether there is any column: who looks for them among arrays need not look before. */
export const areColumnsMade = (): boolean => areMade;

/** Values of one type, some of which may be null. It never changes. */
export class Column implements Iterable<ColumnValue> {
  readonly #data: ColumnData;
  readonly #validity: Validity | undefined;
  #nullCount: number | undefined;

  /** For those who make columns: the arrays are not copied. */
  constructor(
    data: ColumnData,
    /** Rows. */
    readonly length: number,
    validity?: Validity,
  ) {
    this.#data = data;
    this.#validity = validity && (this.#nullCount = countNulls(validity, length)) > 0 ? validity : undefined;
    this.#nullCount ??= 0;
    areMade = true;
  }

  /** Whether a value is a column: of this realm's own making, whatever it pretends to be. */
  static is(value: unknown): value is Column {
    return typeof value === "object" && value !== null && #data in value;
  }

  get type(): ColumnType {
    return this.#data.type;
  }

  /** Of timestamps and durations. */
  get unit(): TimeUnit | undefined {
    return "unit" in this.#data ? this.#data.unit : undefined;
  }

  /** Of timestamps: an IANA name such as "America/Sao_Paulo", or "UTC"; undefined where they are of the clock on the wall. */
  get zone(): string | undefined {
    return this.#data.type === "timestamp" ? this.#data.zone : undefined;
  }

  get nullCount(): number {
    return this.#nullCount!;
  }

  /** How values lie in memory. */
  get data(): ColumnData {
    return this.#data;
  }

  /** Which rows have a value; undefined where all have. */
  get validity(): Validity | undefined {
    return this.#validity;
  }

  /**
   * The typed array of the values: numbers as they are, booleans as 1 and 0, days of dates, units of timestamps and durations; of text the
   * codes, if it has any. What lies under a null is unspecified.
   */
  get values(): TypedArray | undefined {
    const data = this.#data;
    return data.type === "text" ? data.codes : data.values;
  }

  isNull(row: number): boolean {
    return this.#validity !== undefined && !isValid(this.#validity, row);
  }

  /**
   * The value of a row, from 0: a number, a bigint of 64-bit integers, a boolean, text; a date as "2020-01-31", a timestamp as ISO 8601
   * text ("2020-01-31T12:30:00", with an offset where there is a zone), a duration in milliseconds, a decimal as text; or null, as where
   * there is no such row.
   */
  get(row: number): ColumnValue {
    if (!Number.isInteger(row) || row < 0 || row >= this.length || this.isNull(row)) return null;
    const data = this.#data;
    switch (data.type) {
      case "boolean":
        return data.values[row] === 1;
      case "date":
        return dateText(data.values[row]!);
      case "timestamp":
        return timestampText(data.values[row]!, data.unit, data.zone);
      case "duration":
        return durationMs(data.values[row]!, data.unit);
      case "decimal":
        return decimalText(data, row);
      case "text":
        return textAt(data.texts, data.codes ? data.codes[row]! : row);
      default:
        return data.values[row]!;
    }
  }

  *[Symbol.iterator](): IterableIterator<ColumnValue> {
    for (let row = 0; row < this.length; row++) yield this.get(row);
  }

  /** All values, as {@link Column.get} gives them. */
  toArray(): ColumnValue[] {
    return Array.from({ length: this.length }, (_, row) => this.get(row));
  }

  /** Rows [begin, end), over the same memory. */
  slice(begin = 0, end = this.length): Column {
    const [from, to] = rangeOf(begin, end, this.length);
    const validity = this.#validity && { bytes: this.#validity.bytes, offset: this.#validity.offset + from };
    return columnOver(dataBetween(this.#data, from, to), to - from, validity);
  }

  /** What console.log shows: its type, and the first values. */
  [INSPECTED](depth: number, options: object, inspect: Inspect): string {
    if (depth < 0) return "[Column]";
    const { type, length, nullCount } = this;
    const most = Math.min(length, MOST_SHOWN);
    const values = Array.from({ length: most }, (_, row) => inspect(this.get(row), { ...options, maxStringLength: MOST_CHARACTERS }));
    if (length > most) values.push(`... ${counted(length - most, "more row")}`);
    return `Column(${type}, ${counted(length, "row")}${nullCount > 0 ? `, ${counted(nullCount, "null")}` : ""}) [${values.join(", ")}]`;
  }
}

/** A class that names itself within is renamed by the bundler, and would be printed so. */
const columnOver = (...given: ConstructorParameters<typeof Column>): Column => new Column(...given);

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;

/** Rows as Array.prototype.slice counts them: negative ones from the end. */
export function rangeOf(begin: number, end: number, length: number): [from: number, to: number] {
  const at = (row: number) => Math.min(length, Math.max(0, Math.trunc(row < 0 ? length + row : row) || 0));
  const from = at(begin);
  return [from, Math.max(from, at(end))];
}

function dataBetween(data: ColumnData, from: number, to: number): ColumnData {
  if (data.type === "decimal") return { ...data, values: cut(data.values, from * data.words, to * data.words) };
  if (data.type !== "text") return { ...data, values: cut(data.values, from, to) } as ColumnData;
  const { texts, codes } = data;
  if (codes) return { type: "text", texts, codes: cut(codes, from, to) };
  return { type: "text", texts: { offsets: cut(texts.offsets, from, to + 1), bytes: texts.bytes } };
}
