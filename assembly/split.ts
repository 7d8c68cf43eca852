/** Exact products without an FMA, after T. J. Dekker (1971): 26 bits times 26 are 52. */
import { Lanes } from "./lanes";

/** A double's upper 26 bits. */
const UPPER: usize = memory.data<u64>([0xfffffffff8000000], 16);

export class Split {
  @inline static upper(x: v128): v128 { return v128.and(x, Lanes.number(UPPER, 0)); }

  /** a b - p, where p is that product rounded. Never fused: the same bits in every build. */
  @inline static rest(a: v128, b: v128, p: v128): v128 {
    const ah = Split.upper(a), al = f64x2.sub(a, ah), bh = Split.upper(b), bl = f64x2.sub(b, bh);
    return f64x2.add(f64x2.add(f64x2.add(f64x2.sub(f64x2.mul(ah, bh), p), f64x2.mul(ah, bl)), f64x2.mul(al, bh)), f64x2.mul(al, bl));
  }
}
