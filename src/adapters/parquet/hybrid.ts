/** Parquet's hybrid of run lengths and packed bits: levels, codes of dictionaries, booleans. */

/** ByteCursor that are being read. */
export interface ByteCursor {
  readonly bytes: Uint8Array;
  at: number;
}

const WIDEST = 32;
/** So many bits and the seven before them lie in four bytes. */
const WIDEST_IN_FOUR = 25;

/** Fills `out` from the bytes before `end`; runs that reach beyond it are cut off. @throws RangeError where the bytes end too early */
export function readHybrid(from: ByteCursor, end: number, width: number, out: Uint8Array | Uint32Array): void {
  if (width > WIDEST || end > from.bytes.length) throw new RangeError(`packed values of ${width} bits, to byte ${end}`);
  let filled = 0;
  while (filled < out.length) {
    const header = readVarint(from, end);
    const isPacked = (header & 1) === 1;
    const count = isPacked ? (header >>> 1) * 8 : header >>> 1;
    const size = isPacked ? (header >>> 1) * width : (width + 7) >> 3;
    const wanted = Math.min(count, out.length - filled);
    // The last run may be cut off behind the values that are there.
    if (from.at + (isPacked ? Math.ceil((wanted * width) / 8) : size) > end) throw new RangeError("packed values end too early");
    if (isPacked) unpack(from.bytes, from.at, width, out, filled, filled + wanted);
    else out.fill(littleEndian(from.bytes, from.at, size), filled, filled + wanted);
    from.at = Math.min(end, from.at + size);
    filled += wanted;
  }
}

function unpack(bytes: Uint8Array, at: number, width: number, out: Uint8Array | Uint32Array, begin: number, end: number): void {
  if (width === 0) {
    out.fill(0, begin, end);
  } else if (width === 1) {
    for (let i = begin, bit = 0; i < end; i++, bit++) out[i] = (bytes[at + (bit >> 3)]! >> (bit & 7)) & 1;
  } else if (width === 8) {
    for (let i = begin; i < end; i++) out[i] = bytes[at++]!;
  } else if (width <= WIDEST_IN_FOUR) {
    const mask = 2 ** width - 1;
    for (let i = begin, bit = 0; i < end; i++, bit += width) {
      const byte = at + (bit >>> 3);
      out[i] = ((bytes[byte]! | (bytes[byte + 1]! << 8) | (bytes[byte + 2]! << 16) | (bytes[byte + 3]! << 24)) >>> (bit & 7)) & mask;
    }
  } else {
    for (let i = begin, bit = 0; i < end; i++, bit += width) {
      const byte = at + Math.floor(bit / 8);
      const whole = littleEndian(bytes, byte, 4) + (bytes[byte + 4] ?? 0) * 2 ** 32;
      out[i] = Math.floor(whole / 2 ** (bit % 8)) % 2 ** width;
    }
  }
}

function littleEndian(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let i = size - 1; i >= 0; i--) value = value * 256 + (bytes[at + i] ?? 0);
  return value;
}

/** An unsigned integer of 32 bits, seven a byte. @throws RangeError */
export function readVarint(from: ByteCursor, end = from.bytes.length): number {
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    if (from.at >= end) throw new RangeError("a number ends too early");
    const byte = from.bytes[from.at++]!;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return value >>> 0;
  }
  throw new RangeError("a number of more than 32 bits");
}
