/**
 * remainder(a, b) = a % b, as ECMAScript's: with the sign of a, exact
 * Method: a - q b with q = trunc(a/b) and the product in two doubles. q is at most one too large: then b is added. All of it is exact
 * where the result is less than b, and that is looked at.
 * Special: quotients from about 2^53 on, zeros of b, infinities and NaN go one by one.
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

function mendRemainder(a: v128, b: v128, r: v128, flagged: v128): v128 {
  const first = i64x2.extract_lane(flagged, 0) ? f64x2.extract_lane(a, 0) % f64x2.extract_lane(b, 0) : f64x2.extract_lane(r, 0);
  const second = i64x2.extract_lane(flagged, 1) ? f64x2.extract_lane(a, 1) % f64x2.extract_lane(b, 1) : f64x2.extract_lane(r, 1);
  return f64x2.replace_lane(f64x2.splat(first), 1, second);
}

export class Remainder extends BinaryFlagging {
  @inline fast(a: v128, b: v128): v128 { return v128.or(Rest.of(a, b), v128.and(a, Lanes.signs())); }
  @inline flags(a: v128, b: v128): v128 {
    const r = Rest.of(a, b);
    return v128.not(v128.and(f64x2.lt(r, f64x2.abs(b)), f64x2.ge(r, f64x2.splat(0))));
  }
  @inline mend(a: v128, b: v128, y: v128): v128 { return mendRemainder(a, b, y, this.flags(a, b)); }
}
