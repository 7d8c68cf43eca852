/**
 * erf(x), erfc(x), gelu(x) = x/2 erfc(-x/sqrt 2)
 * Method: a rational function for each of four ranges of a = |x|, the coefficients of each lane loaded from its range's row: below 0.75
 * erf a = a + a P/Q of a^2, from there on erfc a = e^(-a^2 - c + P/Q of 1/a^2)/a with the exponent in two doubles. gelu has
 * a = |x|/sqrt 2, also in two: its exponent is -x^2/2.
 * Source: FreeBSD msun's s_erf.c (Sun Microsystems, 1993), but for the second range; assembly/fit/error.py.
 * Approximation: 2^-56 relative at most.
 * Special: where erfc or gelu is below 2^-1000, the exponential is shifted. Infinities are the limits; NaN flows through.
 */
import { Lanes } from "../lanes";
import { Unary } from "../op";
import { Split } from "../split";
import { ErrorNumbers, ErrorRows } from "../tables/error";
import { RaisedSum, Shift } from "./exp";

/** The range of each lane, and its rational function. */
class Ranges {
  @inline static isTail(a: v128): v128 { return f64x2.ge(a, ErrorNumbers.tailStart()); }
  @inline static row(a: v128, lane: u8): usize {
    const isFar = f64x2.ge(a, ErrorNumbers.farStart()), isFarther = f64x2.ge(a, ErrorNumbers.fartherStart());
    const range = i64x2.neg(i64x2.add(Ranges.isTail(a), i64x2.add(isFar, isFarther)));
    return ErrorRows.row(<usize>(lane ? i64x2.extract_lane(range, 1) : i64x2.extract_lane(range, 0)));
  }
  @inline static offset(a: v128): v128 { return ErrorRows.offset(Ranges.row(a, 0), Ranges.row(a, 1)); }
  /** P/Q, of degree 7 or less over 8 or less. */
  @inline static ratio(a: v128): v128 {
    const row0 = Ranges.row(a, 0), row1 = Ranges.row(a, 1), one = Lanes.one();
    const square = f64x2.mul(a, a);
    const s = v128.bitselect(f64x2.div(one, square), square, Ranges.isTail(a));
    const s2 = f64x2.mul(s, s);
    const s4 = f64x2.mul(s2, s2);
    const p01 = Lanes.mulAdd(s, ErrorRows.p1(row0, row1), ErrorRows.p0(row0, row1));
    const p23 = Lanes.mulAdd(s, ErrorRows.p3(row0, row1), ErrorRows.p2(row0, row1));
    const p45 = Lanes.mulAdd(s, ErrorRows.p5(row0, row1), ErrorRows.p4(row0, row1));
    const p67 = Lanes.mulAdd(s, ErrorRows.p7(row0, row1), ErrorRows.p6(row0, row1));
    const p4To7 = Lanes.mulAdd(s2, p67, p45);
    const p0To3 = Lanes.mulAdd(s2, p23, p01);
    const p = Lanes.mulAdd(s4, p4To7, p0To3);
    const q12 = Lanes.mulAdd(s, ErrorRows.q2(row0, row1), ErrorRows.q1(row0, row1));
    const q34 = Lanes.mulAdd(s, ErrorRows.q4(row0, row1), ErrorRows.q3(row0, row1));
    const q56 = Lanes.mulAdd(s, ErrorRows.q6(row0, row1), ErrorRows.q5(row0, row1));
    const q78 = Lanes.mulAdd(s, ErrorRows.q8(row0, row1), ErrorRows.q7(row0, row1));
    const q5To8 = Lanes.mulAdd(s2, q78, q56);
    const q1To4 = Lanes.mulAdd(s2, q34, q12);
    const q1To8 = Lanes.mulAdd(s4, q5To8, q1To4);
    const q = Lanes.mulAdd(s, q1To8, one);
    return f64x2.div(p, q);
  }
}

/** -(square + rest) - offset + ratio in two doubles. */
class TailExponent {
  @inline static high(square: v128, offset: v128, ratio: v128): v128 { return f64x2.sub(ratio, f64x2.add(square, offset)); }
  @inline static low(square: v128, rest: v128, offset: v128, ratio: v128): v128 {
    const sum = f64x2.add(square, offset);
    const back = f64x2.sub(sum, square);
    const sumLow = f64x2.add(f64x2.sub(square, f64x2.sub(sum, back)), f64x2.sub(offset, back));
    const high = f64x2.sub(ratio, sum);
    return f64x2.sub(f64x2.sub(ratio, f64x2.add(high, sum)), f64x2.add(sumLow, rest)); // |sum| > |ratio|
  }
}

/** Beyond this the square is more than 700: the shift is needed. */
const FAR_ERFC: f64 = 26.0; // 0x1.ap+4
const FAR_GELU: f64 = 37.0; // 0x1.28p+5
/** Beyond these the results are zero. */
const ZERO_ERFC: f64 = 28.0; // 0x1.cp+4
const ZERO_GELU: f64 = 40.0; // 0x1.4p+5
/** From here on erf is 1. */
const ONE_ERF: f64 = 6.0; // 0x1.8p+2

