/** Exact products without an FMA, after T. J. Dekker (1971): 26 bits times 26 are 52. */
import { SplitWords } from "./tables/split";

export class Split {
  @inline static upper(x: v128): v128 { return v128.and(x, SplitWords.upper()); }
  /** x rounded to 26 bits: what is left has 26 too. */
  @inline static nearest(x: v128): v128 { return v128.and(i64x2.add(x, SplitWords.half()), SplitWords.upper()); }

  /** a b - p, where p is that product rounded, or next to it, to 2^-106 of it. Never fused: the same bits in every build. */
  @inline static rest(a: v128, b: v128, p: v128): v128 {
    return Split.restOf(a, Split.upper(a), b, Split.upper(b), p);
  }
  /** The same, exactly. */
  @inline static exactRest(a: v128, b: v128, p: v128): v128 {
    return Split.restOf(a, Split.nearest(a), b, Split.nearest(b), p);
  }
  @inline static restOf(a: v128, ah: v128, b: v128, bh: v128, p: v128): v128 {
    const al = f64x2.sub(a, ah), bl = f64x2.sub(b, bh);
    const first = f64x2.sub(f64x2.mul(ah, bh), p);
    const second = f64x2.add(first, f64x2.mul(ah, bl));
    const third = f64x2.add(second, f64x2.mul(al, bh));
    return f64x2.add(third, f64x2.mul(al, bl));
  }
}
