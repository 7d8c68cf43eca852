/** A double's bits, from the top: sign, exponent and fraction. */

/** What the exponent's bits are more than the exponent. */
export const BIAS: i32 = 1023;
export const FRACTION_BITS: i32 = 52;
export const FRACTION: u64 = 0x000fffffffffffff;
/** The bit above the fraction, which normal numbers have without its being stored. */
export const LEADING_BIT: u64 = 0x0010000000000000;
/** All but the sign. */
export const MAGNITUDE: u64 = 0x7fffffffffffffff;
