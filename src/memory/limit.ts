/** What this process may use: memory and processors, the container's limits included. */
import { getHeapStatistics } from "node:v8";
import { readFileSync } from "node:fs";
import os from "node:os";
import { memoryLimits, quotaProcessors as quotaOf, type ReadText } from "./cgroup";

/** A WebAssembly memory of 32-bit addresses, less its last page: a pointer to the end of an array there would wrap to zero. */
export const MOST_BYTES = 65535 * 65536;

const read: ReadText = (path) => readFileSync(path, "utf8");

/** Bytes this process can still use without swapping or being ended, as far as the system tells. */
export function availableBytes(): number {
  const { limit, available } = memoryLimits(read);
  const known = [os.freemem()];
  if (available !== undefined) known.push(available);
  else {
    // A limit that the system tells of in some other way: what this process takes is all that is known to be used.
    const constrained = (process as { constrainedMemory?: () => number | undefined }).constrainedMemory?.();
    if (limit === undefined && constrained && constrained < os.totalmem()) known.push(constrained - process.memoryUsage.rss());
  }
  return Math.max(0, Math.min(...known));
}

/** Bytes of address space that this process may still reserve (ulimit -v); infinitely many where there is no limit, or no telling. */
export function addressSpaceLeft(): number {
  try {
    const limit = /^Max address space\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1];
    if (limit === undefined) return Number.POSITIVE_INFINITY;
    const taken = /^VmSize:\s+(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? "0";
    return Number(limit) - Number(taken) * 1024;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** The bound of an instance: `memoryLimit`, or half of what is available now; without memorySafe, all that can be addressed. */
export function limitBytes(memorySafe: boolean, memoryLimit: number | undefined): number {
  if (memoryLimit !== undefined) return Math.min(memoryLimit, MOST_BYTES);
  return memorySafe ? Math.min(Math.floor(availableBytes() / 2), MOST_BYTES) : MOST_BYTES;
}

/** The memory limit of this process's container, if there is one. */
export function containerBytes(): number | undefined {
  const { limit } = memoryLimits(read);
  return limit !== undefined && limit < os.totalmem() ? limit : undefined;
}

/** Processors that the container's CPU quota pays for. */
export function quotaProcessors(): number {
  return quotaOf(read);
}

/** How many threads an instance uses unless told: one a processor, at most 32. */
export function defaultWorkers(): number {
  return Math.min(os.availableParallelism(), quotaProcessors(), 32);
}

/** Bytes that JavaScript's own objects may still take before the engine ends the process. */
export function heapLeft(): number {
  const { heap_size_limit: limit, used_heap_size: used } = getHeapStatistics();
  return Math.max(0, limit - used);
}
