/** The two element types that kernels compute with, and the arrays that hold them. */

export type Dtype = "float64" | "float32";

/** A typed array that kernels read and write as it is. */
export type FloatArray<B extends ArrayBufferLike = ArrayBufferLike> = Float64Array<B> | Float32Array<B>;

/** Any typed array of numbers. */
export type NumberArray =
  | FloatArray | Int8Array | Uint8Array | Uint8ClampedArray | Int16Array | Uint16Array | Int32Array | Uint32Array;

export const BYTES: Record<Dtype, number> = { float64: 8, float32: 4 };

/** log2 of the element size: pointer arithmetic by shifts. */
export const SHIFT: Record<Dtype, number> = { float64: 3, float32: 2 };

/** A view of `length` elements at `byteOffset`. */
export function viewOf<B extends ArrayBufferLike>(dtype: Dtype, buffer: B, byteOffset: number, length: number): FloatArray<B> {
  return dtype === "float64" ? new Float64Array(buffer, byteOffset, length) : new Float32Array(buffer, byteOffset, length);
}

/** Every kind of typed array: of data that need be no numbers of kernels. */
export type TypedArray =
  | Float64Array
  | Float32Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;
