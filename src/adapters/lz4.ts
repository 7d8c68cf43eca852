/**
 * The frames of LZ4, which no kept package for JavaScript reads with bounds checked.
 *
 * Source: lz4_Frame_format.md and lz4_Block_format.md of the LZ4 project, version 1.6.
 */

const MAGIC = 0x184d2204;
const FLAG = { contentChecksum: 4, contentSize: 8, blockChecksum: 16, dictionary: 1 };
const STORED = 0x80000000;
const LEAST_MATCH = 4;
/** The last bytes of a block are literals: no match begins in the last 12, nor ends in the last 5. */
const LAST_LITERALS = 5;
const LAST_MATCH_BEGINS = 12;
const BLOCK_BYTES = 1 << 22;
const HASH_BITS = 14;
const FARTHEST = 65_535;

/** The content of a frame, which has `length` bytes. Checksums are not compared. @throws RangeError for what is no such frame */
export function lz4Frame(frame: Uint8Array, length: number): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  must(frame.length >= 7 && view.getUint32(0, true) === MAGIC, "no LZ4 frame");
  const flags = frame[4]!;
  must(flags >> 6 === 1 && (flags & FLAG.dictionary) === 0, "an LZ4 frame of an unknown version, or with a dictionary");
  let at = 7 + (flags & FLAG.contentSize ? 8 : 0);
  const out = new Uint8Array(length);
  let filled = 0;
  for (;;) {
    must(at + 4 <= frame.length, "the LZ4 frame has no end");
    const word = view.getUint32(at, true);
    at += 4;
    if (word === 0) break;
    const size = word & ~STORED;
    must(at + size <= frame.length, "an LZ4 block is cut short");
    const block = frame.subarray(at, at + size);
    if (word >= STORED) {
      must(filled + size <= length, "the LZ4 frame is longer than it says");
      out.set(block, filled);
      filled += size;
    } else {
      filled = decodeBlock(block, out, filled);
    }
    at += size + (flags & FLAG.blockChecksum ? 4 : 0);
  }
  must(filled === length, `the LZ4 frame has ${filled} bytes, not ${length}`);
  return out;
}

/** Appends a block's content, which may refer to all that is there already; where it ends. */
function decodeBlock(block: Uint8Array, out: Uint8Array, from: number): number {
  let filled = from;
  let i = 0;
  const longer = (short: number): number => {
    if (short < 15) return short;
    let sum = short;
    for (let byte = 255; byte === 255; sum += byte) {
      must(i < block.length, "an LZ4 block is cut short");
      byte = block[i++]!;
    }
    return sum;
  };
  while (i < block.length) {
    const token = block[i++]!;
    const literals = longer(token >> 4);
    must(i + literals <= block.length && filled + literals <= out.length, "literals of an LZ4 block are out of bounds");
    for (let end = i + literals; i < end; ) out[filled++] = block[i++]!;
    if (i === block.length) break;
    must(i + 2 <= block.length, "an LZ4 block is cut short");
    const distance = block[i]! | (block[i + 1]! << 8);
    i += 2;
    const size = longer(token & 15) + LEAST_MATCH;
    must(distance > 0 && distance <= filled && filled + size <= out.length, "a match of an LZ4 block is out of bounds");
    if (distance >= size && size > 32) {
      out.copyWithin(filled, filled - distance, filled - distance + size);
      filled += size;
    } else {
      for (let end = filled + size; filled < end; filled++) out[filled] = out[filled - distance]!;
    }
  }
  return filled;
}

function must(isSo: boolean, what: string): asserts isSo {
  if (!isSo) throw new RangeError(what);
}

/** A frame of independent blocks of at most 4 MB, without checksums of its content. */
export function lz4Framed(content: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.of(0x04, 0x22, 0x4d, 0x18, 0x60, 0x70, HEADER_CHECKSUM)];
  for (let at = 0; at < content.length; at += BLOCK_BYTES) {
    const block = content.subarray(at, at + BLOCK_BYTES);
    const packed = encodeBlock(block);
    parts.push(wordOf(packed ? packed.length : block.length + STORED), packed ?? block);
  }
  parts.push(wordOf(0));
  const frame = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    frame.set(part, at);
    at += part.length;
  }
  return frame;
}

/** The second byte of the xxHash (32 bits, seed 0) of the two bytes before it, which are always these. */
const HEADER_CHECKSUM = 0x73;
const wordOf = (value: number) => Uint8Array.of(value, value >>> 8, value >>> 16, value >>> 24);

/** The block as a sequence of literals and matches, found by one look at a hash table; undefined where that is no shorter. */
function encodeBlock(block: Uint8Array): Uint8Array | undefined {
  const out = new Uint8Array(block.length);
  const seen = new Int32Array(1 << HASH_BITS).fill(-1);
  const wordAt = (i: number) => block[i]! | (block[i + 1]! << 8) | (block[i + 2]! << 16) | (block[i + 3]! << 24);
  let filled = 0;
  let anchor = 0;
  const sequence = (end: number, distance: number, size: number): boolean => {
    const literals = end - anchor;
    if (filled + literals + literals / 255 + size / 255 + 16 > out.length) return false;
    const token = filled++;
    out[token] = Math.min(literals, 15) << 4;
    if (literals >= 15) filled = writeLength(out, filled, literals - 15);
    out.set(block.subarray(anchor, end), filled);
    filled += literals;
    if (distance === 0) return true;
    out[filled++] = distance;
    out[filled++] = distance >> 8;
    out[token]! |= Math.min(size - LEAST_MATCH, 15);
    if (size - LEAST_MATCH >= 15) filled = writeLength(out, filled, size - LEAST_MATCH - 15);
    return true;
  };
  const lastBegin = block.length - LAST_MATCH_BEGINS;
  for (let i = 0; i < lastBegin; ) {
    const word = wordAt(i);
    const slot = Math.imul(word, 2_654_435_761) >>> (32 - HASH_BITS);
    const before = seen[slot]!;
    seen[slot] = i;
    if (before < 0 || i - before > FARTHEST || wordAt(before) !== word) {
      i += 1 + ((i - anchor) >> 6); // what does not repeat is passed over faster and faster
      continue;
    }
    let size = LEAST_MATCH;
    const most = block.length - LAST_LITERALS - i;
    while (size < most && block[before + size] === block[i + size]) size++;
    if (!sequence(i, i - before, size)) return undefined;
    i += size;
    anchor = i;
  }
  return sequence(block.length, 0, 0) ? out.subarray(0, filled) : undefined;
}

function writeLength(out: Uint8Array, at: number, rest: number): number {
  for (; rest >= 255; rest -= 255) out[at++] = 255;
  out[at++] = rest;
  return at;
}
