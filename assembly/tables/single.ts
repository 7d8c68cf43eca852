// python3 assembly/fit/single.py > assembly/tables/single.ts
// Generated: do not edit.

/** ln 2 in two parts, and the polynomial; error of the polynomial 3.13e-09 = 2^-28.3. */
const SINGLE_EXP_NUMBERS: usize = memory.data<f32>([
  1.4426950216293335, // 0x1.7154760000000p+0 inverseLn2
  0.693145751953125, // 0x1.62e4000000000p-1 ln2High
  1.428606765330187e-06, // 0x1.7f7d1c0000000p-20 ln2Low
  0.5, // 0x1.0000000000000p-1 c2
  0.166665181517601, // 0x1.55548e0000000p-3 c3
  0.04166620597243309, // 0x1.55545e0000000p-5 c4
  0.008368900045752525, // 0x1.123b6c0000000p-7 c5
  0.0013950510183349252, // 0x1.6db44a0000000p-10 c6
], 16);

export class SingleExpNumbers {
  /** 1/ln 2. */
  @inline static inverseLn2(): v128 { return v128.load32_splat(SINGLE_EXP_NUMBERS); }
  /** Of 15 bits. */
  @inline static ln2High(): v128 { return v128.load32_splat(SINGLE_EXP_NUMBERS + 4); }
  @inline static ln2Low(): v128 { return v128.load32_splat(SINGLE_EXP_NUMBERS + 8); }
  @inline static c2(): v128 { return v128.load32_splat(SINGLE_EXP_NUMBERS + 12); }
  @inline static c3(): v128 { return v128.load32_splat(SINGLE_EXP_NUMBERS + 16); }
  @inline static c4(): v128 { return v128.load32_splat(SINGLE_EXP_NUMBERS + 20); }
  @inline static c5(): v128 { return v128.load32_splat(SINGLE_EXP_NUMBERS + 24); }
  @inline static c6(): v128 { return v128.load32_splat(SINGLE_EXP_NUMBERS + 28); }
}

/** ln 2 in two parts, and the polynomial; error of the polynomial 8.80e-10 = 2^-30.1. */
const SINGLE_LOG_NUMBERS: usize = memory.data<f32>([
  0.693145751953125, // 0x1.62e4000000000p-1 ln2High
  1.428606765330187e-06, // 0x1.7f7d1c0000000p-20 ln2Low
  0.3333333730697632, // 0x1.5555580000000p-2 d3
  -0.24999819695949554, // -0x1.ffff0e0000000p-3 d4
  0.1999930590391159, // 0x1.9995f60000000p-3 d5
  -0.16679616272449493, // -0x1.55993a0000000p-3 d6
  0.14312836527824402, // 0x1.25207c0000000p-3 d7
  -0.1219528540968895, // -0x1.f384d60000000p-4 d8
  0.10661386698484421, // 0x1.b4b0be0000000p-4 d9
  -0.12847113609313965, // -0x1.071be00000000p-3 d10
  0.12357930094003677, // 0x1.fa2e4a0000000p-4 d11
], 16);

export class SingleLogNumbers {
  /** Of 15 bits. */
  @inline static ln2High(): v128 { return v128.load32_splat(SINGLE_LOG_NUMBERS); }
  @inline static ln2Low(): v128 { return v128.load32_splat(SINGLE_LOG_NUMBERS + 4); }
  @inline static d3(): v128 { return v128.load32_splat(SINGLE_LOG_NUMBERS + 8); }
  @inline static d4(): v128 { return v128.load32_splat(SINGLE_LOG_NUMBERS + 12); }
  @inline static d5(): v128 { return v128.load32_splat(SINGLE_LOG_NUMBERS + 16); }
  @inline static d6(): v128 { return v128.load32_splat(SINGLE_LOG_NUMBERS + 20); }
  @inline static d7(): v128 { return v128.load32_splat(SINGLE_LOG_NUMBERS + 24); }
  @inline static d8(): v128 { return v128.load32_splat(SINGLE_LOG_NUMBERS + 28); }
  @inline static d9(): v128 { return v128.load32_splat(SINGLE_LOG_NUMBERS + 32); }
  @inline static d10(): v128 { return v128.load32_splat(SINGLE_LOG_NUMBERS + 36); }
  @inline static d11(): v128 { return v128.load32_splat(SINGLE_LOG_NUMBERS + 40); }
}

/** The polynomial; error of the polynomial 4.13e-09 = 2^-27.9. */
const SINGLE_TANH_NUMBERS: usize = memory.data<f32>([
  -0.3333328366279602, // -0x1.5555340000000p-2 t0
  0.13331490755081177, // 0x1.1107680000000p-3 t1
  -0.05374349653720856, // -0x1.b844480000000p-5 t2
  0.02065058797597885, // 0x1.5256d80000000p-6 t3
  -0.005717045161873102, // -0x1.76ac1a0000000p-8 t4
], 16);

export class SingleTanhNumbers {
  @inline static t0(): v128 { return v128.load32_splat(SINGLE_TANH_NUMBERS); }
  @inline static t1(): v128 { return v128.load32_splat(SINGLE_TANH_NUMBERS + 4); }
  @inline static t2(): v128 { return v128.load32_splat(SINGLE_TANH_NUMBERS + 8); }
  @inline static t3(): v128 { return v128.load32_splat(SINGLE_TANH_NUMBERS + 12); }
  @inline static t4(): v128 { return v128.load32_splat(SINGLE_TANH_NUMBERS + 16); }
}

/** What several of them need. */
const SINGLE_COMMON: usize = memory.data<f32>([
  1.0, // 0x1.0000000000000p+0 one
  0.5, // 0x1.0000000000000p-1 half
  2.0, // 0x1.0000000000000p+1 two
  -0.0, // -0x0.0p+0 signs
  12582912.0, // 0x1.8000000000000p+23 round
], 16);

export class SingleCommon {
  @inline static one(): v128 { return v128.load32_splat(SINGLE_COMMON); }
  @inline static half(): v128 { return v128.load32_splat(SINGLE_COMMON + 4); }
  @inline static two(): v128 { return v128.load32_splat(SINGLE_COMMON + 8); }
  /** The sign bit. */
  @inline static signs(): v128 { return v128.load32_splat(SINGLE_COMMON + 12); }
  /** 1.5 * 2^23: added, it leaves an integer in the low bits. */
  @inline static round(): v128 { return v128.load32_splat(SINGLE_COMMON + 16); }
}
