/** Columns of values whose type is asked for. */
import { BadValue, PrecisionLost } from "../data-errors";
import type { TypedArray } from "../dtype";
import { shown } from "../errors";
import { Column } from "./column";
import { boolean, numberInText } from "./functions/conversions";
import { date } from "./functions/dates";
import type { ColumnFunction } from "./functions/interface";
import { timestamp } from "./functions/timestamps";
import { ofTexts } from "./text-values";
import { ofDates, ofInstants, ofWallTimes } from "./time-values";
import { isNumberType, NUMBER_ARRAYS, type ColumnType, type NumberType } from "./types";
import { badRow, type ColumnOptions, inferred, placeOf, validityOf } from "./values";

/** @throws BadValue for a value that is not of the type; PrecisionLost for a bigint that a float64 cannot hold */
export function asType(values: ArrayLike<unknown>, type: ColumnType, options: ColumnOptions): Column {
  if (isNumberType(type)) return ofNumbers(values, type, options);
  switch (type) {
    case "boolean":
      return ofBooleans(values, options);
    case "text":
      return ofStrings(values, options);
    case "date":
      return asDates(values, options);
    case "timestamp":
      return asTimestamps(values, options);
    case "duration":
      return ofDurations(values, options);
    default:
      return ofDecimals(values, options);
  }
}

const isNone = (value: unknown) => value === null || value === undefined;

function ofNumbers(values: ArrayLike<unknown>, type: NumberType, options: ColumnOptions): Column {
  const { length } = values;
  const array = new NUMBER_ARRAYS[type](length) as TypedArray;
  const isFloat = type === "float64" || type === "float32";
  const isWide = type === "int64" || type === "uint64";
  for (let row = 0; row < length; row++) {
    const given = values[row];
    if (isNone(given)) continue;
    const value = typeof given === "string" ? numberIn(given, isFloat) : given;
    if (typeof value !== "number" && typeof value !== "bigint") throw badRow(options, row, `a number for ${type}`, shown(given));
    const isWhole = typeof value === "bigint" || Number.isInteger(value);
    const kept = isWide && isWhole ? BigInt(value) : isFloat || isWhole ? Number(value) : undefined;
    if (kept !== undefined) array[row] = kept;
    if (isFloat && typeof value === "bigint" && !(Number.isFinite(kept) && BigInt(kept!) === value)) {
      throw new PrecisionLost(`${placeOf(options)}row ${row + 1}: ${type} cannot hold ${value} exactly: ask for int64`, row + 1);
    }
    if (!isFloat && array[row] !== kept) throw badRow(options, row, `a whole number that ${type} can hold`, shown(given));
  }
  return new Column({ type, values: array }, length, validityOf(values));
}

/** A number in text: whole ones with all their digits, unless the nearest double is wanted. Anything else for what is none. */
function numberIn(text: string, isFloat: boolean): number | bigint | null | undefined {
  return !isFloat && /^[+-]?\d+$/.test(text) ? BigInt(text.replace("+", "")) : numberInText(text);
}

function ofBooleans(values: ArrayLike<unknown>, options: ColumnOptions): Column {
  const isText = typeof values[firstRow(values)] === "string" && inferred(values, options) === "text";
  if (isText) return made(boolean, ofTexts(values as ArrayLike<string | null>, options), [], options);
  const truths = Uint8Array.from(values, (value, row) => {
    if (isNone(value) || typeof value === "boolean" || value === 0 || value === 1) return value ? 1 : 0;
    throw badRow(options, row, "true or false", shown(value));
  });
  return new Column({ type: "boolean", values: truths }, values.length, validityOf(values));
}

function ofStrings(values: ArrayLike<unknown>, options: ColumnOptions): Column {
  for (let row = 0; row < values.length; row++) {
    if (!isNone(values[row]) && typeof values[row] !== "string") throw badRow(options, row, "text", shown(values[row]));
  }
  return ofTexts(values as ArrayLike<string | null>, options);
}

