// python3 assembly/fit/whole-power.py > assembly/tables/whole-power.ts
// Generated: do not edit.

/** Within these magnitudes no intermediate result of a power lost bits. */
const WHOLE_POWER_NUMBERS: usize = memory.data<f64>([
  1.1830521861667747e-271, // 0x1.0000000000000p-900 least
  8.452712498170644e+270, // 0x1.0000000000000p+900 largest
], 16);

export class WholePowerNumbers {
  @inline static least(): v128 { return v128.load64_splat(WHOLE_POWER_NUMBERS); }
  @inline static largest(): v128 { return v128.load64_splat(WHOLE_POWER_NUMBERS + 8); }
}
