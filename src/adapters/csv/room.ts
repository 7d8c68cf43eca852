/** Arrays with room for more than what is in them. */
import { cut } from "../../typed-array";

/** As much of an array may stay empty at its end: a copy would cost more. */
const MOST_EMPTY = 1 / 8;

/** The first `length` values: over the same memory, if nearly all of it is theirs. */
export function kept<A extends Float64Array | Uint32Array | Uint8Array>(array: A, length: number): A {
  return array.length - length <= array.length * MOST_EMPTY ? cut(array, 0, length) : (array.slice(0, length) as A);
}
