/** Maps, formulas and reductions: what an instance computes. */
import type { CallOptions } from "../call/options";
import type {
  ArrayInput, CompileOptions, Evaluated, Explanation, ExplainOptions, FamilyExplanation, Input, Mapped, Mapped2, Mapped3, MappedAll,
} from "../call/types";
import type { BinaryOperation, PairReduction, PlainReduction, Reduced, TernaryOperation, UnaryOperation } from "../catalog/names";
import type { Column } from "../columns/column";
import type { Table } from "../columns/table";
import type { FloatArray } from "../dtype";
import type {
  AnySource, AtLeastOne, ColumnArguments, ColumnRecord, CompiledFunction, MapSource, OptionsWithHome, OptionsWithOut, PlainOptions,
  ReducedAll, ReducedColumn, ReducedColumns, Rehomed, WithColumn,
} from "./calls";
import type { FamilyArguments } from "./families";

/** Of reductions, arrays and streams alike. */
export interface ReducingOptions {
  /** Leave NaN out, of two arrays rows with NaN in either; counts are of what is left. Default: false. */
  skipNaN?: boolean;
  /** Of var, std and cov: what is taken from the count before it divides. Default: 0, of cov 1. */
  ddof?: number;
}

/** Options of {@link Flux.reduce}: a number lives nowhere. */
export type ReduceOptions = Omit<CallOptions, "out" | "home"> & ReducingOptions;

/** Computing of an instance. */
export interface Computing {
  /**
   * Applies an operation, a formula or a function to each element, on all cores, without blocking the event loop.
   *
   * A formula is of numbers, pi, e, operations by their names, + - * / % **, comparisons (1 or 0), && || ! ?:, and the inputs x, y, z, w
   * in this order. ** is Python's (-x**2 is -(x**2)), all else JavaScript's. A function is an expression of its parameters, numbers and
   * Math, or consts and a return of one: it becomes the same kernels. Any other closed function runs as JavaScript, in threads of its
   * own; with compile: "require" that is an error. Variables from outside are given by `context`.
   *
   * Inputs: typed arrays of numbers, number[], nested arrays, { data, shape } or numbers (constants), of equal length; at least one
   * array. An array of one element goes with any; inputs of different { data, shape } by NumPy's rule (rows, columns, planes). The
   * result is float32 if all array inputs are Float32Array, else float64. It lives in `out` if given, in the arena if every array input
   * does, else in ordinary memory, and has the first array input's form. Inputs and `out` are borrowed until the promise settles; after
   * an error the contents of `out` are unspecified. Accuracy: as docs/api.md tells of each operation, per step; of what lies between
   * steps nothing is stored.
   *
   * With a column among the inputs the result is a column of as many rows, null where an input is null; comparisons, and what && || ! make
   * of them, give booleans. A formula over a table names its columns. Columns of floats are not copied. 64-bit integers that float64 does
   * not have are PrecisionLost. A function that JavaScript runs is not called for rows with a null. NaN of rows with nulls are not counted
   * (`status().lastCall.newNaN` is null).
   *
   * @throws (as a rejected promise) UnknownOperation, WrongArity, UnequalLengths, UnsupportedInput, RaggedArray, NotANumber,
   * BadOutput, PartialOverlap, DetachedBuffer, FreedArray, ArenaFull, BadOption, TimeoutError, WorkerLost, InstanceClosed, or the
   * signal's reason; of formulas FormulaSyntax, FormulaTooDeep, FormulaTooLong, UnknownName, UnusedInput; of functions NotCompilable,
   * FreeVariable, CyclicFormula, FunctionFailed
   * @example
   * const y = await flux.map("exp_sqrt", new Float64Array([0, 1, 4]));
   * // y[2] is exp(2)
   * const z = await flux.map("sqrt(x) * 2 + y", y, 1);
   * const w = await flux.map((v) => Math.exp(-v * v), z);
   */
  map<O extends FloatArray>(operation: UnaryOperation, x: ArrayInput, options: OptionsWithOut<O>): Promise<O>;
  map<A extends ArrayInput, H extends "arena" | "ordinary">(
    operation: UnaryOperation, x: A, options: OptionsWithHome<H>,
  ): Promise<Rehomed<Mapped<A>, H>>;
  map<A extends ArrayInput>(operation: UnaryOperation, x: A, options?: PlainOptions): Promise<Mapped<A>>;
  map<A extends ArrayInput>(operation: UnaryOperation, x: A, options: CallOptions): Promise<Mapped<A> | FloatArray>;
  map<O extends FloatArray>(operation: BinaryOperation, a: Input, b: Input, options: OptionsWithOut<O>): Promise<O>;
  map<A extends Input, B extends Input, H extends "arena" | "ordinary">(
    operation: BinaryOperation, a: A, b: B, options: OptionsWithHome<H>,
  ): Promise<Rehomed<Mapped2<A, B>, H>>;
  map<A extends Input, B extends Input>(operation: BinaryOperation, a: A, b: B, options?: PlainOptions): Promise<Mapped2<A, B>>;
  map<A extends Input, B extends Input>(operation: BinaryOperation, a: A, b: B, options: CallOptions): Promise<Mapped2<A, B> | FloatArray>;
  map<O extends FloatArray>(operation: TernaryOperation, a: Input, b: Input, c: Input, options: OptionsWithOut<O>): Promise<O>;
  map<A extends Input, B extends Input, C extends Input, H extends "arena" | "ordinary">(
    operation: TernaryOperation, a: A, b: B, c: C, options: OptionsWithHome<H>,
  ): Promise<Rehomed<Mapped3<A, B, C>, H>>;
  map<A extends Input, B extends Input, C extends Input>(
    operation: TernaryOperation, a: A, b: B, c: C, options?: PlainOptions,
  ): Promise<Mapped3<A, B, C>>;
  map<A extends Input, B extends Input, C extends Input>(
    operation: TernaryOperation, a: A, b: B, c: C, options: CallOptions,
  ): Promise<Mapped3<A, B, C> | FloatArray>;
  map(source: AnySource, ...args: ColumnArguments): Promise<Column>;
  map<S extends string, O extends FloatArray>(source: MapSource<S>, ...args: [...inputs: Input[], options: OptionsWithOut<O>]): Promise<O>;
  map<S extends string, I extends AtLeastOne>(source: MapSource<S>, ...inputs: I): Promise<MappedAll<I>>;
  map<S extends string, I extends AtLeastOne, H extends "arena" | "ordinary">(
    source: MapSource<S>, ...args: [...inputs: I, options: OptionsWithHome<H>]
  ): Promise<Rehomed<MappedAll<I>, H>>;
  map<S extends string, I extends AtLeastOne>(source: MapSource<S>, ...args: [...inputs: I, options: PlainOptions]): Promise<MappedAll<I>>;

