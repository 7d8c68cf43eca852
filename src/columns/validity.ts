/** Bitmaps of which rows have a value. */
import type { Validity } from "./types";

export function isValid({ bytes, offset }: Validity, row: number): boolean {
  const at = offset + row;
  return ((bytes[at >> 3]! >> (at & 7)) & 1) === 1;
}

/** How many of the first `length` rows are null. */
export function countNulls({ bytes, offset }: Validity, length: number): number {
  let valid = 0;
  let at = offset;
  const end = offset + length;
  for (; at < end && (at & 7) !== 0; at++) valid += (bytes[at >> 3]! >> (at & 7)) & 1;
  for (; at + 8 <= end; at += 8) valid += BITS_SET[bytes[at >> 3]!]!;
  for (; at < end; at++) valid += (bytes[at >> 3]! >> (at & 7)) & 1;
  return length - valid;
}

/** Of each byte, how many bits are 1. */
export const BITS_SET = Uint8Array.from({ length: 256 }, (_, byte) => {
  let count = 0;
  for (let rest = byte; rest > 0; rest >>= 1) count += rest & 1;
  return count;
});

/** A bitmap of `length` rows that have a value, to be written by setNull. */
export function allValid(length: number): { bytes: Uint8Array; offset: 0 } {
  return { bytes: new Uint8Array(Math.ceil(length / 8)).fill(0xff), offset: 0 };
}

/** Marks a row as null. */
export function setNull({ bytes, offset }: Validity, row: number): void {
  const at = offset + row;
  bytes[at >> 3]! &= ~(1 << (at & 7));
}

/** The rows that are valid in all of some bitmaps; undefined where none is given: every row is. */
export function bothValid(length: number, ...given: (Validity | undefined)[]): Validity | undefined {
  const some = given.filter((one) => one !== undefined);
  if (some.length <= 1) return some[0];
  const bytes = aligned(some[0]!, length);
  for (const one of some.slice(1)) {
    const others = aligned(one, length);
    for (let i = 0; i < bytes.length; i++) bytes[i]! &= others[i]!;
  }
  return { bytes, offset: 0 };
}

/** A copy of the bitmap that begins at bit 0; bits beyond the last row are unspecified. */
export function aligned({ bytes, offset }: Validity, length: number): Uint8Array {
  const first = offset >> 3;
  const shift = offset & 7;
  const size = Math.ceil(length / 8);
  if (shift === 0) return Uint8Array.prototype.slice.call(bytes, first, first + size); // Buffer's own slice() would not copy
  const copy = new Uint8Array(size);
  for (let i = 0; i < size; i++) copy[i] = (bytes[first + i]! >> shift) | ((bytes[first + i + 1] ?? 0) << (8 - shift));
  return copy;
}

/** The bitmap of columns one after another, of so many rows in all; undefined where none has one. */
export function joinedValidity(
  pieces: readonly { readonly length: number; readonly validity: Validity | undefined }[], length: number,
): Validity | undefined {
  if (pieces.every(({ validity }) => validity === undefined)) return undefined;
  const only = pieces.length === 1 ? pieces[0]!.validity : undefined;
  if (only) return only;
  const bytes = new Uint8Array(Math.ceil(length / 8));
  let row = 0;
  for (const piece of pieces) {
    if (piece.validity && (row & 7) === 0) {
      bytes.set(aligned(piece.validity, piece.length), row >> 3);
      if (piece.length & 7) bytes[(row + piece.length) >> 3]! &= (1 << (piece.length & 7)) - 1; // what lies beyond is the next one's
    } else {
      for (let i = 0; i < piece.length; i++) {
        if (!piece.validity || isValid(piece.validity, i)) bytes[(row + i) >> 3]! |= 1 << ((row + i) & 7);
      }
    }
    row += piece.length;
  }
  return { bytes, offset: 0 };
}
