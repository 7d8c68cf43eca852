/** Both builds of the kernels: the build packs them into a module (build.mjs, packKernels), so that no file has to be found at run time. */
declare module "*.wasm" {
  export default function bytesOf(relaxed: boolean): Uint8Array<ArrayBuffer>;
}
