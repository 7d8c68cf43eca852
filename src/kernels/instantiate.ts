/** An instance of the kernels: one per thread. */
import { instantiateSync } from "@assemblyscript/loader";
import { HEAP_BASE } from "../catalog/engine-kernels";
import type { Generated } from "./generate";

/**
 * A kernel takes byte addresses and counts; loader and catalog agree on the rest. Where it can make NaN, it returns 1 if a result is one.
 */
export type Kernel = (...args: number[]) => number | undefined;

export interface KernelInstance {
  /** By index in the module's exports: the same in every thread. */
  list: Kernel[];
  heapBase: number;
  /** One that was made on the spot: compiled when it first comes. */
  of(generated: Generated): Kernel;
}

/** Generated kernels that a thread keeps. */
const MOST_KEPT = 500;

/** Names of the kernels, by index. */
export function kernelNames(module: WebAssembly.Module): string[] {
  return WebAssembly.Module.exports(module)
    .filter((e) => e.kind === "function")
    .map((e) => e.name);
}

/** An instance over `memory`. Its statics are read-only tables: each instance writes the same bytes. */
export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): KernelInstance {
  const { instance } = instantiateSync(module, { env: { memory } });
  // The loader wraps every export for strings and arrays; kernels take numbers alone and are called millions of times.
  const exports = instance.exports as Record<string, Kernel>;
  return { list: kernelNames(module).map((name) => exports[name]!), heapBase: exports[HEAP_BASE]!()!, of: keeper(memory) };
}

function keeper(memory: WebAssembly.Memory): KernelInstance["of"] {
  const kept = new Map<number, Kernel>();
  return ({ id, bytes }) => {
    let kernel = kept.get(id);
    if (!kernel) {
      const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>), { env: { memory } });
      kernel = (instance.exports as { run: Kernel }).run;
      if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value!);
      kept.set(id, kernel);
    }
    return kernel;
  };
}
