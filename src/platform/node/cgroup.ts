/**
 * What the control groups of Linux allow this process, in both of their versions: a container's limits, and those of a service or a
 * user's slice around it. A group is bound by every group around it, so each of them is asked. Pure but for reading.
 */

/** The text of a file; throws where there is none. */
export type ReadText = (path: string) => string;

export interface MemoryLimits {
  /** The least limit, bytes; undefined where there is none. */
  limit: number | undefined;
  /** Bytes that are left below the limits; what files the kernel only keeps warm counts as free. */
  available: number | undefined;
}

/** Beyond this a limit is none: version 1 writes the largest number of pages. */
const NO_LIMIT = 2 ** 60;

interface Version {
  /** The folder of a controller, and what this process's group is called in /proc/self/cgroup. */
  memory: string;
  cpu: string;
  line: { memory: RegExp; cpu: RegExp };
  limits: string[];
  usage: string;
  /** In memory.stat: pages of files that can be had at once. */
  reclaimable: RegExp;
}

const V2: Version = {
  memory: "/sys/fs/cgroup", cpu: "/sys/fs/cgroup", line: { memory: /^0::(.*)$/m, cpu: /^0::(.*)$/m },
  limits: ["memory.max", "memory.high"], usage: "memory.current", reclaimable: /^inactive_file (\d+)$/m,
};
const V1: Version = {
  memory: "/sys/fs/cgroup/memory",
  cpu: "/sys/fs/cgroup/cpu",
  line: { memory: /^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(.*)$/m, cpu: /^\d+:(?:[^:]*,)?cpu(?:,[^:]*)?:(.*)$/m },
  limits: ["memory.limit_in_bytes"],
  usage: "memory.usage_in_bytes",
  reclaimable: /^total_inactive_file (\d+)$/m,
};

export function memoryLimits(read: ReadText): MemoryLimits {
  let limit: number | undefined;
  let available: number | undefined;
  for (const version of [V2, V1]) {
    for (const folder of foldersOf(version.memory, groupIn(version.line.memory, read))) {
      const most = Math.min(...version.limits.map((file) => numberIn(read, `${folder}/${file}`) ?? NO_LIMIT));
      if (most >= NO_LIMIT) continue;
      limit = Math.min(limit ?? most, most);
      const used = numberIn(read, `${folder}/${version.usage}`) ?? 0;
      const warm = Number(version.reclaimable.exec(textOf(read, `${folder}/memory.stat`))?.[1] ?? 0);
      const left = Math.max(0, most - Math.max(0, used - warm));
      available = Math.min(available ?? left, left);
    }
  }
  return { limit, available };
}

/** Processors that the CPU quota pays for; Infinity where there is none. */
export function quotaProcessors(read: ReadText): number {
  let least = Number.POSITIVE_INFINITY;
  for (const folder of foldersOf(V2.cpu, groupIn(V2.line.cpu, read))) {
    const [quota, period] = textOf(read, `${folder}/cpu.max`).trim().split(" ").map(Number);
    if (quota! > 0 && period! > 0) least = Math.min(least, quota! / period!);
  }
  for (const folder of foldersOf(V1.cpu, groupIn(V1.line.cpu, read))) {
    const quota = numberIn(read, `${folder}/cpu.cfs_quota_us`) ?? 0;
    const period = numberIn(read, `${folder}/cpu.cfs_period_us`) ?? 0;
    if (quota > 0 && period > 0) least = Math.min(least, quota / period);
  }
  return Math.max(1, Math.floor(least));
}

/** The group of this process; inside a container it is often told as seen from outside, and then only the root is there. */
function groupIn(line: RegExp, read: ReadText): string {
  return line.exec(textOf(read, "/proc/self/cgroup"))?.[1] ?? "/";
}

/** The folder of a group and of all that are around it. */
function foldersOf(root: string, group: string): string[] {
  const parts = group.split("/").filter((part) => part !== "" && part !== "..");
  return [root, ...parts.map((_, i) => `${root}/${parts.slice(0, i + 1).join("/")}`)];
}

function numberIn(read: ReadText, path: string): number | undefined {
  const text = textOf(read, path).trim();
  const value = Number(text);
  return text !== "" && Number.isFinite(value) ? value : undefined;
}

function textOf(read: ReadText, path: string): string {
  try {
    return read(path);
  } catch {
    return "";
  }
}
