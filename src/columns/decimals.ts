/** Decimals: integers and the power of ten by which they are divided. */
import type { ColumnData } from "./types";

type Decimals = Extract<ColumnData, { type: "decimal" }>;

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
