/**
 * asinh(x), acosh(x), atanh(x)
 * Method: the logarithm of a number in two doubles: |x| + sqrt(x^2 + 1), x + sqrt(x^2 - 1), (1 + |x|)/(1 - |x|). Square, sum, root and
 * quotient each have their rounding error put back, so that no case of small |x| is needed.
 * Source: log1p.ts, root.ts.
 * Approximation: that of log.ts.
 * Special: from 2^500 on log 2|x|; infinities, NaN and what is outside the domain go by rule.
 */
import { Lanes } from "../lanes";
import { Flagging } from "../op";
import { Split } from "../split";
import { LogOfSum } from "./log1p";
import { LogParts } from "./log";
import { InverseRoot } from "./root";

const LARGE: f64 = 3.273390607896142e+150; // 0x1p+500

/** log(u + e). */
class Whole {
  @inline static log(u: v128, e: v128): v128 { return f64x2.add(LogOfSum.high(u, e), LogOfSum.low(u, e)); }
}

/**
 * log(x + sqrt(x^2 + more)), |more| = 1, of 0 <= x < 2^500. Out of line, once for both kernels and their loops: a call costs 1 to 4 %,
 * and the module is smaller.
 */
function arc(x: v128, more: v128): v128 {
  const square = f64x2.mul(x, x);
  const p = f64x2.add(square, more);
  const sumLow = f64x2.add(f64x2.sub(f64x2.pmax(square, more), p), f64x2.pmin(square, more));
  const pLow = f64x2.add(sumLow, Split.exactRest(x, x, square));
  const s = f64x2.sqrt(p);
  const left = f64x2.add(InverseRoot.left(p, s), pLow);
  const sLow = v128.and(f64x2.div(left, f64x2.add(s, s)), f64x2.gt(s, f64x2.splat(0))); // a root of zero has nothing left out
  const u = f64x2.add(x, s);
  const uLow = f64x2.add(f64x2.sub(f64x2.pmax(x, s), u), f64x2.pmin(x, s));
  return Whole.log(u, f64x2.add(uLow, sLow));
}

/** The lanes beyond 2^500: log 2x, by an exponent more; x itself if it is infinite or NaN. */
function farArc(x: v128): v128 {
  const log = LogParts.log(x, f64x2.sub(LogParts.origin(), Lanes.one()));
  return v128.bitselect(log, x, f64x2.lt(x, f64x2.splat(Infinity)));
}

export class Asinh extends Flagging {
  @inline fast(x: v128): v128 { return v128.or(arc(f64x2.abs(x), Lanes.one()), v128.and(x, Lanes.signs())); }
  @inline flags(x: v128): v128 { return v128.not(f64x2.lt(f64x2.abs(x), f64x2.splat(LARGE))); }
  @inline mend(x: v128, y: v128): v128 {
    return v128.bitselect(v128.or(farArc(f64x2.abs(x)), v128.and(x, Lanes.signs())), y, this.flags(x));
  }
}

export class Acosh extends Flagging {
  @inline fast(x: v128): v128 { return arc(x, f64x2.splat(-1)); }
  @inline flags(x: v128): v128 { return v128.not(v128.and(f64x2.ge(x, Lanes.one()), f64x2.lt(x, f64x2.splat(LARGE)))); }
  @inline mend(x: v128, y: v128): v128 {
    return v128.bitselect(v128.bitselect(farArc(f64x2.abs(x)), f64x2.splat(NaN), f64x2.ge(x, Lanes.one())), y, this.flags(x));
  }
}

/** log((1 + a)/(1 - a)), 0 <= a < 1. */
function logOfQuotient(a: v128): v128 {
  const one = Lanes.one();
  const n = f64x2.add(one, a), d = f64x2.sub(one, a);
  const nLow = f64x2.add(f64x2.sub(one, n), a), dLow = f64x2.sub(f64x2.sub(one, d), a);
  const q = f64x2.div(n, d);
  const left = f64x2.sub(Lanes.subMul(nLow, q, dLow), Split.rest(q, d, n));
  return Whole.log(q, f64x2.div(left, d));
}

export class Atanh extends Flagging {
  @inline fast(x: v128): v128 { return v128.or(f64x2.mul(Lanes.half(), logOfQuotient(f64x2.abs(x))), v128.and(x, Lanes.signs())); }
  @inline flags(x: v128): v128 { return v128.not(f64x2.lt(f64x2.abs(x), Lanes.one())); }
  @inline mend(x: v128, y: v128): v128 { return mendAtanh(x, y); }
}

/** ±1 is infinite, beyond is NaN. */
function mendAtanh(x: v128, y: v128): v128 {
  const one = Lanes.one(), a = f64x2.abs(x), end = v128.or(f64x2.splat(Infinity), v128.and(x, Lanes.signs()));
  return v128.bitselect(v128.bitselect(end, f64x2.splat(NaN), f64x2.eq(a, one)), y, v128.not(f64x2.lt(a, one)));
}
