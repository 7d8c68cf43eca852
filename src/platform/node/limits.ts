/** What this process may use: memory and processors, the container's limits included. */
import { getHeapStatistics } from "node:v8";
import { readFileSync } from "node:fs";
import os from "node:os";
import { memoryLimits, quotaProcessors as quotaOf, type ReadText } from "./cgroup";

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

/** The memory limit of this process's container, if there is one. */
export function containerBytes(): number | undefined {
  const { limit } = memoryLimits(read);
  return limit !== undefined && limit < os.totalmem() ? limit : undefined;
}

/** Processors that the container's CPU quota pays for. */
export function quotaProcessors(): number {
  return quotaOf(read);
}

export function processors(): number {
  return Math.min(os.availableParallelism(), quotaProcessors());
}

export function heapLeft(): number {
  const { heap_size_limit: limit, used_heap_size: used } = getHeapStatistics();
  return Math.max(0, limit - used);
}
