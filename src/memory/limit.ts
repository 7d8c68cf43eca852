/** What this process may use: memory and processors, the container's limits included. */
import { readFileSync } from "node:fs";
import os from "node:os";

/** A WebAssembly memory of 32-bit addresses, less its last page: a pointer to the end of an array there would wrap to zero. */
export const MOST_BYTES = 65535 * 65536;

function readNumber(path: string): number | undefined {
  try {
    const value = Number(readFileSync(path, "utf8").trim());
    return Number.isFinite(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Bytes this process can still use without swapping or being ended, as far as the system tells. */
export function availableBytes(): number {
  const known = [os.freemem()];
  const system = (process as { availableMemory?: () => number }).availableMemory?.();
  if (system) known.push(system);
  const v2 = readNumber("/sys/fs/cgroup/memory.max");
  const v1 = readNumber("/sys/fs/cgroup/memory/memory.limit_in_bytes");
  if (v2 !== undefined) known.push(v2 - (readNumber("/sys/fs/cgroup/memory.current") ?? 0));
  if (v1 !== undefined) known.push(v1 - (readNumber("/sys/fs/cgroup/memory/memory.usage_in_bytes") ?? 0));
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
  const limit = readNumber("/sys/fs/cgroup/memory.max") ?? readNumber("/sys/fs/cgroup/memory/memory.limit_in_bytes");
  return limit !== undefined && limit < os.totalmem() ? limit : undefined;
}

/** Processors that the container's CPU quota pays for. */
export function quotaProcessors(): number {
  try {
    const [quota, period] = readFileSync("/sys/fs/cgroup/cpu.max", "utf8").trim().split(" ").map(Number);
    if (quota! > 0 && period! > 0) return Math.max(1, Math.floor(quota! / period!));
  } catch {
    const quota = readNumber("/sys/fs/cgroup/cpu/cpu.cfs_quota_us");
    const period = readNumber("/sys/fs/cgroup/cpu/cpu.cfs_period_us");
    if (quota && period && quota > 0) return Math.max(1, Math.floor(quota / period));
  }
  return Number.POSITIVE_INFINITY;
}

/** How many threads an instance uses unless told: one a processor, at most 32. */
export function defaultWorkers(): number {
  return Math.min(os.availableParallelism(), quotaProcessors(), 32);
}
