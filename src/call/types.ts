/** What a call takes, and the type of what it gives. */
import type { NumberArray } from "../dtype";

/** Data with a shape, row by row. */
export interface Shaped<A extends NumberArray | number[] = NumberArray | number[]> {
  data: A;
  shape: readonly number[];
}

/** Nested arrays of any depth, all rows of one length. */
export type Nested = readonly (number | Nested | NumberArray)[];

/** A column of numbers, or a number. */
export type Input = number | NumberArray | readonly number[] | Nested | Shaped;

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

type BothFloat32<A, B> = IsFloat32<A> extends true ? IsFloat32<B> : false;

/** Two flat typed arrays: shared only if both are, float32 only if both are. */
type MappedPair<A extends NumberArray, B extends NumberArray> = Floats<
  BothFloat32<A, B>,
  BufferOf<A> extends SharedArrayBuffer ? BufferOf<B> : BufferOf<A>
>;

/** The result of mapping two inputs, of which one may be a number: the first array's form. */
export type Mapped2<A, B> =
  A extends number ? Mapped<B>
  : B extends number ? Mapped<A>
  : A extends NumberArray ? (B extends NumberArray ? MappedPair<A, B> : Floats<BothFloat32<A, B>, ArrayBuffer>)
  : A extends Shaped ? { data: Floats<BothFloat32<A, B>, ArrayBufferLike>; shape: number[] }
  : Mapped<A>;

/** The result of mapping three inputs, of which up to two may be numbers: that of the arrays among them. */
export type Mapped3<A, B, C> =
  A extends number ? Mapped2<B, C>
  : B extends number ? Mapped2<A, C>
  : C extends number ? Mapped2<A, B>
  : Mapped2<Mapped2<A, B>, C>;

/** An input that is not a number. */
export type ArrayInput = Exclude<Input, number>;
