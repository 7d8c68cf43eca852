/** Where and with what a run was measured. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import { fileURLToPath } from "node:url";
import { flux } from "autoflux";
import { digits } from "./format.mjs";

/** Found as its users find it, so that a bundle of this file finds it too. */
const { version } = createRequire(import.meta.url)("autoflux/package.json");

export function machine() {
  return {
    cpu: os.cpus()[0]?.model.trim() ?? "unknown",
    cores: os.availableParallelism(),
    memoryGiB: digits(os.totalmem() / 2 ** 30, 3),
    os: `${os.type()} ${os.release()} ${os.arch()}`,
  };
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
