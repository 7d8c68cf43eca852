/**
 * Reduction of any finite double modulo pi/2
 * Method: of x * 2/pi only the bits that matter are computed, 192 of them from the first whose weight is below 4.
 * Source: M. H. Payne and R. N. Hanek, "Radian reduction for trigonometric functions" (1983); assembly/fit/trig.py.
 * Approximation: the fraction is right to 2^-137; no double comes nearer than 2^-62 to a multiple of pi/2.
 * Special: none; the caller has infinities and NaN, and the sign.
 */
import { BIAS, FRACTION, FRACTION_BITS, LEADING_BIT } from "../double";
import { TwoOverPi } from "../tables/trig";

/** What reduce() found: x = quadrant * pi/2 + (remainder + tail), per instance and so per thread. */
export class Reduced {
  static quadrant: i64 = 0;
  static remainder: f64 = 0;
  static tail: f64 = 0;
}

/** The lower half of a word. */
const LOW: u64 = 0xffffffff;
/** The exponent, of a double's sign and exponent. */
const EXPONENT: u64 = 0x7ff;
/** A double's upper 26 bits. */
const UPPER: u64 = 0xfffffffff8000000;
/** Bits of a word below its upper 53. */
const BELOW_BITS: i32 = 63 - FRACTION_BITS;
const BELOW: u64 = (1 << BELOW_BITS) - 1;
const ULP: f64 = 1.1102230246251565e-16; // 0x1p-53
const HALF_PI: f64 = 1.5707963267948966; // 0x1.921fb54442d18p+0
const HALF_PI_TAIL: f64 = 6.123233995736766e-17; // 0x1.1a62633145c07p-54

function multiplyHigh(a: u64, b: u64): u64 {
  const a0 = a & LOW, a1 = a >> 32, b0 = b & LOW, b1 = b >> 32;
  const middle = a1 * b0 + ((a0 * b0) >> 32);
  return a1 * b1 + (middle >> 32) + ((a0 * b1 + (middle & LOW)) >> 32);
}

/** 64 bits of 2/pi from bit `first` on, where bit 64 is the first after the binary point (the table's first word is zero). */
function bitsFrom(first: i32): u64 {
  const place = TwoOverPi.place(first >> 6), by = first & 63;
  const word = TwoOverPi.word(place);
  return by == 0 ? word : (word << by) | (TwoOverPi.nextWord(place) >> (64 - by));
}

/** Splits a double into 26 high bits and the rest. */
function highPart(x: f64): f64 {
  return reinterpret<f64>(reinterpret<u64>(x) & UPPER);
}

/** Reduces |x|, finite and at least 2^20; the caller gives the sign back. */
export function reduce(x: f64): void {
  const word = reinterpret<u64>(x);
  const exponent = <i32>((word >> FRACTION_BITS) & EXPONENT) - BIAS - FRACTION_BITS; // of the mantissa's lowest bit
  const mantissa = (word & FRACTION) | LEADING_BIT;
  const first = exponent + 62; // the bit of weight 2^(1 - exponent): times the mantissa's lowest bit, 2
  const w0 = bitsFrom(first), w1 = bitsFrom(first + 64), w2 = bitsFrom(first + 128);
  const p2 = mantissa * w2;
  const carry = multiplyHigh(mantissa, w2), low1 = mantissa * w1;
  const p1 = carry + low1;
  const p0 = mantissa * w0 + multiplyHigh(mantissa, w1) + u64(p1 < carry);
  let quadrant = p0 >> 62;
  let f0 = (p0 << 2) | (p1 >> 62), f1 = (p1 << 2) | (p2 >> 62);
  const negative = <i64>f0 < 0; // a fraction of a half or more: count from the next multiple
  if (negative) {
    quadrant += 1;
    f1 = ~f1 + 1;
    f0 = ~f0 + u64(f1 == 0);
  }
  const shift = f0 != 0 ? clz(f0) : 64 + clz(f1);
  const top = shift == 0 ? f0 : shift < 64 ? (f0 << shift) | (f1 >> (64 - shift)) : f1 << (shift - 64);
  const below = shift < 64 ? f1 << shift : 0;
  const scale = reinterpret<f64>((<u64>(BIAS - 64 - shift)) << FRACTION_BITS);
  const high = <f64>(top >> BELOW_BITS) * <f64>(1 << BELOW_BITS) * scale;
  const rest = (<f64>((top & BELOW) << (64 - BELOW_BITS) | below >> BELOW_BITS)) * (scale * ULP);
  // (high + rest) * pi/2, with the product of the high parts exact
  const product = high * HALF_PI;
  const h1 = highPart(high), h2 = high - h1;
  const c1 = highPart(HALF_PI), c2 = HALF_PI - c1;
  const error = h1 * c1 - product + h1 * c2 + h2 * c1 + h2 * c2;
  const tail = error + high * HALF_PI_TAIL + rest * HALF_PI;
  const remainder = product + tail;
  const left = product - remainder + tail;
  Reduced.quadrant = <i64>quadrant;
  Reduced.remainder = negative ? -remainder : remainder;
  Reduced.tail = negative ? -left : left;
}
