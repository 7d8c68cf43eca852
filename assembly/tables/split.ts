// python3 assembly/fit/split.py > assembly/tables/split.ts
// Generated: do not edit.

/** The upper 26 bits of a double. */
const SPLIT_WORDS: usize = memory.data<u64>([
  0xfffffffff8000000, // upper
  0x0000000004000000, // half
], 16);

export class SplitWords {
  /** A mask of them, with sign and exponent. */
  @inline static upper(): v128 { return v128.load64_splat(SPLIT_WORDS); }
  /** Half of the last of them. */
  @inline static half(): v128 { return v128.load64_splat(SPLIT_WORDS + 8); }
}
