import { describe, expect, it } from "vitest";
import { memoryLimits, quotaProcessors } from "../../src/platform/node/cgroup";

/** A machine whose files are these. */
const machine = (files: Record<string, string>) => (path: string) => {
  const text = files[path];
  if (text === undefined) throw new Error(`ENOENT: ${path}`);
  return text;
};
const GB = 2 ** 30;

describe("memory limits of control groups", () => {
  it("are none where there are none", () => {
    expect(memoryLimits(machine({}))).toEqual({ limit: undefined, available: undefined });
    expect(memoryLimits(machine({ "/sys/fs/cgroup/memory.max": "max\n" }))).toEqual({ limit: undefined, available: undefined });
    expect(memoryLimits(machine({ "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n" })).limit).toBeUndefined();
  });

  it("of version 2: a container's, less what is used but for files kept warm", () => {
    const files = { "/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/memory.max": `${4 * GB}\n`, "/sys/fs/cgroup/memory.current": `${3 * GB}\n`, "/sys/fs/cgroup/memory.stat": `anon 5\ninactive_file ${2 * GB}\nactive_file 7\n` };
    expect(memoryLimits(machine(files))).toEqual({ limit: 4 * GB, available: 3 * GB });
  });

  it("of version 2: the tightest of the groups around the process", () => {
    const files = {
      "/proc/self/cgroup": "0::/system.slice/app.service\n",
      "/sys/fs/cgroup/system.slice/memory.max": `${2 * GB}\n`, "/sys/fs/cgroup/system.slice/memory.current": `${GB}\n`,
      "/sys/fs/cgroup/system.slice/app.service/memory.max": `${3 * GB}\n`, "/sys/fs/cgroup/system.slice/app.service/memory.current": `${GB / 2}\n`,
    };
    expect(memoryLimits(machine(files))).toEqual({ limit: 2 * GB, available: GB });
  });

  it("of version 1, by the group's own folder or the root", () => {
    const limits = (folder: string) => ({ [`${folder}/memory.limit_in_bytes`]: `${GB}\n`, [`${folder}/memory.usage_in_bytes`]: `${GB / 2}\n`, [`${folder}/memory.stat`]: `inactive_file 1\ntotal_inactive_file ${GB / 4}\n` });
    expect(memoryLimits(machine({ "/proc/self/cgroup": "5:cpu,cpuacct:/docker/abc\n4:memory:/docker/abc\n", ...limits("/sys/fs/cgroup/memory/docker/abc") }))).toEqual({ limit: GB, available: 0.75 * GB });
    // Inside a container the group is told as seen from outside, and its files are at the root.
    expect(memoryLimits(machine({ "/proc/self/cgroup": "4:memory:/docker/abc\n", ...limits("/sys/fs/cgroup/memory") }))).toEqual({ limit: GB, available: 0.75 * GB });
  });

  it("are never below zero", () => {
    expect(memoryLimits(machine({ "/sys/fs/cgroup/memory.max": "1000\n", "/sys/fs/cgroup/memory.current": "5000\n" }))).toEqual({ limit: 1000, available: 0 });
  });
});

describe("processors that a quota pays for", () => {
  it("of both versions, whole ones, at least one", () => {
    expect(quotaProcessors(machine({}))).toBe(Number.POSITIVE_INFINITY);
    expect(quotaProcessors(machine({ "/sys/fs/cgroup/cpu.max": "max 100000\n" }))).toBe(Number.POSITIVE_INFINITY);
    expect(quotaProcessors(machine({ "/sys/fs/cgroup/cpu.max": "250000 100000\n" }))).toBe(2);
    expect(quotaProcessors(machine({ "/sys/fs/cgroup/cpu.max": "50000 100000\n" }))).toBe(1);
    expect(quotaProcessors(machine({ "/proc/self/cgroup": "0::/a/b\n", "/sys/fs/cgroup/a/cpu.max": "300000 100000\n", "/sys/fs/cgroup/a/b/cpu.max": "800000 100000\n" }))).toBe(3);
    expect(quotaProcessors(machine({ "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "400000\n", "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n" }))).toBe(4);
    expect(quotaProcessors(machine({ "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n", "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n" }))).toBe(Number.POSITIVE_INFINITY);
  });
});
