/** ASCII within UTF-8, four bytes at a time. Hosts are little-endian. */

const HIGH_BITS = 0x80808080 | 0;
const EACH = 0x01010101;
/** Shorter text is looked at sooner by byte. */
const SHORT = 64;

/** Whether bytes [begin, end) are ASCII alone. */
export function isAscii(bytes: Uint8Array, begin: number, end: number): boolean {
  let all = 0;
  let at = begin;
  if (end - begin >= SHORT) {
    while (((bytes.byteOffset + at) & 3) !== 0) all |= bytes[at++]!;
    const words = new Int32Array(bytes.buffer, bytes.byteOffset + at, (end - at) >> 2);
    let high = 0;
    for (let i = 0; i < words.length; i++) high |= words[i]!;
    if ((high & HIGH_BITS) !== 0) return false;
    at += words.length * 4;
  }
  for (; at < end; at++) all |= bytes[at]!;
  return all < 128;
}

/** Bytes [begin, end) with the ASCII letters from `first` to `last` in the other case, and all other bytes as they are. */
export function withOtherCase(bytes: Uint8Array, begin: number, end: number, first: number, last: number): Uint8Array {
  const size = end - begin;
  const words = new Int32Array((size + 3) >> 2);
  const changed = new Uint8Array(words.buffer, 0, size);
  changed.set(bytes.subarray(begin, end));
  const fromFirst = (128 - first) * EACH;
  const afterLast = (127 - last) * EACH;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const low = word & ~HIGH_BITS;
    // The high bit of each byte: whether it is ASCII, at least the first letter, and not beyond the last.
    const letters = (low + fromFirst) & ~(low + afterLast) & ~word & HIGH_BITS;
    words[i] = word ^ (letters >>> 2); // 0x20 is what cases differ by
  }
  return changed;
}
