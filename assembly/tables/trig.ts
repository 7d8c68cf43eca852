// python3 assembly/fit/trig.py > assembly/tables/trig.ts
// Generated: do not edit.
// On |r| <= pi/4: sine to 3.85e-18 relative, cosine to 9.78e-19 absolute.

/** The reduction by pi/2 in 28 + 53 bits, and the polynomials. */
const TRIG_NUMBERS: usize = memory.data<f64>([
  0.6366197723675814, // 0x1.45f306dc9c883p-1 twoOverPi
  6755399441055744.0, // 0x1.8000000000000p+52 round
  1.570796325802803, // 0x1.921fb54000000p+0 halfPiHigh
  9.920935796805404e-10, // 0x1.10b4611a62633p-30 halfPiLow
  8.429369702178807e-08, // 0x1.6a09e667f3bcdp-24 loss
  0.16666666666666632, // 0x1.5555555555549p-3 s0
  -0.00833333333332249, // -0x1.111111110f8a6p-7 s1
  0.0001984126982985795, // 0x1.a01a019c161d5p-13 s2
  -2.7557313707070068e-06, // -0x1.71de357b1fe7dp-19 s3
  2.5050760253406863e-08, // 0x1.ae5e68a2b9cebp-26 s4
  -1.58969099521155e-10, // -0x1.5d93a5acfd57cp-33 s5
  0.0416666666666666, // 0x1.555555555554cp-5 c0
  -0.001388888888887411, // -0x1.6c16c16c15177p-10 c1
  2.480158728947673e-05, // 0x1.a01a019cb1590p-16 c2
  -2.7557314351390663e-07, // -0x1.27e4f809c52adp-22 c3
  2.087572321298175e-09, // 0x1.1ee9ebdb4b1c4p-29 c4
  -1.1359647557788195e-11, // -0x1.8fae9be8838d4p-37 c5
], 16);

export class TrigNumbers {
  @inline static twoOverPi(): v128 { return v128.load64_splat(TRIG_NUMBERS); }
  /** 1.5 * 2^52: added, it leaves an integer in the low bits. */
  @inline static round(): v128 { return v128.load64_splat(TRIG_NUMBERS + 8); }
  @inline static halfPiHigh(): v128 { return v128.load64_splat(TRIG_NUMBERS + 16); }
  @inline static halfPiLow(): v128 { return v128.load64_splat(TRIG_NUMBERS + 24); }
  /** 2^-23.5: |r| below this times |k| is too little. */
  @inline static loss(): v128 { return v128.load64_splat(TRIG_NUMBERS + 32); }
  @inline static s0(): v128 { return v128.load64_splat(TRIG_NUMBERS + 40); }
  @inline static s1(): v128 { return v128.load64_splat(TRIG_NUMBERS + 48); }
  @inline static s2(): v128 { return v128.load64_splat(TRIG_NUMBERS + 56); }
  @inline static s3(): v128 { return v128.load64_splat(TRIG_NUMBERS + 64); }
  @inline static s4(): v128 { return v128.load64_splat(TRIG_NUMBERS + 72); }
  @inline static s5(): v128 { return v128.load64_splat(TRIG_NUMBERS + 80); }
  @inline static c0(): v128 { return v128.load64_splat(TRIG_NUMBERS + 88); }
  @inline static c1(): v128 { return v128.load64_splat(TRIG_NUMBERS + 96); }
  @inline static c2(): v128 { return v128.load64_splat(TRIG_NUMBERS + 104); }
  @inline static c3(): v128 { return v128.load64_splat(TRIG_NUMBERS + 112); }
  @inline static c4(): v128 { return v128.load64_splat(TRIG_NUMBERS + 120); }
  @inline static c5(): v128 { return v128.load64_splat(TRIG_NUMBERS + 128); }
}

/** pi/2 in 30 + 30 + 30 + 53 bits. */
const TRIG_CAREFUL: usize = memory.data<f64>([
  1.570796325802803, // 0x1.921fb54000000p+0 halfPi1
  9.920935791635221e-10, // 0x1.10b4611800000p-30 halfPi2
  5.17018297889025e-19, // 0x1.313198a000000p-61 halfPi3
  2.9038559739793605e-28, // 0x1.701b839a25205p-92 halfPi4
], 16);

export class TrigCareful {
  @inline static halfPi1(): v128 { return v128.load64_splat(TRIG_CAREFUL); }
  @inline static halfPi2(): v128 { return v128.load64_splat(TRIG_CAREFUL + 8); }
  @inline static halfPi3(): v128 { return v128.load64_splat(TRIG_CAREFUL + 16); }
  @inline static halfPi4(): v128 { return v128.load64_splat(TRIG_CAREFUL + 24); }
}

/** 2/pi: 1,280 bits after the binary point, most significant word first, after one word of zeros. */
const TWO_OVER_PI: usize = memory.data<u64>([
  0x0000000000000000,
  0xa2f9836e4e441529,
  0xfc2757d1f534ddc0,
  0xdb6295993c439041,
  0xfe5163abdebbc561,
  0xb7246e3a424dd2e0,
  0x06492eea09d1921c,
  0xfe1deb1cb129a73e,
  0xe88235f52ebb4484,
  0xe99c7026b45f7e41,
  0x3991d639835339f4,
  0x9c845f8bbdf9283b,
  0x1ff897ffde05980f,
  0xef2f118b5a0a6d1f,
  0x6d367ecf27cb09b7,
  0x4f463f669e5fea2d,
  0x7527bac7ebe5f17b,
  0x3d0739f78a5292ea,
  0x6bfb5fb11f8d5d08,
  0x56033046fc7b6bab,
  0xf0cfbc209af4361d,
], 16);

export class TwoOverPi {
  /** Where word `index` is. */
  @inline static place(index: usize): usize { return TWO_OVER_PI + (index << 3); }
  @inline static word(place: usize): u64 { return load<u64>(place); }
  @inline static nextWord(place: usize): u64 { return load<u64>(place + 8); }
}

/** Of the integer k. */
const TRIG_WORDS: usize = memory.data<u64>([
  0x0000000000000001, // quadrant
], 16);

export class TrigWords {
  /** One quadrant. */
  @inline static quadrant(): v128 { return v128.load64_splat(TRIG_WORDS); }
}
