/** What a unit of rows of one column has. */
@unmanaged export class Found {
  /** The first row that is not plain; NONE. Of texts that repeat: where it gave up. */
  failed: u32;
  valid: u32;
  /** The last double that is left to the calling thread; NONE. Its value is the one before it. */
  undecided: u32;
  /** Bytes of text, and where the first of them is. */
  bytes: u32;
  texts: u32;
  /** Texts that differ, of those that repeat. */
  distinct: u32;
}

export const FOUND_BYTES: usize = 24;
export const NONE: u32 = 0xffffffff;
