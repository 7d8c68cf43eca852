/**
 * log(x)
 * Method: x = 2^k z, z in [0.6875, 1.375); log x = k ln2 + log c + log1p(r), r = (z - c)/c with c from a table of 256 rows.
 * Source: the scheme of ARM optimized-routines' log (S. Nagy), with row points searched so that z - c needs no FMA and
 * k ln2 + log c is exact; assembly/fit/log.py.
 * Approximation: log1p in degree 6 on (-2^-9, 2^-8), error 3.1e-18 relative to r. Next to 1, c = 1.
 * Special: one unsigned compare sends zero, subnormals, negatives, infinities and NaN to the rare path.
 */
import { FRACTION_BITS } from "../double";
import { Lanes } from "../lanes";
import { Flagging, Unary } from "../op";
import { LogNumbers, LogPoints, LogRows, LogWords } from "../tables/log";

/** The upper bits of a fraction, which name its cell. */
const CELL_BITS: i32 = 8;

/** log x = k ln2 + log c + log1p(r), in parts; `word` is x with the bias added. */
export class LogParts {
  /** 2^52 + 1023: the exponent's origin; + 52 where x was scaled by 2^52. */
  @inline static origin(): v128 { return LogWords.origin(); }
  @inline static scaledOrigin(): v128 { return f64x2.splat(SCALED_ORIGIN); }
  @inline static scaled(x: v128): v128 { return f64x2.mul(x, f64x2.splat(SCALE)); }
  /** The lanes that are not positive normal numbers, by one unsigned compare. */
  @inline static irregular(x: v128): v128 { return i64x2.gt_s(i64x2.sub(x, LogWords.least()), LogWords.normals()); }

  @inline static word(x: v128): v128 { return i64x2.add(x, LogWords.bias()); }
  /** k. */
  @inline static exponent(x: v128, origin: v128): v128 {
    return f64x2.sub(v128.or(i64x2.shr_u(LogParts.word(x), FRACTION_BITS), LogWords.integer()), origin);
  }
  @inline static fraction(x: v128): v128 { return v128.and(LogParts.word(x), LogWords.fraction()); }
  @inline static row(x: v128, lane: u8): usize {
    const index = i64x2.shr_u(LogParts.fraction(x), FRACTION_BITS - CELL_BITS);
    return <usize>(lane ? i64x2.extract_lane(index, 1) : i64x2.extract_lane(index, 0));
  }
  @inline static values(x: v128, lane: u8): v128 { return LogRows.row(LogParts.row(x, lane)); }
  @inline static inverseOfPoint(x: v128): v128 { return Lanes.lows(LogParts.values(x, 0), LogParts.values(x, 1)); }
  @inline static logOfPoint(x: v128): v128 { return Lanes.highs(LogParts.values(x, 0), LogParts.values(x, 1)); }
  @inline static lowerEnd(): v128 { return LogWords.lowerEnd(); }
  /** r = (z - c)/c. */
  @inline static remainder(x: v128): v128 {
    const z = i64x2.add(LogParts.fraction(x), LogParts.lowerEnd());
    const c = LogPoints.at(LogParts.row(x, 0), LogParts.row(x, 1));
    return f64x2.mul(f64x2.sub(z, c), LogParts.inverseOfPoint(x));
  }
  /** (log1p(r) - r)/r^2. */
  @inline static polynomial(r: v128): v128 {
    const square = f64x2.mul(r, r);
    const c23 = Lanes.mulAdd(r, LogNumbers.c3(), LogNumbers.c2());
    const c45 = Lanes.mulAdd(r, LogNumbers.c5(), LogNumbers.c4());
    const c456 = Lanes.mulAdd(square, LogNumbers.c6(), c45);
    return Lanes.mulAdd(square, c456, c23);
  }
  /** k ln2 + log c: exact but for the low part of ln2. */
  @inline static whole(x: v128, origin: v128): v128 {
    return Lanes.mulAdd(LogParts.exponent(x, origin), LogNumbers.ln2High(), LogParts.logOfPoint(x));
  }
  /** What the sum of `whole` and r loses: |whole| > |r|, or whole = 0. */
  @inline static left(whole: v128, r: v128): v128 { return f64x2.add(f64x2.sub(whole, f64x2.add(whole, r)), r); }
  /** What whole + r lacks of log x, where `left` is what that sum loses, and what r itself has left out. */
  @inline static rest(x: v128, origin: v128, r: v128, left: v128): v128 {
    const low = Lanes.mulAdd(LogParts.exponent(x, origin), LogNumbers.ln2Low(), left);
    return Lanes.mulAdd(f64x2.mul(r, r), LogParts.polynomial(r), low);
  }
  /** All of it, in the order that is fastest: put together from the parts above, log_sqrt1 took 8 % longer on Node 20. */
  @inline static log(x: v128, origin: v128): v128 {
    const word = LogParts.word(x);
    const k = f64x2.sub(v128.or(i64x2.shr_u(word, FRACTION_BITS), LogWords.integer()), origin);
    const fraction = v128.and(word, LogWords.fraction());
    const z = i64x2.add(fraction, LogParts.lowerEnd());
    const index = i64x2.shr_u(fraction, FRACTION_BITS - CELL_BITS);
    const i0 = <usize>i64x2.extract_lane(index, 0), i1 = <usize>i64x2.extract_lane(index, 1);
    const row0 = LogRows.row(i0), row1 = LogRows.row(i1);
    const c = LogPoints.at(i0, i1);
    const r = f64x2.mul(f64x2.sub(z, c), Lanes.lows(row0, row1));
    const whole = Lanes.mulAdd(k, LogNumbers.ln2High(), Lanes.highs(row0, row1)); // exact
    const high = f64x2.add(whole, r);
    const left = f64x2.add(f64x2.sub(whole, high), r);
    const low = Lanes.mulAdd(k, LogNumbers.ln2Low(), left);
    const rest = Lanes.mulAdd(f64x2.mul(r, r), LogParts.polynomial(r), low);
    return f64x2.add(high, rest);
  }
}

