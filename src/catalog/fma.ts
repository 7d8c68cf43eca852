/** The reference of fma: the product and the sums in two doubles each, as the kernel; where that may not be exact, by integers. */

const words = new BigUint64Array(1);
const double = new Float64Array(words.buffer);
const halves = new Uint32Array(words.buffer);

const LARGE = 2 ** 900;
const SMALL = 2 ** -900;
/** 2^27 + 1: times x, it splits x into halves of 26 bits (G. W. Veltkamp, 1968). */
const SPLITTER = 134217729;

/** a b + c, rounded once. */
export function fma(a: number, b: number, c: number): number {
  const p = a * b;
  const size = Math.abs(p);
  const isFit = size >= SMALL && size < LARGE && Math.abs(a) < LARGE && Math.abs(b) < LARGE && Math.abs(c) < LARGE;
  if (!isFit) return byIntegers(a, b, c);
  const wa = SPLITTER * a, ah = wa - (wa - a), al = a - ah;
  const wb = SPLITTER * b, bh = wb - (wb - b), bl = b - bh;
  const e = ah * bh - p + ah * bl + al * bh + al * bl;
  const t = c + e, tLow = c - (t - (t - c)) + (e - (t - c));
  const v = p + t, vLow = p - (v - (v - p)) + (t - (v - p));
  return v + sumToOdd(tLow, vLow);
}

/** a + b, rounded to odd. */
function sumToOdd(a: number, b: number): number {
  const sum = a + b;
  const rest = a - (sum - (sum - a)) + (b - (sum - a));
  if (!(Math.abs(rest) > 0)) return sum; // exact, or no number
  double[0] = sum;
  // One more where the rest points away from zero, one less where it points to it, as the bits grow with the magnitude.
  if ((halves[0]! & 1) === 0) words[0] = words[0]! + (rest > 0 === sum > 0 ? 1n : -1n);
  return double[0]!;
}

/** The same, by integers. */
function byIntegers(a: number, b: number, c: number): number {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return a * b + c;
  if (!Number.isFinite(c)) return c; // whatever the product, which is finite though it may overflow
  if (a === 0 || b === 0) return a * b + c;
  const [ma, ea] = integerOf(a);
  const [mb, eb] = integerOf(b);
  const [mc, ec] = integerOf(c);
  const exponent = Math.min(ea + eb, ec);
  const sum = ((ma * mb) << BigInt(ea + eb - exponent)) + (mc << BigInt(ec - exponent));
  return sum === 0n ? 0 : rounded(sum, exponent);
}

/** As fma, of float32 operands and result. */
export function fma32(a: number, b: number, c: number): number {
  return Math.fround(sumToOdd(a * b, c)); // the product is exact
}

/** x as an integer times a power of two. */
function integerOf(x: number): [bigint, number] {
  double[0] = x;
  const biased = Number((words[0]! >> 52n) & 0x7ffn);
  const fraction = (words[0]! & 0xfffffffffffffn) | (biased > 0 ? 1n << 52n : 0n);
  return [x < 0 ? -fraction : fraction, Math.max(biased, 1) - 1075];
}

/** value 2^exponent, halves to even. */
function rounded(value: bigint, exponent: number): number {
  const magnitude = value < 0n ? -value : value;
  const drop = Math.max(magnitude.toString(2).length - 53, -1074 - exponent, 0);
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
