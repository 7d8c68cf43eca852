/**
 * pow(x, n) = x^n, where n is one number for all x
 * Method: of whole n from 2 to MOST, or the negative of one, by squaring and multiplying as its bits say, in two doubles: the upper one has
 * 26 bits, so that products of two are exact. Of float32 in plain doubles, whose errors are far below a float32's. Any other n as pow.ts.
 * Source: binary powering (Knuth, TAOCP 2, 4.6.3) of numbers split after T. J. Dekker (1971).
 * Approximation: none; error relative to x^n before the last rounding below n 2^-74, so 0.5 ulp and a little in all.
 * Special: lanes of f64 whose result is NaN or may lack bits for having been near the end of the range are done by pow.ts. n = 2 and n = -1
 * are one product and one quotient, whatever x.
 */
import { Lanes } from "../lanes";
import { Split } from "../split";
import { WholePowerNumbers } from "../tables/whole-power";
import { CarefulPow } from "./pow";

/** Larger exponents are rare. Products would still take less time than pow.ts up to some 64. */
export const MOST: f64 = 32.0; // 0x1p+5

/** Values in two parts, high + low; of factors the higher part is short. */
export class Pairs {
  /** The upper part of x alone. */
  @inline first(x: v128): v128 { return x; }
  @inline upper(high: v128, low: v128): v128 { return high; }
  /** What of high + low is not in `upper`. */
  @inline rest(high: v128, low: v128, upper: v128): v128 { return low; }
  /** Of (h + l) times itself. */
  @inline squareLow(h: v128, l: v128): v128 { return l; }
  /** Of (h + l) times x, which is u + w. */
  @inline productLow(h: v128, l: v128, x: v128, w: v128): v128 { return l; }
  /** 1/(high + low) */
  @inline inverse(high: v128, low: v128): v128 { return high; }
  /** high + low, where it is x to the n: `odd` is the sign bit if n is odd. */
  @inline whole(high: v128, low: v128, x: v128, odd: v128): v128 { return high; }
  /** Which lanes of t, x to the n, are right, and not NaN. */
  @inline areRight(x: v128, n: f64, t: v128): v128 { return t; }
  /** t with its other lanes by pow.ts. */
  @inline mended(x: v128, n: f64, t: v128): v128 { return t; }
}

/** Never fused: the same bits in every build. */
export class TwoDoubles extends Pairs {
  @inline first(x: v128): v128 { return Split.upper(x); }
  @inline upper(high: v128, low: v128): v128 { return Split.upper(f64x2.add(high, low)); }
  @inline rest(high: v128, low: v128, upper: v128): v128 { return f64x2.add(f64x2.sub(high, upper), low); }
  @inline squareLow(h: v128, l: v128): v128 { return f64x2.mul(l, f64x2.add(h, f64x2.add(h, l))); }
  @inline productLow(h: v128, l: v128, x: v128, w: v128): v128 { return f64x2.add(f64x2.mul(h, w), f64x2.mul(l, x)); }
  @inline inverse(high: v128, low: v128): v128 {
    const h = this.upper(high, low), l = this.rest(high, low, h);
    const q = f64x2.div(Lanes.one(), f64x2.add(high, low)), qh = Split.upper(q), ql = f64x2.sub(q, qh);
    const left = f64x2.sub(f64x2.sub(f64x2.sub(Lanes.one(), f64x2.mul(h, qh)), f64x2.mul(h, ql)), f64x2.mul(l, q));
    return f64x2.add(q, f64x2.mul(q, left));
  }
  /** The sum of a product that is -0 and of its rest is 0. */
  @inline whole(high: v128, low: v128, x: v128, odd: v128): v128 { return v128.or(f64x2.add(high, low), v128.and(x, odd)); }
  /** The power of zero is, its inverse is not. */
  @inline areRight(x: v128, n: f64, t: v128): v128 {
    const size = f64x2.abs(t), isLarge = f64x2.ge(size, WholePowerNumbers.least());
    if (n < 0) return v128.and(isLarge, f64x2.le(size, WholePowerNumbers.largest()));
    return v128.or(isLarge, f64x2.eq(x, f64x2.splat(0)));
  }
  @inline mended(x: v128, n: f64, t: v128): v128 {
    return v128.bitselect(t, CarefulPow.of(x, f64x2.splat(n)), this.areRight(x, n, t));
  }
}

/** Of float32: nothing is lost that a float32 has, and beyond the range of doubles is beyond that of float32. */
export class OneDouble extends Pairs {
  @inline first(x: v128): v128 { return x; }
  @inline upper(high: v128, low: v128): v128 { return high; }
  @inline rest(high: v128, low: v128, upper: v128): v128 { return low; }
  @inline squareLow(h: v128, l: v128): v128 { return l; }
  @inline productLow(h: v128, l: v128, x: v128, w: v128): v128 { return l; }
  @inline inverse(high: v128, low: v128): v128 { return f64x2.div(Lanes.one(), high); }
  @inline whole(high: v128, low: v128, x: v128, odd: v128): v128 { return high; }
  @inline areRight(x: v128, n: f64, t: v128): v128 { return f64x2.eq(t, t); }
  @inline mended(x: v128, n: f64, t: v128): v128 { return t; }
}
