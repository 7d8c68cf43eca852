// python3 assembly/fit/exp-bases.py > assembly/tables/exp-bases.ts
// Generated: do not edit.
// e^r - 1 - r = r^2 (c2 + ... + c5 r^3) on |r| <= ln2/512: error relative to r 1.404e-18 = 2^-59.31

/** The polynomial of expm1. */
const EXPM1_NUMBERS: usize = memory.data<f64>([
  0.49999999999999933, // 0x1.ffffffffffff4p-2 c2
  0.16666666666662944, // 0x1.5555555555018p-3 c3
  0.04166666902717939, // 0x1.55555699c27dcp-5 c4
  0.008333367515777684, // 0x1.11115a79106e3p-7 c5
], 16);

export class Expm1Numbers {
  @inline static c2(): v128 { return v128.load64_splat(EXPM1_NUMBERS); }
  @inline static c3(): v128 { return v128.load64_splat(EXPM1_NUMBERS + 8); }
  @inline static c4(): v128 { return v128.load64_splat(EXPM1_NUMBERS + 16); }
  @inline static c5(): v128 { return v128.load64_splat(EXPM1_NUMBERS + 24); }
}

/** The reduction of exp2. */
const EXP2_NUMBERS: usize = memory.data<f64>([
  256.0, // 0x1.0000000000000p+8 inverseStep
  0.00390625, // 0x1.0000000000000p-8 step
  0.6931471805599453, // 0x1.62e42fefa39efp-1 ln2
  1040400.0, // 0x1.fc02000000000p+19 limitSquare
], 16);

export class Exp2Numbers {
  @inline static inverseStep(): v128 { return v128.load64_splat(EXP2_NUMBERS); }
  @inline static step(): v128 { return v128.load64_splat(EXP2_NUMBERS + 8); }
  @inline static ln2(): v128 { return v128.load64_splat(EXP2_NUMBERS + 16); }
  /** The square of the largest |x| without the rare path: 1020^2. */
  @inline static limitSquare(): v128 { return v128.load64_splat(EXP2_NUMBERS + 24); }
}

/** The reduction of exp10. */
const EXP10_NUMBERS: usize = memory.data<f64>([
  850.4135922911647, // 0x1.a934f0979a371p+9 inverseStep
  0.0011758984205130218, // 0x1.34413509c0000p-10 stepHigh
  4.940469680332197e-14, // 0x1.bcff7988f895ap-45 stepLow
  2.302585092994046, // 0x1.26bb1bbb55516p+1 ln10
  92416.0, // 0x1.6900000000000p+16 limitSquare
], 16);

export class Exp10Numbers {
  /** 256 log2(10). */
  @inline static inverseStep(): v128 { return v128.load64_splat(EXP10_NUMBERS); }
  /** log10(2)/256, of which this is the first part, of at most 35 bits. */
  @inline static stepHigh(): v128 { return v128.load64_splat(EXP10_NUMBERS + 8); }
  @inline static stepLow(): v128 { return v128.load64_splat(EXP10_NUMBERS + 16); }
  @inline static ln10(): v128 { return v128.load64_splat(EXP10_NUMBERS + 24); }
  /** The square of the largest |x| without the rare path: 304^2. */
  @inline static limitSquare(): v128 { return v128.load64_splat(EXP10_NUMBERS + 32); }
}
