/** The compiled kernels: the build makes a module of each, so that no file has to be found at run time (build.mjs). */
declare module "*.wasm" {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
