// python3 assembly/fit/root.py > assembly/tables/root.ts
// Generated: do not edit.
// e = 1 - x y^3 of the first value y is within -0.1020 and 0.1020; y e^4 35/243 is what a step leaves.

/** 2^52, 1/3, the constant, and (1 - e)^(-1/3) = 1 + e (c1 + c2 e + c3 e^2): c1, c2, c3. */
export const ROOT_NUMBERS: usize = memory.data<f64>([
  4503599627370496.0, // 0x1.0000000000000p+52
  0.3333333333333333, // 0x1.5555555555555p-2
  1430186334.0, // 0x1.54fba57800000p+30
  0.3333333333333333, // 0x1.5555555555555p-2
  0.2222222222222222, // 0x1.c71c71c71c71cp-3
  0.1728395061728395, // 0x1.61f9add3c0ca4p-3
], 16);