/** What a function of formulas makes of a column; its errors name the column. */
function made(by: ColumnFunction, column: Column, literals: (string | null)[], options: ColumnOptions): Column {
  try {
    return by.run([column, ...literals], column.length);
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    throw new BadValue(`${placeOf(options)}${error.message}`, error.row, options.name ?? "");
  }
}

function asDates(values: ArrayLike<unknown>, options: ColumnOptions): Column {
  const kind = inferred(values, options);
  switch (kind) {
    case "text":
      return made(date, ofTexts(values as ArrayLike<string | null>, options), [options.format ?? null], options);
    case "instant":
    case "wall":
      return made(date, asTimestamps(values, options), [], options);
    case "boolean":
      throw badRow(options, firstRow(values), "a date", "a boolean");
    case "date":
      return ofDates(values as ArrayLike<object | null>);
    default:
      return made(date, ofNumbers(values, kind === "bigint" ? "int64" : "float64", options), [options.unit ?? null], options);
  }
}

const firstRow = (values: ArrayLike<unknown>) => Array.from(values).findIndex((value) => !isNone(value));

function asTimestamps(values: ArrayLike<unknown>, options: ColumnOptions): Column {
  const { unit, zone = null, format } = options;
  const kind = inferred(values, options);
  switch (kind) {
    case "text":
      return made(timestamp, ofTexts(values as ArrayLike<string | null>, options), [format ?? "ISO", zone, unit ?? null], options);
    case "instant":
      return ofInstants(values as ArrayLike<object | null>, options);
    case "wall":
      return ofWallTimes(values as ArrayLike<object | null>, options);
    case "date":
      return made(timestamp, ofDates(values as ArrayLike<object | null>), [null, zone], options);
    case "boolean":
      throw badRow(options, firstRow(values), "a moment", "a boolean");
    default:
      return made(timestamp, ofNumbers(values, kind === "bigint" ? "int64" : "float64", options), [unit ?? "ms", zone], options);
  }
}

/** Whole numbers of the unit, milliseconds where none is given. */
function ofDurations(values: ArrayLike<unknown>, options: ColumnOptions): Column {
  const { values: units } = ofNumbers(values, "int64", options);
  return new Column({ type: "duration", values: units as BigInt64Array, unit: options.unit ?? "ms" }, values.length, validityOf(values));
}

const DECIMAL = /^([+-]?)(\d*)\.?(\d*)$/;
/** Digits that one word holds, and two. */
const WORD_DIGITS = 18;
const MOST_DIGITS = 38;

function ofDecimals(values: ArrayLike<unknown>, options: ColumnOptions): Column {
  const { length } = values;
  const parts = Array.from(values, (value, row) => {
    if (isNone(value)) return undefined;
    const match = ["string", "number", "bigint"].includes(typeof value) ? DECIMAL.exec(String(value)) : null;
    if (!match || match[2]! + match[3]! === "") throw badRow(options, row, "a decimal number such as -12.50", shown(value));
    return match;
  });
  const scale = options.scale ?? parts.reduce((most, part) => Math.max(most, part ? part[3]!.length : 0), 0);
  const integers = parts.map((part, row) => {
    if (!part) return 0n;
    const [, sign, whole, fraction] = part as unknown as [string, string, string, string];
    const digits = (whole + fraction.slice(0, scale).padEnd(scale, "0")).replace(/^0+(?=\d)/, "");
    const isHeld = digits.length <= MOST_DIGITS && /^0*$/.test(fraction.slice(scale));
    if (!isHeld) throw badRow(options, row, `at most ${MOST_DIGITS} digits, ${scale} of them after the point`, shown(values[row]));
    return BigInt(digits) * (sign === "-" ? -1n : 1n);
  });
  const precision = integers.reduce((most, integer) => Math.max(most, String(integer).replace("-", "").length), Math.max(1, scale));
  const words = precision <= WORD_DIGITS ? 1 : 2;
  const array = new BigInt64Array(length * words);
  for (const [row, integer] of integers.entries()) {
    array[row * words] = BigInt.asIntN(64, integer);
    if (words === 2) array[row * 2 + 1] = integer >> 64n;
  }
  return new Column({ type: "decimal", values: array, words, precision, scale }, length, validityOf(values));
}
