/** Lane arithmetic shared by the ops. */
import { UNFUSED } from "./build";
import { LaneNumbers } from "./tables/lanes";

export class Lanes {
  /**
   * Numbers that many ops need, from memory: a splat takes four instructions, and on newer engines what is computed from one is computed
   * anew for each of its uses.
   */
  @inline static one(): v128 { return LaneNumbers.one(); }
  @inline static half(): v128 { return LaneNumbers.half(); }
  @inline static two(): v128 { return LaneNumbers.two(); }
  /** The sign bit of f64. */
  @inline static signs(): v128 { return LaneNumbers.signs(); }

  /** The sign bit in every lane of f64 or f32. */
  @inline static sign<T>(): v128 { return sizeof<T>() == 8 ? i64x2.splat(i64.MIN_VALUE) : i32x4.splat(i32.MIN_VALUE); }

  /** a * b + c, which the engine may fuse in the relaxed build: every bound holds either way. */
  @inline static mulAdd(a: v128, b: v128, c: v128): v128 {
    if (ASC_FEATURE_RELAXED_SIMD && !UNFUSED) return v128.relaxed_madd<f64>(a, b, c);
    return f64x2.add(f64x2.mul(a, b), c);
  }

  /** c - a * b, fused or not like mulAdd. */
  @inline static subMul(c: v128, a: v128, b: v128): v128 {
    if (ASC_FEATURE_RELAXED_SIMD && !UNFUSED) return v128.relaxed_nmadd<f64>(a, b, c);
    return f64x2.sub(c, f64x2.mul(a, b));
  }

  /** {a.low, b.low}: the first column of two rows. */
  @inline static lows(a: v128, b: v128): v128 {
    return v128.shuffle<u64>(a, b, 0, 2);
  }

  /** {a.high, b.high}: the second column of two rows. */
  @inline static highs(a: v128, b: v128): v128 {
    return v128.shuffle<u64>(a, b, 1, 3);
  }
}
