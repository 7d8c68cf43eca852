/**
 * log1p(x) = log(1 + x)
 * Method: u = 1 + x and its rounding error e; as log of u, with r + e/(c 2^k) in two doubles.
 * Source: log.ts.
 * Approximation: that of log.ts.
 * Special: u <= 0, infinities and NaN take the rare path; -0 keeps its sign.
 */
import { BIAS, FRACTION_BITS } from "../double";
import { Lanes } from "../lanes";
import { Flagging } from "../op";
import { LogParts } from "./log";

/** log(u + e) in two parts, for a positive normal u and an e of at most an ulp or two of it. */
export class LogOfSum {
  /** e/(c 2^k), beside r. */
  @inline static correction(u: v128, e: v128): v128 {
    const exponent = i64x2.sub(i64x2.splat(2 * BIAS + 1), i64x2.shr_u(LogParts.word(u), FRACTION_BITS));
    const power = i64x2.shl(exponent, FRACTION_BITS); // 2^(1 - k); 0 where k = 1024
    const scaled = f64x2.mul(f64x2.mul(e, power), Lanes.half());
    return f64x2.mul(scaled, LogParts.inverseOfPoint(u));
  }
  @inline static r(u: v128, e: v128): v128 { return f64x2.add(LogParts.remainder(u), LogOfSum.correction(u, e)); }
  @inline static high(u: v128, e: v128): v128 { return f64x2.add(LogParts.whole(u, LogParts.origin()), LogOfSum.r(u, e)); }
  @inline static low(u: v128, e: v128): v128 {
    const first = LogParts.remainder(u), correction = LogOfSum.correction(u, e);
    const r = f64x2.add(first, correction);
    const rLow = f64x2.add(f64x2.sub(first, r), correction); // |first| > |correction|, or first = 0, where it matters: c = 1
    return LogParts.rest(u, LogParts.origin(), r, f64x2.add(LogParts.left(LogParts.whole(u, LogParts.origin()), r), rLow));
  }
}

/** 1 + x, and what rounding left of it. */
class OnePlus {
  @inline static of(x: v128): v128 { return f64x2.add(Lanes.one(), x); }
  @inline static rest(x: v128): v128 {
    const one = Lanes.one(), u = OnePlus.of(x), back = f64x2.sub(u, one);
    return f64x2.add(f64x2.sub(one, f64x2.sub(u, back)), f64x2.sub(x, back));
  }
}

/** -1 is -Infinity, below it is NaN; infinity and NaN are themselves. */
function mendLog1p(x: v128, y: v128): v128 {
  const minusOne = f64x2.splat(-1);
  let z = v128.bitselect(x, f64x2.splat(NaN), f64x2.ge(x, minusOne));
  z = v128.bitselect(f64x2.splat(-Infinity), z, f64x2.eq(x, minusOne));
  return v128.bitselect(z, y, LogParts.irregular(OnePlus.of(x)));
}

export class Log1p extends Flagging {
  @inline fast(x: v128): v128 {
    const u = OnePlus.of(x), e = OnePlus.rest(x);
    return v128.or(f64x2.add(LogOfSum.high(u, e), LogOfSum.low(u, e)), v128.and(x, Lanes.signs()));
  }
  @inline flags(x: v128): v128 { return LogParts.irregular(OnePlus.of(x)); }
  @inline mend(x: v128, y: v128): v128 { return mendLog1p(x, y); }
}
