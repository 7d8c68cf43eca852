/** The door `autoflux/kernels`: the compiled kernels themselves, for those who run their own threads over their own memory. */
import "../platform/node/oldest";
import { type engineKernels, HEAP_BASE } from "../catalog/engine-kernels";
import type { FoldKernelName, FusedKernelName, KernelName } from "../catalog/names";
import type { BinaryKernel, FoldKernel, PairFoldKernel, TernaryKernel, Told, UnaryKernel } from "../catalog/signatures";
import { BadOption } from "../errors";
import type { Arithmetic, Build } from "../program";
import { instantiate } from "./instantiate";
import { kernelNames } from "./kernel";
import { moduleFor } from "./load";

/**
 * The kernels by name: operation and format. Those of an operation have its accuracy, on every element, however many. Operations
 * without a kernel for float32 are done in float64, between promote and demote.
 */
export interface Kernels extends
  Readonly<Record<KernelName<1>, UnaryKernel>>, Readonly<Record<KernelName<2>, BinaryKernel>>,
  Readonly<Record<KernelName<3>, TernaryKernel>>, Readonly<Record<FoldKernelName<1>, FoldKernel>>,
  Readonly<Record<FoldKernelName<2>, PairFoldKernel>>, Readonly<typeof engineKernels> {}

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
const EXPECTED =
  "a shared WebAssembly.Memory of at least one page and at most 65,536: new WebAssembly.Memory({ initial: 16, maximum: 65536, shared: " +
    "true })";
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
  if (typeof options !== "object" || options === null) {
    throw new BadOption(`loadKernels: options must be an object, got ${String(options)}`);
  }
  const { memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true }), arithmetic = "fast" } = options;
  for (const key in options) {
    if (!KEYS.includes(key)) throw new BadOption(`loadKernels: unknown option "${key}". There are: ${KEYS.join(", ")}`);
  }
  if (arithmetic !== "fast" && arithmetic !== "reproducible") {
    throw new BadOption(`loadKernels: arithmetic must be "fast" or "reproducible", got ${String(arithmetic)}`);
  }
  if (!(memory instanceof WebAssembly.Memory)) throw new BadOption(`loadKernels: memory must be ${EXPECTED}, got ${typeof memory}`);
  const { build, module } = moduleFor(arithmetic);
  try {
    const { list, heapBase } = instantiate(module, memory);
    const names = kernelNames(module);
    const kernels = Object.fromEntries(names.flatMap((name, i) => (name === HEAP_BASE ? [] : [[name, list[i]!]])));
    return { kernels: kernels as unknown as Kernels, memory, heapBase, build };
  } catch (error) {
    if (!(error instanceof WebAssembly.LinkError)) throw error;
    throw new BadOption(`loadKernels: memory must be ${EXPECTED}, got another one: ${error.message}`);
  }
}
export type { Arithmetic, BinaryKernel, Build, FoldKernel, FusedKernelName, TernaryKernel, Told, UnaryKernel };
export { BadOption } from "../errors";