const SCALE: f64 = 4503599627370496; // 0x1p+52
const SCALED_ORIGIN: f64 = 4503599627371571; // 0x1.0000000000433p+52

/** Those lanes of a logarithm of any base: `subnormal` where x is one, the others by rule. (Inlined: as Far in exp.ts.) */
export class LogRules {
  @inline static mend(x: v128, y: v128, subnormal: v128): v128 {
    const zero = f64x2.splat(0), infinity = f64x2.splat(Infinity);
    let z = v128.bitselect(subnormal, f64x2.splat(NaN), f64x2.gt(x, zero));
    z = v128.bitselect(f64x2.splat(-Infinity), z, f64x2.eq(x, zero));
    z = v128.bitselect(x, z, v128.or(f64x2.eq(x, infinity), f64x2.ne(x, x)));
    return v128.bitselect(z, y, LogParts.irregular(x));
  }
}

function mendNatural(x: v128, y: v128): v128 {
  return LogRules.mend(x, y, LogParts.log(LogParts.scaled(x), LogParts.scaledOrigin()));
}

/** For what has a logarithm in it: all of it, out of line. */
export class WholeLog {
  static of(x: v128): v128 { return mendNatural(x, LogParts.log(x, LogParts.origin())); }
}

export class Log extends Flagging {
  @inline fast(x: v128): v128 { return LogParts.log(x, LogParts.origin()); }
  @inline flags(x: v128): v128 { return LogParts.irregular(x); }
  @inline mend(x: v128, y: v128): v128 { return mendNatural(x, y); }
}

/** 1 + sqrt(x): what log_sqrt1 takes the logarithm of. */
export class OnePlusSqrt extends Unary {
  @inline fast(x: v128): v128 { return f64x2.add(Lanes.one(), f64x2.sqrt(x)); }
}
