/** Types of results: what a call gives for what it gets. */
import type { NumberArray } from "../scheduler/stage";
import type { Input, Shaped } from "./inputs";

/** The buffer behind an input: arena arrays and foreign shared memory are `SharedArrayBuffer`. */
type BufferOf<A> = A extends { readonly buffer: infer B extends ArrayBufferLike } ? B : ArrayBuffer;

type IsFloat32<A> = A extends Float32Array ? true : A extends Shaped<infer D> ? IsFloat32<D> : false;

type MappedRows<A> = A extends readonly number[] ? number[] : A extends NumberArray ? Mapped<A> : A extends readonly (infer R)[] ? MappedRows<R>[] : never;

/** The result of mapping one array input. */
export type Mapped<A> =
  A extends Float32Array<infer B> ? Float32Array<B>
  : A extends NumberArray ? Float64Array<BufferOf<A>>
  : A extends Shaped<infer D> ? { data: Mapped<D>; shape: number[] }
  : A extends readonly number[] ? Float64Array<ArrayBuffer>
  : A extends readonly unknown[] ? MappedRows<A>
  : never;

type Floats<Is32 extends boolean, B extends ArrayBufferLike> = Is32 extends true ? Float32Array<B> : Float64Array<B>;

/** Two flat typed arrays: shared only if both are, float32 only if both are. */
type MappedPair<A extends NumberArray, B extends NumberArray> = Floats<
  IsFloat32<A> extends true ? IsFloat32<B> : false,
  BufferOf<A> extends SharedArrayBuffer ? BufferOf<B> : BufferOf<A>
>;

/** The result of mapping two inputs, of which one may be a number: the first array's form. */
export type Mapped2<A, B> =
  A extends number ? Mapped<B>
  : B extends number ? Mapped<A>
  : A extends NumberArray ? (B extends NumberArray ? MappedPair<A, B> : Float64Array<ArrayBuffer> | Float32Array<ArrayBuffer>)
  : A extends readonly number[] ? Float64Array<ArrayBuffer>
  : A extends Shaped ? { data: Float64Array | Float32Array; shape: number[] }
  : Mapped<A>;

/** An input that is not a number. */
export type ArrayInput = Exclude<Input, number>;
