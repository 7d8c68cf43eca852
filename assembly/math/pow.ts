/**
 * pow(x, y) = x^y, as ECMAScript's Math.pow: pow(1, NaN) and pow(±1, ±Infinity) are NaN, pow(x, 0) is 1
 * Method: log x in two doubles (log.ts, with r in 26 bits and a rest, so that r^2 is exact), times y in two doubles, and e to that
 * (exp.ts).
 * Source: the scheme of ARM optimized-routines' pow (S. Nagy), with Dekker's products for an FMA; assembly/fit/pow.py.
 * Approximation: log1p in degree 8, error relative to r 2^-77.
 * Special: lanes where x is no positive normal number, or y log x is beyond ±700 or NaN, are done again on |x|, scaled, and by rule.
 */
import { Lanes } from "../lanes";
import { BinaryFlagging } from "../op";
import { Split } from "../split";
import { EXP_NUMBERS } from "../tables/exp";
import { LOG_NUMBERS, LOG_POINTS } from "../tables/log";
import { POW_NUMBERS, POW_TAILS } from "../tables/pow";
import { RaisedSum } from "./exp";
import { LogParts } from "./log";

const WORDS: usize = memory.data<u64>([
  0x3fe0000000000000, // 0.5
  0x8000000000000000, // the sign
], 16);

/** y log x in two doubles, for positive normal x. */
export class Exponent {
  @inline static high(x: v128, origin: v128, y: v128): v128 { return f64x2.mul(y, LogPair.high(x, origin)); }
  @inline static low(x: v128, origin: v128, y: v128): v128 {
    const log = LogPair.high(x, origin);
    return f64x2.add(Split.rest(y, log, f64x2.mul(y, log)), f64x2.mul(y, LogPair.low(x, origin)));
  }
}

/** log x in two doubles. */
class LogPair {
  @inline static point(x: v128): v128 { return v128.load64_lane(LogParts.row(x, 1) << 3, v128.load64_zero(LogParts.row(x, 0) << 3, LOG_POINTS), 1, LOG_POINTS); }
  @inline static tail(x: v128): v128 { return v128.load64_lane(LogParts.row(x, 1) << 3, v128.load64_zero(LogParts.row(x, 0) << 3, POW_TAILS), 1, POW_TAILS); }
  /** The upper bits of r = (z - c)/c, and the rest of it. */
  @inline static r(x: v128): v128 { return Split.upper(LogParts.remainder(x)); }
  @inline static rLow(x: v128): v128 {
    const z = i64x2.add(LogParts.fraction(x), LogParts.lowerEnd()), c = LogPair.point(x), ch = Split.upper(c), r = LogPair.r(x);
    const left = f64x2.sub(f64x2.sub(f64x2.sub(z, c), f64x2.mul(r, ch)), f64x2.mul(r, f64x2.sub(c, ch)));
    return f64x2.mul(left, LogParts.inverseOfPoint(x));
  }
  @inline static first(x: v128, origin: v128): v128 { return f64x2.add(LogParts.whole(x, origin), LogPair.r(x)); }
  @inline static halfSquare(x: v128): v128 { return f64x2.mul(f64x2.mul(LogPair.r(x), LogPair.r(x)), Lanes.number(WORDS, 0)); } // exact
  @inline static second(x: v128, origin: v128): v128 { return f64x2.sub(LogPair.first(x, origin), LogPair.halfSquare(x)); }
  @inline static rest(x: v128, origin: v128): v128 {
    const r = LogPair.r(x), rLow = LogPair.rLow(x), k = LogParts.exponent(x, origin);
    const whole = LogParts.whole(x, origin), first = LogPair.first(x, origin), second = LogPair.second(x, origin);
    const firstLow = f64x2.add(f64x2.sub(whole, first), r); // |whole| > |r|, or whole = 0
    const secondLow = f64x2.sub(f64x2.sub(first, second), LogPair.halfSquare(x));
    const both = LogParts.remainder(x), square = f64x2.mul(both, both); // r + rLow: for the cubic term, one double is enough
    const p34 = Lanes.mulAdd(both, Lanes.number(POW_NUMBERS, 8), Lanes.number(POW_NUMBERS, 0));
    const p56 = Lanes.mulAdd(both, Lanes.number(POW_NUMBERS, 24), Lanes.number(POW_NUMBERS, 16));
    const p78 = Lanes.mulAdd(both, Lanes.number(POW_NUMBERS, 40), Lanes.number(POW_NUMBERS, 32));
    const p = Lanes.mulAdd(square, Lanes.mulAdd(square, p78, p56), p34);
    // What rLow adds to r - r^2/2.
    const more = f64x2.mul(rLow, f64x2.sub(f64x2.splat(1), Lanes.mulAdd(rLow, Lanes.number(WORDS, 0), r)));
    const low = f64x2.add(Lanes.mulAdd(k, Lanes.number(LOG_NUMBERS, 8), LogPair.tail(x)), f64x2.add(firstLow, secondLow));
    return f64x2.add(low, Lanes.mulAdd(f64x2.mul(square, both), p, more));
  }
  @inline static high(x: v128, origin: v128): v128 { return f64x2.add(LogPair.second(x, origin), LogPair.rest(x, origin)); }
  @inline static low(x: v128, origin: v128): v128 {
    return f64x2.add(f64x2.sub(LogPair.second(x, origin), LogPair.high(x, origin)), LogPair.rest(x, origin));
  }
}

