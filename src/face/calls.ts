/** What methods that compute take and give, by the types of their arguments. */
import type { CallOptions } from "../call/options";
import type { ElementFunction, Formula, Input, MappedAll } from "../call/types";
import type { Reduced, Reduction } from "../catalog/names";
import type { Column } from "../columns/column";
import type { Table } from "../columns/table";
import type { FloatArray } from "../dtype";

export type OptionsWithOut<O extends FloatArray> = CallOptions & { out: O };
export type OptionsWithHome<H extends "arena" | "ordinary"> = CallOptions & { home: H; out?: undefined };
export type PlainOptions = CallOptions & { home?: undefined; out?: undefined };
export type Rehomed<R, H> =
  R extends Float64Array ? Float64Array<H extends "arena" ? SharedArrayBuffer : ArrayBuffer>
  : R extends Float32Array ? Float32Array<H extends "arena" ? SharedArrayBuffer : ArrayBuffer>
  : R extends { data: infer D; shape: infer S } ? { data: Rehomed<D, H>; shape: S }
  : R;

type IsUnion<T, All = T> = T extends All ? ([All] extends [T] ? false : true) : never;
/** Those that a list has for certain: none where its length is not known, nor where one of several stands at a place. */
type Certain<R extends readonly Reduction[]> = number extends R["length"]
  ? never : { [I in keyof R]: IsUnion<R[I]> extends true ? never : R[I] }[number];
type Named<Name extends Reduction> = { [N in Name]: Reduced<N> };

/** What a list of reductions gives: each by its name. */
export type ReducedAll<R extends readonly Reduction[]> = [Exclude<R[number], Certain<R>>] extends [never]
  ? Named<Certain<R>> : Named<Certain<R>> & Partial<Named<Exclude<R[number], Certain<R>>>>;

export type MapSource<S extends string> = Formula<S> | ElementFunction | CompiledFunction;
export type AnySource = string | ElementFunction | CompiledFunction;
export type AtLeastOne = readonly [Input, ...Input[]];

/** Inputs of which one is a column, or a table alone; and options. */
export type ColumnArguments =
  | [table: Table, options?: CallOptions]
  | [column: Column, ...rest: (Input | Column | EveryRow | CallOptions)[]]
  | [first: Input, column: Column, ...rest: (Input | Column | CallOptions)[]]
  | [first: Input, second: Input, column: Column, ...rest: (Input | Column | CallOptions)[]];
/** Inputs by name, if a column is among them. */
export type WithColumn<I> = Column extends I[keyof I] ? I : never;
export type ColumnRecord = Readonly<Record<string, Input | Column | EveryRow>>;
/** In a formula over columns the same value in each row, as a number is. */
export type EveryRow = string | boolean | Date;
/** The least and the most of a column of dates, times or text are text. */
export type ReducedColumn<R extends Reduction> = R extends "min" | "max" ? number | string : Reduced<R>;
export type ReducedColumns<R extends readonly Reduction[]> = {
  [N in keyof ReducedAll<R>]: N extends "min" | "max" ? number | string : ReducedAll<R>[N];
};

/** What {@link Flux.compile} returns: called with the inputs in order, and at most one options object. */
export interface CompiledFunction {
  (...args: ColumnArguments): Promise<Column>;
  <O extends FloatArray>(...args: [...inputs: Input[], options: OptionsWithOut<O>]): Promise<O>;
  <I extends AtLeastOne>(...inputs: I): Promise<MappedAll<I>>;
  <I extends AtLeastOne>(...args: [...inputs: I, options: PlainOptions]): Promise<MappedAll<I>>;
  (...args: [...inputs: Input[], options: CallOptions]): Promise<FloatArray>;
  /** The same on the calling thread: the result itself. */
  sync: {
    (...args: ColumnArguments): Column;
    <O extends FloatArray>(...args: [...inputs: Input[], options: OptionsWithOut<O>]): O;
    <I extends AtLeastOne>(...inputs: I): MappedAll<I>;
    <I extends AtLeastOne>(...args: [...inputs: I, options: PlainOptions]): MappedAll<I>;
    (...args: [...inputs: Input[], options: CallOptions]): FloatArray;
  };
  /** What was compiled. */
  readonly source: string;
  /** The names of the inputs, in order. */
  readonly inputs: readonly string[];
}
