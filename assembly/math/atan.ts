/**
 * atan(x)
 * Method: atan|x| = atan(c) + atan(t), t = (|x| - c)/(1 + |x| c), c the middle of |x|'s cell of 32 in a binade: its bits with the lower
 * ones replaced, so |x| - c is exact. Below 2^-6 c = 0, from 2^6 on it is infinite and t = -1/|x|.
 * Source: assembly/fit/atan.py.
 * Approximation: atan t in degree 7, |t| <= 2^-6, error relative to t 2^-58.8.
 * Special: none; infinities give pi/2, NaN flows through.
 */
import { Lanes } from "../lanes";
import { Unary } from "../op";
import { ATAN_NUMBERS, ATAN_ROWS } from "../tables/atan";

const WORDS: usize = memory.data<u64>([
  0x3f90000000000000, // bits(2^-6): the first cell's beginning
  0x4050000000000000, // bits(2^6): the last one's end
  0xffff800000000000, // sign, exponent and the fraction's five bits that name the cell
  0x0000400000000000, // half a cell
  0x8000000000000000, // the sign
], 16);
/** Cells below 2^6. */
const CELLS: i64 = 384;

export class Atan extends Unary {
  @inline fast(x: v128): v128 {
    const a = f64x2.abs(x), one = f64x2.splat(1);
    const isSmall = f64x2.lt(a, Lanes.number(WORDS, 0)), isLarge = f64x2.ge(a, Lanes.number(WORDS, 8));
    const middle = v128.or(v128.and(a, Lanes.number(WORDS, 16)), Lanes.number(WORDS, 24));
    const c = v128.andnot(middle, isSmall);
    // Cells are counted from the first one's beginning; row 0 is for c = 0.
    const cell = i64x2.add(i64x2.shr_u(i64x2.sub(a, Lanes.number(WORDS, 0)), 47), i64x2.splat(1));
    const index = v128.bitselect(i64x2.splat(CELLS + 1), v128.andnot(cell, isSmall), isLarge);
    const row0 = v128.load((<usize>i64x2.extract_lane(index, 0) & 511) << 4, ATAN_ROWS), row1 = v128.load((<usize>i64x2.extract_lane(index, 1) & 511) << 4, ATAN_ROWS);
    const top = v128.bitselect(f64x2.splat(-1), f64x2.sub(a, c), isLarge);
    const bottom = v128.bitselect(a, f64x2.add(one, f64x2.mul(a, c)), isLarge);
    const t = f64x2.div(top, bottom), square = f64x2.mul(t, t);
    const p = Lanes.mulAdd(square, Lanes.mulAdd(square, Lanes.number(ATAN_NUMBERS, 16), Lanes.number(ATAN_NUMBERS, 8)), Lanes.number(ATAN_NUMBERS, 0));
    const cubic = f64x2.mul(f64x2.mul(square, t), p);
    const high = Lanes.lows(row0, row1), sum = f64x2.add(high, t);
    const sumLow = f64x2.add(f64x2.sub(high, sum), t); // high > |t|, or high = 0
    const y = f64x2.add(sum, f64x2.add(sumLow, f64x2.add(Lanes.highs(row0, row1), cubic)));
    return v128.or(f64x2.abs(y), v128.and(x, Lanes.number(WORDS, 32)));
  }
}
