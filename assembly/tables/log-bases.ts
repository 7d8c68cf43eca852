// python3 assembly/fit/log-bases.py > assembly/tables/log-bases.ts
// Generated: do not edit.

/** 1/ln 2: in two parts (the first of 26 bits), and whole. */
const LOG2_NUMBERS: usize = memory.data<f64>([
  1.4426950216293335, // 0x1.7154760000000p+0 inverseHigh
  1.9259629911266175e-08, // 0x1.4ae0bf85ddf44p-26 inverseLow
  1.4426950408889634, // 0x1.71547652b82fep+0 inverse
], 16);

export class Log2Numbers {
  @inline static inverseHigh(): v128 { return v128.load64_splat(LOG2_NUMBERS); }
  @inline static inverseLow(): v128 { return v128.load64_splat(LOG2_NUMBERS + 8); }
  @inline static inverse(): v128 { return v128.load64_splat(LOG2_NUMBERS + 16); }
}

/** 1/ln 10 likewise; log10(2) in two parts, the first of 42 bits. */
const LOG10_NUMBERS: usize = memory.data<f64>([
  0.4342944771051407, // 0x1.bcb7b10000000p-2 inverseHigh
  4.798111141615973e-09, // 0x1.49b9438ca9aaep-28 inverseLow
  0.4342944819032518, // 0x1.bcb7b1526e50ep-2 inverse
  0.30102999566395283, // 0x1.34413509f7800p-2 twoHigh
  2.8363394551044964e-14, // 0x1.fef311f12b358p-46 twoLow
], 16);

export class Log10Numbers {
  @inline static inverseHigh(): v128 { return v128.load64_splat(LOG10_NUMBERS); }
  @inline static inverseLow(): v128 { return v128.load64_splat(LOG10_NUMBERS + 8); }
  @inline static inverse(): v128 { return v128.load64_splat(LOG10_NUMBERS + 16); }
  /** log10(2). */
  @inline static twoHigh(): v128 { return v128.load64_splat(LOG10_NUMBERS + 24); }
  @inline static twoLow(): v128 { return v128.load64_splat(LOG10_NUMBERS + 32); }
}
