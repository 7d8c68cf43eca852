import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
const [packed] = JSON.parse(execFileSync("npm", ["pack", "--dry-run", "--json"], { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })) as
  [{ size: number; files: { path: string }[] }];
const files = packed.files.map((file) => file.path);

/**
 * Bytes compressed, at most: of the tarball, and of its parts. These hold what there is from growing unseen; what was promised is 150 kB,
 * which the package had until the runtime came: the benchmark keeps that bar (bench/bars.mjs), and tells that it is missed.
 */
const BUDGET = 180_000;
const PARTS: [part: string, pattern: RegExp, most: number][] = [
  ["what `import \"autoflux\"` loads, but for the kernels", /^dist\/(index|catalog|errors|csv|autoflux-worker|autoflux-function-worker)\.(cjs|mjs|bundle\.mjs)$/, 79_000],
  ["both builds of the kernels", /^dist\/wasm\.cjs$/, 40_000],
  ["the sub-path autoflux/kernels", /^dist\/kernels\./, 4_000],
  ["the command line and the benchmark", /^dist\/(cli\.mjs|bench\/.*|chunk-.*)$/, 42_000],
  ["types", /\.d\.[cm]?ts$/, 24_000],
  ["documents", /\.(md|txt)$|^LICENSE$/, 8_000],
];

describe("the package", () => {
  it(`takes at most ${BUDGET} bytes compressed`, () => {
    expect(packed.size).toBeLessThanOrEqual(BUDGET);
  });

  it.each(PARTS)("keeps %s within its budget", (_, pattern, most) => {
    const sizes = files.filter((file) => pattern.test(file)).map((file) => gzipSync(readFileSync(path.join(root, file))).length);
    expect(sizes.length).toBeGreaterThan(0);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(most);
  });

  it("has no file that belongs to no part", () => {
    expect(files.filter((file) => file !== "package.json" && !PARTS.some(([, pattern]) => pattern.test(file)))).toEqual([]);
  });

  it("runs nothing when it is installed", () => {
    for (const script of ["preinstall", "install", "postinstall", "prepare", "prepublish"]) expect(manifest.scripts).not.toHaveProperty(script);
    expect(files.filter((file) => /binding\.gyp$/.test(file))).toEqual([]);
  });

  it("needs six packages to run, and names all that its bundles hold", () => {
    expect(Object.keys(manifest.dependencies)).toEqual(["@assemblyscript/loader", "acorn", "csv-parse", "piscina", "tinybench", "tinypool"]);
    const notices = readFileSync(path.join(root, "dist/THIRD-PARTY.txt"), "utf8");
    for (const name of ["cli-progress", "cli-table3"]) expect(notices).toMatch(new RegExp(`^${name} \\d`, "m"));
    expect(notices.match(/Permission is hereby granted|Redistribution and use/g)!.length).toBeGreaterThanOrEqual(2);
  });

  it("has a lock file that names no registry", () => {
    expect(readFileSync(path.join(root, "package-lock.json"), "utf8")).not.toMatch(/"resolved"|https?:\/\/registry/);
  });
});
