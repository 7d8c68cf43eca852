// python3 assembly/fit/lanes.py > assembly/tables/lanes.ts
// Generated: do not edit.

/** What many ops need. */
const LANE_NUMBERS: usize = memory.data<f64>([
  1.0, // 0x1.0000000000000p+0 one
  0.5, // 0x1.0000000000000p-1 half
  2.0, // 0x1.0000000000000p+1 two
  -0.0, // -0x0.0p+0 signs
], 16);

export class LaneNumbers {
  @inline static one(): v128 { return v128.load64_splat(LANE_NUMBERS); }
  @inline static half(): v128 { return v128.load64_splat(LANE_NUMBERS + 8); }
  @inline static two(): v128 { return v128.load64_splat(LANE_NUMBERS + 16); }
  /** The sign bit. */
  @inline static signs(): v128 { return v128.load64_splat(LANE_NUMBERS + 24); }
}
