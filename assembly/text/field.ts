/**
 * What a field holds: without the blanks around it, and without its quotes.
 * Method: from both ends, byte by byte; called where the first or last byte says that there may be any.
 * Source: none.
 * Special: spaces may stand around quotes, tabs not; quotes that do not end the field are part of it.
 */

const SPACE: u8 = 0x20;
const TAB: u8 = 0x09;

/** Where a field begins, how many bytes it has, and whether it is quoted: in one word, as kernels return one. */
@inline function packed(p: usize, e: usize, isQuoted: bool): u64 {
  return <u64>p | (<u64>(e - p) << 32) | (<u64>isQuoted << 63);
}
@inline export function beginIn(field: u64): usize { return <usize>(<u32>field); }
@inline export function endIn(field: u64): usize { return <usize>(<u32>field) + <usize>(<u32>(field >> 32) & 0x7fffffff); }
@inline export function isQuotedIn(field: u64): bool { return <i64>field < 0; }

/** What the quotes of a field from p to e hold; all of it where it is not quoted. `quote` is no byte where there are none. */
export function within(p: usize, e: usize, quote: u32): u64 {
  let b = p, z = e;
  while (b < z && load<u8>(b) == SPACE) b++;
  if (b < z && <u32>load<u8>(b) == quote) {
    while (load<u8>(z - 1) == SPACE) z--;
    if (z - b > 1 && <u32>load<u8>(z - 1) == quote) return packed(b + 1, z - 1, true);
  }
  return packed(p, e, false);
}

/** The same without blanks at its ends. */
export function trimmed(field: u64): u64 {
  let p = beginIn(field), e = endIn(field);
  while (p < e && isBlank(load<u8>(p))) p++;
  while (p < e && isBlank(load<u8>(e - 1))) e--;
  return packed(p, e, isQuotedIn(field));
}

@inline function isBlank(byte: u8): bool { return byte == SPACE || byte == TAB; }