  /**
   * {@link Flux.map} on the calling thread: returns the result itself, and blocks until it is there. Inputs, result and errors are
   * those of map; the errors are thrown.
   *
   * @example
   * const y = flux.mapSync("multiply", new Float64Array([1, 2, 3]), 10);
   * // y[2] is 30
   */
  mapSync<O extends FloatArray>(operation: UnaryOperation, x: ArrayInput, options: OptionsWithOut<O>): O;
  mapSync<A extends ArrayInput, H extends "arena" | "ordinary">(
    operation: UnaryOperation, x: A, options: OptionsWithHome<H>,
  ): Rehomed<Mapped<A>, H>;
  mapSync<A extends ArrayInput>(operation: UnaryOperation, x: A, options?: PlainOptions): Mapped<A>;
  mapSync<A extends ArrayInput>(operation: UnaryOperation, x: A, options: CallOptions): Mapped<A> | FloatArray;
  mapSync<O extends FloatArray>(operation: BinaryOperation, a: Input, b: Input, options: OptionsWithOut<O>): O;
  mapSync<A extends Input, B extends Input, H extends "arena" | "ordinary">(
    operation: BinaryOperation, a: A, b: B, options: OptionsWithHome<H>,
  ): Rehomed<Mapped2<A, B>, H>;
  mapSync<A extends Input, B extends Input>(operation: BinaryOperation, a: A, b: B, options?: PlainOptions): Mapped2<A, B>;
  mapSync<A extends Input, B extends Input>(operation: BinaryOperation, a: A, b: B, options: CallOptions): Mapped2<A, B> | FloatArray;
  mapSync<O extends FloatArray>(operation: TernaryOperation, a: Input, b: Input, c: Input, options: OptionsWithOut<O>): O;
  mapSync<A extends Input, B extends Input, C extends Input, H extends "arena" | "ordinary">(
    operation: TernaryOperation, a: A, b: B, c: C, options: OptionsWithHome<H>,
  ): Rehomed<Mapped3<A, B, C>, H>;
  mapSync<A extends Input, B extends Input, C extends Input>(
    operation: TernaryOperation, a: A, b: B, c: C, options?: PlainOptions,
  ): Mapped3<A, B, C>;
  mapSync<A extends Input, B extends Input, C extends Input>(
    operation: TernaryOperation, a: A, b: B, c: C, options: CallOptions,
  ): Mapped3<A, B, C> | FloatArray;
  mapSync(source: AnySource, ...args: ColumnArguments): Column;
  mapSync<S extends string, O extends FloatArray>(source: MapSource<S>, ...args: [...inputs: Input[], options: OptionsWithOut<O>]): O;
  mapSync<S extends string, I extends AtLeastOne>(source: MapSource<S>, ...inputs: I): MappedAll<I>;
  mapSync<S extends string, I extends AtLeastOne, H extends "arena" | "ordinary">(
    source: MapSource<S>, ...args: [...inputs: I, options: OptionsWithHome<H>]
  ): Rehomed<MappedAll<I>, H>;
  mapSync<S extends string, I extends AtLeastOne>(source: MapSource<S>, ...args: [...inputs: I, options: PlainOptions]): MappedAll<I>;

