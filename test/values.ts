/** Inputs that tests share: special values, seeded random doubles, bits. */

export const specials = [
  0, -0, 1, -1, 0.5, 2, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, Number.MIN_VALUE, -Number.MIN_VALUE, 2.2250738585072014e-308,
  Number.MAX_VALUE, -Number.MAX_VALUE, Number.EPSILON, 709.782712893384, 709.7827128933841, -745.1332191019411, -745.1332191019412, -708.4, 700, -700, 1e22,
  1e300, Math.PI, Math.PI / 2, 2 ** 53, 6381956970095103 * 2 ** 797,
];

/** A generator of integers in [0, 2^32): mulberry32. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
}

/** Random doubles: of any bit pattern, or what `shape` makes of a uniform number in [0, 1). */
export function randomDoubles(length: number, seed: number, shape?: (u: number) => number): Float64Array<ArrayBuffer> {
  const next = generator(seed);
  if (shape) return Float64Array.from({ length }, () => shape(next() / 2 ** 32));
  const words = Uint32Array.from({ length: 2 * length }, next);
  return new Float64Array(words.buffer);
}

/** The bits of each element as one string of bytes, every NaN the same: compares fast, and fails with the first difference. */
export function bitsOf(array: ArrayLike<number>): Buffer {
  return Buffer.from(Float64Array.from(array, (v) => (Number.isNaN(v) ? Number.NaN : v)).buffer);
}

/** Asserts equal bits, naming the first element that differs. */
export function expectSameBits(got: ArrayLike<number>, want: ArrayLike<number>): void {
  if (got.length !== want.length) throw new Error(`${got.length} elements, want ${want.length}`);
  if (bitsOf(got).equals(bitsOf(want))) return;
  for (let i = 0; i < want.length; i++) {
    if (!Object.is(got[i], want[i])) throw new Error(`element ${i} is ${got[i]}, want ${want[i]}`);
  }
}
