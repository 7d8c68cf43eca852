/** What the machine and the process have that matters to kernels. */
import os from "node:os";
import { relaxedSimd } from "../kernels/load";
import { availableBytes, containerBytes, quotaProcessors } from "../platform/node/limits";

export interface Machine {
  cpu: string;
  processors: number;
  /** Of the container; null without one. */
  quotaProcessors: number | null;
  load: number;
  totalBytes: number;
  freeBytes: number;
  /** Of the container; null without one. */
  limitBytes: number | null;
  system: string;
  node: string;
  v8: string;
  simd: boolean;
  relaxedSimd: boolean;
  /** null if shared WebAssembly memory can be had, else why not. */
  sharedMemory: string | null;
  permissionModel: boolean;
  workersAllowed: boolean;
}

/** A module that validates where the engine has SIMD: a function that returns i8x16.splat(0). */
const SIMD = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11];

export function machine(): Machine {
  const quota = quotaProcessors();
  const permission = (process as { permission?: { has(scope: string): boolean } }).permission;
  return {
    cpu: os.cpus()[0]?.model.trim() ?? "unknown",
    processors: os.availableParallelism(),
    quotaProcessors: Number.isFinite(quota) ? quota : null,
    load: os.loadavg()[0]!,
    totalBytes: os.totalmem(),
    freeBytes: availableBytes(),
    limitBytes: containerBytes() ?? null,
    system: `${os.type()} ${os.release()} ${os.arch()}`,
    node: process.versions.node,
    v8: process.versions.v8,
    simd: typeof WebAssembly === "object" && WebAssembly.validate(new Uint8Array(SIMD)),
    relaxedSimd: relaxedSimd(),
    sharedMemory: sharedMemoryMissing(),
    permissionModel: permission !== undefined,
    workersAllowed: permission?.has("worker") ?? true,
  };
}

function sharedMemoryMissing(): string | null {
  try {
    new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
    return null;
  } catch (error) {
    return `no: ${(error as Error).message}`;
  }
}