/** s (1 + excess)/a, the rounding of all of it put back. */
function quotient(s: v128, excess: v128, a: v128): v128 {
  const more = f64x2.mul(s, excess);
  const top = f64x2.add(s, more);
  const topLow = f64x2.add(f64x2.sub(s, top), more);
  const inverse = f64x2.div(Lanes.one(), a);
  const q = f64x2.mul(top, inverse);
  const product = f64x2.mul(q, a);
  const left = f64x2.sub(f64x2.sub(top, product), Split.rest(q, a, product));
  return Lanes.mulAdd(f64x2.add(left, topLow), inverse, q);
}

/** erfc a of the lanes from 0.75 on: where it is small, shifted until it is rounded. */
function tailOf(a: v128, ratio: v128): v128 {
  const offset = Ranges.offset(a);
  const square = f64x2.mul(a, a);
  const high = TailExponent.high(square, offset, ratio);
  const low = TailExponent.low(square, Split.exactRest(a, a, square), offset, ratio);
  const s = RaisedSum.scale(high);
  const excess = RaisedSum.excess(high, low);
  let y = quotient(s, excess, a);
  const isFar = f64x2.gt(a, f64x2.splat(FAR_ERFC)), isUp = f64x2.splat(0);
  if (v128.any_true(isFar)) {
    const shifted = quotient(Shift.scale(s, isUp), excess, a);
    y = v128.bitselect(f64x2.mul(shifted, Shift.back(isUp, 1)), y, isFar);
  }
  return y;
}

/** Out of line, once for all loops: the body is long, and the module small. */
function erfOf(x: v128): v128 {
  const a = f64x2.pmin(f64x2.abs(x), f64x2.splat(ONE_ERF)), ratio = Ranges.ratio(a), isTail = Ranges.isTail(a);
  let y = Lanes.mulAdd(a, ratio, a);
  if (v128.any_true(isTail)) y = v128.bitselect(f64x2.sub(Lanes.one(), tailOf(a, ratio)), y, isTail);
  return v128.or(y, v128.and(x, Lanes.signs()));
}

function erfcOf(x: v128): v128 {
  const a = f64x2.pmin(f64x2.abs(x), f64x2.splat(ZERO_ERFC)), ratio = Ranges.ratio(a), isTail = Ranges.isTail(a), one = Lanes.one();
  // 1 - erf x of either sign.
  const signed = v128.or(a, v128.and(x, Lanes.signs()));
  let y = f64x2.sub(f64x2.sub(one, signed), f64x2.mul(signed, ratio));
  if (v128.any_true(isTail)) {
    const tail = tailOf(a, ratio);
    y = v128.bitselect(v128.bitselect(f64x2.sub(Lanes.two(), tail), tail, f64x2.lt(x, f64x2.splat(0))), y, isTail);
  }
  return y;
}

function geluOf(x: v128): v128 {
  const b = f64x2.pmin(f64x2.abs(x), f64x2.splat(ZERO_GELU)), half = Lanes.half(), one = Lanes.one(), root = ErrorNumbers.rootHalf();
  const a = f64x2.mul(b, root);
  const rest = f64x2.add(Split.rest(b, root, a), f64x2.mul(b, ErrorNumbers.rootHalfLow()));
  const ratio = Ranges.ratio(a), isTail = Ranges.isTail(a), isNegative = f64x2.lt(x, f64x2.splat(0));
  // x/2 (1 + erf(x/sqrt 2)): what a lacks counts as it does where the error function is steep.
  const more = f64x2.add(f64x2.mul(a, ratio), rest), sign = v128.and(x, Lanes.signs());
  const sum = f64x2.add(f64x2.add(one, v128.xor(a, sign)), v128.xor(more, sign));
  let y = f64x2.mul(f64x2.mul(x, half), sum);
  if (v128.any_true(isTail)) {
    const offset = Ranges.offset(a), isFar = f64x2.gt(b, f64x2.splat(FAR_GELU));
    const square = f64x2.mul(b, b);
    const halfSquare = f64x2.mul(square, half);
    const halfRest = f64x2.mul(Split.exactRest(b, b, square), half);
    const low = TailExponent.low(halfSquare, halfRest, offset, ratio);
    const high = TailExponent.high(halfSquare, offset, ratio);
    let tail = f64x2.mul(RaisedSum.of(high, low), root);
    if (v128.any_true(isFar)) {
      const shifted = f64x2.mul(RaisedSum.shifted(high, low), root);
      tail = v128.bitselect(f64x2.mul(shifted, Shift.back(f64x2.splat(0), 1)), tail, isFar);
    }
    y = v128.bitselect(v128.bitselect(f64x2.neg(tail), f64x2.sub(x, tail), isNegative), y, isTail);
  }
  return y;
}

export class Erf extends Unary {
  @inline fast(x: v128): v128 { return erfOf(x); }
}

export class Erfc extends Unary {
  @inline fast(x: v128): v128 { return erfcOf(x); }
}

export class Gelu extends Unary {
  @inline fast(x: v128): v128 { return geluOf(x); }
}