const TINY: f64 = 2.2250738585072014e-308; // 0x1p-1022

function flagged(x: v128, high: v128): v128 {
  return v128.or(LogParts.irregular(x), v128.not(f64x2.le(f64x2.mul(high, high), Lanes.number(EXP_NUMBERS, 56))));
}

/** |x|^y for finite x that is not zero and finite y, in two steps. */
function farPow(a: v128, y: v128): v128 {
  const isTiny = f64x2.lt(a, f64x2.splat(TINY)), origin = v128.bitselect(LogParts.scaledOrigin(), LogParts.origin(), isTiny);
  const x = v128.bitselect(LogParts.scaled(a), a, isTiny);
  const high = Exponent.high(x, origin, y), isFar = f64x2.gt(f64x2.abs(high), f64x2.splat(760));
  const clamped = f64x2.pmin(f64x2.pmax(high, f64x2.splat(-760)), f64x2.splat(760));
  return RaisedSum.far(clamped, v128.andnot(Exponent.low(x, origin, y), isFar));
}

function mendPow(x: v128, y: v128, z: v128): v128 {
  const zero = f64x2.splat(0), one = f64x2.splat(1), infinity = f64x2.splat(Infinity), nan = f64x2.splat(NaN);
  const a = f64x2.abs(x), up = f64x2.gt(y, zero), isInfinite = f64x2.eq(a, infinity), isZero = f64x2.eq(a, zero);
  let v = farPow(a, y);
  v = v128.bitselect(v128.bitselect(infinity, zero, v128.xor(isZero, up)), v, v128.or(isZero, isInfinite));
  const grows = v128.not(v128.xor(f64x2.gt(a, one), up));
  const atInfinity = v128.bitselect(nan, v128.bitselect(infinity, zero, grows), f64x2.eq(a, one));
  v = v128.bitselect(atInfinity, v, f64x2.eq(f64x2.abs(y), infinity));
  const half = f64x2.mul(y, Lanes.number(WORDS, 0)), isWhole = f64x2.eq(f64x2.trunc(y), y);
  const isOdd = v128.andnot(isWhole, f64x2.eq(f64x2.trunc(half), half));
  v = v128.xor(v, v128.and(v128.and(x, Lanes.number(WORDS, 8)), isOdd));
  const isNegative = v128.andnot(f64x2.lt(x, zero), isInfinite);
  v = v128.bitselect(nan, v, v128.andnot(isNegative, isWhole));
  v = v128.bitselect(nan, v, v128.or(f64x2.ne(x, x), f64x2.ne(y, y)));
  v = v128.bitselect(one, v, f64x2.eq(y, zero));
  return v128.bitselect(v, z, flagged(x, Exponent.high(x, LogParts.origin(), y)));
}

export class Pow extends BinaryFlagging {
  @inline fast(x: v128, y: v128): v128 {
    return RaisedSum.of(Exponent.high(x, LogParts.origin(), y), Exponent.low(x, LogParts.origin(), y));
  }
  @inline flags(x: v128, y: v128): v128 { return flagged(x, Exponent.high(x, LogParts.origin(), y)); }
  @inline mend(x: v128, y: v128, z: v128): v128 { return mendPow(x, y, z); }
}
