// python3 assembly/fit/asin.py > assembly/tables/asin.ts
// Generated: do not edit.
// asin s = s + s^3 (p0 + ... + p11 s^22) on |s| <= 1/2: error relative to s 1.522e-17 = 2^-55.87

/** pi/2 and pi in two doubles each, and the polynomial. */
const ASIN_NUMBERS: usize = memory.data<f64>([
  1.5707963267948966, // 0x1.921fb54442d18p+0 halfPi
  6.123233995736766e-17, // 0x1.1a62633145c07p-54 halfPiLow
  3.141592653589793, // 0x1.921fb54442d18p+1 pi
  1.2246467991473532e-16, // 0x1.1a62633145c07p-53 piLow
  0.16666666666665383, // 0x1.5555555555387p-3 p0
  0.07500000000343059, // 0x1.333333336f8d3p-4 p1
  0.044642856823472556, // 0x1.6db6db41d182dp-5 p2
  0.030381959331564498, // 0x1.f1c72c6deb0dcp-6 p3
  0.022371753518036278, // 0x1.6e89ef6db4731p-6 p4
  0.017359771158648885, // 0x1.1c6c28591dc0dp-6 p5
  0.013884598163076509, // 0x1.c6f87383a6638p-7 p6
  0.012173280423073139, // 0x1.8ee4e0a6ac65fp-7 p7
  0.006510851170787027, // 0x1.aab1f4d8ffd36p-8 p8
  0.019573906960233922, // 0x1.40b2ea8ff2190p-6 p9
  -0.016294068831647288, // -0x1.0af647300b6fcp-6 p10
  0.031958959148605054, // 0x1.05cecb8b704d4p-5 p11
], 16);

export class AsinNumbers {
  @inline static halfPi(): v128 { return v128.load64_splat(ASIN_NUMBERS); }
  /** What halfPi has left out. */
  @inline static halfPiLow(): v128 { return v128.load64_splat(ASIN_NUMBERS + 8); }
  @inline static pi(): v128 { return v128.load64_splat(ASIN_NUMBERS + 16); }
  /** What pi has left out. */
  @inline static piLow(): v128 { return v128.load64_splat(ASIN_NUMBERS + 24); }
  @inline static p0(): v128 { return v128.load64_splat(ASIN_NUMBERS + 32); }
  @inline static p1(): v128 { return v128.load64_splat(ASIN_NUMBERS + 40); }
  @inline static p2(): v128 { return v128.load64_splat(ASIN_NUMBERS + 48); }
  @inline static p3(): v128 { return v128.load64_splat(ASIN_NUMBERS + 56); }
  @inline static p4(): v128 { return v128.load64_splat(ASIN_NUMBERS + 64); }
  @inline static p5(): v128 { return v128.load64_splat(ASIN_NUMBERS + 72); }
  @inline static p6(): v128 { return v128.load64_splat(ASIN_NUMBERS + 80); }
  @inline static p7(): v128 { return v128.load64_splat(ASIN_NUMBERS + 88); }
  @inline static p8(): v128 { return v128.load64_splat(ASIN_NUMBERS + 96); }
  @inline static p9(): v128 { return v128.load64_splat(ASIN_NUMBERS + 104); }
  @inline static p10(): v128 { return v128.load64_splat(ASIN_NUMBERS + 112); }
  @inline static p11(): v128 { return v128.load64_splat(ASIN_NUMBERS + 120); }
}
