/** Powers to one number: kernels whose loop does what the bits of the exponent say (math/whole-power.ts has the arithmetic). */
import { F32, F64, Format, Wide32 } from "./format";
import { Loop, Watchful } from "./loop";
import { Reciprocal, Square } from "./math/arithmetic";
import { Pow } from "./math/pow";
import { MOST, OneDouble, Pairs, TwoDoubles } from "./math/whole-power";

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
