/** Both builds of the kernels: the build packs them into a module (build.mjs, packKernels), for bundles, beside which there is no file. */
declare module "*.wasm" {
  export default function bytesOf(relaxed: boolean): Uint8Array<ArrayBuffer>;
}
