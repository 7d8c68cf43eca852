/**
 * sinpi(x) = sin(pi x), cospi(x) = cos(pi x)
 * Method: x less the nearest even number, and k = round(256x) of that; r = x - k/256 is exact, and pi r in two doubles is what the sine
 * and the cosine of trig.ts take.
 * Source: trig.ts; assembly/fit/trig.py; pi in two doubles, assembly/fit/asin.py.
 * Approximation: that of trig.ts.
 * Special: sinpi of an integer is a zero with x's sign, cospi of a half 0 (IEEE 754). Infinities give NaN by arithmetic; |x| < 2^-900 is
 * scaled.
 */
import { Lanes } from "../lanes";
import { Flagging, Unary } from "../op";
import { Split } from "../split";
import { AsinNumbers } from "../tables/asin";
import { ExpNumbers } from "../tables/exp";
import { TrigPi } from "../tables/trig";
import { Cosine, Sine, Wanted } from "./trig";

const SMALL: f64 = 1.1830521861667747e-271; // 0x1p-900
const SCALE: f64 = 4.149515568880993e+180; // 0x1p+600

class HalfTurns {
  /** x less a multiple of 2: in [-1, 1], exact. */
  @inline static folded(x: v128): v128 {
    const half = f64x2.nearest(f64x2.mul(x, Lanes.half()));
    return f64x2.sub(x, f64x2.add(half, half));
  }
  @inline static of<W extends Wanted>(x: v128): v128 {
    const y = HalfTurns.folded(x), round = ExpNumbers.round();
    const biased = f64x2.add(f64x2.mul(y, TrigPi.steps()), round);
    const k = f64x2.sub(biased, round);
    const r = f64x2.sub(y, f64x2.mul(k, TrigPi.step()));
    const upper = Split.upper(r);
    const p = f64x2.mul(upper, TrigPi.piHigh()); // exact
    const rest = Lanes.mulAdd(upper, TrigPi.piLow(), f64x2.mul(f64x2.sub(r, upper), AsinNumbers.pi()));
    const angle = f64x2.add(p, rest);
    const left = f64x2.add(f64x2.sub(p, angle), rest); // half an ulp at most
    return changetype<W>(0).of(angle, left, biased);
  }
}

/** The lanes that are next to nothing: pi x. */
function mendSinpi(x: v128, y: v128): v128 {
  const pi = AsinNumbers.pi();
  const scaled = f64x2.mul(x, f64x2.splat(SCALE));
  const p = f64x2.mul(scaled, pi);
  const rest = f64x2.add(Split.rest(scaled, pi, p), f64x2.mul(scaled, AsinNumbers.piLow()));
  const whole = f64x2.add(p, rest);
  const high = f64x2.mul(whole, f64x2.splat(1 / SCALE));
  // What that lost among the subnormals is rounded with what the sum lost, not after it.
  const lost = f64x2.sub(whole, f64x2.mul(high, f64x2.splat(SCALE)));
  const low = f64x2.add(lost, f64x2.add(f64x2.sub(p, whole), rest));
  const more = v128.andnot(f64x2.mul(low, f64x2.splat(1 / SCALE)), f64x2.eq(lost, f64x2.splat(0)));
  const angle = v128.or(f64x2.add(high, more), v128.and(x, Lanes.signs())); // -0 stays -0
  return v128.bitselect(angle, y, f64x2.lt(f64x2.abs(x), f64x2.splat(SMALL)));
}

/** sin(pi x) of |x| >= 2^-900, out of line, once for all loops and what has it in it: a call costs a tenth, and the module is smaller. */
export class WholeSinpi {
  static of(x: v128): v128 { return HalfTurns.of<Sine>(x); }
}

class WholeCospi {
  static of(x: v128): v128 { return HalfTurns.of<Cosine>(x); }
}

export class Sinpi extends Flagging {
  @inline fast(x: v128): v128 {
    const y = WholeSinpi.of(x), zero = f64x2.splat(0);
    return v128.bitselect(v128.and(x, Lanes.signs()), y, f64x2.eq(y, zero));
  }
  @inline flags(x: v128): v128 { return f64x2.lt(f64x2.abs(x), f64x2.splat(SMALL)); }
  @inline mend(x: v128, y: v128): v128 { return mendSinpi(x, y); }
}

export class Cospi extends Unary {
  @inline fast(x: v128): v128 {
    const y = WholeCospi.of(x);
    return v128.andnot(y, v128.and(f64x2.eq(y, f64x2.splat(0)), Lanes.signs()));
  }
}