  /**
   * {@link Flux.map} with inputs by name, or over a table's columns: every name in the formula must be one of them, or a constant; each
   * input must be used. A function's parameters, and the variables it uses from outside, are the inputs of their names.
   *
   * @throws what map does, and MissingInput
   * @example
   * const a = new Float64Array([1, 2, 3]), b = new Float64Array([4, 5, 6]);
   * const e = await flux.evaluate("2*a + k*b", { a, b, k: 3 });
   * // e[0] is 14
   */
  evaluate<O extends FloatArray>(source: AnySource, inputs: Readonly<Record<string, Input>>, options: OptionsWithOut<O>): Promise<O>;
  evaluate<I extends Readonly<Record<string, Input>>, H extends "arena" | "ordinary">(
    source: AnySource, inputs: I, options: OptionsWithHome<H>,
  ): Promise<Rehomed<Evaluated<I>, H>>;
  evaluate<I extends Readonly<Record<string, Input>>>(source: AnySource, inputs: I, options?: PlainOptions): Promise<Evaluated<I>>;
  evaluate(source: AnySource, table: Table, options?: CallOptions): Promise<Column>;
  evaluate<I extends ColumnRecord>(source: AnySource, inputs: WithColumn<I>, options?: CallOptions): Promise<Column>;

  /**
   * {@link Flux.evaluate} on the calling thread: returns the result itself.
   *
   * @example const e = flux.evaluateSync("a + 1", { a: [1, 2] });
   */
  evaluateSync<O extends FloatArray>(source: AnySource, inputs: Readonly<Record<string, Input>>, options: OptionsWithOut<O>): O;
  evaluateSync<I extends Readonly<Record<string, Input>>, H extends "arena" | "ordinary">(
    source: AnySource, inputs: I, options: OptionsWithHome<H>,
  ): Rehomed<Evaluated<I>, H>;
  evaluateSync<I extends Readonly<Record<string, Input>>>(source: AnySource, inputs: I, options?: PlainOptions): Evaluated<I>;
  evaluateSync(source: AnySource, table: Table, options?: CallOptions): Column;
  evaluateSync<I extends ColumnRecord>(source: AnySource, inputs: WithColumn<I>, options?: CallOptions): Column;

