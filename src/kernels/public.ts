/** The door `autoflux/kernels`: the compiled kernels themselves, for those who run their own threads over their own memory. */
import "./host";
import type { BinaryOperation, ElementaryOperation, SingleOperation, TernaryOperation } from "../catalog/names";
import { BadOption } from "../errors";
import type { Arithmetic, Build } from "../program";
import { instantiate, kernelNames } from "./instantiate";
import { moduleFor } from "./load";

/** Where an operation can make NaN of numbers: 1 if a result is NaN, else 0. */
export type Told = 0 | 1 | undefined;

/**
 * Applies an operation to `count` elements at byte address `x`, and writes them at byte address `out`, which is `x` itself or disjoint
 * from it. `_f64` kernels read and write 8 bytes an element, `_f32` kernels 4. No address has to be aligned; nothing is checked.
 */
export type UnaryKernel = (x: number, out: number, count: number) => Told;

/**
 * Applies an operation to `count` pairs of elements at byte addresses `a` and `b`, and writes them at `out`, which is an operand itself
 * or disjoint from it. A stride is 1 for an array, or 0 for a number: then the address leads to 16 bytes that hold the number in every
 * lane (two float64 or four float32).
 */
export type BinaryKernel = (a: number, aStride: 0 | 1, b: number, bStride: 0 | 1, out: number, count: number) => Told;

/** As {@link BinaryKernel}, of triples. */
export type TernaryKernel = (a: number, aStride: 0 | 1, b: number, bStride: 0 | 1, c: number, cStride: 0 | 1, out: number, count: number) => Told;

/** Compositions that have one kernel; others are done step by step through scratch memory of yours. */
export type FusedKernelName = "exp_sqrt_f64" | "exp_sqrt_f32" | "log_sqrt1_f64" | "sin_plus_cos_f64";

/**
 * The kernels by name: operation and format. Those of an operation have its accuracy, on every element, however many. Operations
 * without a kernel for float32 are done in float64, between promote and demote.
 */
export interface Kernels extends
  Readonly<Record<`${ElementaryOperation}_f64` | `${Extract<ElementaryOperation, SingleOperation>}_f32` | FusedKernelName, UnaryKernel>>,
  Readonly<Record<`${BinaryOperation}_f64` | `${Extract<BinaryOperation, SingleOperation>}_f32`, BinaryKernel>>,
  Readonly<Record<`${TernaryOperation}_f64` | `${Extract<TernaryOperation, SingleOperation>}_f32`, TernaryKernel>> {
  /** float32 at `x` to float64 at `out`; exact. */
  readonly promote: UnaryKernel;
  /** float64 at `x` to float32 at `out`; rounded once. */
  readonly demote: UnaryKernel;
  /** Reduces at most 1,024 float64 at `x`, at least one, to a partial result at `out`: a value and, of the sum, what its roundings lost. */
  readonly fold_sum: (x: number, out: number, count: number) => void;
  readonly fold_product: (x: number, out: number, count: number) => void;
  readonly fold_minimum: (x: number, out: number, count: number) => void;
  readonly fold_maximum: (x: number, out: number, count: number) => void;
  /** Writes elements `index` to `index + count` of a result whose element i is x[floor(i / inner) % length]: rows (inner 1) and columns. */
  readonly spread_f64: (x: number, length: number, inner: number, index: number, out: number, count: number) => void;
  readonly spread_f32: (x: number, length: number, inner: number, index: number, out: number, count: number) => void;
  /** 0 only if none of `count` float64 at `x` is NaN; may be 1 without one (infinities that cancel). A third of the work of counting. */
  readonly may_have_nan_f64: (x: number, count: number) => number;
  /** The same for float32. */
  readonly may_have_nan_f32: (x: number, count: number) => number;
  /**
   * Marks each of `count` float64 at `x` that is NaN: all bits of the 8 bytes at `marks` that belong to it. The marks of the others are
   * cleared where `more` is 0, else left: so several inputs have one set of marks.
   */
  readonly mark_nan_f64: (x: number, stride: 0 | 1, marks: number, more: 0 | 1, count: number) => void;
  /** The same for float32. */
  readonly mark_nan_f32: (x: number, stride: 0 | 1, marks: number, more: 0 | 1, count: number) => void;
  /** How many of `count` float64 at `x` are NaN and not marked. `marks` may be 0: then all that are NaN. */
  readonly count_nan_f64: (x: number, marks: number, count: number) => number;
  /** The same for float32. */
  readonly count_nan_f32: (x: number, marks: number, count: number) => number;
}

/** What {@link loadKernels} gives. */
export interface LoadedKernels {
  /** By name; JavaScript functions of this thread. */
  readonly kernels: Kernels;
  /** The one that was given, or the new one. */
  readonly memory: WebAssembly.Memory;
  /** The first byte that is yours: below it lie the kernels' tables. */
  readonly heapBase: number;
  /** The build that was taken: "relaxed" where arithmetic is "fast" and the engine has relaxed SIMD. */
  readonly build: Build;
}

/** What a memory must be: the kernels import a shared one of at most 4 GiB. */
const EXPECTED = "a shared WebAssembly.Memory of at least one page and at most 65,536: new WebAssembly.Memory({ initial: 16, maximum: 65536, shared: true })";
const KEYS = ["memory", "arithmetic"];

/**
 * Instantiates the kernels on the calling thread, over `memory` or a new one of a page. Each thread that is to run them calls this with
 * the same memory: its first `heapBase` bytes are written with the same tables by each. All else in the memory is the caller's: no
 * allocator, no threads, no checks.
 *
 * @throws BadOption (a memory that does not fit, an unknown option); WebAssembly.CompileError where the engine has no SIMD
 * @example
 * import { loadKernels } from "autoflux/kernels";
 * const { kernels, memory, heapBase } = loadKernels({ arithmetic: "reproducible" });
 * const x = new Float64Array(memory.buffer, Math.ceil(heapBase / 64) * 64, 3);
 * x.set([1, 4, 9]);
 * kernels.sqrt_f64(x.byteOffset, x.byteOffset, x.length); // in place
 * // x is [1, 2, 3]
 */
export function loadKernels(options: { memory?: WebAssembly.Memory; arithmetic?: Arithmetic } = {}): LoadedKernels {
  if (typeof options !== "object" || options === null) throw new BadOption(`loadKernels: options must be an object, got ${String(options)}`);
  const { memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true }), arithmetic = "fast" } = options;
  for (const key in options) if (!KEYS.includes(key)) throw new BadOption(`loadKernels: unknown option "${key}". There are: ${KEYS.join(", ")}`);
  if (arithmetic !== "fast" && arithmetic !== "reproducible") throw new BadOption(`loadKernels: arithmetic must be "fast" or "reproducible", got ${String(arithmetic)}`);
  if (!(memory instanceof WebAssembly.Memory)) throw new BadOption(`loadKernels: memory must be ${EXPECTED}, got ${typeof memory}`);
  const { build, module } = moduleFor(arithmetic);
  try {
    const { list, heapBase } = instantiate(module, memory);
    const names = kernelNames(module);
    const kernels = Object.fromEntries(names.flatMap((name, i) => (name === "heap_base" ? [] : [[name, list[i]!]])));
    return { kernels: kernels as unknown as Kernels, memory, heapBase, build };
  } catch (error) {
    if (!(error instanceof WebAssembly.LinkError)) throw error;
    throw new BadOption(`loadKernels: memory must be ${EXPECTED}, got another one: ${error.message}`);
  }
}
export type { Arithmetic, Build };
export { BadOption } from "../errors";
