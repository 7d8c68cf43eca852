/**
 * exp(x), exp2(x), exp10(x)
 * Method: x ln b = k ln2/256 + r, |r| <= ln2/512; b^x = s + s (tail + e^r - 1), s = 2^(k/256) as a double from a table of 256 rows.
 * Source: table and tail after P. T. P. Tang, "Table-driven implementation of the exponential function" (1989); assembly/fit/exp.py,
 * assembly/fit/exp-bases.py.
 * Approximation: e^r - 1 in degree 4, absolute error 5.0e-18.
 * Special: |x| beyond 700 (1020, 304) takes the rare path, which scales in two steps (overflow, underflow and subnormals); NaN flows
 * through.
 */
import { FRACTION_BITS } from "../double";
import { Lanes } from "../lanes";
import { Flagging } from "../op";
import { Exp2Numbers, Exp10Numbers } from "../tables/exp-bases";
import { ExpNumbers, ExpRows } from "../tables/exp";

/** Beyond ±700 e^x takes the rare path. */
export const LIMIT: f64 = 700.0; // 0x1.5ep+9
/** k is counted in 256ths. */
const STEP_BITS: i32 = 8;
const ROW: usize = (1 << STEP_BITS) - 1;

/** 2^(k/256) e^r: `biased` has k in its low bits. */
export class Power {
  @inline static round(): v128 { return ExpNumbers.round(); }
  /** k as a double. */
  @inline static multiple(biased: v128): v128 { return f64x2.sub(biased, Power.round()); }
  @inline static row0(biased: v128): v128 { return ExpRows.row(<usize>i64x2.extract_lane(biased, 0) & ROW); }
  @inline static row1(biased: v128): v128 { return ExpRows.row(<usize>i64x2.extract_lane(biased, 1) & ROW); }
  /** 2^(k/256) = scale (1 + tail), from the rows of both lanes: {tail, bits}. */
  @inline static scale(biased: v128, row0: v128, row1: v128): v128 {
    return i64x2.add(Lanes.highs(row0, row1), i64x2.shl(biased, FRACTION_BITS - STEP_BITS));
  }
  /** (e^r - 1 - r) / r^2. */
  @inline static polynomial(r: v128, square: v128): v128 {
    const c23 = Lanes.mulAdd(r, ExpNumbers.c3(), ExpNumbers.c2());
    return Lanes.mulAdd(square, ExpNumbers.c4(), c23);
  }
  /** (1 + tail) e^r - 1. */
  @inline static excess(tail: v128, r: v128): v128 {
    const square = f64x2.mul(r, r);
    return Lanes.mulAdd(square, Power.polynomial(r, square), f64x2.add(tail, r));
  }
}

/** How an exponent becomes k and r. */
export class Base {
  @inline biased(x: v128, round: v128): v128 { return x; }
  /** r, from x and k. */
  @inline remainder(x: v128, k: v128): v128 { return x; }
  /** The lanes that the rare path is for. */
  @inline beyond(x: v128): v128 { return x; }
  /** From here on the result is zero, and infinite. */
  @inline low(): f64 { return 0; }
  @inline high(): f64 { return 0; }
}

export class BaseE extends Base {
  @inline biased(x: v128, round: v128): v128 { return Lanes.mulAdd(x, ExpNumbers.inverseStep(), round); }
  /** x less the first part of k ln2/256: exact. */
  @inline static first(x: v128, k: v128): v128 { return Lanes.subMul(x, k, ExpNumbers.stepHigh()); }
  @inline remainder(x: v128, k: v128): v128 { return Lanes.subMul(BaseE.first(x, k), k, ExpNumbers.stepLow()); }
  @inline beyond(x: v128): v128 { return f64x2.gt(f64x2.mul(x, x), ExpNumbers.limitSquare()); }
  @inline low(): f64 { return -746; }
  @inline high(): f64 { return 711; } // where half of it is infinite (sinh, cosh)
}

class Base2 extends Base {
  @inline biased(x: v128, round: v128): v128 { return Lanes.mulAdd(x, Exp2Numbers.inverseStep(), round); }
  @inline remainder(x: v128, k: v128): v128 { // the difference is exact
    return f64x2.mul(Lanes.subMul(x, k, Exp2Numbers.step()), Exp2Numbers.ln2());
  }
  @inline beyond(x: v128): v128 { return f64x2.gt(f64x2.mul(x, x), Exp2Numbers.limitSquare()); }
  @inline low(): f64 { return -1076; }
  @inline high(): f64 { return 1025; }
}

