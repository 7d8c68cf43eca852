/**
 * DELTA_BINARY_PACKED: whole numbers as differences, in blocks of miniblocks that are packed in as many bits as each needs. hyparquet's own
 * decoder loses the upper bits of what DuckDB writes for uint32, and takes a bigint a value.
 */
import { type ByteCursor, readVarint } from "./hybrid";

const BLOCK = 128;
const MINIBLOCK = 32;
const WIDEST = 64;
/** What is read beyond the last bits of a page: a word, wherever its first bit is in a byte. */
const BEYOND = 8;
const WORD = 2 ** 32;

/** Fills `values`, modulo 2 ** 32 or 2 ** 64, and tells where the bytes that follow begin. @throws RangeError */
export function readDeltas(bytes: Uint8Array, at: number, values: Int32Array | BigInt64Array): number {
  const count = values.length;
  if (count === 0 && at >= bytes.length) return at;
  const padded = new Uint8Array(bytes.length - at + BEYOND);
  padded.set(bytes.subarray(at));
  const from: ByteCursor = { bytes: padded, at: 0 };
  const block = readVarint(from);
  const miniblocks = readVarint(from);
  const told = readVarint(from);
  const size = block / miniblocks;
  if (!(block > 0 && block % BLOCK === 0 && size > 0 && size % MINIBLOCK === 0) || told !== count) {
    throw new RangeError(`${told} differences in blocks of ${block} in ${miniblocks}, of ${count} values`);
  }
  // As words, of which those of 64 bits have two, the lower one first.
  const words = new Int32Array(values.buffer, values.byteOffset, values.byteLength / 4);
  const step = values instanceof BigInt64Array ? 2 : 1;
  let [low, high] = readZigzag(from);
  let filled = 0;
  const put = () => {
    words[filled * step] = low;
    if (step === 2) words[filled * 2 + 1] = high;
    filled++;
  };
  if (count > 0) put();
  while (filled < count) {
    const [leastLow, leastHigh] = readZigzag(from);
    const widths = padded.subarray(from.at, (from.at += miniblocks));
    for (let i = 0; i < miniblocks && filled < count; i++) {
      const width = widths[i];
      if (width === undefined || width > WIDEST || from.at > padded.length - BEYOND) throw new RangeError("differences end too early");
      const wanted = Math.min(size, count - filled);
      for (let j = 0, bit = 0; j < wanted; j++, bit += width) {
        const restLow = width === 0 ? 0 : bitsAt(padded, from.at, bit, Math.min(width, 32));
        const restHigh = width <= 32 ? 0 : bitsAt(padded, from.at, bit + 32, width - 32);
        const sum = (low >>> 0) + (leastLow >>> 0) + restLow;
        high = (high + leastHigh + restHigh + Math.floor(sum / WORD)) | 0;
        low = sum | 0;
        put();
      }
      from.at += (size * width) / 8;
      if (from.at > padded.length - BEYOND) throw new RangeError("differences end too early");
    }
  }
  if (from.at > padded.length - BEYOND) throw new RangeError("differences end too early");
  return at + from.at;
}

/** `width` bits, 32 at most, from bit `bit` behind byte `at`. */
function bitsAt(bytes: Uint8Array, at: number, bit: number, width: number): number {
  const byte = at + (bit >>> 3);
  const shift = bit & 7;
  const word = bytes[byte]! | (bytes[byte + 1]! << 8) | (bytes[byte + 2]! << 16) | (bytes[byte + 3]! << 24);
  const whole = shift === 0 ? word : (word >>> shift) | (bytes[byte + 4]! << (32 - shift));
  return width === 32 ? whole >>> 0 : whole & (2 ** width - 1);
}

const LONGEST_VARINT = 10;

/** A signed integer of 64 bits, seven a byte, its sign in the lowest bit. */
function readZigzag(from: ByteCursor): [low: number, high: number] {
  let value = 0n;
  for (let i = 0; i < LONGEST_VARINT; i++) {
    const byte = from.bytes[from.at++];
    if (byte === undefined) break;
    value |= BigInt(byte & 0x7f) << BigInt(7 * i);
    if (byte >= 0x80) continue;
    const signed = (value >> 1n) ^ -(value & 1n);
    return [Number(BigInt.asIntN(32, signed)), Number(BigInt.asIntN(32, signed >> 32n))];
  }
  throw new RangeError("a number ends too early");
}
