/**
 * Finds the fields of a block of separated values, in pieces that know nothing of each other.
 * Method: whether a piece begins between quotes depends on all before it. So each piece is counted for both cases first; the calling
 * thread goes through the counts, and says of each piece which case it is and where its fields go; then they are written. Every line feed
 * and carriage return outside of quotes ends a line, and a line without a byte is no row: so CR LF is one end and an empty line.
 * Special: a quote that is a character like any other, and comments, are found, not followed: such a block is read in order, elsewhere.
 */
import { bitsOf, bitsOfBoth, CARRIAGE_RETURN, firstBits, LINE_FEED, parities } from "./masks";

@unmanaged class CountFrame {
  block: u32;
  bytes: u32;
  /** Bytes of a piece: a multiple of 64. */
  piece: u32;
  delimiter: u32;
  /** 0 for none. */
  quote: u32;
  /** Of each piece COUNTS words: the parity of its quotes; its fields' and its rows' ends, as it begins outside of quotes or within. */
  counts: u32;
}

const COUNTS: usize = 5;
const SPACE: u8 = 0x20;

/** Whether a byte ends a line, where it is not quoted. */
@inline function isEnd(byte: u8): bool { return byte == LINE_FEED || byte == CARRIAGE_RETURN; }

/** The ends of rows among the ends of lines: not those of lines without a byte. */
@inline function rowEnds(lines: u64, carried: u64): u64 { return lines & ~((lines << 1) | carried); }

export function structure_count(frame: usize, begin: usize, end: usize, scratch: usize): void {
  const f = changetype<CountFrame>(frame);
  const block = <usize>f.block, stop = block + <usize>f.bytes;
  const delimiters = i8x16.splat(<u8>f.delimiter), quotes = i8x16.splat(<u8>f.quote);
  const feeds = i8x16.splat(LINE_FEED), returns = i8x16.splat(CARRIAGE_RETURN);
  for (let unit = begin; unit < end; unit++) {
    let p = block + unit * <usize>f.piece;
    const to = min(stop, p + <usize>f.piece);
    // Outside of quotes what stands before the piece is the end of a line or not; within, it is not.
    let after: u64 = p == block ? 1 : <u64>isEnd(load<u8>(p - 1)), afterWithin: u64 = 0, within: u64 = 0;
    let fields: u32 = 0, rows: u32 = 0, fieldsWithin: u32 = 0, rowsWithin: u32 = 0;
    for (; p < to; p += 64) {
      const a = v128.load(p), b = v128.load(p, 16), c = v128.load(p, 32), d = v128.load(p, 48);
      const there = firstBits(to - p);
      const quoted = f.quote ? bitsOf(a, b, c, d, quotes) & there : 0;
      const between = bitsOf(a, b, c, d, delimiters) & there, lines = bitsOfBoth(a, b, c, d, feeds, returns) & there;
      const inside = quoted ? parities(quoted) ^ within : within;
      const here = lines & ~inside, ends = rowEnds(here, after);
      fields += <u32>popcnt((between & ~inside) | ends);
      rows += <u32>popcnt(ends);
      after = here >>> 63;
      const there2 = lines & inside, ends2 = rowEnds(there2, afterWithin);
      fieldsWithin += <u32>popcnt((between & inside) | ends2);
      rowsWithin += <u32>popcnt(ends2);
      afterWithin = there2 >>> 63;
      within = <u64>(<i64>inside >> 63);
    }
    const at = <usize>f.counts + unit * (COUNTS << 2);
    store<u32>(at, <u32>(within & 1));
    store<u32>(at, fields, 4);
    store<u32>(at, rows, 8);
    store<u32>(at, fieldsWithin, 12);
    store<u32>(at, rowsWithin, 16);
  }
}

@unmanaged class FieldsFrame {
  block: u32;
  bytes: u32;
  piece: u32;
  delimiter: u32;
  quote: u32;
  /** 0 for none. */
  comment: u32;
  /** Of each piece three words: whether it begins within quotes, and how many fields and rows have ended before it. */
  places: u32;
  begins: u32;
  ends: u32;
  /** From the second word on: the fields up to each row's end. */
  rows: u32;
}

