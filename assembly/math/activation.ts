/**
 * sigmoid(x) = 1/(1 + e^-x), softplus(x) = log(1 + e^x), logaddexp(a, b) = log(e^a + e^b), relu(x) = max(x, 0)
 * Method: from e = e^-|x| in two doubles. sigmoid = 1/(1 + e), or e/(1 + e) below 0, the rounding errors of sum and quotient put back,
 * the divisor's reciprocal being q or 1 - q. softplus = max(x, 0) + log(1 + e), the second of them in two doubles; logaddexp likewise,
 * of the larger operand, with e = e^-|a - b|.
 * Source: exp.ts, log1p.ts.
 * Approximation: those of exp.ts and log1p.ts.
 * Special: beyond ±700 the rare path: e^x where x < 0, else 1 and x; the larger operand. NaN flows through.
 */
import { Lanes } from "../lanes";
import { BinaryFlagging, Flagging, Unary } from "../op";
import { BaseE, Far, LIMIT, Power } from "./exp";
import { LogOfSum } from "./log1p";

/** e^-|x| in two doubles. */
class Decay {
  @inline static scale(x: v128): v128 {
    const biased = changetype<BaseE>(0).biased(f64x2.neg(f64x2.abs(x)), Power.round());
    return Power.scale(biased, Power.row0(biased), Power.row1(biased));
  }
  @inline static more(x: v128): v128 {
    const a = f64x2.neg(f64x2.abs(x)), base = changetype<BaseE>(0), biased = base.biased(a, Power.round());
    const r = base.remainder(a, Power.multiple(biased));
    return f64x2.mul(Decay.scale(x), Power.excess(Lanes.lows(Power.row0(biased), Power.row1(biased)), r));
  }
  @inline static high(x: v128): v128 { return f64x2.add(Decay.scale(x), Decay.more(x)); }
  @inline static low(x: v128): v128 { return f64x2.add(f64x2.sub(Decay.scale(x), Decay.high(x)), Decay.more(x)); }
}

/** The lanes beyond ±700: e^x below, `above` above. */
function mendDecay(x: v128, y: v128, above: v128): v128 {
  const z = v128.bitselect(above, Far.power<BaseE>(x, 1), f64x2.gt(x, f64x2.splat(0)));
  return v128.bitselect(z, y, changetype<BaseE>(0).beyond(x));
}

export class Sigmoid extends Flagging {
  @inline fast(x: v128): v128 {
    const one = Lanes.one(), isUp = f64x2.ge(x, f64x2.splat(0));
    const e = Decay.high(x), eLow = Decay.low(x);
    const d = f64x2.add(one, e);
    const dLow = f64x2.add(f64x2.add(f64x2.sub(one, d), e), eLow);
    const q = f64x2.div(v128.bitselect(one, e, isUp), d);
    const inverse = v128.bitselect(q, f64x2.sub(one, q), isUp);
    const rest = Lanes.subMul(v128.andnot(eLow, isUp), q, dLow);
    return Lanes.mulAdd(inverse, rest, q);
  }
  @inline flags(x: v128): v128 { return changetype<BaseE>(0).beyond(x); }
  @inline mend(x: v128, y: v128): v128 { return mendDecay(x, y, Lanes.one()); }
}

/**
 * a + log(1 + e^-|x|), a of any magnitude: the sum is exact but for its rounding. Out of line, once for both kernels and their loops: a
 * call costs a tenth, and the module is smaller.
 */
function addedTo(a: v128, x: v128): v128 {
  const one = Lanes.one();
  const e = Decay.high(x);
  const u = f64x2.add(one, e);
  const uLow = f64x2.add(f64x2.add(f64x2.sub(one, u), e), Decay.low(x));
  const high = LogOfSum.high(u, uLow);
  const low = LogOfSum.low(u, uLow);
  const sum = f64x2.add(a, high);
  const back = f64x2.sub(sum, a);
  const sumLow = f64x2.add(f64x2.sub(a, f64x2.sub(sum, back)), f64x2.sub(high, back));
  return f64x2.add(sum, f64x2.add(sumLow, low));
}

export class Softplus extends Flagging {
  @inline fast(x: v128): v128 { return addedTo(f64x2.pmax(x, f64x2.splat(0)), x); }
  @inline flags(x: v128): v128 { return changetype<BaseE>(0).beyond(x); }
  @inline mend(x: v128, y: v128): v128 { return mendDecay(x, y, x); }
}

/** The lanes where the operands are far apart, or infinite: the larger one, and e^-|a - b| where that is not lost beside it. */
function mendLogaddexp(a: v128, b: v128, y: v128): v128 {
  const larger = f64x2.max(a, b), apart = f64x2.neg(f64x2.abs(f64x2.sub(a, b)));
  const isSame = f64x2.eq(a, b); // infinities: their difference is none
  const sum = f64x2.add(larger, Far.power<BaseE>(apart, 1));
  return v128.bitselect(v128.bitselect(larger, sum, isSame), y, Logaddexp.isFar(a, b));
}

export class Logaddexp extends BinaryFlagging {
  @inline static isFar(a: v128, b: v128): v128 { return v128.not(f64x2.le(f64x2.abs(f64x2.sub(a, b)), f64x2.splat(LIMIT))); }
  @inline fast(a: v128, b: v128): v128 { return addedTo(f64x2.max(a, b), f64x2.sub(a, b)); }
  @inline flags(a: v128, b: v128): v128 { return Logaddexp.isFar(a, b); }
  @inline mend(a: v128, b: v128, y: v128): v128 { return mendLogaddexp(a, b, y); }
}

/** NaN if x is. */
export class Relu<T> extends Unary {
  @inline fast(x: v128): v128 {
    const zero = v128.splat<T>(<T>0);
    return v128.add<T>(v128.pmax<T>(x, zero), zero); // -0 + 0 is 0, as max(-0, 0) is
  }
}
