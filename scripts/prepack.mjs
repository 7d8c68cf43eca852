/**
 * What npm runs before it packs (`npm pack`, `npm publish`). A clean clone has no tools to build with yet: they are installed first. For an
 * install from git npm runs no prepack, but `npm install` in its clone, and with it the scripts around "prepare": so does `npm ci` in a
 * developer's clone, which shall build nothing; only the former sets the variable below. A registry's user runs neither script.
 */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const toStderr = ["ignore", 2, 2]; // stdout is npm's own: `npm pack --json`

const hasTools = ["esbuild", "assemblyscript", "typescript"].every((name) =>
  existsSync(path.join(root, "node_modules", name, "package.json")),
);

if (process.argv.includes("--from-git") && process.env._PACOTE_NO_PREPARE_ === undefined) process.exit();
if (!hasTools) {
  process.stderr.write("Installing what the build needs (npm ci) ...\n");
  // npm hands its own options down: a dry run of packing must not become a dry run of installing.
  const options = ["--include=dev", "--ignore-scripts", "--dry-run=false", "--json=false", "--global=false", "--no-audit", "--no-fund"];
  execFileSync("npm", ["ci", ...options], { cwd: root, stdio: toStderr, shell: process.platform === "win32" });
}
execFileSync(process.execPath, [path.join(root, "build.mjs"), "--if-needed"], { cwd: root, stdio: toStderr });
