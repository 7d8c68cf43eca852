/** The door of the package. */
import "./platform/node/oldest";
import "./platform/node/start-folder";
export type { TimeHistogram } from "./instance/histogram";
export type { FluxMetrics, OperationMetrics } from "./instance/metrics";
export type { CallOptions, EngineName, FluxOptions } from "./call/options";
export type { FluxStatus } from "./instance/status";
export type {
  BatchPlace, CompileOptions, CsvColumn, ElementFunction, Explanation, ExplainOptions, FamilyExplanation, FileInput, FileOutput,
  GroupOptions, GroupOutcome, GroupTask, Input, Logger, LogLevel, Nested, ParallelCallOptions, ParallelOptions, Shaped, StreamOptions,
} from "./call/types";
export { Column, type ColumnValue } from "./columns/column";
export { type PrintOptions, Table, type TableRow } from "./columns/table";
export type { ColumnType, TimeUnit } from "./columns/types";
export {
  AmbiguousDate, BadPattern, BadValue, DuplicateColumn, FileChanged, FormulaType, LazyTable, PrecisionLost, RaggedRow, TooLarge,
  TruncatedFile, UnknownColumn, UnknownFormat, UnsupportedType,
} from "./data-errors";
export type { BinaryOperation, Reduced, Reduction, TernaryOperation, UnaryOperation } from "./catalog/names";
export type { Dtype, FloatArray } from "./dtype";
export {
  ArenaFull, AutofluxError, BadFile, BadIterator, BadOption, BadOutput, BatchFailed, CyclicFormula, DetachedBuffer, EmptyInput,
  EngineUnavailable, FormulaSyntax, FormulaTooDeep, FormulaTooLong, FreedArray, FreeVariable, FunctionFailed, InstanceClosed,
  MissingInput, MissingPeer, NotANumber, NotCompilable, NotEnoughMemory, PartialOverlap, QueueFull, RaggedArray, TimeoutError,
  UnequalLengths, UnknownName, UnknownOperation, UnsupportedInput, UnusedInput, WorkerLost, WrongArity,
} from "./errors";
export type { Scope } from "./face/arrays";
export type { CompiledFunction, ReducedAll } from "./face/calls";
export type { ReduceOptions, ReducingOptions } from "./face/computing";
export type {
  ArgsortOptions, ColumnOrderOptions, CumsumOptions, FamilyArguments, QuantileOptions, RollingOptions, Series, SortOptions, Stats,
  SyncSeries, SyncStats,
} from "./face/families";
export type { DataSource, DataTarget, FormatName, ReadOptions, WantedColumnType, WriteOptions } from "./face/reading";
export type { Sync } from "./face/sync";
export type { CollectingFunction, ParallelFunction, ParallelStream } from "./face/running";
export { createFlux, type Flux, flux } from "./flux";
export type { Arithmetic, Build } from "./program";
