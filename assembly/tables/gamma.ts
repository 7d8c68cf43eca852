// python3 assembly/fit/gamma.py > assembly/tables/gamma.ts
// Generated: do not edit.
// H in degree 17: relative error 3.796e-18 = 2^-57.87; S in degree 5: absolute error beside log gamma 2.683e-19

/** log sqrt(2 pi) in two doubles, and the polynomial S. */
const STIRLING_NUMBERS: usize = memory.data<f64>([
  0.9189385332046728, // 0x1.d67f1c864beb5p-1 logRoot
  -3.8782941580672414e-17, // -0x1.65b5a1b7ff5dfp-55 logRootLow
  0.08333333333333333, // 0x1.5555555555555p-4 s0
  -0.0027777777777583165, // -0x1.6c16c16c0bcccp-9 s1
  0.0007936507707662969, // 0x1.a01a00d6ceb37p-11 s2
  -0.0005952282322043038, // -0x1.38122e53e9d9dp-11 s3
  0.0008398192945330361, // 0x1.b84ea33c8ec46p-11 s4
  -0.0017407497585544517, // -0x1.c853bd2250c70p-10 s5
], 16);

export class StirlingNumbers {
  /** log sqrt(2 pi). */
  @inline static logRoot(): v128 { return v128.load64_splat(STIRLING_NUMBERS); }
  /** What logRoot has left out. */
  @inline static logRootLow(): v128 { return v128.load64_splat(STIRLING_NUMBERS + 8); }
  @inline static s0(): v128 { return v128.load64_splat(STIRLING_NUMBERS + 16); }
  @inline static s1(): v128 { return v128.load64_splat(STIRLING_NUMBERS + 24); }
  @inline static s2(): v128 { return v128.load64_splat(STIRLING_NUMBERS + 32); }
  @inline static s3(): v128 { return v128.load64_splat(STIRLING_NUMBERS + 40); }
  @inline static s4(): v128 { return v128.load64_splat(STIRLING_NUMBERS + 48); }
  @inline static s5(): v128 { return v128.load64_splat(STIRLING_NUMBERS + 56); }
}

/** The polynomial H. */
const GAMMA_NUMBERS: usize = memory.data<f64>([
  -0.5135166683820503, // -0x1.06eba8214db69p-1 h0
  0.16469810578113242, // 0x1.514d3d90584b4p-3 h1
  0.05255106857397702, // 0x1.ae7f941ca4889p-5 h2
  -0.04161568105120953, // -0x1.54ea68a3b3e95p-5 h3
  0.006336833305075273, // 0x1.9f4a6bce355f3p-8 h4
  0.0021579532693234947, // 0x1.1ad8e56fa3078p-9 h5
  -0.0011042580868917422, // -0x1.2179817a69a07p-10 h6
  0.0001488873068184413, // 0x1.383d43a267754p-13 h7
  2.588867014163283e-05, // 0x1.b256fdd92f9adp-16 h8
  -1.3881254796362064e-05, // -0x1.d1c7121d0a986p-17 h9
  2.1338634192003237e-06, // 0x1.1e66fd21c8f96p-19 h10
  6.220035069420707e-08, // 0x1.0b26024357052p-24 h11
  -8.936541025540136e-08, // -0x1.7fd24ec53772ap-24 h12
  1.7037887230528914e-08, // 0x1.24b56ba54929ep-26 h13
  -9.111353024344291e-10, // -0x1.f4e6e4de43d2ap-31 h14
  -2.717656798189392e-10, // -0x1.2acf3d07a33dfp-32 h15
  7.382870181905368e-11, // 0x1.44b3ba7f004e2p-34 h16
  -7.128198638353015e-12, // -0x1.f59a35ff3fb36p-38 h17
], 16);

export class GammaNumbers {
  /** Where the coefficient of a degree is; places add up as degrees do. */
  @inline static place(degree: usize): usize { return degree << 3; }
  @inline static h(place: usize): v128 { return v128.load64_splat(GAMMA_NUMBERS + place); }
}
