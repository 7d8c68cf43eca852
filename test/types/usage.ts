/** Compiled, never run: what a caller's editor says of each form of call. */
import {
  type BatchFailed, type BinaryOperation, type CallOptions, type Column, createFlux, type Dtype, type FloatArray, type FluxOptions, type FluxStatus, flux,
  type GroupOutcome, type Input, type Nested, NotANumber, type ParallelFunction, type ParallelStream, type Scope, type Shaped, type Table,
  type UnaryOperation,
} from "autoflux";

/** Compiles if T is exactly Expected: no wider, no narrower, not `any`. */
type Same<T, Expected> = (<X>() => X extends T ? 1 : 2) extends <X>() => X extends Expected ? 1 : 2 ? T : never;
function is<Expected>(): <T>(value: Same<T, Expected>) => void {
  return () => {};
}

type Ordinary64 = Float64Array<ArrayBuffer>;
type Ordinary32 = Float32Array<ArrayBuffer>;
type Arena64 = Float64Array<SharedArrayBuffer>;
type Arena32 = Float32Array<SharedArrayBuffer>;

const doubles = new Float64Array(3), singles = new Float32Array(3), shorts = new Int16Array(3);
const rows = [[1, 2], [3, 4]], typedRows = [new Float64Array(2), new Float64Array(2)], shaped = { data: doubles, shape: [3, 1] };
const arena = flux.zeros(3);
const { signal } = new AbortController();

// Arena arrays.
is<Arena64>()(arena);
is<Arena32>()(flux.zeros(3, { dtype: "float32" }));
is<Arena64>()(flux.empty(3));
is<Arena32>()(flux.empty(3, { dtype: "float32" }));
is<Arena64>()(flux.array([1, 2]));
is<Arena64>()(flux.array(shorts));
is<Arena32>()(flux.array(singles));
is<Arena32>()(flux.array(doubles, { dtype: "float32" }));

// One input: the result is float32 only for Float32Array, and lives where the input lives.
is<Promise<Ordinary64>>()(flux.map("exp", doubles));
is<Promise<Ordinary32>>()(flux.map("exp", singles));
is<Promise<Ordinary64>>()(flux.map("exp", shorts));
is<Promise<Ordinary64>>()(flux.map("exp", [1, 2, 3]));
is<Promise<Arena64>>()(flux.map("exp_sqrt", arena));
is<Promise<Arena32>>()(flux.map("sin", flux.array(singles)));

// Nested arrays stay nested, { data, shape } keeps its form.
is<Promise<number[][]>>()(flux.map("exp", rows));
is<Promise<number[][][]>>()(flux.map("exp", [rows, rows]));
is<Promise<Ordinary64[]>>()(flux.map("exp", typedRows));
is<Promise<{ data: Ordinary64; shape: number[] }>>()(flux.map("exp", shaped));
is<Promise<{ data: Arena32; shape: number[] }>>()(flux.map("exp", { data: flux.array(singles), shape: [3] }));

// Two inputs, of which one may be a number.
is<Promise<Ordinary64>>()(flux.map("add", doubles, doubles));
is<Promise<Ordinary64>>()(flux.map("multiply", doubles, 2));
is<Promise<Ordinary32>>()(flux.map("subtract", 1, singles));
is<Promise<Ordinary32>>()(flux.map("add", singles, singles));
is<Promise<Ordinary64>>()(flux.map("add", singles, shorts));
is<Promise<Arena64>>()(flux.map("divide", arena, arena));
is<Promise<Ordinary64>>()(flux.map("divide", arena, doubles));
is<Promise<number[][]>>()(flux.map("add", rows, 1));
is<Promise<{ data: Ordinary64; shape: number[] }>>()(flux.map("add", shaped, 1));

// `out` gives its own type; `home` gives the buffer.
is<Promise<Arena64>>()(flux.map("exp", doubles, { out: arena }));
is<Promise<Ordinary32>>()(flux.map("add", singles, 1, { out: singles, timeout: 1000 }));
is<Promise<Arena64>>()(flux.map("exp", doubles, { home: "arena" }));
is<Promise<Ordinary64>>()(flux.map("exp", arena, { home: "ordinary", signal }));
is<Promise<Arena32>>()(flux.map("multiply", singles, 2, { home: "arena" }));
is<Promise<{ data: Arena64; shape: number[] }>>()(flux.map("exp", shaped, { home: "arena" }));
is<Promise<Ordinary64>>()(flux.map("exp", doubles, { signal, engine: "inline", onProgress: ({ done, total }) => done / total }));

