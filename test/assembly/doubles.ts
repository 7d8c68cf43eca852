/** Doubles to test with, and how to compare them. */
import type { Floats } from "./module";

/** Where kernels change their mind, and where arithmetic has rules of its own. */
export const specials: number[] = [
  0, 1, 2 ** -1074, 2 ** -1022, 2 ** -1022 - 2 ** -1074, Number.MAX_VALUE, Infinity, Number.NaN, 1 + Number.EPSILON, 1 - 2 ** -53,
  2 ** -149, 2 ** -126, 3.4028234663852886e38, 2 ** 23, 2 ** 52, 2 ** 53, 2 ** 63, 0.5, 2, 3, 4, Math.PI, Math.PI / 2, 1e22, 1e300,
  700, 709.782712893384, 709.7827128933841, 710, 745.1332191019411, 745.1332191019412, 746, 1000, 0.6875, 1.375, 13176794, 5.3e300,
].flatMap((x) => [x, -x]);

const state = new BigUint64Array(1);
/** splitmix64: the same bits in every run. */
function next(): bigint {
  state[0]! += 0x9e3779b97f4a7c15n;
  let z = state[0]!;
  z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
  z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
  return z ^ (z >> 31n);
}

/** `count` random bit patterns: every exponent is as likely, so subnormals, infinities and NaN occur. */
export function randomPatterns(count: number, seed: bigint): Float64Array {
  state[0] = seed;
  return new Float64Array(BigUint64Array.from({ length: count }, next).buffer);
}

/** `count` numbers, uniform in [from, to). */
export function uniform(count: number, from: number, to: number, seed: bigint): Float64Array {
  state[0] = seed;
  return Float64Array.from({ length: count }, () => from + (Number(next() >> 11n) / 2 ** 53) * (to - from));
}

/** Where two arrays first differ in value, sign of zero or NaN-ness: a readable line, or nothing. Payloads of NaN do not count. */
export function firstDifference(got: Floats, want: Floats, inputs: Floats): string | undefined {
  if (got.length !== want.length) return `${got.length} results, not ${want.length}`;
  const at = got.findIndex((value, i) => !Object.is(value, want[i]));
  return at < 0 ? undefined : `element ${at}: of ${inputs[at]} got ${got[at]}, want ${want[at]}`;
}

/** The distance from `x` to the next double away from zero (2^-1074 at zero). */
export function ulpOf(x: number): number {
  const biased = Number((new BigUint64Array(Float64Array.of(x).buffer)[0]! >> 52n) & 0x7ffn);
  return 2 ** (Math.max(biased, 1) - 1075);
}

export function isNegative(x: number): boolean {
  return x < 0 || Object.is(x, -0);
}
