/** What the texts of a column are, all of them taken together, in whatever order they come. */
import type { ColumnType, TimeUnit } from "../../columns/types";
import type { PlainType } from "../csv-parsing";
import { ALL_ORDERS, DATE_ORDERS, type DateReading, readDate, UNSURE } from "./dates";
import { NumberSense, readNumber } from "./numbers";

export type CsvValueKind = "number" | "date" | "boolean";

const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, TRUE: true, True: true, false: false, FALSE: false, False: false };
const ASKED_TRUE = /^(?:true|t|yes|y|1|on)$/i;
const ASKED_FALSE = /^(?:false|f|no|n|0|off)$/i;
const WORDS_OF_NULL = new Set(["NA", "N/A", "n/a", "#N/A", "null", "NULL", "None", "-"]);
const POINT_STYLE = 0;

/** Yes and no, t and f, 1 and 0 are booleans only where those are asked for. */
export function readBoolean(text: string, isAsked: boolean): boolean | undefined {
  if (!isAsked) return Object.hasOwn(BOOLEANS, text) ? BOOLEANS[text] : undefined;
  return ASKED_TRUE.test(text) ? true : ASKED_FALSE.test(text) ? false : undefined;
}

/** Whether a text is a number with a fraction or an exponent (and no percentage), or a day with a time: what hardly is a name. */
export function isFractionOrTime(text: string): boolean {
  if (readDate(text)) return readDate(text)!.time.hasTime;
  const numbers = new NumberSense(undefined);
  numbers.add(text);
  const style = numbers.style(false, ",", undefined);
  return style !== undefined && /\d[.,]|[.,]\d|\de/i.test(text) && !text.includes("%") && !numbers.integers(style).all;
}

/** Whether a text is text whatever else is in its column. */
export function isSurelyText(text: string): boolean {
  return !new TextSense(",", undefined, true, undefined).add(text.trim());
}

/** The type of some texts, which may be words for null, and of `more`; undefined for text, and where there are no values. */
export function typeOfSample(texts: readonly string[], more?: string): CsvValueKind | undefined {
  const values = texts.filter((text) => !WORDS_OF_NULL.has(text));
  if (values.length === 0) return undefined;
  if (more !== undefined) values.push(more);
  if (values.every((text) => readBoolean(text, false) !== undefined)) return "boolean";
  if (values.every((text) => readDate(text))) return "date";
  const numbers = new NumberSense(undefined);
  for (const text of values) numbers.add(text);
  return numbers.style(false, ",", undefined) === undefined ? undefined : "number";
}

/** How a column's text is read. */
export interface TextReading {
  /** "integer": int32, or int64 where the largest values need it. */
  type: ColumnType | "integer";
  /** By which type whatever is plain parses fast to the same values. */
  plain: PlainType | undefined;
  /** Of numbers: see NumberSense. */
  style: number;
  /** Of dates: a number of DATE_ORDERS. */
  order: number;
  unit: TimeUnit;
  /** Of timestamps: values have offsets. */
  hasOffsets: boolean;
}

const reading = (type: TextReading["type"], rest: Partial<TextReading> = {}): TextReading => ({
  type, plain: undefined, style: POINT_STYLE, order: 0, unit: "us", hasOffsets: false, ...rest,
});
export const TEXT = reading("text", { plain: "text" });

/** Two orders in which all dates of a column can be read. */
export class UnsureOrder extends Error {
  constructor(readonly orders: readonly [string, string]) {
    super("ambiguous dates");
  }
}

const MICRO_DIGITS = 6;
/** Nanoseconds of so many seconds are within 64 bits. */
export const MOST_NANO_SECONDS = 9_223_372_036;

/** What all dates of a column have in common. */
class DateSense {
  isAlive = true;
  #orders = ALL_ORDERS;
  #hasTimes = false;
  #hasOffsets = false;
  #hasNone = false;
  #digits = 0;
  #isFar = false;
  #differs = false;

