/** The rows of a column that have a value, counted among themselves: what reductions and orders are of. */
import type { TypedArray } from "../dtype";
import { cut, setInto } from "../typed-array";
import type { Validity } from "./types";
import { aligned, BITS_SET } from "./validity";

/** Rows between two counts; a whole number of bytes of the bitmap. */
const BLOCK = 1024;
/** Rows of which all have a value are copied by `set` from so many on. */
const LONG_RUN = 64;

export class ValidRows {
  /** How many there are. */
  readonly count: number;
  /** The bitmap from bit 0 on; bits beyond the last row are 0. */
  private readonly bytes: Uint8Array;
  /** Before each block. */
  private readonly before: Uint32Array;

  constructor(
    validity: Validity,
    /** Of the column, nulls among them. */
    readonly rows: number,
  ) {
    this.bytes = aligned(validity, rows);
    if (rows % 8 > 0) this.bytes[this.bytes.length - 1]! &= (1 << (rows % 8)) - 1;
    this.before = new Uint32Array(Math.ceil(rows / BLOCK));
    let count = 0;
    for (let block = 0; block < this.before.length; block++) {
      this.before[block] = count;
      const end = Math.min(this.bytes.length, ((block + 1) * BLOCK) / 8);
      for (let i = (block * BLOCK) / 8; i < end; i++) count += BITS_SET[this.bytes[i]!]!;
    }
    this.count = count;
  }

  isValid(row: number): boolean {
    return ((this.bytes[row >> 3]! >> (row & 7)) & 1) === 1;
  }

  /** The row of the value at `index`; after the last one the number of rows. */
  rowOf(index: number): number {
    if (index >= this.count) return this.rows;
    let low = 0, high = this.before.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.before[middle]! <= index) low = middle;
      else high = middle;
    }
    let left = index - this.before[low]!;
    let i = (low * BLOCK) / 8;
    for (let bits = BITS_SET[this.bytes[i]!]!; left >= bits; bits = BITS_SET[this.bytes[i]!]!) {
      left -= bits;
      i++;
    }
    let row = i * 8;
    for (let byte = this.bytes[i]!; ; byte >>= 1, row++) if ((byte & 1) === 1 && left-- === 0) return row;
  }

  /**
   * Brings the values of rows [row, row + values.length) that have one to `target` from `at` on, as far as there is room. Where the next
   * one goes.
   */
  compress<A extends TypedArray>(values: A, row: number, target: A, at: number): number {
    const { bytes } = this;
    const { length } = values, room = target.length;
    let i = 0;
    while (i < length && at < room) {
      const on = row + i;
      if ((on & 7) !== 0 || length - i < 8 || room - at < 8) {
        if ((bytes[on >> 3]! >> (on & 7)) & 1) target[at++] = values[i]!;
        i++;
        continue;
      }
      const byte = bytes[on >> 3]!;
      if (byte === 0xff) {
        let end = i + 8;
        while (end + 8 <= length && end - i + 8 <= room - at && bytes[(row + end) >> 3] === 0xff) end += 8;
        if (end - i >= LONG_RUN) {
          setInto(target, cut(values, i, end) as ArrayLike<unknown> as ArrayLike<number>, at);
          at += end - i;
          i = end;
        } else while (i < end) target[at++] = values[i++]!;
      } else {
        // Each is written, and the next one over it where it is null: a branch would be guessed wrong too often.
        for (let bit = 0; bit < 8; bit++) {
          target[at] = values[i + bit]!;
          at += (byte >> bit) & 1;
        }
        i += 8;
      }
    }
    return at;
  }

  /** Puts values [begin, begin + values.length) in their rows of `target`, which has all rows; anything in null rows between them. */
  spread<A extends TypedArray>(values: A, begin: number, target: A): void {
    const { bytes } = this;
    const { length } = values;
    let row = this.rowOf(begin);
    for (let i = 0; i < length; ) {
      if ((row & 7) !== 0 || length - i < 8) {
        if (this.isValid(row)) target[row] = values[i++]!;
        row++;
        continue;
      }
      const byte = bytes[row >> 3]!;
      for (let bit = 0; bit < 8; bit++) {
        target[row + bit] = values[i]!;
        i += (byte >> bit) & 1;
      }
      row += 8;
    }
  }

  /** Puts the rows of values [begin, end) in `target`, from `begin` on. */
  list(begin: number, end: number, target: Uint32Array): void {
    let row = this.rowOf(begin);
    for (let i = begin; i < end; row++) if (this.isValid(row)) target[i++] = row;
  }
}