// The same on the calling thread.
is<Ordinary64>()(flux.mapSync("exp", doubles));
is<Ordinary32>()(flux.mapSync("add", singles, 1));
is<Arena64>()(flux.mapSync("exp", doubles, { out: arena }));
is<Arena64>()(flux.mapSync("add", doubles, 1, { home: "arena" }));
is<number[][]>()(flux.mapSync("sqrt", rows));

// Formulas and functions: the same, of any number of inputs.
is<Promise<Ordinary64>>()(flux.map("sqrt(x) * 2", doubles));
is<Promise<Arena64>>()(flux.map("x + 2*y", arena, arena));
is<Promise<Ordinary32>>()(flux.map("x * y", singles, 2));
is<Promise<Ordinary64>>()(flux.map("x * y", arena, doubles));
is<Promise<number[][]>>()(flux.map("-x", rows));
is<Promise<{ data: Ordinary64; shape: number[] }>>()(flux.map("x ** 2", shaped));
is<Promise<Arena64>>()(flux.map("x + y + z", doubles, doubles, 1, { out: arena }));
is<Promise<Arena64>>()(flux.map("x + y", doubles, doubles, { home: "arena" }));
is<Promise<Ordinary64>>()(flux.map("x + y", doubles, doubles, { signal }));
is<Promise<Ordinary64>>()(flux.map((v) => Math.exp(-v * v), doubles));
is<Promise<Ordinary64>>()(flux.map((a, b, c, d, e) => a + b + c + d > e, doubles, 1, doubles, 2, doubles, { compile: "require", context: { k: 1 } }));
is<Ordinary64>()(flux.mapSync("2*x", [1, 2]));
is<Promise<Ordinary64>>()(flux.map("2*x" as string, doubles));
is<Promise<Ordinary64>>()(flux.evaluate("2*a + b", { a: doubles, b: 3 }));
is<Promise<Arena64>>()(flux.evaluate("a", { a: arena }));
is<Promise<Arena64>>()(flux.evaluate("a", { a: doubles }, { out: arena }));
is<Ordinary64>()(flux.evaluateSync((a, b) => a * b, { a: doubles, b: doubles }));
is<Promise<number>>()(flux.reduce("sum", doubles));
is<Promise<number>>()(flux.reduce("dot", doubles, arena));
is<Promise<boolean>>()(flux.reduce("any", "x > y", doubles, 2, { timeout: 100 }));
is<number>()(flux.reduceSync("norm", (v) => v / 2, rows));
is<Promise<{ mean: number; any: boolean }>>()(flux.reduce(["mean", "any"], doubles, { skipNaN: true }));
is<{ std: number }>()(flux.reduceSync(["std"], "x * k", { x: doubles, k: 3 }, { ddof: 1 }));
is<{ dot: number; cov: number }>()(flux.sync.reduce(["dot", "cov"], doubles, arena));
is<Promise<{ min: number; all: boolean }>>()(flux.reduceStream(["min", "all"], [[1]], { skipNaN: true }));
is<Promise<{ var: number }>>()(flux.reduceFile(["var"], "2*x", "x.f64", { ddof: 1 }));
const half = flux.compile("x / 2");
is<Promise<Ordinary64>>()(half(doubles));
is<Promise<Arena64>>()(half(doubles, { out: arena }));
is<Ordinary64>()(half.sync(doubles));
is<string[]>()(flux.explain("a + b").steps);
is<number>()(flux.explain("stats.quantile", doubles, [0.1, 0.9], { method: "hazen" }).arenaBytes);
is<"threads" | "inline">()(flux.explain("series.rollingMean", doubles, 50).engine);
is<Promise<Arena64>>()(flux.scope((s) => s.series.cumsum(s.array(doubles))));
is<Promise<Int32Array<ArrayBuffer>>>()(flux.stats.sort({ data: Int32Array.of(2, 1), shape: [2] }));
is<Promise<Float64Array<ArrayBuffer>>>()(flux.stats.sort({ data: [2, 1], shape: [2] }));
is<Promise<Float32Array<ArrayBuffer>>>()(flux.series.cumsum({ data: Float32Array.of(2, 1), shape: [2] }));
is<Float32Array<ArrayBuffer>>()(flux.sync.series.rollingMean({ data: Float32Array.of(2, 1), shape: [2] }, 2));
is<Promise<Float64Array>>()(flux.series.cumsum({ data: Int32Array.of(2, 1), shape: [2] }));
// @ts-expect-error a misspelt operation is no formula
flux.map("sqroot", doubles);
// @ts-expect-error a function of numbers gives a number
flux.map((v) => `${v}`, doubles);
// @ts-expect-error a number lives nowhere
flux.reduce("sum", doubles, { out: doubles });
// @ts-expect-error an unknown reduction
flux.reduce("median", doubles);
declare const some: ("mean" | "std")[];
is<number | undefined>()(flux.reduceSync(some, doubles).std);
is<number | undefined>()(flux.reduceSync(["sum", some[0]!], doubles).mean);
is<number>()(flux.reduceSync(["sum", some[0]!], doubles).sum);
// @ts-expect-error of one stream and of two
flux.reduceStream(["mean", "dot"], [[1]]);
// @ts-expect-error an unknown reduction in a list
flux.reduce(["mean", "median"], doubles);
// @ts-expect-error of one array and of two
flux.reduce(["mean", "dot"], doubles);
// @ts-expect-error a map leaves nothing out
flux.map("exp", doubles, { skipNaN: true });
// @ts-expect-error dot takes two
flux.reduce("dot", doubles);
// @ts-expect-error inputs by name are an object
flux.evaluate("a", doubles);

