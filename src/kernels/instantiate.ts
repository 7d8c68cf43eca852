/** An instance of the kernels: one per thread. */
import { instantiateSync } from "@assemblyscript/loader";

/** A kernel takes byte addresses and counts; loader and catalog agree on the rest. Where it can make NaN, it returns 1 if a result is one. */
export type Kernel = (...args: number[]) => number | undefined;

export interface Kernels {
  /** By index in the module's exports: the same in every thread. */
  list: Kernel[];
  heapBase: number;
}

/** Names of the kernels, by index. */
export function kernelNames(module: WebAssembly.Module): string[] {
  return WebAssembly.Module.exports(module)
    .filter((e) => e.kind === "function")
    .map((e) => e.name);
}

/** An instance over `memory`. Its statics are read-only tables: each instance writes the same bytes. */
export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  const { instance } = instantiateSync(module, { env: { memory } });
  // The loader wraps every export for strings and arrays; kernels take numbers alone and are called millions of times.
  const exports = instance.exports as Record<string, Kernel>;
  return { list: kernelNames(module).map((name) => exports[name]!), heapBase: exports["heap_base"]!()! };
}
