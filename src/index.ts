/** The door of the package. */
export type { CallOptions, EngineName, FluxOptions } from "./call/options";
export type { FluxStatus } from "./call/status";
export type { Dtype, FloatArray } from "./dtype";
export {
  ArenaFull, AutofluxError, BadOption, BadOutput, DetachedBuffer, FreedArray, InstanceClosed, NotANumber, PartialOverlap, RaggedArray, TimeoutError,
  UnequalLengths, UnknownOperation, UnsupportedInput, WorkerLost, WrongArity,
} from "./errors";
export { type BinaryOperation, createFlux, type Flux, flux, type Input, type Nested, type Scope, type Shaped, type TernaryOperation, type UnaryOperation } from "./flux";
export type { Arithmetic, Build } from "./program";
