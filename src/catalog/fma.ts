/** The reference of fma: the exact value of a b + c by integers, and one rounding. */

const words = new BigUint64Array(1);
const double = new Float64Array(words.buffer);

/** a b + c, rounded once to `digits` bits of fraction, no finer than 2^least. */
export function fma(a: number, b: number, c: number, digits = 53, least = -1074): number {
  if (!Number.isFinite(a) || !Number.isFinite(b) || !Number.isFinite(c) || a === 0 || b === 0) return a * b + c;
  const [ma, ea] = integerOf(a);
  const [mb, eb] = integerOf(b);
  const [mc, ec] = integerOf(c);
  const exponent = Math.min(ea + eb, ec);
  const sum = ((ma * mb) << BigInt(ea + eb - exponent)) + (mc << BigInt(ec - exponent));
  return sum === 0n ? 0 : rounded(sum, exponent, digits, least);
}

/** As fma, of float32 operands and result. */
export function fma32(a: number, b: number, c: number): number {
  return Math.fround(fma(a, b, c, 24, -149)); // exact but for overflow
}

/** x as an integer times a power of two. */
function integerOf(x: number): [bigint, number] {
  double[0] = x;
  const biased = Number((words[0]! >> 52n) & 0x7ffn);
  const fraction = (words[0]! & 0xfffffffffffffn) | (biased > 0 ? 1n << 52n : 0n);
  return [x < 0 ? -fraction : fraction, Math.max(biased, 1) - 1075];
}

/** value 2^exponent, halves to even. */
function rounded(value: bigint, exponent: number, digits: number, least: number): number {
  const magnitude = value < 0n ? -value : value;
  const drop = Math.max(magnitude.toString(2).length - digits, least - exponent, 0);
  const by = BigInt(drop);
  const kept = magnitude >> by;
  const twice = (magnitude - (kept << by)) << 1n;
  const unit = 1n << by;
  const up = twice > unit || (twice === unit && (kept & 1n) === 1n);
  // In two factors: a power of two beyond the doubles' range is none, though the product may be.
  const scale = Math.max(-2200, Math.min(2200, exponent + drop));
  const half = Math.trunc(scale / 2);
  const result = Number(up ? kept + 1n : kept) * 2 ** half * 2 ** (scale - half);
  return value < 0n ? -result : result;
}
