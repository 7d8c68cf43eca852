/** An instance of the kernels: one per thread. */
import { instantiateSync } from "@assemblyscript/loader";
import { HEAP_BASE } from "../catalog/engine-kernels";
import { moduleKeeper } from "./families";
import { type Kernel, type KernelInstance, kernelNames } from "./kernel";

/** Generated kernels that a thread keeps. */
const MOST_KEPT = 500;

/** An instance over `memory`. Its statics are read-only tables: each instance writes the same bytes. */
export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): KernelInstance {
  const { instance } = instantiateSync(module, { env: { memory } });
  // The loader wraps every export for strings and arrays; kernels take numbers alone and are called millions of times.
  const exports = instance.exports as Record<string, Kernel>;
  const list = kernelNames(module).map((name) => exports[name]!);
  return { list, heapBase: exports[HEAP_BASE]!()!, of: keeper(memory), family: moduleKeeper(memory) };
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
