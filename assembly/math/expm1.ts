/**
 * expm1(x) = e^x - 1
 * Method: as exp, but for s - 1 and r in two doubles each: e^x - 1 = (s - 1 + r) + ((s - 1) r + s (tail + e^r - 1 - r)).
 * Source: the reduction and table of exp.ts; assembly/fit/exp-bases.py.
 * Approximation: e^r - 1 in degree 5, error relative to r 2^-57.9.
 * Special: |x| > 700 takes the rare path of exp; -0 keeps its sign.
 */
import { Lanes } from "../lanes";
import { Flagging } from "../op";
import { ExpNumbers } from "../tables/exp";
import { Expm1Numbers } from "../tables/exp-bases";
import { BaseE, Far, Power } from "./exp";

/** e^x - 1 in two doubles, high + low, for |x| <= 700. */
export class Expm1Parts {
  @inline static scale(x: v128): v128 {
    const biased = changetype<BaseE>(0).biased(x, Power.round());
    return Power.scale(biased, Power.row0(biased), Power.row1(biased));
  }
  @inline static remainder(x: v128): v128 {
    const base = changetype<BaseE>(0);
    return base.remainder(x, Power.multiple(base.biased(x, Power.round())));
  }
  @inline static sum(x: v128): v128 { return f64x2.add(f64x2.sub(Expm1Parts.scale(x), Lanes.one()), Expm1Parts.remainder(x)); }
  @inline static rest(x: v128): v128 {
    const biased = changetype<BaseE>(0).biased(x, Power.round());
    const k = Power.multiple(biased);
    const first = BaseE.first(x, k);
    const r = Expm1Parts.remainder(x);
    const rLow = Lanes.subMul(f64x2.sub(first, r), k, ExpNumbers.stepLow());
    const s = Expm1Parts.scale(x), one = Lanes.one();
    const less = f64x2.sub(s, one);
    const back = f64x2.sub(less, s);
    const lessLow = f64x2.sub(f64x2.sub(s, f64x2.sub(less, back)), f64x2.add(one, back));
    const sumLow = f64x2.add(f64x2.sub(less, Expm1Parts.sum(x)), r); // |less| > |r|, or less = 0
    const square = f64x2.mul(r, r);
    const tail = Lanes.lows(Power.row0(biased), Power.row1(biased));
    const c23 = Lanes.mulAdd(r, Expm1Numbers.c3(), Expm1Numbers.c2());
    const c45 = Lanes.mulAdd(r, Expm1Numbers.c5(), Expm1Numbers.c4());
    const p = Lanes.mulAdd(square, c45, c23);
    const more = Lanes.mulAdd(square, p, f64x2.add(tail, rLow));
    const low = Lanes.mulAdd(less, r, f64x2.add(sumLow, lessLow));
    return Lanes.mulAdd(s, more, low);
  }
  @inline static high(x: v128): v128 { return f64x2.add(Expm1Parts.sum(x), Expm1Parts.rest(x)); }
  @inline static low(x: v128): v128 { return f64x2.add(f64x2.sub(Expm1Parts.sum(x), Expm1Parts.high(x)), Expm1Parts.rest(x)); }
}

function mendExpm1(x: v128, y: v128): v128 {
  return v128.bitselect(f64x2.sub(Far.power<BaseE>(x, 1), Lanes.one()), y, changetype<BaseE>(0).beyond(x));
}

export class Expm1 extends Flagging {
  @inline fast(x: v128): v128 { return v128.or(Expm1Parts.high(x), v128.and(x, Lanes.signs())); }
  @inline flags(x: v128): v128 { return changetype<BaseE>(0).beyond(x); }
  @inline mend(x: v128, y: v128): v128 { return mendExpm1(x, y); }
}
