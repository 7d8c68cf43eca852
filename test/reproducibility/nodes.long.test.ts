/** The same bits on every Node there is. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const script = fileURLToPath(new URL("hashes.mjs", import.meta.url));
const stored = JSON.parse(readFileSync(new URL("hashes.json", import.meta.url), "utf8")) as Record<string, string>;
/** Beside the Node that runs this, those that npx has already. */
const others = ["20", "22", "24", "26"]
  .filter((major) => !process.version.startsWith(`v${major}.`))
  .map((major) => ({ major, run: nodeOf(major) }));

function nodeOf(major: string) {
  const options = ["--offline", "--yes", "--package", `node@${major}`, "--", "node"];
  const npx = (...args: string[]) => spawnSync("npx", [...options, ...args], { encoding: "utf8", maxBuffer: 2 ** 24 });
  const there = npx("--version").stdout?.startsWith(`v${major}.`);
  return there ? () => npx(script).stdout : undefined;
}

describe("the baseline build over a million inputs", { timeout: 60_000 }, () => {
  it.for(others)("gives the stored bits on Node $major", ({ run }, { skip }) => {
    if (!run) skip("npx does not have it");
    expect(JSON.parse(run!())).toEqual(stored);
  });
});