/** Writes the places of set bits from p on: the next free place. */
@inline function writePlaces(bits: u64, base: u32, p: usize): usize {
  for (; bits; bits &= bits - 1, p += 4) store<u32>(p, base + <u32>ctz(bits));
  return p;
}

/** Whether there is nothing but spaces between each of these quotes, of the 64 bytes at p, and where its field begins. */
function areBehindSpaces(quotes: u64, p: usize, block: usize, delimiter: u8): bool {
  for (; quotes; quotes &= quotes - 1) {
    let q = p + <usize>ctz(quotes);
    while (q > block && load<u8>(q - 1) == SPACE) q--;
    if (q > block && load<u8>(q - 1) != delimiter && !isEnd(load<u8>(q - 1))) return false;
  }
  return true;
}

/** Returns how many places there are that this kernel does not understand: if any, what it wrote is nothing. */
export function structure_fields(frame: usize, begin: usize, end: usize, scratch: usize): u32 {
  const f = changetype<FieldsFrame>(frame);
  const block = <usize>f.block, stop = block + <usize>f.bytes;
  const delimiters = i8x16.splat(<u8>f.delimiter), quotes = i8x16.splat(<u8>f.quote), comments = i8x16.splat(<u8>f.comment);
  const feeds = i8x16.splat(LINE_FEED), returns = i8x16.splat(CARRIAGE_RETURN);
  let isStrange = false;
  for (let unit = begin; unit < end; unit++) {
    let p = block + unit * <usize>f.piece;
    const to = min(stop, p + <usize>f.piece), at = <usize>f.places + unit * 12;
    let within = <u64>0 - <u64>load<u32>(at);
    const last = p == block ? LINE_FEED : load<u8>(p - 1), isOutside = within == 0;
    const isLine = isOutside && isEnd(last), isMark = isLine || (isOutside && last == <u8>f.delimiter);
    let afterLine = <u64>isLine, afterMark = <u64>isMark, afterQuote = <u64>(f.quote != 0 && last == <u8>f.quote);
    let q = <usize>f.begins + (<usize>(load<u32>(at, 4) + <u32>!isMark) << 2), e = <usize>f.ends + (<usize>load<u32>(at, 4) << 2);
    let r = <usize>f.rows + 4 + (<usize>load<u32>(at, 8) << 2), fields = load<u32>(at, 4);
    for (; p < to; p += 64) {
      const a = v128.load(p), b = v128.load(p, 16), c = v128.load(p, 32), d = v128.load(p, 48);
      const there = firstBits(to - p), base = <u32>(p - block);
      const quoted = f.quote ? bitsOf(a, b, c, d, quotes) & there : 0;
      const inside = quoted ? parities(quoted) ^ within : within;
      const between = bitsOf(a, b, c, d, delimiters) & there & ~inside;
      const lines = bitsOfBoth(a, b, c, d, feeds, returns) & there & ~inside;
      const marks = between | lines, behindLines = (lines << 1) | afterLine, behindMarks = (marks << 1) | afterMark;
      const ends = lines & ~behindLines;
      const begins = behindMarks & ~(lines & behindLines) & there;
      // A quote opens where a field begins, or is the second of two, or has spaces before it.
      const opening = quoted & inside & ~(behindMarks | (quoted << 1) | afterQuote);
      if (opening) isStrange = isStrange || !areBehindSpaces(opening, p, block, <u8>f.delimiter);
      afterQuote = quoted >>> 63;
      if (f.comment) isStrange = isStrange || (bitsOf(a, b, c, d, comments) & behindLines & there) != 0;
      const fieldEnds = between | ends;
      q = writePlaces(begins, base, q);
      e = writePlaces(fieldEnds, base, e);
      for (let rest = ends; rest; rest &= rest - 1, r += 4) {
        store<u32>(r, fields + <u32>popcnt(fieldEnds & (rest ^ (rest - 1))));
      }
      fields += <u32>popcnt(fieldEnds);
      afterLine = lines >>> 63;
      afterMark = marks >>> 63;
      within = <u64>(<i64>inside >> 63);
    }
  }
  return <u32>isStrange;
}
