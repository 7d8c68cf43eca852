/** number() and boolean(). */
import { shown } from "../../errors";
import { Column } from "../column";
import { DAY_SECONDS } from "../date-text";
import { halvesOf, int64Number, nearestQuotient } from "../int64";
import { valuesAt } from "../take";
import { textAt } from "../texts";
import { PER_SECOND, type TimeUnit } from "../types";
import { columnIn, literalText, nullColumn, textColumnIn } from "./arguments";
import type { ColumnFunction, FunctionArgument } from "./interface";
import { numberOf, numbersOf } from "./number-of";
import { badText, Reading, readTexts } from "./texts";
import { badNumber, EPOCH_UNITS, kindOf, optional } from "./time-arguments";

/** Texts that stand for no value, as readers of files have them. */
const NULL_WORDS = new Set(["", "-", "--", "NA", "N/A", "n/a", "#N/A", "na", "null", "NULL", "Null", "None", "none", "nil"]);
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const SPECIAL: Readonly<Record<string, number>> = { nan: Number.NaN, infinity: Infinity, inf: Infinity };
/** Powers of ten that are doubles. */
const POWERS = Array.from({ length: 23 }, (_, power) => 10 ** power);
/** With no more digits, the integer of them is exact, and so is one division by a power of ten. */
const EXACT_DIGITS = 15;

/** The double that a plain decimal number in ASCII stands for; NaN where it is none, or has too many digits. */
function plainNumber(bytes: Uint8Array, begin: number, end: number): number {
  let at = begin;
  const isNegative = bytes[at] === 45;
  if (isNegative) at++;
  if (end - at > EXACT_DIGITS + 1 || at === end) return Number.NaN;
  let integer = 0;
  let digits = 0;
  let point = -1;
  for (; at < end; at++) {
    const digit = bytes[at]! - 48;
    if (digit >= 0 && digit <= 9) {
      integer = integer * 10 + digit;
      digits++;
    } else if (digit === -2 && point < 0) point = at;
    else return Number.NaN;
  }
  if (digits === 0 || digits > EXACT_DIGITS) return Number.NaN;
  const value = point < 0 ? integer : integer / POWERS[end - point - 1]!;
  return isNegative ? -value : value;
}

/** The number of any other text: undefined for none, null for what stands for no value. */
export function numberInText(given: string): number | null | undefined {
  const text = given.trim();
  if (NUMBER.test(text)) return Number(text);
  const sign = text[0] === "-" ? -1 : 1;
  const word = text.replace(/^[+-]/, "").toLowerCase();
  if (word !== "" && Object.hasOwn(SPECIAL, word)) return sign * SPECIAL[word]!;
  return NULL_WORDS.has(text) ? null : undefined;
}

function numbersOfTexts(argument: FunctionArgument, length: number): Column {
  const column = textColumnIn(argument, length);
  const values = new Float64Array(Math.max(length, column.data.texts.offsets.length - 1));
  const place = new Uint32Array(2);
  const { codes, validity } = readTexts(
    column,
    (bytes, begin, end, at) => {
      let value: number | null | undefined = plainNumber(bytes, begin, end);
      if (Number.isNaN(value)) {
        place[0] = begin;
        place[1] = end;
        value = numberInText(textAt({ offsets: place, bytes }, 0));
      }
      if (value === undefined) return Reading.bad;
      if (value === null) return Reading.none;
      values[at] = value;
      return Reading.value;
    },
    badText("number", "a number such as -1234.5 or 1e3"),
  );
  return new Column({ type: "float64", values: codes ? valuesAt(values, codes) : values.subarray(0, length) }, length, validity);
}

