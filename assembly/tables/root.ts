// python3 assembly/fit/root.py > assembly/tables/root.ts
// Generated: do not edit.
// e = 1 - x y^3 of the first value y is within -0.1020 and 0.1020; y e^4 35/243 is what a step leaves.

/** The first value of x^(-1/3), and (1 - e)^(-1/3) = 1 + e (c1 + c2 e + c3 e^2). */
const ROOT_NUMBERS: usize = memory.data<f64>([
  4503599627370496.0, // 0x1.0000000000000p+52 integer
  0.3333333333333333, // 0x1.5555555555555p-2 third
  1430186334.0, // 0x1.54fba57800000p+30 start
  0.3333333333333333, // 0x1.5555555555555p-2 c1
  0.2222222222222222, // 0x1.c71c71c71c71cp-3 c2
  0.1728395061728395, // 0x1.61f9add3c0ca4p-3 c3
], 16);

export class RootNumbers {
  /** Added, it leaves an integer in the low bits. */
  @inline static integer(): v128 { return v128.load64_splat(ROOT_NUMBERS); }
  @inline static third(): v128 { return v128.load64_splat(ROOT_NUMBERS + 8); }
  /** The constant C. */
  @inline static start(): v128 { return v128.load64_splat(ROOT_NUMBERS + 16); }
  @inline static c1(): v128 { return v128.load64_splat(ROOT_NUMBERS + 24); }
  @inline static c2(): v128 { return v128.load64_splat(ROOT_NUMBERS + 32); }
  @inline static c3(): v128 { return v128.load64_splat(ROOT_NUMBERS + 40); }
}
