/** Sums of doubles without rounding: as integers, in units of the least subnormal. */

const words = new DataView(new ArrayBuffer(8));

/** A finite double as a whole number of 2 ** -1074. */
export function exactly(x: number): bigint {
  words.setFloat64(0, x);
  const bits = words.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const size = exponent === 0 ? fraction : (fraction | (1n << 52n)) << BigInt(exponent - 1);
  return x < 0 ? -size : size;
}

export const absolute = (x: bigint): bigint => (x < 0n ? -x : x);

/** The distance of neighbouring numbers of so many bits (53 of a double, 24 of a single) at a sum, in the same unit. */
export function ulpAt(sum: bigint, bits: 53 | 24): bigint {
  const length = absolute(sum).toString(16).length * 4; // at most three too many
  const exact = sum === 0n ? 0 : length - Math.clz32(Number.parseInt(absolute(sum).toString(16)[0]!, 16)) + 28;
  const least = bits === 53 ? 0 : 1074 - 149;
  return 1n << BigInt(Math.max(exact - bits, least));
}
