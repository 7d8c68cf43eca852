/** A build of the kernels, read from disk, over a memory of its own. */
import { readFileSync } from "node:fs";

export type Build = "baseline" | "unfused" | "relaxed";
export type Floats = Float64Array | Float32Array;
export type Kernel = (...args: number[]) => number;

const PAGES = 64;
const bytesOf = (build: Build) => readFileSync(new URL(`../../build/${build}.wasm`, import.meta.url));

/** Node 20 rejects relaxed SIMD: there is no way to run that build, and nothing ships it there. */
export const accepts = (build: Build): boolean => WebAssembly.validate(bytesOf(build));
export const builds = (["baseline", "unfused", "relaxed"] as Build[]).filter(accepts);

export interface Loaded {
  build: Build;
  memory: SharedArrayBuffer;
  /** The first byte after the statics, at a multiple of 64. */
  base: number;
  has(name: string): boolean;
  kernel(name: string): Kernel;
  /** Kernel `name` over whole arrays; a number is an operand of stride 0. The result has the arrays' dtype. */
  run(name: string, ...operands: (Floats | number)[]): Floats;
}

export function load(build: Build): Loaded {
  const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES, shared: true });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytesOf(build)), { env: { memory } });
  const buffer = memory.buffer as unknown as SharedArrayBuffer;
  const base = Math.ceil((exports["heap_base"] as Kernel)() / 64) * 64;

  function kernel(name: string): Kernel {
    const found = exports[name];
    if (typeof found !== "function") throw new Error(`${build}.wasm exports no kernel ${name}`);
    return found as Kernel;
  }

  function run(name: string, ...operands: (Floats | number)[]): Floats {
    const first = operands.find((operand) => typeof operand !== "number") as Floats;
    const kind = first.constructor as Float64ArrayConstructor;
    let free = base;
    const place = (operand: Floats | number): number => {
      const at = free;
      const view = new kind(buffer, at, typeof operand === "number" ? 16 / kind.BYTES_PER_ELEMENT : operand.length);
      if (typeof operand === "number") view.fill(operand); // one vector, the scalar in every lane
      else view.set(operand);
      free += Math.ceil(view.byteLength / 64) * 64;
      return at;
    };
    const pointers = operands.map(place);
    const out = place(new kind(first.length));
    const args = operands.length === 1 ? pointers : pointers.flatMap((at, i) => [at, typeof operands[i] === "number" ? 0 : 1]);
    kernel(name)(...args, out, first.length);
    return new kind(buffer, out, first.length).slice();
  }

  const has = (name: string) => typeof exports[name] === "function";
  return { build, memory: buffer, base, has, kernel, run };
}