  /**
   * Reduces an array, or what a source makes of arrays (in order, or by their names), to one number, or by a list of reductions to an
   * object of them, in one pass: nothing is stored between. Numbers: "sum", "mean", "min", "max", "argmin", "argmax" (the index of the
   * first), "product", "countNonzero", "norm" (the root of the sum of squares, whatever their range), "var", "std" (`ddof`: 0, as NumPy),
   * and of two arrays "dot" and "cov" (`ddof`: 1). True or false: "any" and "all" (of what is not 0).
   *
   * NaN counts as not 0, and makes min, max and the others NaN; argmin and argmax find the first. `skipNaN` leaves NaN out: of NaN alone
   * the sum, norm and dot are 0, the product is 1, mean, min, max, var, std and cov are NaN, argmin and argmax throw EmptyInput.
   *
   * The bits do not depend on the number of threads: blocks of 1,024 elements are reduced each alone, and merged by their index. Sums
   * (mean, dot, norm) are compensated: as if added up in twice the precision of float64. Variances are of distances from the mean (Chan,
   * Golub, LeVeque): numbers far from 0 lose nothing. The sum of nothing is 0, the product 1, mean, var, std and cov NaN; min, max, argmin
   * and argmax do not exist.
   *
   * Nulls of columns are left out: the result is that of the other rows (of two columns, those with both), bit for bit; argmin and argmax
   * are rows of the whole column. Dates, times and text have min, max (as text), argmin and argmax, durations sum and mean too, in
   * milliseconds. A table that is larger than memory is reduced in parts, with the same bits.
   *
   * @throws (as a rejected promise) what map does, and EmptyInput
   * @example
   * const x = new Float64Array([1, 4, 9]);
   * const total = await flux.reduce("sum", "sqrt(x)", x);
   * // total is 6
   * const largest = await flux.reduce("max", x);
   * const revenue = await flux.reduce("sum", "price * quantity", { price: [2, 3], quantity: [10, 20] });
   * // revenue is 80
   * const { mean, std } = await flux.reduce(["mean", "std"], [1, NaN, 3], { skipNaN: true });
   * // mean is 2, std is 1
   */
  reduce(reduction: PairReduction, a: Input, b: Input, options?: ReduceOptions): Promise<number>;
  reduce(reduction: PairReduction, a: Column, b: Column | Input, options?: ReduceOptions): Promise<number>;
  reduce<R extends PlainReduction>(reduction: R, x: Column, options?: ReduceOptions): Promise<ReducedColumn<R>>;
  reduce<R extends PlainReduction>(
    reduction: R, source: AnySource, inputs: Column | Table | ColumnRecord, ...args: (Input | Column | ReduceOptions)[]
  ): Promise<Reduced<R>>;
  reduce<const R extends readonly PairReduction[]>(
    reductions: R, a: Column, b: Column | Input, options?: ReduceOptions,
  ): Promise<ReducedAll<R>>;
  reduce<const R extends readonly PlainReduction[]>(reductions: R, x: Column, options?: ReduceOptions): Promise<ReducedColumns<R>>;
  reduce<const R extends readonly PlainReduction[]>(
    reductions: R, source: AnySource, inputs: Column | Table | ColumnRecord, ...args: (Input | Column | ReduceOptions)[]
  ): Promise<ReducedAll<R>>;
  reduce<R extends PlainReduction>(reduction: R, x: ArrayInput, options?: ReduceOptions): Promise<Reduced<R>>;
  reduce<R extends PlainReduction>(
    reduction: R, source: AnySource, inputs: Readonly<Record<string, Input>>, options?: ReduceOptions,
  ): Promise<Reduced<R>>;
  reduce<R extends PlainReduction>(
    reduction: R, source: AnySource, ...args: [...inputs: Input[]] | [...inputs: Input[], options: ReduceOptions]
  ): Promise<Reduced<R>>;
  reduce<const R extends readonly PairReduction[]>(reductions: R, a: Input, b: Input, options?: ReduceOptions): Promise<ReducedAll<R>>;
  reduce<const R extends readonly PlainReduction[]>(reductions: R, x: ArrayInput, options?: ReduceOptions): Promise<ReducedAll<R>>;
  reduce<const R extends readonly PlainReduction[]>(
    reductions: R, source: AnySource, inputs: Readonly<Record<string, Input>>, options?: ReduceOptions,
  ): Promise<ReducedAll<R>>;
  reduce<const R extends readonly PlainReduction[]>(
    reductions: R, source: AnySource, ...args: [...inputs: Input[]] | [...inputs: Input[], options: ReduceOptions]
  ): Promise<ReducedAll<R>>;

