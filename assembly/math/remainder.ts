/**
 * remainder(a, b) = a % b, as ECMAScript's: with the sign of a, exact
 * Method: a - q b with q = trunc(a/b) and the product in two doubles. q is at most one too large: then b is added. All of it is exact
 * where the result is less than b, and that is looked at.
 * Special: quotients from about 2^53 on take 50 bits a step; zeros, the ends of the exponents and NaN go one by one.
 */
import { Lanes } from "../lanes";
import { BinaryFlagging } from "../op";
import { Split } from "../split";

class Rest {
  @inline static of(a: v128, b: v128): v128 {
    const x = f64x2.abs(a), y = f64x2.abs(b), q = f64x2.trunc(f64x2.div(x, y)), p = f64x2.mul(q, y);
    const r = f64x2.sub(f64x2.sub(x, p), Split.exactRest(q, y, p));
    return f64x2.add(r, v128.and(y, f64x2.lt(r, f64x2.splat(0))));
  }
}

/** Bits of a quotient that one step takes. */
const STEP: i64 = 50;
/** Below this no product overflows. */
const LARGE: f64 = 1.0715086071862673e+301; // 0x1p+1000
const NORMAL: f64 = 2.2250738585072014e-308; // 0x1p-1022

/** Large quotients of normal numbers below 2^1000, fifty bits a step, by multiples of b; what is left goes one by one. */
function mendRemainder(a: v128, b: v128, r: v128, flagged: v128): v128 {
  const y = f64x2.abs(b);
  let x = f64x2.abs(a);
  const isFit = v128.and(f64x2.lt(x, f64x2.splat(LARGE)), v128.and(f64x2.ge(y, f64x2.splat(NORMAL)), f64x2.ge(x, y)));
  for (let isMore = isFit; v128.any_true(isMore); ) {
    const apart = i64x2.sub(i64x2.shr_u(x, 52), i64x2.shr_u(y, 52)), more = i64x2.sub(apart, i64x2.splat(STEP));
    isMore = v128.and(isMore, i64x2.gt_s(more, i64x2.splat(0)));
    const multiple = i64x2.add(y, v128.and(i64x2.shl(more, 52), isMore));
    x = v128.bitselect(Rest.of(x, multiple), x, isFit);
  }
  const fit = v128.or(x, v128.and(a, Lanes.signs()));
  const first = remainderOf(f64x2.extract_lane(a, 0), f64x2.extract_lane(b, 0), f64x2.extract_lane(fit, 0), i64x2.extract_lane(isFit, 0));
  const second = remainderOf(f64x2.extract_lane(a, 1), f64x2.extract_lane(b, 1), f64x2.extract_lane(fit, 1), i64x2.extract_lane(isFit, 1));
  return v128.bitselect(f64x2.replace_lane(f64x2.splat(first), 1, second), r, flagged);
}

function remainderOf(a: f64, b: f64, fit: f64, isFit: i64): f64 {
  return isFit ? fit : a % b;
}

export class Remainder extends BinaryFlagging {
  @inline fast(a: v128, b: v128): v128 { return v128.or(Rest.of(a, b), v128.and(a, Lanes.signs())); }
  @inline flags(a: v128, b: v128): v128 {
    const r = Rest.of(a, b);
    return v128.not(v128.and(f64x2.lt(r, f64x2.abs(b)), f64x2.ge(r, f64x2.splat(0))));
  }
  @inline mend(a: v128, b: v128, y: v128): v128 { return mendRemainder(a, b, y, this.flags(a, b)); }
}
