/**
 * gamma(x), lgamma(x) = log |gamma(x)|
 * Method: with a = |x|. Below 10: a is brought to y in [1/2, 5/2) by factors, 1/gamma(y) = 1 + v, v = (y - 1)(y - 2) H(y - 3/2). From 10
 * on Stirling's series, for gamma with (a - 1/2) log a in two doubles (pow.ts). gamma(-a) = -pi/(a sin(pi a) gamma(a)). lgamma is
 * -log(1 + v) on [1/2, 5/2), where both its positive zeros are; elsewhere the logarithm of gamma, or the series itself.
 * Source: assembly/fit/gamma.py.
 * Approximation: 2^-57.8 of v; S to 3e-19.
 * Special: gamma of zeros is infinite, of negative integers and -Infinity NaN; lgamma of them is Infinity. Below 2^-60, 1/x.
 */
import { Lanes } from "../lanes";
import { Unary } from "../op";
import { AsinNumbers } from "../tables/asin";
import { GammaNumbers, StirlingNumbers } from "../tables/gamma";
import { RaisedSum, Shift } from "./exp";
import { LogParts, WholeLog } from "./log";
import { LogOfSum } from "./log1p";
import { Exponent, OfExponent } from "./pow";
import { WholeSinpi } from "./trig-pi";

/** From here on Stirling's series does. */
const LARGE: f64 = 10.0; // 0x1.4p+3
/** 1/gamma is fitted from 1/2 to here, around its middle. */
const FITTED: f64 = 2.5; // 0x1.4p+1
const MIDDLE: f64 = 1.5; // 0x1.8p+0
/** Beyond this gamma(x) is infinite, and gamma(-x) zero. */
const END: f64 = 190.0; // 0x1.7cp+7
/** Below this gamma(-x) is a normal number. */
const NORMAL: f64 = 170.0; // 0x1.54p+7
/** Where |log gamma| is more, the exponential is shifted. */
const FAR: f64 = 650.0; // 0x1.45p+9
const TINY: f64 = 8.673617379884035e-19; // 0x1p-60

/** gamma(a) = numerator/denominator, a < 10, and from 1/2 to 5/2 denominator = 1 + excess; per instance, and so per thread. */
class Fraction {
  static numerator: v128 = i64x2.splat(0);
  static denominator: v128 = i64x2.splat(0);
  static excess: v128 = i64x2.splat(0);
}

/** 1/gamma(y) - 1, y from 1/2 to 5/2. */
function excess(y: v128): v128 {
  const w = f64x2.sub(y, f64x2.splat(MIDDLE));
  const w2 = f64x2.mul(w, w);
  const w4 = f64x2.mul(w2, w2);
  let h = pair(w, GammaNumbers.place(16));
  for (let place = GammaNumbers.place(12); ; place -= GammaNumbers.place(4)) {
    const quad = Lanes.mulAdd(w2, pair(w, place + GammaNumbers.place(2)), pair(w, place));
    h = Lanes.mulAdd(w4, h, quad);
    if (place == 0) break;
  }
  const zeros = f64x2.mul(f64x2.sub(y, Lanes.one()), f64x2.sub(y, Lanes.two()));
  return f64x2.mul(zeros, h);
}

/** Two neighbouring terms of H, of even and odd degree. */
function pair(w: v128, place: usize): v128 {
  return Lanes.mulAdd(w, GammaNumbers.h(place + GammaNumbers.place(1)), GammaNumbers.h(place));
}

/** Lanes from 10 on count for nothing. */
function fraction(a: v128): void {
  const one = Lanes.one(), isLow = f64x2.lt(a, Lanes.half());
  let y = f64x2.add(a, v128.and(one, isLow)), product = one;
  y = v128.bitselect(y, one, f64x2.lt(a, f64x2.splat(LARGE)));
  for (;;) {
    const isMore = f64x2.ge(y, f64x2.splat(FITTED));
    if (!v128.any_true(isMore)) break;
    y = f64x2.sub(y, v128.and(one, isMore)); // exact
    product = f64x2.mul(product, v128.bitselect(y, one, isMore));
  }
  const v = excess(y);
  Fraction.excess = v;
  Fraction.numerator = product;
  Fraction.denominator = v128.bitselect(Lanes.mulAdd(a, v, a), f64x2.add(one, v), isLow);
}

