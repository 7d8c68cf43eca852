/** The compiled kernels: the build makes a module of each, which inflates them, so that no file has to be found at run time (build.mjs). */
declare module "*.wasm" {
  export default function bytes(): Uint8Array<ArrayBuffer>;
}
