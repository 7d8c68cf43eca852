/**
 * pow(x, n) = x^n, where n is one number for all x
 * Method: of whole n from 2 to MOST, or the negative of one, by squaring and multiplying as its bits say, in two doubles: the upper one has
 * 26 bits, so that products of two are exact. Of float32 in plain doubles, whose errors are far below a float32's. Any other n as pow.ts.
 * Source: binary powering (Knuth, TAOCP 2, 4.6.3) of numbers split after T. J. Dekker (1971).
 * Approximation: none; error relative to x^n before the last rounding below n 2^-74, so 0.5 ulp and a little in all.
 * Special: lanes of f64 whose result is NaN or may lack bits for having been near the end of the range are done by pow.ts. n = 2 and n = -1
 * are one product and one quotient, whatever x.
 */
import { F32, F64, Format, Wide32 } from "../format";
import { Lanes } from "../lanes";
import { Loop, Watchful } from "../loop";
import { Split } from "../split";
import { WholePowerNumbers } from "../tables/whole-power";
import { Reciprocal, Square } from "./arithmetic";
import { CarefulPow, Pow } from "./pow";

/** Larger exponents are rare. Products would still take less time than pow.ts up to some 64. */
const MOST: f64 = 32.0; // 0x1p+5

/** Values in two parts, high + low; of factors the higher part is short. */
class Pairs {
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
class TwoDoubles extends Pairs {
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
class OneDouble extends Pairs {
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

/** The loop is its own, as n says which steps there are: two vectors side by side, as each step waits for the one before it. */
class Powers<T extends Format, P extends Pairs> {
  @inline run(x: usize, n: f64, out: usize, count: usize): bool {
    const t = changetype<T>(0), pairs = changetype<P>(0), power = <i32>abs(n);
    const second = 1 << (30 - clz(power)); // the bit below the highest
    const odd = i64x2.splat((power & 1) != 0 ? i64.MIN_VALUE : 0);
    const one: usize = 1 << t.shift(), step: usize = 1 << t.vectorShift();
    const end = out + (count << t.shift()), twice = out + ((count << t.shift()) & ~((step << 1) - 1));
    let found = i64x2.splat(0);
    while (out < end) {
      const isWhole = out < twice;
      const a = isWhole ? t.load(x) : t.loadOne(x), b = isWhole ? t.load(x + step) : a;
      const aFirst = pairs.first(a), bFirst = pairs.first(b), aRest = f64x2.sub(a, aFirst), bRest = f64x2.sub(b, bFirst);
      let ah = aFirst, al = aRest, bh = bFirst, bl = bRest, aHigh: v128, aLow: v128, bHigh: v128, bLow: v128;
      for (let bit = second; ; ) {
        aHigh = f64x2.mul(ah, ah);
        bHigh = f64x2.mul(bh, bh);
        aLow = pairs.squareLow(ah, al);
        bLow = pairs.squareLow(bh, bl);
        if ((power & bit) != 0) {
          ah = pairs.upper(aHigh, aLow);
          bh = pairs.upper(bHigh, bLow);
          al = pairs.rest(aHigh, aLow, ah);
          bl = pairs.rest(bHigh, bLow, bh);
          aHigh = f64x2.mul(ah, aFirst);
          bHigh = f64x2.mul(bh, bFirst);
          aLow = pairs.productLow(ah, al, a, aRest);
          bLow = pairs.productLow(bh, bl, b, bRest);
        }
        bit >>= 1;
        if (bit == 0) break;
        ah = pairs.upper(aHigh, aLow);
        bh = pairs.upper(bHigh, bLow);
        al = pairs.rest(aHigh, aLow, ah);
        bl = pairs.rest(bHigh, bLow, bh);
      }
      let p = n < 0 ? pairs.inverse(aHigh, aLow) : pairs.whole(aHigh, aLow, a, odd);
      let q = n < 0 ? pairs.inverse(bHigh, bLow) : pairs.whole(bHigh, bLow, b, odd);
      if (!i64x2.all_true(v128.and(pairs.areRight(a, n, p), pairs.areRight(b, n, q)))) {
        p = pairs.mended(a, n, p);
        q = pairs.mended(b, n, q);
        found = v128.or(found, v128.or(t.isNaN(p), t.isNaN(q)));
      }
      if (isWhole) {
        t.store(out, p);
        t.store(out + step, q);
        x += step << 1;
        out += step << 1;
      } else {
        t.storeOne(out, p);
        x += one;
        out += one;
      }
    }
    return v128.any_true(found);
  }
}

/** Raises `count` numbers at `x` to `n`. Of float32, n is one exactly. */
class ByNumber {
  @inline run<T extends Format, P extends Pairs>(x: usize, n: f64, y: usize, out: usize, count: usize): bool {
    const loop = changetype<Loop<T, Watchful<T>>>(0), size = abs(n);
    if (size >= 2 && size <= MOST && trunc(n) == n) return changetype<Powers<T, P>>(0).run(x, n, out, count);
    return loop.binaryFlagging<Pow>(x, 1, y, 0, out, count);
  }
}

export function pow_number_f64(x: usize, xStride: usize, y: usize, yStride: usize, out: usize, count: usize): bool {
  const n = load<f64>(y);
  if (n == 2) return changetype<Loop<F64, Watchful<F64>>>(0).unary<Square<f64>>(x, out, count);
  if (n == -1) return changetype<Loop<F64, Watchful<F64>>>(0).unary<Reciprocal<f64>>(x, out, count);
  return changetype<ByNumber>(0).run<F64, TwoDoubles>(x, n, y, out, count);
}

export function pow_number_f32(x: usize, xStride: usize, y: usize, yStride: usize, out: usize, count: usize): bool {
  const n = load<f32>(y);
  if (n == 2) return changetype<Loop<F32, Watchful<F32>>>(0).unary<Square<f32>>(x, out, count);
  if (n == -1) return changetype<Loop<F32, Watchful<F32>>>(0).unary<Reciprocal<f32>>(x, out, count);
  return changetype<ByNumber>(0).run<Wide32, OneDouble>(x, n, y, out, count);
}
