/**
 * remainder(a, b) = a % b, as ECMAScript's: with the sign of a, exact
 * Method: a - q b with q = trunc(a/b) and the product in two doubles. q is at most one too large: then b is added. All of it is exact
 * where the result is less than b, and that is looked at.
 * Source: T. J. Dekker's products (split.ts).
 * Approximation: none; the result is exact.
 * Special: quotients from about 2^53 on take 50 bits a step; infinite and zero b, infinite a and NaN go by rule.
 */
import { FRACTION_BITS } from "../double";
import { Lanes } from "../lanes";
import { BinaryFlagging } from "../op";
import { Split } from "../split";

class Rest {
  @inline static of(a: v128, b: v128): v128 {
    const x = f64x2.abs(a), y = f64x2.abs(b);
    const q = f64x2.trunc(f64x2.div(x, y));
    const p = f64x2.mul(q, y);
    const r = f64x2.sub(f64x2.sub(x, p), Split.exactRest(q, y, p));
    return f64x2.add(r, v128.and(y, f64x2.lt(r, f64x2.splat(0))));
  }
}

/** Bits of a quotient that one step takes. */
const STEP: i64 = 50;
/** From here on products may overflow. */
const LARGE: f64 = 2.2471164185778949e+307; // 0x1p+1021
const NORMAL: f64 = 2.2250738585072014e-308; // 0x1p-1022
const UP: f64 = 4503599627370496.0; // 0x1p+52

/** y times a power of two, so that x over that has no more bits than one step takes. */
@inline function multipleOf(x: v128, y: v128): v128 {
  const apart = i64x2.sub(i64x2.shr_u(x, FRACTION_BITS), i64x2.shr_u(y, FRACTION_BITS)); // their exponents
  const more = i64x2.sub(apart, i64x2.splat(STEP));
  const steps = v128.and(more, i64x2.gt_s(more, i64x2.splat(0)));
  return i64x2.add(y, i64x2.shl(steps, FRACTION_BITS));
}

/**
 * Large quotients, fifty bits a step: of b, or of b brought up among the normal numbers, and then one step more. Infinite and zero b,
 * infinite a and NaN go by rule.
 */
function mendRemainder(a: v128, b: v128, r: v128, flagged: v128): v128 {
  const x = f64x2.abs(a), y = f64x2.abs(b), infinity = f64x2.splat(Infinity);
  const isFit = v128.and(v128.and(f64x2.lt(x, infinity), f64x2.lt(y, infinity)), f64x2.gt(y, f64x2.splat(0)));
  const isSmall = f64x2.lt(y, f64x2.splat(NORMAL));
  const wide = v128.bitselect(f64x2.mul(y, f64x2.splat(UP)), y, isSmall);
  // Where products may overflow, the first step is of quarters: the multiple is large too.
  const quarter = f64x2.splat(0.25), four = f64x2.splat(4);
  const first = f64x2.mul(Rest.of(f64x2.mul(x, quarter), f64x2.mul(multipleOf(x, wide), quarter)), four);
  let z = v128.bitselect(first, x, v128.and(v128.and(isFit, f64x2.ge(x, wide)), f64x2.ge(x, f64x2.splat(LARGE))));
  for (;;) {
    const isMore = v128.and(isFit, f64x2.ge(z, wide));
    if (!v128.any_true(isMore)) break;
    z = v128.bitselect(Rest.of(z, multipleOf(z, wide)), z, isMore);
  }
  z = v128.bitselect(Rest.of(z, y), z, v128.and(isFit, isSmall));
  const isWhole = v128.and(f64x2.lt(x, infinity), f64x2.eq(y, infinity)); // of an infinite b, a is all that is left
  z = v128.bitselect(z, v128.bitselect(x, f64x2.splat(NaN), isWhole), isFit);
  return v128.bitselect(v128.or(z, v128.and(a, Lanes.signs())), r, flagged);
}

export class Remainder extends BinaryFlagging {
  @inline fast(a: v128, b: v128): v128 { return v128.or(Rest.of(a, b), v128.and(a, Lanes.signs())); }
  @inline flags(a: v128, b: v128): v128 {
    const r = Rest.of(a, b);
    return v128.not(v128.and(f64x2.lt(r, f64x2.abs(b)), f64x2.ge(r, f64x2.splat(0))));
  }
  @inline mend(a: v128, b: v128, y: v128): v128 { return mendRemainder(a, b, y, this.flags(a, b)); }
}