// Scopes, status, options, errors.
is<Promise<Arena64>>()(flux.scope(async (scope) => scope.map("exp", scope.array([1, 2]))));
is<Promise<number>>()(flux.scope((scope: Scope) => scope.zeros(3).length));
is<string | null>()(flux.status().fallbackReason);
is<number>()(new NotANumber("", 3).index);
createFlux({ engine: "auto", maxWorkers: 2, memoryLimit: 1e9, safeMode: false }) satisfies Promise<AsyncDisposable>;
({}) satisfies FluxOptions & CallOptions;
[1, doubles, [1], rows, shaped] satisfies Input[];
[rows, typedRows] satisfies Nested[];
shaped satisfies Shaped;
["float64", "float32"] satisfies Dtype[];
[doubles, arena, singles] satisfies FloatArray[];
flux.status() satisfies FluxStatus;
flux.map("exp" as UnaryOperation, doubles);
flux.map("add" as BinaryOperation, doubles, doubles);

// Functions over batches: results are typed by what a batch gives.
const halves: Promise<number[]> = flux.parallel((batch: number[]) => batch.map((v) => v / 2))([1, 2]);
const lengthsOf: Promise<number[]> = flux.parallel(async (batch: string[]) => batch.map((text) => text.length), { strategy: "process", batchSize: 10 })(new Set(["a"]));
const wholes: Promise<Float64Array> = flux.parallel((batch: Float64Array) => new Float64Array(batch.length))(doubles);
const ofBatches: Promise<{ n: number }[]> = flux.parallel((batch: number[], { begin, end }) => ({ n: end - begin + batch.length }))([1]);
const collected: Promise<{ results: number[]; errors: BatchFailed[] }> = flux.parallel((batch: number[]) => batch, { onError: "collect" })([1]);
const collectedOnce: Promise<{ results: number[]; errors: BatchFailed[] }> = flux.parallel((batch: number[]) => batch)([1], { onError: "collect" });
declare const lines: AsyncIterable<string>;
const stream: ParallelStream<number> = flux.parallel((batch: string[]) => batch.map(Number))(lines);
const ofModule: ParallelFunction<string[], number[]> = flux.parallel<string[], number[]>({ module: "./work.mjs", export: "count" });
const outcomes: Promise<[GroupOutcome<number>, GroupOutcome<string>]> = flux.group([() => 1, { run: async () => "a", priority: 2 }]);
const parts: AsyncGenerator<Float64Array> = flux.mapStream("x + 1", [[1, 2]]);
const reduced: Promise<number> = flux.reduceStream("mean", "x * y", [[[1]], [[2]]]);
const anyOf: Promise<boolean> = flux.reduceFile("any", { path: "a.csv", column: "v" });
const written: Promise<{ elements: number }> = flux.mapFile("x * k", ["a.f64", 2], { path: "b.csv", column: "v" }, { timeout: 1000 });
const p99: number = flux.metrics().operations["exp"]!.total.p99Ms;
createFlux({ maxQueue: 10, whenFull: "wait", logger: console, logLevel: "warn" });
[halves, lengthsOf, wholes, ofBatches, collected, collectedOnce, stream, ofModule, outcomes, parts, reduced, anyOf, written, p99];

