/** Floats of 16 bits. */

/** float16 as float32, which has all of them. */
export function halves(words: Uint16Array): Float32Array {
  const values = new Float32Array(words.length);
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const exponent = (word >> 10) & 31;
    const fraction = word & 1023;
    let size = (1024 + fraction) * 2 ** (exponent - 25);
    if (exponent === 0) size = fraction * 2 ** -24;
    if (exponent === 31) size = fraction === 0 ? Number.POSITIVE_INFINITY : Number.NaN;
    values[i] = word >> 15 === 1 ? -size : size;
  }
  return values;
}
