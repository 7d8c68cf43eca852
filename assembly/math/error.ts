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
  @inline static ratio(a: v128): v128 {
    const row0 = Ranges.row(a, 0), row1 = Ranges.row(a, 1), square = f64x2.mul(a, a), one = Lanes.one();
    const s = v128.bitselect(f64x2.div(one, square), square, Ranges.isTail(a));
    const s2 = f64x2.mul(s, s), s4 = f64x2.mul(s2, s2);
    const p01 = Lanes.mulAdd(s, ErrorRows.p1(row0, row1), ErrorRows.p0(row0, row1));
    const p23 = Lanes.mulAdd(s, ErrorRows.p3(row0, row1), ErrorRows.p2(row0, row1));
    const p45 = Lanes.mulAdd(s, ErrorRows.p5(row0, row1), ErrorRows.p4(row0, row1));
    const p67 = Lanes.mulAdd(s, ErrorRows.p7(row0, row1), ErrorRows.p6(row0, row1));
    const p = Lanes.mulAdd(s4, Lanes.mulAdd(s2, p67, p45), Lanes.mulAdd(s2, p23, p01));
    const q12 = Lanes.mulAdd(s, ErrorRows.q2(row0, row1), ErrorRows.q1(row0, row1));
    const q34 = Lanes.mulAdd(s, ErrorRows.q4(row0, row1), ErrorRows.q3(row0, row1));
    const q56 = Lanes.mulAdd(s, ErrorRows.q6(row0, row1), ErrorRows.q5(row0, row1));
    const q78 = Lanes.mulAdd(s, ErrorRows.q8(row0, row1), ErrorRows.q7(row0, row1));
    const q = Lanes.mulAdd(s, Lanes.mulAdd(s4, Lanes.mulAdd(s2, q78, q56), Lanes.mulAdd(s2, q34, q12)), one);
    return f64x2.div(p, q);
  }
}

/** -(square + rest) - offset + ratio in two doubles. */
class TailExponent {
  @inline static high(square: v128, offset: v128, ratio: v128): v128 { return f64x2.sub(ratio, f64x2.add(square, offset)); }
  @inline static low(square: v128, rest: v128, offset: v128, ratio: v128): v128 {
    const sum = f64x2.add(square, offset), back = f64x2.sub(sum, square), high = f64x2.sub(ratio, sum);
    const sumLow = f64x2.add(f64x2.sub(square, f64x2.sub(sum, back)), f64x2.sub(offset, back));
    return f64x2.sub(f64x2.sub(ratio, f64x2.add(high, sum)), f64x2.add(sumLow, rest)); // |sum| > |ratio|
  }
}

/** Beyond this the square is more than 700: the shift is needed. */
const FAR_A: f64 = 26.0; // 0x1.ap+4
const FAR_X: f64 = 37.0; // 0x1.28p+5
/** Beyond these the results are zero. */
const ZERO_A: f64 = 28.0; // 0x1.cp+4
const ZERO_X: f64 = 40.0; // 0x1.4p+5

/** s (1 + excess)/a, the rounding of all of it put back. */
function quotient(s: v128, excess: v128, a: v128): v128 {
  const more = f64x2.mul(s, excess), top = f64x2.add(s, more), topLow = f64x2.add(f64x2.sub(s, top), more);
  const inverse = f64x2.div(Lanes.one(), a), q = f64x2.mul(top, inverse), product = f64x2.mul(q, a);
  return Lanes.mulAdd(f64x2.add(f64x2.sub(f64x2.sub(top, product), Split.rest(q, a, product)), topLow), inverse, q);
}

/** erfc a of the lanes from 0.75 on: where it is small, shifted until it is rounded. */
function tailOf(a: v128, ratio: v128): v128 {
  const square = f64x2.mul(a, a), offset = Ranges.offset(a), high = TailExponent.high(square, offset, ratio);
  const s = RaisedSum.scale(high), excess = RaisedSum.excess(high, TailExponent.low(square, Split.exactRest(a, a, square), offset, ratio));
  let y = quotient(s, excess, a);
  const isFar = f64x2.gt(a, f64x2.splat(FAR_A)), isUp = f64x2.splat(0);
  if (v128.any_true(isFar)) y = v128.bitselect(f64x2.mul(quotient(Shift.scale(s, isUp), excess, a), Shift.back(isUp, 1)), y, isFar);
  return y;
}

/** Out of line, once for all loops: the body is long, and the module small. */
function erfOf(x: v128): v128 {
  const a = f64x2.pmin(f64x2.abs(x), f64x2.splat(6)), ratio = Ranges.ratio(a), isTail = Ranges.isTail(a);
  let y = Lanes.mulAdd(a, ratio, a);
  if (v128.any_true(isTail)) y = v128.bitselect(f64x2.sub(Lanes.one(), tailOf(a, ratio)), y, isTail);
  return v128.or(y, v128.and(x, Lanes.signs()));
}

function erfcOf(x: v128): v128 {
  const a = f64x2.pmin(f64x2.abs(x), f64x2.splat(ZERO_A)), ratio = Ranges.ratio(a), isTail = Ranges.isTail(a), one = Lanes.one();
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
  const b = f64x2.pmin(f64x2.abs(x), f64x2.splat(ZERO_X)), half = Lanes.half(), one = Lanes.one(), root = ErrorNumbers.rootHalf();
  const a = f64x2.mul(b, root), rest = f64x2.add(Split.rest(b, root, a), f64x2.mul(b, ErrorNumbers.rootHalfLow()));
  const ratio = Ranges.ratio(a), isTail = Ranges.isTail(a), isNegative = f64x2.lt(x, f64x2.splat(0));
  // x/2 (1 + erf(x/sqrt 2)): what a lacks counts as it does where the error function is steep.
  const erf = f64x2.add(f64x2.mul(a, ratio), rest), toward = v128.and(x, Lanes.signs());
  let y = f64x2.mul(f64x2.mul(x, half), f64x2.add(f64x2.add(one, v128.xor(a, toward)), v128.xor(erf, toward)));
  if (v128.any_true(isTail)) {
    const square = f64x2.mul(b, b), less = f64x2.mul(square, half), offset = Ranges.offset(a);
    const low = TailExponent.low(less, f64x2.mul(Split.exactRest(b, b, square), half), offset, ratio);
    const high = TailExponent.high(less, offset, ratio), isFar = f64x2.gt(b, f64x2.splat(FAR_X));
    let tail = f64x2.mul(RaisedSum.of(high, low), root);
    if (v128.any_true(isFar)) tail = v128.bitselect(f64x2.mul(f64x2.mul(RaisedSum.shifted(high, low), root), Shift.back(f64x2.splat(0), 1)), tail, isFar);
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
