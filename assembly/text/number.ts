/**
 * Numbers as they are written plainly: -12, 0.5, 1.5e-3.
 * Method: up to 16 characters lie in one vector, their end in its last lane; a point is taken out by moving what is before it; products of
 * neighbours make an integer of them. What is longer, or has an exponent, is read digit by digit.
 * Source: Lemire, "Number parsing at a gigabyte per second" (2021), with vectors for its words of eight digits.
 * Special: -0 is a double, and no integer.
 */
import { scaled } from "./double";

/** Bytes less than it, counted from "0", are digits. */
const DIGITS: u8 = 10;

/** What no double of a number is: NaN of other bits each. */
export const NO_NUMBER: u64 = 0x7ff8000000000001;
export const UNDECIDED: u64 = 0x7ff8000000000002;
const SIGN: u64 = 1 << 63;

const MINUS: u8 = 0x2d;
const PLUS: u8 = 0x2b;
const POINT: u8 = 0x2e;
const ZERO: u8 = 0x30;
const SMALL_E: u8 = 0x65;
/** Digits that 64 bits always hold. */
const MOST_DIGITS: u32 = 19;
/** An exponent that is no smaller is not read exactly. */
const MOST_EXPONENT: i32 = 1000000;

@inline function lanes(): v128 { return i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15); }

/** The integer whose sixteen digits are the lanes of d. */
@inline function valueOf(d: v128): u64 {
  const tens = i8x16(10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1);
  const low = i32x4.extadd_pairwise_i16x8_u(i16x8.extmul_low_i8x16_u(d, tens));
  const high = i32x4.extadd_pairwise_i16x8_u(i16x8.extmul_high_i8x16_u(d, tens));
  const four = i32x4.dot_i16x8_s(i16x8.narrow_i32x4_u(low, high), i16x8(100, 1, 100, 1, 100, 1, 100, 1));
  const eight = i32x4.dot_i16x8_s(i16x8.narrow_i32x4_u(four, four), i16x8(10000, 1, 10000, 1, 10000, 1, 10000, 1));
  return <u64><u32>i32x4.extract_lane(eight, 0) * 100000000 + <u64><u32>i32x4.extract_lane(eight, 1);
}

@inline export function isDigit(byte: u8): bool { return <u32>byte - ZERO < 10; }

/** Whether an integer is written with a zero before another digit: 007. */
@inline function hasIdleZero(p: usize, size: usize): bool { return load<u8>(p) == ZERO && size > 1 && isDigit(load<u8>(p, 1)); }

/** The bits of the double that is written from p to e; NO_NUMBER; UNDECIDED. Sixteen bytes before e can be read. */
@inline export function doubleBits(p: usize, e: usize): u64 {
  const isNegative = load<u8>(p) == MINUS, begin = p + <usize>isNegative, size = e - begin;
  if (size - 1 < 16) {
    if (hasIdleZero(begin, size)) return NO_NUMBER;
    const sign = <u64>isNegative << 63, from = <u8>(16 - size);
    const d = i8x16.sub(v128.load(e - 16), i8x16.splat(ZERO));
    const there = i8x16.ge_s(lanes(), i8x16.splat(from));
    const others = <u32>i8x16.bitmask(v128.andnot(there, i8x16.lt_u(d, i8x16.splat(DIGITS))));
    if (!others) return reinterpret<u64>(<f64>valueOf(v128.and(d, there))) | sign;
    const at = <u32>ctz(others);
    if (!(others & (others - 1)) && load<u8>(e - 16 + at) == POINT && size > 1) {
      // All before the point moves up by one, into its place.
      const moved = i8x16.swizzle(d, i8x16.add(lanes(), i8x16.le_s(lanes(), i8x16.splat(<u8>at))));
      const w = valueOf(v128.and(moved, i8x16.gt_s(lanes(), i8x16.splat(from))));
      return reinterpret<u64>(scaled(w, <i32>at - 15)) | sign;
    }
  }
  return farBits(begin, e, isNegative);
}

/** The same of any number, without its sign. */
function farBits(p: usize, e: usize, isNegative: bool): u64 {
  const begin = p;
  let w: u64 = 0, digits: u32 = 0, power: i32 = 0, isCut = false;
  for (; p < e && isDigit(load<u8>(p)); p++) {
    const digit = <u64>(load<u8>(p) - ZERO);
    if (digits < MOST_DIGITS) {
      w = w * 10 + digit;
      digits += <u32>(w != 0);
    } else {
      power++;
      isCut = isCut || digit != 0;
    }
  }
  if (hasIdleZero(begin, p - begin)) return NO_NUMBER;
  let size = p - begin;
  if (p < e && load<u8>(p) == POINT) {
    const point = ++p;
    for (; p < e && isDigit(load<u8>(p)); p++) {
      const digit = <u64>(load<u8>(p) - ZERO);
      if (digits < MOST_DIGITS) {
        w = w * 10 + digit;
        digits += <u32>(w != 0);
        power--;
      } else isCut = isCut || digit != 0;
    }
    size += p - point;
  }
  if (size == 0) return NO_NUMBER;
  let exponent: i32 = 0;
  if (p < e) {
    if ((load<u8>(p) | 0x20) != SMALL_E) return NO_NUMBER;
    p++;
    const isLess = p < e && load<u8>(p) == MINUS;
    if (p < e && (isLess || load<u8>(p) == PLUS)) p++;
    if (p == e) return NO_NUMBER;
    for (; p < e; p++) {
      if (!isDigit(load<u8>(p))) return NO_NUMBER;
      exponent = min(MOST_EXPONENT, exponent * 10 + <i32>(load<u8>(p) - ZERO));
    }
    power += isLess ? -exponent : exponent;
  }
  const bits = reinterpret<u64>(scaled(w, power));
  if (exponent == MOST_EXPONENT || (isCut && reinterpret<u64>(scaled(w + 1, power)) != bits)) return UNDECIDED;
  return isNegative ? bits | SIGN : bits;
}

/** Whether an integer is written from p to e, which goes to `out`. Sixteen bytes before e can be read. */
@inline export function integerTo(p: usize, e: usize, out: usize): bool {
  const isNegative = load<u8>(p) == MINUS, begin = p + <usize>isNegative, size = e - begin;
  if (load<u8>(begin) == ZERO && (size > 1 || isNegative)) return false;
  if (size - 1 >= 16) return farInteger(begin, e, isNegative, out);
  const d = i8x16.sub(v128.load(e - 16), i8x16.splat(ZERO));
  const there = i8x16.ge_s(lanes(), i8x16.splat(<u8>(16 - size)));
  if (v128.any_true(v128.andnot(there, i8x16.lt_u(d, i8x16.splat(DIGITS))))) return false;
  const w = <i64>valueOf(v128.and(d, there)), sign = -(<i64>isNegative);
  store<i64>(out, (w ^ sign) - sign);
  return true;
}

function farInteger(p: usize, e: usize, isNegative: bool, out: usize): bool {
  if (e - p - 1 >= <usize>MOST_DIGITS) return false;
  let w: u64 = 0;
  for (; p < e; p++) {
    if (!isDigit(load<u8>(p))) return false;
    w = w * 10 + <u64>(load<u8>(p) - ZERO);
  }
  if (w > SIGN - 1 + <u64>isNegative) return false;
  store<u64>(out, isNegative ? 0 - w : w);
  return true;
}