/** What log gamma(a) is beyond (a - 1/2) log a - a + log sqrt(2 pi), a >= 10. */
function series(a: v128): v128 {
  const inverse = f64x2.div(Lanes.one(), a);
  const z = f64x2.mul(inverse, inverse);
  const z2 = f64x2.mul(z, z);
  const s01 = Lanes.mulAdd(z, StirlingNumbers.s1(), StirlingNumbers.s0());
  const s23 = Lanes.mulAdd(z, StirlingNumbers.s3(), StirlingNumbers.s2());
  const s45 = Lanes.mulAdd(z, StirlingNumbers.s5(), StirlingNumbers.s4());
  const s2To5 = Lanes.mulAdd(z2, s45, s23);
  const s = Lanes.mulAdd(z2, s2To5, s01);
  return f64x2.mul(inverse, s);
}

/** gamma(x) = e^(high + low - x + ...), times `factor`; where x is negative, 1/gamma(|x|) times that. */
class Stirling extends OfExponent {
  @inline of(high: v128, low: v128, x: v128, factor: v128): v128 {
    const a = f64x2.abs(x);
    const first = f64x2.sub(high, a);
    const firstLow = f64x2.sub(f64x2.sub(high, first), a);
    const constant = StirlingNumbers.logRoot(), more = series(a);
    const rest = f64x2.add(constant, more);
    const restLow = f64x2.add(f64x2.sub(constant, rest), more);
    const second = f64x2.add(first, rest);
    const secondLow = f64x2.add(f64x2.sub(first, second), rest);
    const lows = f64x2.add(f64x2.add(firstLow, secondLow), restLow);
    const left = f64x2.add(f64x2.add(low, StirlingNumbers.logRootLow()), lows);
    return Stirling.raised(second, left, v128.and(x, Lanes.signs()), factor);
  }
  @inline static raised(log: v128, rest: v128, turn: v128, factor: v128): v128 {
    const high = v128.xor(log, turn);
    const low = v128.xor(rest, turn);
    const isFar = f64x2.gt(f64x2.abs(high), f64x2.splat(FAR));
    let value = f64x2.mul(RaisedSum.of(high, low), factor);
    if (v128.any_true(isFar)) {
      const shifted = f64x2.mul(RaisedSum.shifted(high, low), factor);
      value = v128.bitselect(f64x2.mul(shifted, Shift.back(f64x2.gt(high, f64x2.splat(0)), 1)), value, isFar);
    }
    return value;
  }
}

/** gamma(x) of lanes beyond ±10, a = |x| up to where it is infinite. */
function large(x: v128, a: v128, factor: v128): v128 {
  return Exponent.give<Stirling>(a, LogParts.origin(), f64x2.sub(a, Lanes.half()), v128.or(a, v128.and(x, Lanes.signs())), factor);
}

/** -pi/(a sin(pi a)); 1 where x is positive. */
function reflection(x: v128, isNegative: v128): v128 {
  const a = f64x2.abs(x);
  const quotient = f64x2.div(f64x2.neg(AsinNumbers.pi()), f64x2.mul(a, WholeSinpi.of(a)));
  return v128.bitselect(quotient, Lanes.one(), isNegative);
}

