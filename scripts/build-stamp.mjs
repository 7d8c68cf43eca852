/**
 * Whether dist is what a build of the present sources would give: by the contents of files, as their times say nothing after a checkout.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

const SOURCES = [
  "src", "assembly", "bench", "scripts", "build.mjs", "asconfig.json", "tsconfig.json", "package.json", "package-lock.json",
];
/** What is installed for the benchmark's peers and what it wrote: no part of a build. */
const LEFT_OUT = /^bench\/(peers|results)\//;

const stampOf = (root) => path.join(root, "build/stamp.json");

function filesUnder(root, name) {
  if (statSync(path.join(root, name)).isFile()) return [name];
  const entries = readdirSync(path.join(root, name), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)));
}

function hashOfSources(root) {
  const hash = createHash("sha256");
  for (const file of SOURCES.flatMap((name) => filesUnder(root, name)).map((name) => name.split(path.sep).join("/")).sort()) {
    if (!LEFT_OUT.test(file)) hash.update(`${file}\0`).update(readFileSync(path.join(root, file))).update("\0");
  }
  return hash.digest("hex");
}

const sizesOfBuilt = (root) =>
  Object.fromEntries(
    filesUnder(root, "dist")
      .sort()
      .map((file) => [file, statSync(path.join(root, file)).size]),
  );

export function isBuilt(root) {
  try {
    const { sources, built } = JSON.parse(readFileSync(stampOf(root), "utf8"));
    return sources === hashOfSources(root) && JSON.stringify(built) === JSON.stringify(sizesOfBuilt(root));
  } catch {
    return false; // nothing was built yet
  }
}

export function stampBuild(root) {
  mkdirSync(path.dirname(stampOf(root)), { recursive: true });
  writeFileSync(stampOf(root), JSON.stringify({ sources: hashOfSources(root), built: sizesOfBuilt(root) }));
}

/** A build that is interrupted leaves no stamp. */
export function clearStamp(root) {
  rmSync(stampOf(root), { force: true });
}
