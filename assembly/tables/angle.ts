// python3 assembly/fit/angle.py > assembly/tables/angle.ts
// Generated: do not edit.
// 180/pi and pi/180 less their doubles: -0.280 and +0.085 ulp.

/** 180/pi, pi/180. */
const ANGLE_NUMBERS: usize = memory.data<f64>([
  57.29577951308232, // 0x1.ca5dc1a63c1f8p+5 degree
  0.017453292519943295, // 0x1.1df46a2529d39p-6 radian
], 16);

export class AngleNumbers {
  /** Degrees of a radian. */
  @inline static degree(): v128 { return v128.load64_splat(ANGLE_NUMBERS); }
  /** Radians of a degree. */
  @inline static radian(): v128 { return v128.load64_splat(ANGLE_NUMBERS + 8); }
}
