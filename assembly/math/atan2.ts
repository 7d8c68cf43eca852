/**
 * atan2(y, x): the angle of the point (x, y), from -pi to pi
 * Method: q = b/a <= 1 of the lesser and the greater magnitude; atan q = atan(c) + atan(t), t = (b - c a)/(a + c b), with the cells and
 * the polynomial of atan.ts (c = 0 below 2^-5); then from 0, pi/2 or pi. The quotient's rounding error is put back.
 * Source: atan.ts; assembly/fit/atan.py.
 * Approximation: that of atan.ts.
 * Special: magnitudes beyond 2^±900 are scaled together; zeros and infinities become points with the same angle.
 */
import { Lanes } from "../lanes";
import { BinaryFlagging } from "../op";
import { Split } from "../split";
import { AsinNumbers } from "../tables/asin";
import { AtanCells } from "./atan";

const LARGE: f64 = 8.452712498170644e+270; // 0x1p+900
const SMALL: f64 = 1.1830521861667747e-271; // 0x1p-900
const SCALE: f64 = 2.5822498780869086e+120; // 0x1p+400
/** From this quotient on the lesser magnitude does not count. */
const FLAT: f64 = 18014398509481984.0; // 0x1p+54

class Angle {
  @inline static of(y: v128, x: v128): v128 {
    const ay = f64x2.abs(y), ax = f64x2.abs(x), isSteep = f64x2.gt(ay, ax);
    const a = f64x2.pmax(ax, ay), b = f64x2.pmin(ax, ay);
    const q = f64x2.div(b, a);
    const c = AtanCells.middle(q), index = AtanCells.index(q);
    const row0 = AtanCells.row(index, 0), row1 = AtanCells.row(index, 1);
    // c has 6 bits: its products with halves of a are exact, and so is the first difference.
    const au = Split.upper(a), al = f64x2.sub(a, au);
    const top = f64x2.sub(f64x2.sub(b, f64x2.mul(c, au)), f64x2.mul(c, al));
    const bottom = f64x2.add(a, f64x2.mul(c, b));
    const inverse = f64x2.div(Lanes.one(), bottom);
    const t = f64x2.mul(top, inverse);
    const product = f64x2.mul(t, bottom);
    const left = f64x2.sub(f64x2.sub(top, product), Split.rest(t, bottom, product));
    const tail = Lanes.mulAdd(left, inverse, AtanCells.cubic(t));
    const high = Lanes.lows(row0, row1);
    const sum = f64x2.add(high, t);
    const rest = f64x2.add(f64x2.add(f64x2.sub(high, sum), t), f64x2.add(Lanes.highs(row0, row1), tail));
    // 0, pi/2 or pi; less the angle, or more.
    const isBack = f64x2.lt(x, f64x2.splat(0));
    const start = v128.bitselect(AsinNumbers.halfPi(), v128.and(AsinNumbers.pi(), isBack), isSteep);
    const startLow = v128.bitselect(AsinNumbers.halfPiLow(), v128.and(AsinNumbers.piLow(), isBack), isSteep);
    const turn = v128.and(v128.xor(isSteep, isBack), Lanes.signs());
    const step = v128.xor(sum, turn), stepRest = v128.xor(rest, turn);
    const whole = f64x2.add(start, step);
    const wholeLow = f64x2.add(f64x2.sub(start, whole), step);
    const angle = f64x2.add(whole, f64x2.add(wholeLow, f64x2.add(startLow, stepRest)));
    return v128.or(f64x2.abs(angle), v128.and(y, Lanes.signs()));
  }
  @inline static fails(y: v128, x: v128): v128 {
    const ay = f64x2.abs(y), ax = f64x2.abs(x), large = f64x2.splat(LARGE), small = f64x2.splat(SMALL);
    const isFit = v128.and(v128.and(f64x2.lt(ay, large), f64x2.lt(ax, large)), v128.and(f64x2.gt(ay, small), f64x2.gt(ax, small)));
    return v128.not(isFit);
  }
}

function mendAtan2(y: v128, x: v128, z: v128): v128 {
  const infinity = f64x2.splat(Infinity), one = Lanes.one(), sign = Lanes.signs();
  let ay = f64x2.abs(y), ax = f64x2.abs(x);
  const isInfinite = v128.or(f64x2.eq(ay, infinity), f64x2.eq(ax, infinity));
  const isNaN = v128.or(f64x2.ne(y, y), f64x2.ne(x, x));
  ay = v128.bitselect(v128.and(one, f64x2.eq(ay, infinity)), ay, isInfinite);
  ax = v128.bitselect(v128.and(one, f64x2.eq(ax, infinity)), ax, isInfinite);
  const isLarge = f64x2.gt(f64x2.pmax(ax, ay), one);
  const factor = v128.bitselect(f64x2.splat(1 / SCALE), f64x2.splat(SCALE), isLarge);
  const scaledY = f64x2.mul(ay, factor), scaledX = f64x2.mul(ax, factor);
  // The lesser may have lost bits by that, where it does not count: the angle is the quotient, or the other's axis.
  const isFlat = f64x2.le(f64x2.mul(scaledY, f64x2.splat(FLAT)), scaledX);
  const isOrigin = f64x2.eq(f64x2.pmax(ax, ay), f64x2.splat(0));
  const isBack = i64x2.lt_s(x, i64x2.splat(0));
  const directed = v128.or(scaledX, v128.and(x, sign));
  let w = f64x2.abs(Angle.of(scaledY, v128.bitselect(one, directed, isOrigin)));
  const flat = f64x2.div(ay, v128.bitselect(one, ax, isOrigin));
  w = v128.bitselect(v128.bitselect(AsinNumbers.pi(), flat, isBack), w, isFlat);
  w = v128.bitselect(f64x2.splat(NaN), v128.or(w, v128.and(y, sign)), isNaN);
  return v128.bitselect(w, z, Angle.fails(y, x));
}

export class Atan2 extends BinaryFlagging {
  @inline fast(y: v128, x: v128): v128 { return Angle.of(y, x); }
  @inline flags(y: v128, x: v128): v128 { return Angle.fails(y, x); }
  @inline mend(y: v128, x: v128, z: v128): v128 { return mendAtan2(y, x, z); }
}
