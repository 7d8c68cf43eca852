// python3 assembly/fit/error.py > assembly/tables/error.ts
// Generated: do not edit.

/** Where the ranges of a but the first start, and sqrt(1/2) in two doubles. */
const ERROR_NUMBERS: usize = memory.data<f64>([
  0.75, // 0x1.8000000000000p-1 tailStart
  1.25, // 0x1.4000000000000p+0 farStart
  2.857142857142857, // 0x1.6db6db6db6db7p+1 fartherStart
  0.7071067811865476, // 0x1.6a09e667f3bcdp-1 rootHalf
  -4.833646656726457e-17, // -0x1.bdd3413b26456p-55 rootHalfLow
], 16);

export class ErrorNumbers {
  @inline static tailStart(): v128 { return v128.load64_splat(ERROR_NUMBERS); }
  @inline static farStart(): v128 { return v128.load64_splat(ERROR_NUMBERS + 8); }
  @inline static fartherStart(): v128 { return v128.load64_splat(ERROR_NUMBERS + 16); }
  @inline static rootHalf(): v128 { return v128.load64_splat(ERROR_NUMBERS + 24); }
  /** What rootHalf has left out. */
  @inline static rootHalfLow(): v128 { return v128.load64_splat(ERROR_NUMBERS + 32); }
}

/** Rows for each range of a: P, Q, the offset in the exponent. */
const ERROR_ROWS: usize = memory.data<f64>([
  // erf a = a + a P/Q of a^2, a from 0 to 0.75: relative error 1.36e-17 = 2^-56.03
  0.12837916709551256, // 0x1.06eba8214db68p-3 p0
  -0.3250421072470015, // -0x1.4cd7d691cb913p-2 p1
  -0.02848174957559851, // -0x1.d2a51dbd7194fp-6 p2
  -0.005770270296489442, // -0x1.7a291236668e4p-8 p3
  -2.3763016656650163e-05, // -0x1.8ead6120016acp-16 p4
  0.0, // 0x0.0p+0 p5
  0.0, // 0x0.0p+0 p6
  0.0, // 0x0.0p+0 p7
  0.39791722395915535, // 0x1.97779cddadc09p-2 q1
  0.0650222499887673, // 0x1.0a54c5536cebap-4 q2
  0.005081306281875766, // 0x1.4d022c4d36b0fp-8 q3
  0.00013249473800432164, // 0x1.15dc9221c1a10p-13 q4
  -3.960228278775368e-06, // -0x1.09c4342a26120p-18 q5
  0.0, // 0x0.0p+0 q6
  0.0, // 0x0.0p+0 q7
  0.0, // 0x0.0p+0 q8
  0.5625, // 0x1.2000000000000p-1 offset
  // erfc a = e^(-a^2 - c + P/Q of 1/a^2)/a, a from 0.75 to 1.25: relative error 4.23e-18 = 2^-57.72
  0.27137965572884476, // 0x1.15e48c689ed9bp-2 p0
  1.955410640209606, // 0x1.f495caadf35fdp+0 p1
  3.351684446191608, // 0x1.ad03fef573d17p+1 p2
  -0.4231126938357227, // -0x1.b144743a3003ep-2 p3
  -3.6346360734578496, // -0x1.d13bc13e2e813p+1 p4
  -1.8015106344105631, // -0x1.cd2fcd0a30886p+0 p5
  -0.2381727700710728, // -0x1.e7c72012061d2p-3 p6
  -0.006225008159070756, // -0x1.97f64e75e615bp-8 p7
  9.047143756532865, // 0x1.2182339f909dap+3 q1
  26.72414042597089, // 0x1.ab961445741a9p+4 q2
  32.42909094129516, // 0x1.036ec73b3efb0p+5 q3
  16.77407432878618, // 0x1.0c629bc36cf4fp+4 q4
  3.4749616386540088, // 0x1.bccb8b006fd01p+1 q5
  0.2377876050954867, // 0x1.e6fd301a3bf64p-3 q6
  0.003100490449225766, // 0x1.9663322976de2p-9 q7
  0.0, // 0x0.0p+0 q8
  0.84375, // 0x1.b000000000000p-1 offset
  // the same, a from 1.25 to 2.85714: relative error 2.88e-18 = 2^-58.27
  -0.009864944034847148, // -0x1.43412600d6435p-7 p0
  -0.6938585727071818, // -0x1.63416e4ba7360p-1 p1
  -10.558626225323291, // -0x1.51e0441b0e726p+3 p2
  -62.375332450326006, // -0x1.f300ae4cba38dp+5 p3
  -162.39666946257347, // -0x1.44cb184282266p+7 p4
  -184.60509290671104, // -0x1.7135cebccabb2p+7 p5
  -81.2874355063066, // -0x1.4526557e4d2f2p+6 p6
  -9.814329344169145, // -0x1.3a0efc69ac25cp+3 p7
  19.651271667439257, // 0x1.3a6b9bd707687p+4 q1
  137.65775414351904, // 0x1.1350c526ae721p+7 q2
  434.56587747522923, // 0x1.b290dd58a1a71p+8 q3
  645.3872717332679, // 0x1.42b1921ec2868p+9 q4
  429.00814002756783, // 0x1.ad02157700314p+8 q5
  108.63500554177944, // 0x1.b28a3ee48ae2cp+6 q6
  6.570249770319282, // 0x1.a47ef8e484a93p+2 q7
  -0.0604244152148581, // -0x1.eeff2ee749a62p-5 q8
  0.5625, // 0x1.2000000000000p-1 offset
  // the same, a from 2.85714 to 28: relative error 1.36e-18 = 2^-59.35
  -0.0098649429247001, // -0x1.4341239e86f4ap-7 p0
  -0.799283237680523, // -0x1.993ba70c285dep-1 p1
  -17.757954917754752, // -0x1.1c209555f995ap+4 p2
  -160.63638485582192, // -0x1.4145d43c5ed98p+7 p3
  -637.5664433683896, // -0x1.3ec881375f228p+9 p4
  -1025.0951316110772, // -0x1.004616a2e5992p+10 p5
  -483.5191916086514, // -0x1.e384e9bdc383fp+8 p6
  0.0, // 0x0.0p+0 p7
  30.33806074348246, // 0x1.e568b261d5190p+4 q1
  325.7925129965739, // 0x1.45cae221b9f0ap+8 q2
  1536.729586084437, // 0x1.802eb189d5118p+10 q3
  3199.8582195085955, // 0x1.8ffb7688c246ap+11 q4
  2553.0504064331644, // 0x1.3f219cedf3be6p+11 q5
  474.52854120695537, // 0x1.da874e79fe763p+8 q6
  -22.44095244658582, // -0x1.670e242712d62p+4 q7
  0.0, // 0x0.0p+0 q8
  0.5625, // 0x1.2000000000000p-1 offset
], 16);

