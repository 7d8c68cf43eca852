/**
 * pow(x, y) = x^y, as ECMAScript's Math.pow: pow(1, NaN) and pow(±1, ±Infinity) are NaN, pow(x, 0) is 1
 * Method: log x in two doubles (log.ts, with r in 26 bits and a rest, so that r^2 is exact), times y in two doubles, and e to that
 * (exp.ts).
 * Source: the scheme of ARM optimized-routines' pow (S. Nagy), with Dekker's products for an FMA; assembly/fit/pow.py.
 * Approximation: log1p in degree 8, error relative to r 2^-77.
 * Special: lanes where x is no positive normal number, or y log x may be beyond ±700 or is NaN, are done again on |x|, scaled, and by
 * rule.
 */
import { Lanes } from "../lanes";
import { BinaryFlagging } from "../op";
import { Split } from "../split";
import { LogNumbers, LogPoints } from "../tables/log";
import { PowNumbers, PowTails } from "../tables/pow";
import { LIMIT, RaisedSum } from "./exp";
import { LogParts } from "./log";

/** What is made of y log x, which is high + low, and of two more operands. */
export class OfExponent {
  @inline of(high: v128, low: v128, p: v128, q: v128): v128 { return high; }
}

/**
 * y log x in two doubles, for positive normal x, given to `W`: computed in one place, as compilers do not always see that they could
 * (pow took 1.6 times as long where its two parts were computed by a method each).
 */
export class Exponent {
  @inline static give<W extends OfExponent>(x: v128, origin: v128, y: v128, p: v128, q: v128): v128 {
    const k = LogParts.exponent(x, origin), i0 = LogParts.row(x, 0), i1 = LogParts.row(x, 1);
    const values0 = LogParts.values(x, 0), values1 = LogParts.values(x, 1);
    const inverse = Lanes.lows(values0, values1);
    const c = LogPoints.at(i0, i1), tail = PowTails.at(i0, i1);
    const z = i64x2.add(LogParts.fraction(x), LogParts.lowerEnd());
    const apart = f64x2.sub(z, c);
    // r = (z - c)/c: its upper bits, whose square is exact, and the rest of it.
    const both = f64x2.mul(apart, inverse);
    const r = Split.upper(both);
    const ch = Split.upper(c), cl = f64x2.sub(c, ch);
    const apartLow = f64x2.sub(f64x2.sub(apart, f64x2.mul(r, ch)), f64x2.mul(r, cl));
    const rLow = f64x2.mul(apartLow, inverse);
    const whole = Lanes.mulAdd(k, LogNumbers.ln2High(), Lanes.highs(values0, values1));
    const halfSquare = f64x2.mul(f64x2.mul(r, r), Lanes.half());
    const first = f64x2.add(whole, r);
    const second = f64x2.sub(first, halfSquare);
    const firstLow = f64x2.add(f64x2.sub(whole, first), r); // |whole| > |r|, or whole = 0
    const secondLow = f64x2.sub(f64x2.sub(first, second), halfSquare);
    const square = f64x2.mul(both, both); // for the cubic term, one double is enough
    const c34 = Lanes.mulAdd(both, PowNumbers.c4(), PowNumbers.c3());
    const c56 = Lanes.mulAdd(both, PowNumbers.c6(), PowNumbers.c5());
    const c78 = Lanes.mulAdd(both, PowNumbers.c8(), PowNumbers.c7());
    const c5To8 = Lanes.mulAdd(square, c78, c56);
    const polynomial = Lanes.mulAdd(square, c5To8, c34);
    // What rLow adds to r - r^2/2.
    const more = f64x2.mul(rLow, f64x2.sub(Lanes.one(), Lanes.mulAdd(rLow, Lanes.half(), r)));
    const left = f64x2.add(Lanes.mulAdd(k, LogNumbers.ln2Low(), tail), f64x2.add(firstLow, secondLow));
    const cubic = Lanes.mulAdd(f64x2.mul(square, both), polynomial, more);
    const rest = f64x2.add(left, cubic);
    const log = f64x2.add(second, rest);
    const logLow = f64x2.add(f64x2.sub(second, log), rest);
    const product = f64x2.mul(y, log);
    const productLow = f64x2.add(Split.rest(y, log, product), f64x2.mul(y, logLow));
    return changetype<W>(0).of(product, productLow, p, q);
  }
}

