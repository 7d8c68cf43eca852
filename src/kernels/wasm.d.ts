/** The compiled kernels: esbuild puts their bytes into the bundle (loader "binary"), so that no file has to be found at run time. */
declare module "*.wasm" {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
