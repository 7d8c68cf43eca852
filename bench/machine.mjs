/** Where and with what a run was measured. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import { fileURLToPath } from "node:url";
import { flux } from "autoflux";
import { digits } from "./format.mjs";

/** Instructions that decide what other sides can do. */
const FLAGS = ["avx2", "avx512f"];

/** Found as its users find it, so that a bundle of this file finds it too. */
const { version } = createRequire(import.meta.url)("autoflux/package.json");

/** The processor's model is named as the system gives it; where it gives numbers too, they say more than a name such as "AMD EPYC". */
export function machine() {
  return {
    cpu: os.cpus()[0]?.model.trim() ?? "unknown",
    ...processor(),
    cores: os.availableParallelism(),
    memoryGiB: digits(os.totalmem() / 2 ** 30, 3),
    os: `${os.type()} ${os.release()} ${os.arch()}`,
  };
}

/** What Linux tells of the first processor: its numbers, and which of FLAGS it has; elsewhere nothing. */
function processor() {
  try {
    const lines = readFileSync("/proc/cpuinfo", "utf8").split("\n\n")[0].split("\n").map((line) => line.split(/\s*:\s*/));
    const { vendor_id, "cpu family": family, model, stepping, flags } = Object.fromEntries(lines);
    if (vendor_id === undefined || flags === undefined) return {};
    const has = flags.split(" ");
    const cpuid = `${vendor_id}, family ${family}, model ${model}, stepping ${stepping}`;
    return { cpuid, flags: FLAGS.filter((flag) => has.includes(flag)) };
  } catch {
    return {};
  }
}

export function versions() {
  return {
    node: process.versions.node,
    v8: process.versions.v8,
    autoflux: version,
    build: flux.status().build,
  };
}

/** The commit that was measured, or null outside a checkout of the package. */
export function commit() {
  if (!existsSync(new URL("../.git", import.meta.url))) return null;
  try {
    const cwd = fileURLToPath(new URL(".", import.meta.url));
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return null;
  }
}
