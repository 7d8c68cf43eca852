/** The kernels' bytes, which the page fetches as it likes and gives before the first call. */
import type { Build } from "../../program";

const provided: Partial<Record<Build, Uint8Array<ArrayBuffer>>> = {};

/** Where the engine has relaxed SIMD, `arithmetic: "fast"` takes the build "relaxed", and else "baseline". */
export function provideKernels(build: Build, bytes: Uint8Array<ArrayBuffer>): void {
  provided[build] = bytes;
}

export function kernelBytes(build: Build): Uint8Array<ArrayBuffer> {
  const bytes = provided[build];
  if (!bytes) {
    throw new Error(
      `the page has not given the kernels of the ${build} build: fetch autoflux-${build}.wasm, and call ` +
        `provideKernels("${build}", bytes) before the first call`,
    );
  }
  return bytes;
}
