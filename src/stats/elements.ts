/** The elements that sorting and quantiles take, where they lie, and views of them. */
import type { Lease } from "../threads/phase";

/** What is sorted. */
export type OrderDtype =
  | "float64" | "float32" | "int8" | "uint8" | "int16" | "uint16" | "int32" | "uint32" | "bigint64" | "biguint64";

/** Elements that lie in the memory, at a byte address. */
export interface Elements {
  pointer: number;
  dtype: OrderDtype;
  count: number;
}

export const ORDER_BYTES: Record<OrderDtype, number> = {
  float64: 8, float32: 4, int8: 1, uint8: 1, int16: 2, uint16: 2, int32: 4, uint32: 4, bigint64: 8, biguint64: 8,
};

const ARRAYS: Record<OrderDtype, new (buffer: ArrayBufferLike, byteOffset: number, length: number) => ArrayLike<number | bigint>> = {
  float64: Float64Array,
  float32: Float32Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  bigint64: BigInt64Array,
  biguint64: BigUint64Array,
};

/** The names of a kernel of each dtype. */
export function kernelsOf(name: string): Record<OrderDtype, string> {
  return Object.fromEntries(Object.keys(ORDER_BYTES).map((dtype) => [dtype, `${name}_${dtype}`])) as Record<OrderDtype, string>;
}

/** What reads one element as a number; valid until the next phase. */
export function reader(lease: Lease, x: Elements): (i: number) => number {
  return readerOf(x, lease.at(x.pointer, 0).buffer);
}

export function readerOf({ pointer, dtype, count }: Elements, buffer: ArrayBufferLike): (i: number) => number {
  const elements = new ARRAYS[dtype](buffer, pointer, count);
  return (i) => Number(elements[i]);
}

/** The two words of a double, as a frame takes it. */
export function wordsOf(x: number): [number, number] {
  const [low, high] = new Uint32Array(Float64Array.of(x).buffer);
  return [low!, high!];
}