  add(text: string): void {
    if (!this.isAlive) return;
    const found = readDate(text);
    this.#orders &= found?.orders ?? 0;
    if (!found || this.#orders === 0) {
      this.isAlive = false;
      return;
    }
    const { time, orders } = found;
    this.#hasTimes ||= time.hasTime;
    if (time.offset === undefined) this.#hasNone = true;
    else this.#hasOffsets = true;
    this.#digits = Math.max(this.#digits, time.fraction.length);
    const days = found.days(31 - Math.clz32(orders));
    this.#isFar ||= Math.abs(days) * 86_400 > MOST_NANO_SECONDS - 2 * 86_400;
    this.#differs ||= orders !== (orders & -orders) && differs(found);
  }

  /** @throws UnsureOrder */
  reading(hasZone: boolean): TextReading | undefined {
    if (!this.isAlive || (this.#hasOffsets && this.#hasNone && !hasZone)) return undefined;
    const unit = this.#digits > MICRO_DIGITS ? "ns" : "us";
    if (unit === "ns" && this.#isFar) return undefined;
    for (const pair of UNSURE) {
      const isUnsure = pair.every((order) => this.#orders & (1 << DATE_ORDERS.indexOf(order)));
      if (isUnsure && this.#differs) throw new UnsureOrder(pair);
    }
    const order = 31 - Math.clz32(this.#orders & -this.#orders);
    if (!this.#hasTimes) return reading("date", { plain: order === 0 ? "date" : undefined, order });
    const isPlain = order === 0 && !this.#hasOffsets && unit === "us";
    return reading("timestamp", { plain: isPlain ? "timestamp" : undefined, order, unit, hasOffsets: this.#hasOffsets });
  }
}

/** Whether a date is another day in its other order. */
export function differs({ orders, days }: DateReading): boolean {
  const first = 31 - Math.clz32(orders & -orders);
  const last = 31 - Math.clz32(orders);
  return days(first) !== days(last);
}

export class TextSense {
  #isEmpty = true;
  #isBoolean = true;
  readonly #numbers: NumberSense;
  readonly #dates = new DateSense();

  constructor(
    readonly delimiter: string,
    decimal: "." | "," | undefined,
    readonly hasZone: boolean,
    /** The decimal sign that other columns show. */
    readonly shown: "." | "," | undefined,
  ) {
    this.#numbers = new NumberSense(decimal);
  }

  /** A text that is neither blank nor stands for null. Returns whether all may still be other than text. */
  add(text: string): boolean {
    this.#isEmpty = false;
    this.#isBoolean &&= readBoolean(text, false) !== undefined;
    this.#numbers.add(text);
    this.#dates.add(text);
    return this.#isBoolean || this.#numbers.isAlive || this.#dates.isAlive;
  }

  /** How all the texts that were added are to be read; `texts` gives them again. @throws UnsureOrder */
  decide(texts: () => Iterable<string>): TextReading {
    if (this.#isEmpty) return TEXT;
    if (this.#isBoolean) return reading("boolean", { plain: "boolean" });
    const style = this.#numbers.style(false, this.delimiter, this.shown);
    if (style !== undefined) return this.#numbersOf(style, texts) ?? TEXT;
    return this.#dates.reading(this.hasZone) ?? TEXT;
  }

  /** Integers beyond 64 bits are text, unless fractions among them show that they are measured. */
  #numbersOf(style: number, texts: () => Iterable<string>): TextReading | undefined {
    const { all, areLong } = this.#numbers.integers(style);
    if (!all) return reading("float64", { plain: style === POINT_STYLE ? "float64" : undefined, style });
    if (areLong) for (const text of texts()) if (!isInt64(readNumber(text, style)!.text)) return undefined;
    return reading("integer", { plain: "int64", style });
  }

  /** The style of numbers that are asked for. */
  numberStyle(): number {
    return this.#numbers.style(true, this.delimiter, this.shown) ?? POINT_STYLE;
  }

  /** How dates that are asked for are written; undefined where no one order fits. @throws UnsureOrder */
  dates(): TextReading | undefined {
    return this.#isEmpty ? reading("date") : this.#dates.reading(this.hasZone);
  }
}

function isInt64(text: string): boolean {
  return BigInt.asIntN(64, BigInt(text)) === BigInt(text);
}
