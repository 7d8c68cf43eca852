/** A page has no worker threads of this package yet: calls run on the calling thread. */
import type { ThreadPool } from "../host";

const ORDINARY = "arrays are ordinary, and are copied in and out: ";
const NOT_ISOLATED =
  "the page is not cross-origin isolated: serve it with the headers Cross-Origin-Opener-Policy: same-origin and " +
  "Cross-Origin-Embedder-Policy: require-corp";
const NO_WORKERS = "there are no worker threads in browsers";

export function whyNoThreads(): string {
  const inline = `calls run on the calling thread: ${NO_WORKERS}`;
  return globalThis.crossOriginIsolated ? inline : `${inline}; ${ORDINARY}${NOT_ISOLATED}`;
}

const COPIES = "this browser's structuredClone copies WebAssembly memory instead of sharing it";

export const NO_ARENA = ORDINARY + (globalThis.crossOriginIsolated ? COPIES : NOT_ISOLATED);

/** Without isolation there is no SharedArrayBuffer, and nobody to share it with. */
export function sharedBuffer(bytes: number): SharedArrayBuffer {
  const Shared = globalThis.SharedArrayBuffer ?? ArrayBuffer;
  return new Shared(bytes) as SharedArrayBuffer;
}

export function openPool(): ThreadPool {
  throw new Error(NO_WORKERS);
}

export function thisThread(): { id: number; data: unknown } {
  throw new Error(NO_WORKERS);
}
