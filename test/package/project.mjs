/** Projects that use the packed package, each in a folder of its own. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));
const quiet = { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], timeout: 300_000 };

/** What a command prints; an error with all its output if it fails. */
export function output(command, args, cwd, env = {}) {
  return execFileSync(command, args, { ...quiet, cwd, env: { ...process.env, ...env } });
}

/** The package as dist has it, which is built before. @returns { filename, file, size, files } */
export function pack(folder) {
  const [packed] = JSON.parse(output("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], root));
  return { ...packed, file: path.join(folder, packed.filename) };
}

/** Writes files, by path. */
export function write(folder, files) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), typeof text === "string" ? text : JSON.stringify(text, null, 2));
  }
}

/** A project with the package, installed from `source` (a tarball or a folder), and these files. */
export function project(folder, source, files, more = []) {
  write(folder, { "package.json": { name: path.basename(folder), private: true }, ...files });
  output("npm", ["install", "--no-save", "--prefer-offline", source, ...more], folder);
}

/** Runs a file of a project; `options` are Node's. Returns what it printed last as JSON, or as text. */
export function run(folder, file, { options = [], version, env } = {}) {
  const args = [...options, file];
  const text = version === undefined ? output(process.execPath, args, folder, env) : output("npx", ["-y", `node@${version}`, ...args], folder, env);
  const last = text.trimEnd().split("\n").at(-1);
  try {
    return JSON.parse(last);
  } catch {
    return last;
  }
}
