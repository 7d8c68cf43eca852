/** Decimals: integers and the power of ten by which they are divided. */
import type { ColumnData } from "./types";

export type Decimals = Extract<ColumnData, { type: "decimal" }>;

const WORD_BITS = 64n;

/** The integer of a row: to be divided by 10 ** scale. */
export function unscaled({ values, words }: Decimals, row: number): bigint {
  if (words === 1) return values[row]!;
  return (values[2 * row + 1]! << WORD_BITS) | BigInt.asUintN(64, values[2 * row]!);
}

/** All digits: "-12.50". */
export function decimalText(data: Decimals, row: number): string {
  const integer = unscaled(data, row);
  const { scale } = data;
  if (scale <= 0) return String(integer * 10n ** BigInt(-scale));
  const digits = (integer < 0n ? -integer : integer).toString().padStart(scale + 1, "0");
  return `${integer < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** An integer, to be divided by 10 ** scale. */
export interface ScaledInteger {
  readonly integer: bigint;
  readonly scale: number;
}

const DECIMAL = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/;
/** Beyond any double, and any decimal. */
const MOST_EXPONENT = 400;

/** What digits stand for, all of them; undefined for NaN and infinities. */
export function parsedDecimal(text: string): ScaledInteger | undefined {
  const match = DECIMAL.exec(text);
  if (!match) return undefined;
  const [, sign, whole, fraction, exponent = "0"] = match as unknown as [string, string, string, string, string?];
  const size = BigInt(whole + fraction);
  const integer = sign === "-" ? -size : size;
  const scale = fraction.length - Math.max(-MOST_EXPONENT, Math.min(MOST_EXPONENT, Number(exponent)));
  return scale >= 0 ? { integer, scale } : { integer: integer * 10n ** BigInt(-scale), scale: 0 };
}

/** Powers of ten that a double has. */
const EXACT_POWERS = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** The double that is nearest. */
export function decimalNumber(data: Decimals, row: number): number {
  const integer = Number(unscaled(data, row));
  const power = EXACT_POWERS[data.scale];
  // The quotient of two doubles is rounded once.
  if (power !== undefined && Number.isSafeInteger(integer)) return integer / power;
  return Number(decimalText(data, row));
}

/** Decimals of so few digits all differ as doubles. */
const DISTINCT = 10n ** 15n;

/** The double that has the decimal's digits, all of them, once it is rounded to as many places; undefined where there is none. */
export function exactDecimal(data: Decimals, row: number): number | undefined {
  const number = decimalNumber(data, row);
  const integer = unscaled(data, row);
  if (integer < DISTINCT && integer > -DISTINCT) return number;
  if (data.scale <= 0) return BigInt(number) === integer * 10n ** BigInt(-data.scale) ? number : undefined;
  return number.toFixed(data.scale) === decimalText(data, row) ? number : undefined;
}
