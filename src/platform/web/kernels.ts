/** The kernels' bytes, which the page fetches as it likes and gives before the first call. */
import type { Build } from "../../program";

const provided: Partial<Record<string, Uint8Array<ArrayBuffer>>> = {};

/**
 * Where the engine has relaxed SIMD, `arithmetic: "fast"` takes the build "relaxed", and else "baseline"; functions of a family take the
 * kernels of its name beside.
 */
export function provideKernels(build: Build | "order" | "series", bytes: Uint8Array<ArrayBuffer>): void {
  provided[build] = bytes;
}

export function kernelBytes(build: Build): Uint8Array<ArrayBuffer> {
  return given(build, `the kernels of the ${build} build`);
}

export function familyBytes(family: string): Uint8Array<ArrayBuffer> {
  return given(family, `the kernels of the family ${family}`);
}

function given(name: string, what: string): Uint8Array<ArrayBuffer> {
  const bytes = provided[name];
  if (!bytes) {
    throw new Error(
      `the page has not given ${what}: fetch autoflux-${name}.wasm, and call provideKernels("${name}", bytes) before the first call`,
    );
  }
  return bytes;
}
