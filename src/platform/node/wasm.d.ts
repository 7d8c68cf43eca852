/** Kernels by their name: the build packs them into modules (build.mjs, packAsText), for bundles, beside which there is no file. */
declare module "*.wasm" {
  export default function bytesOf(name: string): Uint8Array<ArrayBuffer>;
}