export class ErrorRows {
  /** Where a row is. */
  @inline static row(index: usize): usize { return index * 136; }
  @inline static p0(row0: usize, row1: usize): v128 { return v128.load64_lane(row1, v128.load64_zero(row0, ERROR_ROWS), 1, ERROR_ROWS); }
  @inline static p1(row0: usize, row1: usize): v128 {
    return v128.load64_lane(row1, v128.load64_zero(row0, ERROR_ROWS + 8), 1, ERROR_ROWS + 8);
  }
  @inline static p2(row0: usize, row1: usize): v128 {
    return v128.load64_lane(row1, v128.load64_zero(row0, ERROR_ROWS + 16), 1, ERROR_ROWS + 16);
  }
  @inline static p3(row0: usize, row1: usize): v128 {
    return v128.load64_lane(row1, v128.load64_zero(row0, ERROR_ROWS + 24), 1, ERROR_ROWS + 24);
  }
  @inline static p4(row0: usize, row1: usize): v128 {
    return v128.load64_lane(row1, v128.load64_zero(row0, ERROR_ROWS + 32), 1, ERROR_ROWS + 32);
  }
  @inline static p5(row0: usize, row1: usize): v128 {
    return v128.load64_lane(row1, v128.load64_zero(row0, ERROR_ROWS + 40), 1, ERROR_ROWS + 40);
  }
  @inline static p6(row0: usize, row1: usize): v128 {
    return v128.load64_lane(row1, v128.load64_zero(row0, ERROR_ROWS + 48), 1, ERROR_ROWS + 48);
  }
  @inline static p7(row0: usize, row1: usize): v128 {
    return v128.load64_lane(row1, v128.load64_zero(row0, ERROR_ROWS + 56), 1, ERROR_ROWS + 56);
  }
  @inline static q1(row0: usize, row1: usize): v128 {
    return v128.load64_lane(row1, v128.load64_zero(row0, ERROR_ROWS + 64), 1, ERROR_ROWS + 64);
  }
  @inline static q2(row0: usize, row1: usize): v128 {
    return v128.load64_lane(row1, v128.load64_zero(row0, ERROR_ROWS + 72), 1, ERROR_ROWS + 72);
  }
  @inline static q3(row0: usize, row1: usize): v128 {
    return v128.load64_lane(row1, v128.load64_zero(row0, ERROR_ROWS + 80), 1, ERROR_ROWS + 80);
  }
  @inline static q4(row0: usize, row1: usize): v128 {
    return v128.load64_lane(row1, v128.load64_zero(row0, ERROR_ROWS + 88), 1, ERROR_ROWS + 88);
  }
  @inline static q5(row0: usize, row1: usize): v128 {
    return v128.load64_lane(row1, v128.load64_zero(row0, ERROR_ROWS + 96), 1, ERROR_ROWS + 96);
  }
  @inline static q6(row0: usize, row1: usize): v128 {
    return v128.load64_lane(row1, v128.load64_zero(row0, ERROR_ROWS + 104), 1, ERROR_ROWS + 104);
  }
  @inline static q7(row0: usize, row1: usize): v128 {
    return v128.load64_lane(row1, v128.load64_zero(row0, ERROR_ROWS + 112), 1, ERROR_ROWS + 112);
  }
  @inline static q8(row0: usize, row1: usize): v128 {
    return v128.load64_lane(row1, v128.load64_zero(row0, ERROR_ROWS + 120), 1, ERROR_ROWS + 120);
  }
  @inline static offset(row0: usize, row1: usize): v128 {
    return v128.load64_lane(row1, v128.load64_zero(row0, ERROR_ROWS + 128), 1, ERROR_ROWS + 128);
  }
}
