/**
 * exp(x)
 * Method: x = k ln2/256 + r, |r| <= ln2/512; e^x = s + s (tail + e^r - 1), s = 2^(k/256) as a double from a table of 256 rows.
 * Source: table and tail after P. T. P. Tang, "Table-driven implementation of the exponential function" (1989); assembly/fit/exp.py.
 * Approximation: e^r - 1 in degree 4, absolute error 5.0e-18.
 * Special: |x| > 700 takes the rare path, which scales in two steps (overflow, underflow and subnormals); NaN flows through.
 */
import { Lanes } from "../lanes";
import { Flagging } from "../op";
import { EXP_NUMBERS, EXP_ROWS } from "../tables/exp";

class Scaled {
  /** e^x; if `moved`, times 2^n with n << 52 = `shift`: the rare path keeps the scale away from its ends. */
  @inline static exp(x: v128, moved: bool, shift: v128): v128 {
    const round = Lanes.number(EXP_NUMBERS, 8);
    const biased = Lanes.mulAdd(x, Lanes.number(EXP_NUMBERS, 0), round);
    const k = f64x2.sub(biased, round);
    const r = Lanes.subMul(Lanes.subMul(x, k, Lanes.number(EXP_NUMBERS, 16)), k, Lanes.number(EXP_NUMBERS, 24));
    const row0 = v128.load((<usize>i64x2.extract_lane(biased, 0) & 255) << 4, EXP_ROWS);
    const row1 = v128.load((<usize>i64x2.extract_lane(biased, 1) & 255) << 4, EXP_ROWS);
    const tail = Lanes.lows(row0, row1);
    const scale = i64x2.add(Lanes.highs(row0, row1), i64x2.shl(biased, 44));
    const s = moved ? i64x2.add(scale, shift) : scale;
    const square = f64x2.mul(r, r);
    const p = Lanes.mulAdd(square, Lanes.number(EXP_NUMBERS, 48), Lanes.mulAdd(r, Lanes.number(EXP_NUMBERS, 40), Lanes.number(EXP_NUMBERS, 32)));
    return Lanes.mulAdd(s, Lanes.mulAdd(square, p, f64x2.add(tail, r)), s);
  }
}

const HUGE: f64 = 4.49423283715579e307; // 0x1p+1022
const TINY: f64 = 2.2250738585072014e-308; // 0x1p-1022

/** The lanes beyond ±700. */
function beyond(x: v128): v128 {
  return f64x2.gt(f64x2.mul(x, x), Lanes.number(EXP_NUMBERS, 56));
}

/** The lanes of `x` beyond ±700: the scale moved by 2^±1022 so that it stays a normal number, then moved back in one rounding. */
function mendExp(x: v128, y: v128): v128 {
  const low = f64x2.splat(-746), high = f64x2.splat(710);
  const clamped = f64x2.pmin(f64x2.pmax(x, low), high);
  const up = f64x2.gt(clamped, f64x2.splat(0));
  const shift = v128.bitselect(i64x2.splat(<i64>-1022 << 52), i64x2.splat(<i64>1022 << 52), up);
  const back = v128.bitselect(f64x2.splat(HUGE), f64x2.splat(TINY), up);
  return v128.bitselect(f64x2.mul(Scaled.exp(clamped, true, shift), back), y, beyond(x));
}

export class Exp extends Flagging {
  @inline fast(x: v128): v128 { return Scaled.exp(x, false, x); }
  @inline flags(x: v128): v128 { return beyond(x); }
  @inline mend(x: v128, y: v128): v128 { return mendExp(x, y); }
}
