import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const manifest = JSON.parse(read("package.json"));
// dist is there already: the tests run on it, and packing must not build it anew below them.
const [packed] = JSON.parse(execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })) as
  [{ files: { path: string }[] }];
const files = packed.files.map((file) => file.path);
const code = files.filter((file) => /^dist\/.*\.[cm]js$/.test(file));

describe("the package", () => {
  it("has its guide, its API, its pictures and its history beside the code", () => {
    const documents = ["api", "architecture", "guide", "measured", "runtime", "series", "stats"].map((name) => `docs/${name}.md`);
    const pictures = ["rolling", "sort", "speed"].map((name) => `docs/${name}.svg`);
    for (const file of [...documents, ...pictures, "CHANGELOG.md", "LICENSE", "README.md"]) expect(files).toContain(file);
  });

  it("has all files that its documents and its manifest lead to", () => {
    const doors = [...JSON.stringify({ ...manifest.exports, bin: manifest.bin }).matchAll(/"\.\/([^"]+)"/g)].map(([, file]) => file!);
    for (const file of doors.filter((door) => door.includes("."))) if (file !== "package.json") expect(files).toContain(file);
    const links = [...read("README.md").matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, file]) => file!);
    expect(links.length).toBeGreaterThan(3);
    for (const file of links.filter((link) => /^(docs|[A-Z]+\.md)/.test(link) && link !== "CONTRIBUTING.md")) expect(files).toContain(file);
  });

  it("has nothing but code, kernels, types, documents and licences", () => {
    const forReaders = /^(package\.json|LICENSE|(README|CHANGELOG)\.md|docs\/[\w-]+\.(md|svg))$/;
    const built = /^dist\/(.*\.([cm]?js|d\.[cm]?ts|py|txt)|autoflux-(baseline|relaxed|order|series|text)\.wasm)$/;
    expect(files.filter((file) => !forReaders.test(file) && !built.test(file))).toEqual([]);
  });

  it("has code that a person can read: no long line, names as in the sources", () => {
    expect(code).toContain("dist/index.cjs");
    const long = code.flatMap((file) => read(file).split("\n").filter((line) => line.length > 500).map((line) => `${file}: ${line.length}`));
    expect(long).toEqual([]);
    for (const name of ["Scheduler = class", "function analyzeFunction", "function mapRequest"]) expect(read("dist/index.cjs")).toContain(name);
  });

  it.each([
    ["a function that is refused", "flux.parallel((x) => foo)", "FreeVariable"],
    ["an operation that is misspelt", 'flux.map("exp_sqr", [1])', "UnknownOperation"],
    ["an option that there is not", "createFlux({ wrkers: 2 })", "BadOption"],
    ["a call of the kernels' door", 'require("autoflux/kernels").loadKernels({ memry: 1 })', "BadOption"],
  ])("prints a few lines where %s ends the process", (_, call, name) => {
    const failed = (() => {
      try {
        return execFileSync(process.execPath, ["-e", `const { flux, createFlux } = require("autoflux"); ${call};`], { cwd: root, encoding: "utf8", stdio: "pipe" });
      } catch (error) {
        return (error as { stderr: string }).stderr;
      }
    })();
    expect(failed).toContain(name);
    expect(failed.length).toBeLessThan(3000);
  });

  it("builds before it is packed, and runs nothing when it is installed from a registry", () => {
    expect(manifest.scripts.prepack).toBe("node scripts/prepack.mjs");
    for (const script of ["preinstall", "install", "postinstall", "prepare", "prepublish"]) expect(manifest.scripts).not.toHaveProperty(script);
    expect(files.filter((file) => /binding\.gyp$/.test(file))).toEqual([]);
  });

  it("says where it is at home, so that a reader of the registry's page finds its documents", () => {
    for (const { url } of [manifest.repository, manifest.bugs, { url: manifest.homepage }]) expect(url).toMatch(/^(git\+)?https:\/\/\S+$/);
    expect(manifest.author).toBeTruthy();
  });

  it("needs four packages to run, and names all that its bundles hold", () => {
    expect(Object.keys(manifest.dependencies)).toEqual(["acorn", "piscina", "tinybench", "tinypool"]);
    const notices = read("dist/THIRD-PARTY.txt");
    for (const name of ["@assemblyscript/loader", "cli-progress", "cli-table3", "csv-parse"]) expect(notices).toMatch(new RegExp(`^${name} \\d`, "m"));
    expect(notices.match(/Permission is hereby granted|Redistribution and use|Apache License/g)!.length).toBeGreaterThanOrEqual(3);
  });

  it("has a lock file that names no registry", () => {
    expect(read("package-lock.json")).not.toMatch(/"resolved"|https?:\/\/registry/);
  });
});
