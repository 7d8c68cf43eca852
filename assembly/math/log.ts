/**
 * log(x)
 * Method: x = 2^k z, z in [0.6875, 1.375); log x = k ln2 + log c + log1p(r), r = (z - c)/c with c from a table of 256 rows.
 * Source: the scheme of ARM optimized-routines' log (S. Nagy), with row points searched so that z - c needs no FMA and
 * k ln2 + log c is exact; assembly/fit/log.py.
 * Approximation: log1p in degree 6 on (-2^-9, 2^-8), error 3.1e-18 relative to r. Next to 1, c = 1.
 * Special: one unsigned compare sends zero, subnormals, negatives, infinities and NaN to the rare path.
 */
import { Lanes } from "../lanes";
import { Unary } from "../op";
import { LOG_NUMBERS, LOG_POINTS, LOG_ROWS } from "../tables/log";

/** bits(0.6875): the lower end of z. */
const OFFSET: i64 = 0x3fe6000000000000;
/** 1023 << 52: keeps the biased exponent positive, so that the shift may be the (much faster) unsigned one. */
const BIAS: i64 = 0x3ff0000000000000;
const FRACTION: i64 = 0x000fffffffffffff;
/** bits(2^52); as a double, 2^52 + 1023 and 2^52 + 1023 + 52 turn a biased exponent in its low bits into k. */
const INTEGER: i64 = 0x4330000000000000;
const SMALLEST_NORMAL: i64 = 0x0010000000000000;
const POSITIVE_NORMALS: i64 = 0x7fe0000000000000;
const SIGN: i64 = i64.MIN_VALUE;

class Normal {
  /** log of positive normal lanes whose exponent is counted from `origin` = 2^52 + 1023 (+ 52 after scaling by 2^52). */
  @inline static log(x: v128, origin: v128): v128 {
    const word = i64x2.add(x, i64x2.splat(BIAS - OFFSET));
    const k = f64x2.sub(v128.or(i64x2.shr_u(word, 52), i64x2.splat(INTEGER)), origin);
    const fraction = v128.and(word, i64x2.splat(FRACTION));
    const z = i64x2.add(fraction, i64x2.splat(OFFSET));
    const index = i64x2.shr_u(fraction, 44);
    const i0 = <usize>i64x2.extract_lane(index, 0), i1 = <usize>i64x2.extract_lane(index, 1);
    const row0 = v128.load(LOG_ROWS + (i0 << 4)), row1 = v128.load(LOG_ROWS + (i1 << 4));
    const c = v128.load64_lane(LOG_POINTS + (i1 << 3), v128.load64_zero(LOG_POINTS + (i0 << 3)), 1);
    const r = f64x2.mul(f64x2.sub(z, c), Lanes.lows(row0, row1));
    const whole = Lanes.mulAdd(k, Lanes.number(LOG_NUMBERS, 0), Lanes.highs(row0, row1)); // exact
    const high = f64x2.add(whole, r);
    const low = Lanes.mulAdd(k, Lanes.number(LOG_NUMBERS, 8), f64x2.add(f64x2.sub(whole, high), r));
    const square = f64x2.mul(r, r);
    const p23 = Lanes.mulAdd(r, Lanes.number(LOG_NUMBERS, 24), Lanes.number(LOG_NUMBERS, 16));
    const p45 = Lanes.mulAdd(r, Lanes.number(LOG_NUMBERS, 40), Lanes.number(LOG_NUMBERS, 32));
    const p = Lanes.mulAdd(square, Lanes.mulAdd(square, Lanes.number(LOG_NUMBERS, 48), p45), p23);
    return f64x2.add(high, Lanes.mulAdd(square, p, low));
  }
}

/** The lanes that are not positive normal numbers: subnormals scaled by 2^52, the others by rule. */
function logRare(x: v128, y: v128, mask: v128): v128 {
  const zero = f64x2.splat(0), infinity = f64x2.splat(Infinity);
  const subnormal = Normal.log(f64x2.mul(x, f64x2.splat(4503599627370496)), f64x2.splat(4503599627371571));
  let z = v128.bitselect(subnormal, f64x2.splat(NaN), f64x2.gt(x, zero));
  z = v128.bitselect(f64x2.splat(-Infinity), z, f64x2.eq(x, zero));
  z = v128.bitselect(x, z, v128.or(f64x2.eq(x, infinity), f64x2.ne(x, x)));
  return v128.bitselect(z, y, mask);
}

export class Log extends Unary {
  @inline apply(x: v128): v128 {
    const y = Normal.log(x, f64x2.splat(4503599627371519));
    const shifted = i64x2.sub(x, i64x2.splat(SMALLEST_NORMAL + SIGN));
    const rare = i64x2.gt_s(shifted, i64x2.splat(POSITIVE_NORMALS - 1 + SIGN));
    return v128.any_true(rare) ? logRare(x, y, rare) : y;
  }
}