// Columns give columns, whatever stands beside them; reductions of them numbers, and of dates and text their least and most as text.
declare const column: Column;
declare const table: Table;
is<Promise<Column>>()(flux.map("exp", column));
is<Promise<Column>>()(flux.map("x + y * 2", doubles, column, { timeout: 5 }));
is<Promise<Column>>()(flux.map((a: number) => a > 1, column));
is<Promise<Column>>()(flux.map("a + b", table, { out: doubles }));
is<Column>()(flux.mapSync("add", column, 1));
is<Column>()(flux.sync.map("a + b", table));
is<Promise<Column>>()(flux.evaluate("a + b", table));
is<Promise<Column>>()(flux.evaluate("a + k", { a: column, k: 3 }));
is<Column>()(flux.evaluateSync("a + k", { a: column, k: doubles }));
is<Promise<number>>()(flux.reduce("sum", column, { skipNaN: true }));
is<Promise<number | string>>()(flux.reduce("max", column));
is<Promise<number>>()(flux.reduce("max", "a * 2", table));
is<Promise<boolean>>()(flux.reduce("any", "a > k", { a: column, k: 2 }));
is<Promise<number>>()(flux.reduce("dot", column, doubles));
is<Promise<{ mean: number; std: number }>>()(flux.reduce(["mean", "std"], "a", table));
is<number>()(flux.reduceSync("sum", "x * 2", column));
is<Promise<Column>>()(flux.stats.sort(column, { nulls: "first" }));
is<Promise<Uint32Array>>()(flux.stats.argsort(column, { nulls: "last" }));
is<Promise<number>>()(flux.stats.quantile(column, 0.5));
is<Promise<Column>>()(flux.series.cumsum(column));
is<Column>()(flux.sync.series.rollingMean(column, 3, { minPeriods: 1 }));
is<Promise<Column>>()(flux.compile("a * b", { inputs: ["a", "b"] })(column, 2));
is<Column>()(flux.compile("a * b", { inputs: ["a", "b"] }).sync(table));
flux.explain("stats.sort", column);
flux.explain("a + b", table);
// @ts-expect-error nulls are of columns
flux.stats.sort(doubles, { nulls: "first" });
// @ts-expect-error an object without a column is of arrays
flux.evaluate("a", { a: "text" });

// @ts-expect-error an unknown operation
flux.map("exp_sqr", doubles);
// @ts-expect-error a second input is missing
flux.map("add", doubles);
// @ts-expect-error one input too many
flux.map("exp", doubles, doubles);
// @ts-expect-error an unknown option
flux.map("exp", doubles, { output: doubles });
// @ts-expect-error an option out of range
flux.map("exp", doubles, { engine: "gpu" });
// @ts-expect-error a function of a family that there is not
flux.explain("stats.sotr", doubles);
// @ts-expect-error a window is missing
flux.explain("series.rollingMean", doubles);
// @ts-expect-error numbers alone have no length
flux.map("exp", 1);
// @ts-expect-error out takes results, and results are floats
flux.map("exp", doubles, { out: shorts });
// @ts-expect-error not a column of numbers
flux.map("exp", "1, 2, 3");
// @ts-expect-error BigInt arrays have to be converted
flux.map("exp", new BigInt64Array(3));
// @ts-expect-error an unknown option of an instance
createFlux({ workers: 2 });
// @ts-expect-error only arena arrays are freed
flux.free(doubles);
// @ts-expect-error a strategy that there is not
flux.parallel((batch: number[]) => batch, { strategy: "fork" });
// @ts-expect-error context belongs to the function, not to a call
flux.parallel((batch: number[]) => batch)([1], { context: {} });
