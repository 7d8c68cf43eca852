/**
 * fma(a, b, c) = a b + c, rounded once
 * Method: the product and both sums in two doubles each; the two rests are added rounded to odd, so that the last sum rounds the exact
 * value. Of float32 the product is exact in f64, and the sum is rounded to odd before it is rounded to float32.
 * Source: S. Boldo, G. Melquiond, "Emulation of FMA and correctly rounded sums: proved algorithms using rounding to odd" (2008).
 * Approximation: none; each result is the exact one, rounded once.
 * Special: a product that is zero or not finite is added as it is. Where an operand or the product is beyond 2^±900, by integers.
 */
import { BIAS, FRACTION, FRACTION_BITS, LEADING_BIT, MAGNITUDE } from "../double";
import { Ternary, TernaryFlagging } from "../op";
import { Split } from "../split";

const LARGE: f64 = 8.452712498170644e+270; // 0x1p+900
const SMALL: f64 = 1.1830521861667747e-271; // 0x1p-900
/** The lower half of a word. */
const LOW: u64 = 0xffffffff;
/** The exponent of a double's lowest bit is that of the double less FRACTION_BITS, and at least this. */
const LEAST: i32 = 1 - BIAS - FRACTION_BITS;
/** Beyond this exponent a result is zero or infinite, whatever its fraction. */
const FAR_EXPONENT: i32 = 2000;

class Odd {
  /** a + b, rounded to odd: towards zero, or away from it where that makes the last bit 1, if it is not exact. */
  @inline static sum(a: v128, b: v128): v128 {
    const s = f64x2.add(a, b), back = f64x2.sub(s, a);
    const rest = f64x2.add(f64x2.sub(a, f64x2.sub(s, back)), f64x2.sub(b, back));
    // The bits of a double grow with its magnitude: one more where the rest points away from zero, one less where it points to it.
    const step = v128.bitselect(i64x2.splat(-1), i64x2.splat(1), i64x2.lt_s(v128.xor(s, rest), i64x2.splat(0)));
    const isEven = i64x2.eq(v128.and(s, i64x2.splat(1)), i64x2.splat(0));
    return i64x2.add(s, v128.and(step, v128.and(isEven, f64x2.gt(f64x2.abs(rest), f64x2.splat(0)))));
  }
}

export class Fma extends TernaryFlagging {
  @inline fast(a: v128, b: v128, c: v128): v128 {
    const p = f64x2.mul(a, b);
    const e = Split.exactRest(a, b, p);
    const t = f64x2.add(c, e);
    const tBack = f64x2.sub(t, c);
    const tLow = f64x2.add(f64x2.sub(c, f64x2.sub(t, tBack)), f64x2.sub(e, tBack));
    const v = f64x2.add(p, t);
    const vBack = f64x2.sub(v, p);
    const vLow = f64x2.add(f64x2.sub(p, f64x2.sub(v, vBack)), f64x2.sub(t, vBack));
    return f64x2.add(v, Odd.sum(tLow, vLow));
  }
  @inline flags(a: v128, b: v128, c: v128): v128 {
    const large = f64x2.splat(LARGE);
    const p = f64x2.abs(f64x2.mul(a, b));
    const areFactorsFit = v128.and(f64x2.lt(f64x2.abs(a), large), f64x2.lt(f64x2.abs(b), large));
    const areTermsFit = v128.and(f64x2.lt(f64x2.abs(c), large), f64x2.lt(p, large));
    const isFit = v128.and(areFactorsFit, areTermsFit);
    return v128.not(v128.and(isFit, f64x2.ge(p, f64x2.splat(SMALL))));
  }
  @inline mend(a: v128, b: v128, c: v128, y: v128): v128 { return mendFma(a, b, c, y, this.flags(a, b, c)); }
}

/** Operands are float32, exactly: their product is exact. */
export class Fma32 extends Ternary {
  @inline apply(a: v128, b: v128, c: v128): v128 { return Odd.sum(f64x2.mul(a, b), c); }
}

function mendFma(a: v128, b: v128, c: v128, y: v128, flagged: v128): v128 {
  const plain = f64x2.add(f64x2.mul(a, b), c);
  const first = i64x2.extract_lane(flagged, 0)
    ? lane(f64x2.extract_lane(a, 0), f64x2.extract_lane(b, 0), f64x2.extract_lane(c, 0), f64x2.extract_lane(plain, 0))
    : f64x2.extract_lane(y, 0);
  const second = i64x2.extract_lane(flagged, 1)
    ? lane(f64x2.extract_lane(a, 1), f64x2.extract_lane(b, 1), f64x2.extract_lane(c, 1), f64x2.extract_lane(plain, 1))
    : f64x2.extract_lane(y, 1);
  return f64x2.replace_lane(f64x2.splat(first), 1, second);
}

