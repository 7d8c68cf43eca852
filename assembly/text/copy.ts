/**
 * Text copied, and quotes that stand twice written once.
 * Method: sixteen bytes at a time, beyond the end of the text; where one of them is a quote, up to and with that quote.
 * Source: none.
 * Special: what lies within fifteen bytes after the copy is overwritten.
 */

/** From p to e, to q: where it ends there. */
@inline export function copyText(p: usize, e: usize, q: usize): usize {
  const end = q + (e - p);
  for (; p < e; p += 16, q += 16) v128.store(q, v128.load(p));
  return end;
}

/** The same without the second of two quotes; 0 where one stands alone. */
export function copyQuoted(p: usize, e: usize, q: usize, quote: u8): usize {
  const quotes = i8x16.splat(quote);
  while (p < e) {
    const bytes = v128.load(p), found = <u32>i8x16.bitmask(i8x16.eq(bytes, quotes));
    v128.store(q, bytes);
    const size = min<usize>(16, e - p), at = found ? <usize>ctz(found) : 16;
    if (at >= size) {
      p += size;
      q += size;
    } else {
      if (p + at + 1 >= e || load<u8>(p + at + 1) != quote) return 0;
      p += at + 2;
      q += at + 1;
    }
  }
  return q;
}
