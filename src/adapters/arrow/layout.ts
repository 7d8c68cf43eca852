/** An array of Arrow's, and its buffers as elements. */
import type { Validity } from "../../columns/types";
import { demand } from "./malformed";
import type { ArrowDataType } from "./types";

/** Buffers as the format lays them out. */
export interface ArrowArray {
  readonly type: ArrowDataType;
  readonly length: number;
  readonly validity: Validity | undefined;
  /** The buffer of values, the first one's at its beginning; of booleans the bitmap. */
  readonly values: Uint8Array;
  /** Of booleans: the bit of the first. */
  readonly bit?: number;
  /** Of texts: where each begins, and the last one ends. */
  readonly offsets?: Uint8Array;
  /** Of views: the buffers of long values. */
  readonly long?: readonly Uint8Array[];
}

/** Whose values, for messages: "data.arrow", "price". */
export interface ArrowPlace {
  readonly name: string;
  readonly column: string;
  /** Rows before the first. */
  readonly row: number;
  /** Bytes that may be made of it. */
  readonly mostBytes: number;
}

export interface ElementsKind<A> {
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): A;
  new (length: number): A;
  readonly BYTES_PER_ELEMENT: number;
}

/** The bytes as elements: over the same memory, unless they are not aligned. @throws Malformed where there are too few */
export function view<A extends ArrayBufferView>(Kind: ElementsKind<A>, bytes: Uint8Array, length: number): A {
  const size = length * Kind.BYTES_PER_ELEMENT;
  demand(size <= bytes.length, `a buffer has ${bytes.length} bytes, fewer than its ${length} values take`);
  if (bytes.byteOffset % Kind.BYTES_PER_ELEMENT === 0) return new Kind(bytes.buffer, bytes.byteOffset, length);
  const copy = new Kind(length);
  new Uint8Array(copy.buffer).set(bytes.subarray(0, size));
  return copy;
}
