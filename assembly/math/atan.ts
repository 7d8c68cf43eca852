/**
 * atan(x)
 * Method: atan|x| = atan(c) + atan(t), t = (|x| - c)/(1 + |x| c), c the middle of |x|'s cell of 16 in a binade: its bits with the lower
 * ones replaced, so |x| - c is exact. Below 2^-5 c = 0, from 2^5 on it is infinite and t = -1/|x|.
 * Source: assembly/fit/atan.py.
 * Approximation: atan t in degree 9, |t| <= 2^-5, error relative to t 2^-62.2.
 * Special: none; infinities give pi/2, NaN flows through.
 */
import { FRACTION_BITS } from "../double";
import { Lanes } from "../lanes";
import { Unary } from "../op";
import { AtanNumbers, AtanRows, AtanWords } from "../tables/atan";

/** A binade has 2^4 cells; the cells are those of ten binades. */
const CELL_BITS: i32 = 4;
const CELLS: i64 = 10 << CELL_BITS;
/** Keeps the index that NaN gives in the table. */
const INDEX: usize = 255;

/** Cells of |x|, of which each has a middle c, and a row with atan(c) in two doubles. */
export class AtanCells {
  /** Below the first cell: c = 0. */
  @inline static isSmall(a: v128): v128 { return f64x2.lt(a, AtanWords.start()); }
  @inline static middle(a: v128): v128 {
    return v128.andnot(v128.or(v128.and(a, AtanWords.cell()), AtanWords.halfCell()), AtanCells.isSmall(a));
  }
  /** Counted from the first one's beginning; row 0 is for c = 0. */
  @inline static index(a: v128): v128 {
    const cell = i64x2.shr_u(i64x2.sub(a, AtanWords.start()), FRACTION_BITS - CELL_BITS);
    return v128.andnot(i64x2.add(cell, i64x2.splat(1)), AtanCells.isSmall(a));
  }
  @inline static row(index: v128, lane: u8): v128 {
    return AtanRows.row(<usize>(lane ? i64x2.extract_lane(index, 1) : i64x2.extract_lane(index, 0)) & INDEX);
  }
  /** atan t - t, |t| <= 2^-5. */
  @inline static cubic(t: v128): v128 {
    const square = f64x2.mul(t, t);
    const p01 = Lanes.mulAdd(square, AtanNumbers.c1(), AtanNumbers.c0());
    const p23 = Lanes.mulAdd(square, AtanNumbers.c3(), AtanNumbers.c2());
    const p = Lanes.mulAdd(f64x2.mul(square, square), p23, p01);
    return f64x2.mul(f64x2.mul(square, t), p);
  }
}

export class Atan extends Unary {
  @inline fast(x: v128): v128 {
    const a = f64x2.abs(x), isLarge = f64x2.ge(a, AtanWords.end());
    const c = AtanCells.middle(a);
    const index = v128.bitselect(i64x2.splat(CELLS + 1), AtanCells.index(a), isLarge);
    const row0 = AtanCells.row(index, 0), row1 = AtanCells.row(index, 1);
    const top = v128.bitselect(f64x2.splat(-1), f64x2.sub(a, c), isLarge);
    const bottom = v128.bitselect(a, f64x2.add(Lanes.one(), f64x2.mul(a, c)), isLarge);
    const t = f64x2.div(top, bottom);
    const high = Lanes.lows(row0, row1);
    const sum = f64x2.add(high, t);
    const sumLow = f64x2.add(f64x2.sub(high, sum), t); // high > |t|, or high = 0
    const rest = f64x2.add(Lanes.highs(row0, row1), AtanCells.cubic(t));
    const y = f64x2.add(sum, f64x2.add(sumLow, rest));
    return v128.or(f64x2.abs(y), v128.and(x, Lanes.signs()));
  }
}
