/**
 * expm1(x) = e^x - 1
 * Method: as exp, but for s - 1 in two doubles, and for r = first - low, low = k times the second part of ln2/256:
 * e^x - 1 = (s - 1 + first) + ((s - 1 + tail) first + s (tail - low + e^r - 1 - r)).
 * Source: the reduction and table of exp.ts; assembly/fit/exp-bases.py.
 * Approximation: e^r - 1 in degree 5, error relative to r 2^-59.3.
 * Special: |x| > 700 takes the rare path of exp; -0 keeps its sign.
 */
import { Lanes } from "../lanes";
import { Flagging } from "../op";
import { ExpNumbers } from "../tables/exp";
import { Expm1Numbers } from "../tables/exp-bases";
import { BaseE, Far, Power } from "./exp";

/** e^x - 1 in two parts, sum + rest, for |x| <= 700: |rest| < 2^-8 |sum|. */
export class Expm1Parts {
  @inline static biased(x: v128): v128 { return changetype<BaseE>(0).biased(x, Power.round()); }
  @inline static scale(x: v128): v128 {
    const biased = Expm1Parts.biased(x);
    return Power.scale(biased, Power.row0(biased), Power.row1(biased));
  }
  /** x - k ln2/256 but for k times the low part of ln2/256. */
  @inline static first(x: v128): v128 { return BaseE.first(x, Power.multiple(Expm1Parts.biased(x))); }
  @inline static less(x: v128): v128 { return f64x2.sub(Expm1Parts.scale(x), Lanes.one()); }
  @inline static sum(x: v128): v128 { return f64x2.add(Expm1Parts.less(x), Expm1Parts.first(x)); }
  /** What `sum` loses: |less| > |first|, or less = 0. */
  @inline static sumLow(x: v128): v128 {
    return f64x2.add(f64x2.sub(Expm1Parts.less(x), Expm1Parts.sum(x)), Expm1Parts.first(x));
  }
  /** What `less` loses: nothing for 1/2 <= s <= 2^53. */
  @inline static lessLow(x: v128): v128 {
    const s = Expm1Parts.scale(x), less = Expm1Parts.less(x), back = f64x2.sub(less, s);
    return f64x2.sub(f64x2.sub(s, f64x2.sub(less, back)), f64x2.add(Lanes.one(), back));
  }
  /** The same of x >= 0, where s >= 1. */
  @inline static lessLowUp(x: v128): v128 {
    return f64x2.sub(f64x2.sub(Expm1Parts.scale(x), Expm1Parts.less(x)), Lanes.one());
  }
  /** `lost` is what `sum` and `less` lose. */
  @inline static rest(x: v128, lost: v128): v128 {
    const biased = Expm1Parts.biased(x), k = Power.multiple(biased);
    const tail = Lanes.lows(Power.row0(biased), Power.row1(biased));
    const r = changetype<BaseE>(0).remainder(x, k);
    const square = f64x2.mul(r, r);
    const c23 = Lanes.mulAdd(r, Expm1Numbers.c3(), Expm1Numbers.c2());
    const c45 = Lanes.mulAdd(r, Expm1Numbers.c5(), Expm1Numbers.c4());
    const p = Lanes.mulAdd(square, c45, c23);
    const more = Lanes.mulAdd(square, p, Lanes.subMul(tail, k, ExpNumbers.stepLow()));
    const low = Lanes.mulAdd(f64x2.add(Expm1Parts.less(x), tail), Expm1Parts.first(x), lost);
    return Lanes.mulAdd(Expm1Parts.scale(x), more, low);
  }
}

function mendExpm1(x: v128, y: v128): v128 {
  return v128.bitselect(f64x2.sub(Far.power<BaseE>(x, 1), Lanes.one()), y, changetype<BaseE>(0).beyond(x));
}

export class Expm1 extends Flagging {
  @inline fast(x: v128): v128 {
    const rest = Expm1Parts.rest(x, f64x2.add(Expm1Parts.sumLow(x), Expm1Parts.lessLow(x)));
    return v128.or(f64x2.add(Expm1Parts.sum(x), rest), v128.and(x, Lanes.signs()));
  }
  @inline flags(x: v128): v128 { return changetype<BaseE>(0).beyond(x); }
  @inline mend(x: v128, y: v128): v128 { return mendExpm1(x, y); }
}