/** Dates, timestamps and durations as numbers of a unit. */
function numbersOfTimes(column: Column, length: number, unit: string): Column {
  const { data } = column;
  const values = new Float64Array(length);
  const perUnit = unit === "d" ? 1 / DAY_SECONDS : PER_SECOND[unit as TimeUnit];
  if (data.type === "date") {
    for (let row = 0; row < length; row++) values[row] = unit === "d" ? data.values[row]! : data.values[row]! * DAY_SECONDS * perUnit;
  } else if ((data.type === "timestamp" || data.type === "duration") && data.unit === unit) {
    const halves = halvesOf(data.values);
    for (let row = 0; row < length; row++) values[row] = int64Number(halves, row);
  } else if (data.type === "timestamp" || data.type === "duration") {
    const halves = halvesOf(data.values);
    const per = PER_SECOND[data.unit];
    const factor = unit === "d" ? 1 : Math.max(1, PER_SECOND[unit as TimeUnit] / per);
    const divisor = unit === "d" ? DAY_SECONDS * per : Math.max(1, per / PER_SECOND[unit as TimeUnit]);
    for (let row = 0; row < length; row++) {
      const value = int64Number(halves, row);
      // Of two doubles a product and a quotient are rounded once.
      const isExact = Number.isSafeInteger(value);
      values[row] = isExact ? (value * factor) / divisor : nearestQuotient(data.values[row]! * BigInt(factor), divisor);
    }
  }
  return new Column({ type: "float64", values }, length, column.validity);
}

const isTime = (kind: string) => kind === "date" || kind === "timestamp" || kind === "duration";

const number: ColumnFunction = {
  name: "number",
  summary:
    "float64 of text, any number, booleans (1, 0); days of dates, milliseconds of timestamps (since 1970) and durations, or another unit",
  parameters: [{ name: "value", kinds: ["number", "text", "boolean", "date", "timestamp", "duration"] }, optional("unit")],
  gives: ([type], [, unit]) => {
    if (unit !== undefined && unit !== null) {
      if (!isTime(type!.kind)) throw new Error(`number: a ${type!.kind} has no unit`);
      if (!EPOCH_UNITS.includes(String(unit))) throw new Error(`number: expected one of ${EPOCH_UNITS.join(", ")}, got ${shown(unit)}`);
    }
    return { kind: "number", type: "float64" };
  },
  run: ([argument, unit], length) => {
    if (argument === null) return nullColumn("number", length);
    const column = columnIn(argument!, length, "number");
    const kind = kindOf(column);
    if (kind === "text") return numbersOfTexts(column, length);
    if (isTime(kind)) return numbersOfTimes(column, length, literalText(unit) ?? (kind === "date" ? "d" : "ms"));
    return numberOf(column);
  },
};

const TRUTH: Readonly<Record<string, boolean>> = {
  true: true, false: false, t: true, f: false, yes: true, no: false, y: true, n: false, 1: true, 0: false, on: true, off: false,
};

function booleansOfTexts(argument: FunctionArgument, length: number): Column {
  const column = textColumnIn(argument, length);
  const values = new Uint8Array(Math.max(length, column.data.texts.offsets.length - 1));
  const { codes, validity } = readTexts(
    column,
    (bytes, begin, end, at) => {
      const text = textAt({ offsets: Uint32Array.of(begin, end), bytes }, 0).trim();
      if (NULL_WORDS.has(text)) return Reading.none;
      const word = text.toLowerCase();
      if (!Object.hasOwn(TRUTH, word)) return Reading.bad;
      values[at] = TRUTH[word] ? 1 : 0;
      return Reading.value;
    },
    badText("boolean", "true or false"),
  );
  return new Column({ type: "boolean", values: codes ? valuesAt(values, codes) : values.subarray(0, length) }, length, validity);
}

export const boolean: ColumnFunction = {
  name: "boolean",
  summary: "whether a number is not 0, or text is true, t, yes, y, on or 1 (not false, f, no, n, off or 0), in any case",
  parameters: [{ name: "value", kinds: ["boolean", "number", "text"] }],
  gives: () => ({ kind: "boolean", type: "boolean" }),
  run: ([argument], length) => {
    if (argument === null) return nullColumn("boolean", length);
    const column = columnIn(argument!, length, "boolean");
    const kind = kindOf(column);
    if (kind === "boolean") return column;
    if (kind === "text") return booleansOfTexts(column, length);
    const numbers = numbersOf(column);
    const values = new Uint8Array(length);
    for (let row = 0; row < length; row++) {
      const value = numbers[row]!;
      if (Number.isNaN(value) && !column.isNull(row)) throw badNumber("boolean", "a number", value, row);
      values[row] = value === 0 ? 0 : 1;
    }
    return new Column({ type: "boolean", values }, length, column.validity);
  },
};

export const conversionFunctions: readonly ColumnFunction[] = [number, boolean];
