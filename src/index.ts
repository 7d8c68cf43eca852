/** The door of the package. */
export type { CallOptions, EngineName, FluxOptions } from "./call/options";
export type { FluxStatus } from "./call/status";
export type { Dtype, FloatArray } from "./dtype";
export {
  ArenaFull, AutofluxError, BadOption, BadOutput, CyclicFormula, DetachedBuffer, EmptyInput, FormulaSyntax, FormulaTooDeep, FormulaTooLong,
  FreedArray, FreeVariable, FunctionFailed, InstanceClosed, MissingInput, NotANumber, NotCompilable, PartialOverlap, RaggedArray, TimeoutError,
  UnequalLengths, UnknownName, UnknownOperation, UnsupportedInput, UnusedInput, WorkerLost, WrongArity,
} from "./errors";
export {
  type BinaryOperation, type CompiledFunction, type CompileOptions, createFlux, type ElementFunction, type Explanation, type ExplainOptions, type Flux,
  flux, type Input, type Nested, type ReduceOptions, type Reduction, type Scope, type Shaped, type TernaryOperation, type UnaryOperation,
} from "./flux";
export type { Arithmetic, Build } from "./program";