class Raised extends OfExponent {
  @inline of(high: v128, low: v128, p: v128, q: v128): v128 { return RaisedSum.of(high, low); }
}

/** Beyond ±END e^x is infinite or zero. */
const END: f64 = 760.0; // 0x1.7cp+9

/** Beyond ±LIMIT in two steps. */
class RaisedFar extends OfExponent {
  @inline of(high: v128, low: v128, p: v128, q: v128): v128 {
    const size = f64x2.abs(high), end = f64x2.splat(END), isFar = f64x2.gt(size, end);
    const clamped = f64x2.pmin(f64x2.pmax(high, f64x2.neg(end)), end);
    const far = RaisedSum.far(clamped, v128.andnot(low, isFar));
    return v128.bitselect(far, RaisedSum.of(high, low), f64x2.gt(size, f64x2.splat(LIMIT)));
  }
}

const TINY: f64 = 2.2250738585072014e-308; // 0x1p-1022

/** |y| (|k| + 1) bounds |log2 x^y|, at the cost of a few instructions: from here on x^y may be beyond e^±700. */
const WIDE: f64 = 1009.0; // 0x1.f88p+9

function flagged(x: v128, y: v128): v128 {
  const bound = f64x2.mul(f64x2.abs(y), f64x2.add(f64x2.abs(LogParts.exponent(x, LogParts.origin())), Lanes.one()));
  return v128.or(LogParts.irregular(x), v128.not(f64x2.lt(bound, f64x2.splat(WIDE))));
}

/** |x|^y for finite x that is not zero and finite y. */
function farPow(a: v128, y: v128): v128 {
  const isTiny = f64x2.lt(a, f64x2.splat(TINY));
  const origin = v128.bitselect(LogParts.scaledOrigin(), LogParts.origin(), isTiny);
  return Exponent.give<RaisedFar>(v128.bitselect(LogParts.scaled(a), a, isTiny), origin, y, y, y);
}

/** x^y, whatever they are. */
export class CarefulPow {
  static of(x: v128, y: v128): v128 {
    const zero = f64x2.splat(0), one = Lanes.one(), infinity = f64x2.splat(Infinity), nan = f64x2.splat(NaN);
    const a = f64x2.abs(x);
    const up = f64x2.gt(y, zero), isInfinite = f64x2.eq(a, infinity), isZero = f64x2.eq(a, zero);
    let v = farPow(a, y);
    v = v128.bitselect(v128.bitselect(infinity, zero, v128.xor(isZero, up)), v, v128.or(isZero, isInfinite));
    const grows = v128.not(v128.xor(f64x2.gt(a, one), up));
    const atInfinity = v128.bitselect(nan, v128.bitselect(infinity, zero, grows), f64x2.eq(a, one));
    v = v128.bitselect(atInfinity, v, f64x2.eq(f64x2.abs(y), infinity));
    const half = f64x2.mul(y, Lanes.half()), isWhole = f64x2.eq(f64x2.trunc(y), y);
    const isOdd = v128.andnot(isWhole, f64x2.eq(f64x2.trunc(half), half));
    v = v128.xor(v, v128.and(v128.and(x, Lanes.signs()), isOdd));
    const isNegative = v128.andnot(f64x2.lt(x, zero), isInfinite);
    v = v128.bitselect(nan, v, v128.andnot(isNegative, isWhole));
    v = v128.bitselect(nan, v, v128.or(f64x2.ne(x, x), f64x2.ne(y, y)));
    return v128.bitselect(one, v, f64x2.eq(y, zero));
  }
}

function mendPow(x: v128, y: v128, z: v128): v128 {
  return v128.bitselect(CarefulPow.of(x, y), z, flagged(x, y));
}

export class Pow extends BinaryFlagging {
  @inline fast(x: v128, y: v128): v128 { return Exponent.give<Raised>(x, LogParts.origin(), y, y, y); }
  @inline flags(x: v128, y: v128): v128 { return flagged(x, y); }
  @inline mend(x: v128, y: v128, z: v128): v128 { return mendPow(x, y, z); }
}
