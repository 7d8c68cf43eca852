/** A kernel, and what a thread has of them. */
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
  /** Those of a family's module, by index in its exports: compiled when it first comes. */
  family(module: ModuleRef): Kernel[];
}

/** A family's module as jobs name it: which one, and where its bytes lie. */
export interface ModuleRef {
  id: number;
  pointer: number;
  bytes: number;
}

/** Names of the kernels, by index. */
export function kernelNames(module: WebAssembly.Module): string[] {
  return WebAssembly.Module.exports(module)
    .filter((e) => e.kind === "function")
    .map((e) => e.name);
}
