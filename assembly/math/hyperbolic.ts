/**
 * sinh(x), cosh(x), tanh(x)
 * Method: from E = e^|x| - 1 (e^2|x| - 1 for tanh) in two parts. sinh = (E + E/(E + 1))/2; what sum and divisor lose is put back, the
 * divisor's reciprocal being 1 - q. tanh = E/(E + 2) = q + (E - q (E + 2))/(E + 2), q in 26 bits, the difference exact but for its last
 * bits. cosh = (e + 1/e)/2 from e = e^|x| in two doubles.
 * Source: expm1.ts, exp.ts.
 * Approximation: those of expm1.ts and exp.ts.
 * Special: |x| > 700 takes the rare path of exp, halved (sinh, cosh); tanh is 1 from 22 on. NaN flows through.
 */
import { Lanes } from "../lanes";
import { Flagging, Unary } from "../op";
import { Split } from "../split";
import { BaseE, Far, Power } from "./exp";
import { Expm1Parts } from "./expm1";

/** 2x from which on tanh(x) is 1. */
const TWICE_FLAT: f64 = 44.0; // 0x1.6p+5

class Signs {
  /** `y`, which is positive, with the sign of `x`. */
  @inline static copy(y: v128, x: v128): v128 { return v128.or(y, v128.and(x, Lanes.signs())); }
}

/** The lanes beyond ±700: half of e^|x|. */
function farHalf(x: v128): v128 {
  return Far.power<BaseE>(f64x2.abs(x), 0.5);
}

function mendSinh(x: v128, y: v128): v128 {
  return v128.bitselect(Signs.copy(farHalf(x), x), y, changetype<BaseE>(0).beyond(x));
}

function mendCosh(x: v128, y: v128): v128 {
  return v128.bitselect(farHalf(x), y, changetype<BaseE>(0).beyond(x));
}

export class Sinh extends Flagging {
  @inline fast(x: v128): v128 {
    const a = f64x2.abs(x), one = Lanes.one();
    const start = Expm1Parts.sum(a), rest = Expm1Parts.rest(a, f64x2.add(Expm1Parts.sumLow(a), Expm1Parts.lessLowUp(a)));
    const e = f64x2.add(start, rest);
    const eLow = f64x2.add(f64x2.sub(start, e), rest);
    const d = f64x2.add(e, one);
    const dLow = f64x2.add(f64x2.sub(f64x2.pmax(e, one), d), f64x2.pmin(e, one));
    const q = f64x2.div(e, d);
    const qLow = f64x2.mul(f64x2.sub(one, q), Lanes.subMul(eLow, q, f64x2.add(dLow, eLow)));
    const sum = f64x2.add(e, q);
    const sumLow = f64x2.add(f64x2.sub(e, sum), q);
    const twice = f64x2.add(sum, f64x2.add(sumLow, f64x2.add(eLow, qLow)));
    return Signs.copy(f64x2.mul(Lanes.half(), twice), x);
  }
  @inline flags(x: v128): v128 { return changetype<BaseE>(0).beyond(x); }
  @inline mend(x: v128, y: v128): v128 { return mendSinh(x, y); }
}

export class Cosh extends Flagging {
  @inline fast(x: v128): v128 {
    const a = f64x2.abs(x), base = changetype<BaseE>(0), one = Lanes.one();
    const biased = base.biased(a, Power.round());
    const r = base.remainder(a, Power.multiple(biased));
    const row0 = Power.row0(biased), row1 = Power.row1(biased);
    const s = Power.scale(biased, row0, row1);
    const more = f64x2.mul(s, Power.excess(Lanes.lows(row0, row1), r));
    const e = f64x2.add(s, more);
    const eLow = f64x2.add(f64x2.sub(s, e), more);
    const inverse = f64x2.div(one, e);
    const sum = f64x2.add(e, inverse);
    const sumLow = f64x2.add(f64x2.sub(e, sum), inverse);
    const low = Lanes.mulAdd(eLow, Lanes.subMul(one, inverse, inverse), sumLow);
    return f64x2.mul(Lanes.half(), f64x2.add(sum, low));
  }
  @inline flags(x: v128): v128 { return changetype<BaseE>(0).beyond(x); }
  @inline mend(x: v128, y: v128): v128 { return mendCosh(x, y); }
}

export class Tanh extends Unary {
  @inline fast(x: v128): v128 {
    const twice = f64x2.add(f64x2.abs(x), f64x2.abs(x)), two = Lanes.two();
    const a = f64x2.pmin(twice, f64x2.splat(TWICE_FLAT));
    // What s - 1 loses beyond 2^53 is not missed here.
    const sum = Expm1Parts.sum(a), rest = Expm1Parts.rest(a, Expm1Parts.sumLow(a));
    const e = f64x2.add(sum, rest);
    const d = f64x2.add(e, two);
    const inverse = f64x2.div(Lanes.one(), d);
    // Divisor and quotient in 26 bits each, so that their product is exact; then what they have left out.
    const dHigh = Split.upper(d), qHigh = Split.upper(f64x2.mul(e, inverse));
    const ofTwo = f64x2.add(f64x2.sub(f64x2.pmax(sum, two), dHigh), f64x2.pmin(sum, two));
    const dLow = f64x2.add(ofTwo, rest);
    const ofHigh = f64x2.sub(sum, f64x2.mul(qHigh, dHigh));
    const left = f64x2.add(Lanes.subMul(ofHigh, qHigh, dLow), rest);
    return Signs.copy(Lanes.mulAdd(inverse, left, qHigh), x);
  }
}