/** `plain` is a b + c rounded twice. */
function lane(a: f64, b: f64, c: f64, plain: f64): f64 {
  if (!(abs(a) < Infinity && abs(b) < Infinity)) return plain;
  if (!(abs(c) < Infinity)) return c; // whatever the product, which is finite though it may overflow
  return a != 0 && b != 0 ? exactly(a, b, c) : plain;
}

/** Bits of a word above a fraction and its leading bit. */
const SPARE_BITS: i32 = 63 - FRACTION_BITS;

/** The exponent of the lowest bit of the fraction below. */
function exponentOf(x: f64): i32 {
  const word = reinterpret<u64>(x) & MAGNITUDE, biased = <i32>(word >> FRACTION_BITS);
  return biased != 0 ? biased - BIAS - FRACTION_BITS : word != 0 ? LEAST + SPARE_BITS - <i32>clz(word) : LEAST - 1;
}

/** The fraction as 53 bits, the first of which is 1 unless x is zero. */
function fractionOf(x: f64): u64 {
  const word = reinterpret<u64>(x) & MAGNITUDE, biased = word >> FRACTION_BITS;
  return biased != 0 ? (word & FRACTION) | LEADING_BIT : word != 0 ? word << (clz(word) - SPARE_BITS) : 0;
}

/** high:low >> by; what falls off makes the lowest bit 1. */
function shifted(high: u64, low: u64, by: i32, ofHigh: bool): u64 {
  if (by == 0) return ofHigh ? high : low;
  if (by >= 128) return ofHigh ? 0 : u64((high | low) != 0);
  if (by >= 64) {
    const off = by == 64 ? low : low | (high << (128 - by));
    return ofHigh ? 0 : (high >> (by - 64)) | u64(off != 0);
  }
  return ofHigh ? high >> by : (low >> by) | (high << (64 - by)) | u64(low << (64 - by) != 0);
}

/** 106 bits and 53, moved up to end at bit 124 or 125: what a shift down loses is then below what a difference can uncover. */
const PRODUCT_UP: i32 = 20;
const TERM_UP: i32 = 72;

/** Both terms as 128-bit integers over one power of two, then one rounding. */
function exactly(a: f64, b: f64, c: f64): f64 {
  const ma = fractionOf(a), mb = fractionOf(b);
  const a0 = ma & LOW, a1 = ma >> 32, b0 = mb & LOW, b1 = mb >> 32;
  const middle = a1 * b0 + ((a0 * b0) >> 32), cross = a0 * b1 + (middle & LOW);
  const top = a1 * b1 + (middle >> 32) + (cross >> 32), bottom = ma * mb;
  let ph = (top << PRODUCT_UP) | (bottom >> (64 - PRODUCT_UP)), pl = bottom << PRODUCT_UP;
  let ch = fractionOf(c) << (TERM_UP - 64), cl: u64 = 0;
  let exponent = exponentOf(a) + exponentOf(b) - PRODUCT_UP;
  const apart = exponentOf(c) - TERM_UP - exponent;
  if (apart > 0 && ch != 0) {
    const low = shifted(ph, pl, apart, false);
    ph = shifted(ph, pl, apart, true);
    pl = low;
    exponent += apart;
  } else {
    const low = shifted(ch, cl, -apart, false);
    ch = shifted(ch, cl, -apart, true);
    cl = low;
  }
  const isNegative = (a < 0) != (b < 0);
  let high: u64, low: u64, sign = isNegative;
  if (isNegative == (c < 0) || (ch | cl) == 0) {
    low = pl + cl;
    high = ph + ch + u64(low < pl);
  } else {
    const isLess = ph < ch || (ph == ch && pl < cl);
    if (ph == ch && pl == cl) return 0;
    low = isLess ? cl - pl : pl - cl;
    high = isLess ? ch - ph - u64(cl < pl) : ph - ch - u64(pl < cl);
    sign = isNegative != isLess;
  }
  const bits = high != 0 ? 128 - <i32>clz(high) : 64 - <i32>clz(low);
  // The lowest bit that is kept: of 53, or 2^-1074.
  const drop = max(bits - 1 - FRACTION_BITS, LEAST - exponent);
  let kept: u64 = low;
  let scale = exponent;
  if (drop > 0) { // a half and what is below it stay as two bits
    const three = drop > 2 ? shifted(high, low, drop - 2, false) : low << (2 - drop);
    const below = three & 3, even = three >> 2;
    kept = even + u64(below > 2 || (below == 2 && (even & 1) != 0));
    scale += drop;
  }
  const clamped = max(min(scale, FAR_EXPONENT), -FAR_EXPONENT);
  const half = clamped >> 1; // by each half in turn: the power itself may be no double
  const value = <f64>kept * power(half) * power(clamped - half);
  return sign ? -value : value;
}

function power(exponent: i32): f64 {
  return reinterpret<f64>(<u64>(exponent + BIAS) << FRACTION_BITS);
}
