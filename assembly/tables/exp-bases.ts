// python3 assembly/fit/exp-bases.py > assembly/tables/exp-bases.ts
// Generated: do not edit.
// e^r - 1 - r = r^2 (c2 + ... + c5 r^3) on |r| <= ln2/512: error relative to r 1.404e-18 = 2^-59.31

/** c2 to c5. */
export const EXPM1_NUMBERS: usize = memory.data<f64>([
  0.49999999999999933, // 0x1.ffffffffffff4p-2
  0.16666666666662944, // 0x1.5555555555018p-3
  0.04166666902717939, // 0x1.55555699c27dcp-5
  0.008333367515777684, // 0x1.11115a79106e3p-7
], 16);

/** 256, 1/256, ln 2, 1020^2. */
export const EXP2_NUMBERS: usize = memory.data<f64>([
  256.0, // 0x1.0000000000000p+8
  0.00390625, // 0x1.0000000000000p-8
  0.6931471805599453, // 0x1.62e42fefa39efp-1
  1040400.0, // 0x1.fc02000000000p+19
], 16);

/** 256 log2(10), log10(2)/256 in two parts (the first of at most 35 bits), ln 10, 304^2. */
export const EXP10_NUMBERS: usize = memory.data<f64>([
  850.4135922911647, // 0x1.a934f0979a371p+9
  0.0011758984205130218, // 0x1.34413509c0000p-10
  4.940469680332197e-14, // 0x1.bcff7988f895ap-45
  2.302585092994046, // 0x1.26bb1bbb55516p+1
  92416.0, // 0x1.6900000000000p+16
], 16);
