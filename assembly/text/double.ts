/**
 * Decimal numbers as doubles, rounded correctly.
 * Method: digits as an integer w and a power of ten. Where both are doubles exactly, one multiplication or division rounds once; else the
 * leading 64 bits of w times the leading 128 bits of the power of five, of which the first 64 nearly always decide.
 * Source: Clinger, "How to read floating point numbers accurately" (1990); Lemire, "Number parsing at a gigabyte per second" (2021), and
 * Mushtak and Lemire, "Fast number parsing without fallback" (2023), that no w of 64 bits is left undecided.
 * Special: what has more than 19 digits is w or w + 1 of some power: where they give different doubles, it is UNDECIDED.
 */
import { PowerOfFive, PowerOfTen } from "../tables/powers";

/** The largest integer up to which doubles have all, and the largest power of ten that they have exactly. */
const EXACT: u64 = 1 << 53;
const EXACT_POWER: i32 = 22;
const FRACTION_BITS: u64 = 52;
const BIAS: i32 = -1023;

/** The upper word of a * b; the lower one is their product as integers have it. */
@inline function upperProduct(a: u64, b: u64): u64 {
  const a0 = a & 0xffffffff, a1 = a >> 32, b0 = b & 0xffffffff, b1 = b >> 32;
  const middle = a1 * b0 + ((a0 * b0) >> 32);
  return a1 * b1 + (middle >> 32) + ((a0 * b1 + (middle & 0xffffffff)) >> 32);
}

/** w * 10 ** power as a double. */
@inline export function scaled(w: u64, power: i32): f64 {
  if (w <= EXACT && <u32>(power + EXACT_POWER) <= <u32>(2 * EXACT_POWER)) {
    const x = <f64>w;
    return power < 0 ? x / PowerOfTen.exact(-power) : x * PowerOfTen.exact(power);
  }
  return scaledFar(w, power);
}

/** The same, whatever w and power are. */
export function scaledFar(w: u64, power: i32): f64 {
  if (w == 0 || power < PowerOfFive.least()) return 0;
  if (power > PowerOfFive.most()) return Infinity;
  const zeros = clz(w), five = PowerOfFive.high(power);
  w <<= zeros;
  let high = upperProduct(w, five), low = w * five;
  if ((high & 0x1ff) == 0x1ff) {
    const rest = upperProduct(w, PowerOfFive.low(power));
    low += rest;
    high += <u64>(low < rest);
  }
  const upper = high >> 63, shift = upper + 64 - FRACTION_BITS - 3;
  let mantissa = high >> shift;
  // The binary exponent: of 5 ** power by log2(5) = 217706 / 65536 less 1, beside power itself.
  let exponent = ((217706 * power) >> 16) + 63 + <i32>upper - <i32>zeros - BIAS;
  if (exponent <= 0) {
    if (exponent <= -63) return 0;
    mantissa >>= <u64>(1 - exponent);
    mantissa = (mantissa + (mantissa & 1)) >> 1;
    return reinterpret<f64>(mantissa); // one that became normal has its exponent thereby
  }
  // Half-way between two doubles, exactly: to the even one.
  if (low <= 1 && power >= -4 && power <= 23 && (mantissa & 3) == 1 && (mantissa << shift) == high) mantissa &= ~(<u64>1);
  mantissa = (mantissa + (mantissa & 1)) >> 1;
  if (mantissa >= <u64>2 << FRACTION_BITS) {
    mantissa = <u64>1 << FRACTION_BITS;
    exponent++;
  }
  if (exponent >= 2047) return Infinity;
  return reinterpret<f64>((mantissa & ~(<u64>1 << FRACTION_BITS)) | (<u64>exponent << FRACTION_BITS));
}