/** Out of line, once for all loops. */
function gammaOf(x: v128): v128 {
  const a = f64x2.pmin(f64x2.abs(x), f64x2.splat(END));
  const isNegative = f64x2.lt(x, f64x2.splat(0)), isLarge = f64x2.ge(a, f64x2.splat(LARGE));
  const factor = v128.any_true(isNegative) ? reflection(x, isNegative) : Lanes.one();
  let y = factor;
  if (!v128.all_true<i64>(isLarge)) {
    fraction(a);
    const n = Fraction.numerator, d = Fraction.denominator;
    const top = v128.bitselect(d, n, isNegative), bottom = v128.bitselect(n, d, isNegative);
    y = f64x2.mul(factor, f64x2.div(top, bottom));
  }
  if (v128.any_true(isLarge)) y = v128.bitselect(large(x, a, factor), y, isLarge);
  const infinity = f64x2.splat(Infinity), whole = v128.and(isNegative, f64x2.eq(f64x2.trunc(x), x));
  y = v128.bitselect(f64x2.div(Lanes.one(), x), y, f64x2.lt(a, f64x2.splat(TINY)));
  const isNaN = v128.or(f64x2.ne(x, x), f64x2.eq(x, f64x2.neg(infinity)));
  return v128.bitselect(f64x2.splat(NaN), y, v128.or(whole, isNaN));
}

/** log gamma(a) of lanes from 10 on, by log a. */
function logLarge(a: v128, log: v128): v128 {
  const half = Lanes.half();
  const constant = f64x2.sub(StirlingNumbers.logRoot(), half);
  const product = f64x2.mul(f64x2.sub(a, half), f64x2.sub(log, Lanes.one()));
  return f64x2.add(product, f64x2.add(constant, series(a)));
}

/** lgamma of lanes below -10: through gamma, near whose poles are zeros, and beyond its end by the reflection. */
function logNegative(x: v128, positive: v128): v128 {
  const isNormal = f64x2.gt(x, f64x2.splat(-NORMAL));
  const factor = v128.bitselect(gammaOf(x), reflection(x, f64x2.lt(x, f64x2.splat(0))), isNormal);
  const log = WholeLog.of(f64x2.abs(factor));
  return v128.bitselect(log, f64x2.sub(log, positive), isNormal);
}

function lgammaOf(x: v128): v128 {
  const one = Lanes.one(), infinity = f64x2.splat(Infinity), a = f64x2.abs(x), isNegative = f64x2.lt(x, f64x2.splat(0));
  const isLarge = f64x2.ge(a, f64x2.splat(LARGE));
  const isMiddle = v128.andnot(v128.and(f64x2.ge(a, Lanes.half()), f64x2.lt(a, f64x2.splat(FITTED))), isNegative);
  // One logarithm for all lanes: of 1/gamma, or of a.
  let u = a, e = f64x2.splat(0);
  if (!v128.all_true<i64>(isLarge)) {
    fraction(a);
    const n = Fraction.numerator, d = Fraction.denominator;
    let inverse = f64x2.div(v128.bitselect(n, d, isNegative), v128.bitselect(d, n, isNegative));
    if (v128.any_true(isNegative)) inverse = f64x2.abs(f64x2.div(inverse, reflection(x, isNegative)));
    u = v128.bitselect(a, inverse, isLarge);
    e = v128.and(f64x2.add(f64x2.sub(one, u), Fraction.excess), isMiddle);
  }
  const log = f64x2.add(LogOfSum.high(u, e), LogOfSum.low(u, e));
  let y = f64x2.sub(f64x2.splat(0), log); // 0 at 1 and 2, not -0
  if (v128.any_true(isLarge)) {
    const positive = logLarge(a, log), isFar = v128.and(isLarge, isNegative);
    y = v128.bitselect(positive, y, isLarge);
    if (v128.any_true(isFar)) y = v128.bitselect(logNegative(x, positive), y, isFar);
  }
  const isTiny = f64x2.lt(a, f64x2.splat(TINY));
  if (v128.any_true(isTiny)) y = v128.bitselect(f64x2.neg(WholeLog.of(a)), y, isTiny);
  const whole = v128.and(f64x2.eq(f64x2.trunc(x), x), f64x2.le(x, f64x2.splat(0)));
  y = v128.bitselect(infinity, y, v128.or(whole, f64x2.eq(a, infinity)));
  return v128.bitselect(x, y, f64x2.ne(x, x));
}

export class Gamma extends Unary {
  @inline fast(x: v128): v128 { return gammaOf(x); }
}

export class Lgamma extends Unary {
  @inline fast(x: v128): v128 { return lgammaOf(x); }
}
