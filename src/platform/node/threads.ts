/** Worker threads: whether there can be any, and memory that they share. */
import { existsSync } from "node:fs";
import { isMainThread } from "node:worker_threads";
import { workerFile } from "./files";
import { addressSpaceLeft } from "./limits";

/** What a thread reserves of the address space (0.9 GiB on Node 26), and some more: where it cannot, V8 ends the whole process. */
const THREAD_ADDRESS_BYTES = 1.25 * 2 ** 30;

export function whyNoThreads(asked: boolean, workers: number): string | null {
  if (!isMainThread && !asked) {
    return "inside a worker thread, calls run on that thread: for threads of its own, make an instance with maxWorkers";
  }
  const file = workerFile();
  if (file === undefined || !existsSync(file)) {
    return "the worker's file is not beside the package: bundled? Mark autoflux external to have threads";
  }
  if (addressSpaceLeft() < workers * THREAD_ADDRESS_BYTES) {
    return (
      `the limit on address space (ulimit -v) leaves no room for ${workers} threads, which reserve some 1.25 GiB of it each: ` +
      "lift it, or give fewer maxWorkers"
    );
  }
  const permission = (process as { permission?: { has(scope: string): boolean } }).permission;
  if (permission && !permission.has("worker")) return "Node's permission model denies worker threads: run with --allow-worker";
  return null;
}

export const NO_ARENA =
  "arrays are ordinary shared memory, and are copied in and out: this runtime's structuredClone copies WebAssembly memory instead of " +
  "sharing it (Bun before 1.4, WebKit)";

export function sharedBuffer(bytes: number): SharedArrayBuffer {
  return new SharedArrayBuffer(bytes);
}
