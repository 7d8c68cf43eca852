/** Arrays of the caller's own, which have no nulls beside them. */
import type { Validity } from "../../columns/types";
import type { TypedArray } from "../../dtype";

/** Puts NaN where rows [begin, end) are null; in integers, which have none, 0. */
export function markNulls(values: TypedArray, { bytes, offset }: Validity, begin = 0, end = values.length): void {
  const none = noneOf(values);
  for (let row = begin; row < end; row++) {
    const at = offset + row;
    const byte = bytes[at >> 3]!;
    // Eight valid rows are passed at once.
    if (byte === 0xff && (at & 7) === 0) row += 7;
    else if (((byte >> (at & 7)) & 1) === 0) values[row] = none;
  }
}

/** Puts NaN, or 0, in all of [begin, end). */
export function markAll(values: TypedArray, begin: number, end: number): void {
  (values as Float64Array).fill(noneOf(values) as number, begin, end);
}

const noneOf = (values: TypedArray) => (values instanceof BigInt64Array || values instanceof BigUint64Array ? 0n : Number.NaN);