class Base10 extends Base {
  @inline biased(x: v128, round: v128): v128 { return Lanes.mulAdd(x, Exp10Numbers.inverseStep(), round); }
  @inline remainder(x: v128, k: v128): v128 {
    const first = Lanes.subMul(x, k, Exp10Numbers.stepHigh());
    return f64x2.mul(Lanes.subMul(first, k, Exp10Numbers.stepLow()), Exp10Numbers.ln10());
  }
  @inline beyond(x: v128): v128 { return f64x2.gt(f64x2.mul(x, x), Exp10Numbers.limitSquare()); }
  @inline low(): f64 { return -325; }
  @inline high(): f64 { return 309; }
}

const SHIFT: i64 = 1022;
const HUGE: f64 = 4.49423283715579e307; // 0x1p+1022
const TINY: f64 = 2.2250738585072014e-308; // 0x1p-1022

/** The scale moved by 2^±1022, so that it stays a normal number, to be moved back in one rounding: overflow, underflow and subnormals. */
export class Shift {
  @inline static scale(s: v128, isUp: v128): v128 {
    const exponent = v128.bitselect(i64x2.splat(-SHIFT << FRACTION_BITS), i64x2.splat(SHIFT << FRACTION_BITS), isUp);
    return i64x2.add(s, exponent);
  }
  @inline static back(isUp: v128, factor: f64): v128 {
    return v128.bitselect(f64x2.splat(factor * HUGE), f64x2.splat(factor * TINY), isUp);
  }
}

/**
 * b^x times `factor`, a power of two, by such a shift. (Inlined into what mends: a function that only called it would itself be inlined
 * into the loops, and take their registers.)
 */
export class Far {
  @inline static power<B extends Base>(x: v128, factor: f64): v128 {
    const base = changetype<B>(0);
    const clamped = f64x2.pmin(f64x2.pmax(x, f64x2.splat(base.low())), f64x2.splat(base.high()));
    const isUp = f64x2.gt(clamped, f64x2.splat(0));
    const biased = base.biased(clamped, Power.round());
    const r = base.remainder(clamped, Power.multiple(biased));
    const row0 = Power.row0(biased), row1 = Power.row1(biased);
    const s = Shift.scale(Power.scale(biased, row0, row1), isUp);
    const excess = Power.excess(Lanes.lows(row0, row1), r);
    return f64x2.mul(Lanes.mulAdd(s, excess, s), Shift.back(isUp, factor));
  }
}

/** e^(high + low), |high| <= 700: one rounding and a little. */
export class RaisedSum {
  @inline static biased(high: v128): v128 { return changetype<BaseE>(0).biased(high, Power.round()); }
  @inline static excess(high: v128, low: v128): v128 {
    const biased = RaisedSum.biased(high);
    const r = f64x2.add(changetype<BaseE>(0).remainder(high, Power.multiple(biased)), low);
    return Power.excess(Lanes.lows(Power.row0(biased), Power.row1(biased)), r);
  }
  @inline static scale(high: v128): v128 {
    const biased = RaisedSum.biased(high);
    return Power.scale(biased, Power.row0(biased), Power.row1(biased));
  }
  @inline static of(high: v128, low: v128): v128 {
    const s = RaisedSum.scale(high);
    return Lanes.mulAdd(s, RaisedSum.excess(high, low), s);
  }
  /** The same times 2^∓1022, by the sign of `high`, where |high| is near 700 or more: Shift.back() is what is left to do. */
  @inline static shifted(high: v128, low: v128): v128 {
    const s = Shift.scale(RaisedSum.scale(high), f64x2.gt(high, f64x2.splat(0)));
    return Lanes.mulAdd(s, RaisedSum.excess(high, low), s);
  }
  @inline static far(high: v128, low: v128): v128 {
    return f64x2.mul(RaisedSum.shifted(high, low), Shift.back(f64x2.gt(high, f64x2.splat(0)), 1));
  }
}

function mendPower<B extends Base>(x: v128, y: v128): v128 {
  return v128.bitselect(Far.power<B>(x, 1), y, changetype<B>(0).beyond(x));
}

class PowerOf<B extends Base> extends Flagging {
  @inline fast(x: v128): v128 {
    const base = changetype<B>(0);
    const round = Power.round();
    const biased = base.biased(x, round);
    const k = f64x2.sub(biased, round);
    const r = base.remainder(x, k);
    const row0 = Power.row0(biased), row1 = Power.row1(biased);
    const tail = Lanes.lows(row0, row1);
    const s = Power.scale(biased, row0, row1);
    const square = f64x2.mul(r, r);
    const p = Power.polynomial(r, square);
    const excess = Lanes.mulAdd(square, p, f64x2.add(tail, r));
    return Lanes.mulAdd(s, excess, s);
  }
  @inline flags(x: v128): v128 { return changetype<B>(0).beyond(x); }
  @inline mend(x: v128, y: v128): v128 { return mendPower<B>(x, y); }
}

export class Exp extends PowerOf<BaseE> {}
export class Exp2 extends PowerOf<Base2> {}
export class Exp10 extends PowerOf<Base10> {}