  /** {@link Flux.reduce} on the calling thread: returns the result itself. @example const mean = flux.reduceSync("mean", [1, 2, 3]); */
  reduceSync(reduction: PairReduction, a: Input, b: Input, options?: ReduceOptions): number;
  reduceSync(reduction: PairReduction, a: Column, b: Column | Input, options?: ReduceOptions): number;
  reduceSync<R extends PlainReduction>(reduction: R, x: Column, options?: ReduceOptions): ReducedColumn<R>;
  reduceSync<R extends PlainReduction>(
    reduction: R, source: AnySource, inputs: Column | Table | ColumnRecord, ...args: (Input | Column | ReduceOptions)[]
  ): Reduced<R>;
  reduceSync<const R extends readonly PairReduction[]>(reductions: R, a: Column, b: Column | Input, options?: ReduceOptions): ReducedAll<R>;
  reduceSync<const R extends readonly PlainReduction[]>(reductions: R, x: Column, options?: ReduceOptions): ReducedColumns<R>;
  reduceSync<const R extends readonly PlainReduction[]>(
    reductions: R, source: AnySource, inputs: Column | Table | ColumnRecord, ...args: (Input | Column | ReduceOptions)[]
  ): ReducedAll<R>;
  reduceSync<R extends PlainReduction>(reduction: R, x: ArrayInput, options?: ReduceOptions): Reduced<R>;
  reduceSync<R extends PlainReduction>(
    reduction: R, source: AnySource, inputs: Readonly<Record<string, Input>>, options?: ReduceOptions,
  ): Reduced<R>;
  reduceSync<R extends PlainReduction>(
    reduction: R, source: AnySource, ...args: [...inputs: Input[]] | [...inputs: Input[], options: ReduceOptions]
  ): Reduced<R>;
  reduceSync<const R extends readonly PairReduction[]>(reductions: R, a: Input, b: Input, options?: ReduceOptions): ReducedAll<R>;
  reduceSync<const R extends readonly PlainReduction[]>(reductions: R, x: ArrayInput, options?: ReduceOptions): ReducedAll<R>;
  reduceSync<const R extends readonly PlainReduction[]>(
    reductions: R, source: AnySource, inputs: Readonly<Record<string, Input>>, options?: ReduceOptions,
  ): ReducedAll<R>;
  reduceSync<const R extends readonly PlainReduction[]>(
    reductions: R, source: AnySource, ...args: [...inputs: Input[]] | [...inputs: Input[], options: ReduceOptions]
  ): ReducedAll<R>;

  /**
   * A function that maps what {@link Flux.map} would with this source. (map remembers sources too: this is for those who want a name for
   * it, their own names for a formula's inputs, or errors at once.)
   *
   * A formula that has a meaning over columns alone, such as upper(t), needs its names as `inputs`, or those of order (x, y, z, w). It is
   * called with columns in their order, or with a table that has columns of these names. What cannot be read is an error at once; types
   * are checked by the call, and arrays are refused there.
   *
   * @throws what map does of its source; it is thrown
   * @example
   * const scale = flux.compile("(value - low) / (high - low)", { inputs: ["value", "low", "high"] });
   * const y = await scale(new Float64Array([1, 2, 3]), 1, 3);
   * // y is [0, 0.5, 1]
   */
  compile(source: AnySource, options?: CompileOptions): CompiledFunction;

  /**
   * What becomes of a source: its steps, kernels and those of them that do several steps, the estimated cost, registers; and where a
   * call of so many elements would run. Nothing is computed. A formula's inputs may have any names.
   *
   * Of a function of a family, by its name and the arguments that it would be given: where the call would run and why, what it takes one
   * thread, the memory of the arena that it needs. No memory is taken.
   *
   * Of a formula over columns, or a table, given after it: its steps with their types. Where they are not one program of kernels, what an
   * element takes is not known (null).
   *
   * @throws what map does of its source, what the function's call would be refused with, UnknownOperation; it is thrown
   * @example
   * const { steps, fused } = flux.explain("2 * exp(sqrt(x))");
   * // fused is ["exp_sqrt_f64"]
   * const { atOnce, arenaBytes } = flux.explain("series.rollingMean", new Float64Array(1000), 50);
   * // atOnce is true, arenaBytes is 0
   */
  explain<F extends keyof FamilyArguments>(name: F, ...args: FamilyArguments[F]): FamilyExplanation;
  explain(source: AnySource, columns: Table | ColumnRecord): Explanation;
  explain(source: AnySource, column: Column, ...columns: Column[]): Explanation;
  explain(source: AnySource, options?: ExplainOptions): Explanation;
}
