/** Follows CONTRIBUTING.md in a copy of the repository: what it shows is all that a kernel, a reduction, a method and functions take. */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const copy = mkdtempSync(path.join(os.tmpdir(), "autoflux-contributing-"));
afterAll(() => rmSync(copy, { recursive: true }));

/** Folders that are linked, or made anew. */
const LEFT_OUT = ["node_modules", "dist", "build", ".git", "test/vectors"];

interface Block {
  file: string;
  isDiff: boolean;
  text: string;
}

/** The blocks of a chapter, each with the file that it goes to. */
function blocksOf(chapter: string): Block[] {
  const text = readFileSync(path.join(root, "CONTRIBUTING.md"), "utf8").split(`\n## ${chapter}\n`)[1]!.split("\n## ")[0]!;
  return [...text.matchAll(/^```(?:(diff)|ts no-run) ([\w/.-]+)\n([\s\S]*?)^```$/gm)].map(([, diff, file, code]) => ({
    file: file!, isDiff: diff !== undefined, text: code!,
  }));
}

/** Puts a block into its file: a whole new file, or lines beside those that a diff shows, which must be there once. */
function apply({ file, isDiff, text }: Block): void {
  const to = path.join(copy, file);
  if (!isDiff) {
    mkdirSync(path.dirname(to), { recursive: true });
    writeFileSync(to, text, { flag: "wx" });
    return;
  }
  const lines = text.trimEnd().split("\n");
  const without = (sign: string) => lines.filter((line) => line[0] !== sign).map((line) => `${line.slice(1)}\n`).join("");
  const parts = readFileSync(to, "utf8").split(without("+"));
  if (parts.length !== 2) throw new Error(`${file}: what this block adds to is there ${parts.length - 1} times, not once:\n${text}`);
  writeFileSync(to, parts.join(without("-")));
}

const run = (...args: string[]) => execFileSync(process.execPath, args, { cwd: copy, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
/** What code gives in a process of its own. */
function evaluated(code: string): unknown {
  return JSON.parse(run("--input-type=module", "-e", `const value = ${code}; console.log(JSON.stringify(value)); process.exit();`));
}
const vitest = path.join(root, "node_modules/vitest/vitest.mjs");
/** What is wrong in tests of the copy. */
function failuresOf(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [vitest, "run", ...args], { cwd: copy, encoding: "utf8" });
  return status === 0 ? "" : `${stdout}${stderr}`;
}

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"))
    .filter((file) => !LEFT_OUT.some((name) => file.startsWith(`${name}/`)));

/** The copy's files as they were before anything was added. */
const before = new Map<string, Buffer>();
const contentOf = (file: string) => readFileSync(path.join(copy, file));

/** What is new or another since then. */
function changed(): string[] {
  return filesIn(copy).filter((file) => !before.get(file)?.equals(contentOf(file))).sort();
}

const kernel = blocksOf("To add a kernel");
const reduction = blocksOf("To add a reduction");
const method = blocksOf("To add a method");
const ofFamily = blocksOf("To add a function of a family");
const ofColumns = blocksOf("To add a function of columns");
const all = [...kernel, ...reduction, ...method, ...ofFamily, ...ofColumns];

beforeAll(() => {
  cpSync(root, copy, { recursive: true, filter: (from) => !LEFT_OUT.includes(path.relative(root, from).split(path.sep).join("/")) });
  for (const file of filesIn(copy)) before.set(file, contentOf(file));
  for (const linked of ["node_modules", "test/vectors"]) symlinkSync(path.join(root, linked), path.join(copy, linked), "junction");
  mkdirSync(path.join(copy, "build"));
  for (const block of all) apply(block);
  run("build.mjs");
}, 600_000);

describe("CONTRIBUTING.md", { timeout: 300_000 }, () => {
  it("shows a kernel in three places, a reduction in a row, a fold beside it, a method in four places, a function in seven, one of columns in four", () => {
    expect([...new Set(kernel.map(({ file }) => file))]).toEqual([
      "assembly/math/fraction.ts", "assembly/index.ts", "src/catalog/arithmetic.ts",
    ]);
    expect([...new Set(reduction.map(({ file }) => file))]).toEqual([
      "src/catalog/reductions.ts", "assembly/reduce/fold.ts", "assembly/index.ts", "src/catalog/folds.ts",
    ]);
    expect([...new Set(method.map(({ file }) => file))]).toEqual([
      "src/methods/double.ts", "src/face/computing.ts", "src/flux.ts", "test/double.test.ts",
    ]);
    expect([...new Set(ofFamily.map(({ file }) => file))]).toEqual([
      "assembly/series/diff.ts", "assembly/series/index.ts", "src/series/diff.ts", "src/methods/series.ts", "src/face/families.ts",
      "test/series/diff.test.ts", "test/kernels/frames.test.ts",
    ]);
    expect([...new Set(ofColumns.map(({ file }) => file))]).toEqual([
      "src/columns/functions/initial.ts", "src/columns/functions/index.ts", "src/expression/column-words.ts",
      "test/columns/functions/initial.test.ts",
    ]);
  });

  it("gives a kernel that computes, by name and in formulas, on threads, inline and in JavaScript", () => {
    const code = (engine: string) => `await (async () => {
      const { flux } = await import("autoflux");
      const options = { engine: "${engine}" };
      const maps = [["fraction", [1.25, -2.5, 3, -0.75]], ["fraction(x) + 1", [1.25]], ["fraction", Float32Array.of(1.5)]];
      return (await Promise.all(maps.map(async ([source, x]) => [...(await flux.map(source, x, options))]))).flat();
    })()`;
    for (const engine of ["threads", "inline", "js"]) expect(evaluated(code(engine))).toEqual([0.25, -0.5, 0, -0.75, 1.25, 0.5]);
  });

  it("gives reductions that compute", () => {
    const code = (engine: string) => `await (async () => {
      const { flux } = await import("autoflux");
      const x = Float64Array.from({ length: 5000 }, (_, i) => (i % 2 ? -i : i));
      const options = { engine: "${engine}" };
      return Promise.all([["share", [3, 0, 2, 0]], ["largest", x], ["largest", []]].map(([name, x]) => flux.reduce(name, x, options)));
    })()`;
    for (const engine of ["threads", "inline", "js"]) expect(evaluated(code(engine))).toEqual([0.5, 4999, 0]);
  });

  it("gives a method that computes, with a type, a test and a place in the documents", () => {
    expect(failuresOf("test/double.test.ts")).toBe("");
    expect(readFileSync(path.join(copy, "dist/types/face/computing.d.ts"), "utf8")).toContain("double<A extends ArrayInput>");
  });

  it("gives a function of a family that computes, on every engine, with its twin, a type and a test", () => {
    expect(failuresOf("test/series/diff.test.ts", "test/kernels/frames.test.ts")).toBe("");
    expect(readFileSync(path.join(copy, "dist/types/face/families.d.ts"), "utf8").match(/\bdiff<A extends ArrayInput>/g)).toHaveLength(2);
  });

  it("gives a function of columns that computes, in formulas too, and is known where there are none", () => {
    expect(failuresOf("test/columns/functions/initial.test.ts", "test/expression/formula-words.test.ts")).toBe("");
    const code = `await (async () => {
      const { flux } = await import("autoflux");
      const city = (await flux.from({ city: ["Rio", null] })).column("city");
      return [...(await flux.evaluate("lower(initial(city))", { city }))];
    })()`;
    expect(evaluated(code)).toEqual(["r", null]);
  });

  it("has names misspelt told, and the command line list them", () => {
    const message = evaluated(`await (await import("autoflux")).flux.map("fracton", [1]).catch((error) => error.message)`);
    expect(message).toContain('did you mean "fraction"?');
    const rows = JSON.parse(run("dist/cli.mjs", "kernels", "--json")) as { name: string }[];
    expect(rows).toContainEqual(expect.objectContaining({ name: "fraction", formula: "x - trunc(x)", maxUlp: 0.5 }));
  });

  it("has the benchmark know it", () => {
    const code = `await (async () => {
      const { operations } = await import("./bench/operations.mjs");
      const { arity, draws, loop } = operations.find(({ name }) => name === "fraction");
      const out = [];
      loop([2.75], [0], [0], out);
      return [arity, Object.keys(draws), out];
    })()`;
    expect(evaluated(code)).toEqual([1, ["main", "whole", "special"], [0.75]]);
  });

  it("fails until the hashes and the documents are written, and says what writes them", () => {
    expect(failuresOf("test/reproducibility/hashes.test.ts", "-t", "has a hash")).toContain("node test/reproducibility/hashes.mjs --write");
    expect(() => run("docs/make-api.mjs", "--check")).toThrow(/npm run docs/);
    run("test/reproducibility/hashes.mjs", "--write");
    run("docs/make-api.mjs");
    expect(failuresOf("test/reproducibility/hashes.test.ts", "-t", "has a hash|on this Node")).toBe("");
    expect(readFileSync(path.join(copy, "docs/api.md"), "utf8")).toContain("| `fraction` | x - trunc(x) | 1 | finite x | 0.5 |");
    expect(readFileSync(path.join(copy, "docs/api.md"), "utf8")).toContain("await flux.double([1, 2, 3])");
    expect(readFileSync(path.join(copy, "docs/api.md"), "utf8")).toContain("await flux.series.diff([1, 3, 6])");
  });

  it("names every file that changes: the others are written by those commands", () => {
    const written = ["docs/api.md", "src/cli/measured.json", "test/reproducibility/hashes.json"];
    const shown = all.map(({ file }) => file);
    expect(changed()).toEqual([...new Set([...shown, ...written])].sort());
  });

  it("leaves types, names, positions, accuracy and reductions tested as those of any other", () => {
    expect(run(path.join(root, "node_modules/typescript/bin/tsc"), "--noEmit", "-p", "test")).toBe("");
    expect(failuresOf("test/public-api.test.ts", "test/kernels.test.ts", "test/reduce.test.ts")).toBe("");
    expect(failuresOf("test/assembly", "-t", "fraction")).toBe("");
    const { stdout } = spawnSync(process.execPath, [vitest, "list", "test/assembly", "-t", "fraction"], { cwd: copy, encoding: "utf8" });
    for (const title of ["fraction_f64", "fraction_f32", "fraction gives the bits", "fraction of Float32Arrays"]) {
      expect(stdout.replaceAll("'", "")).toContain(title);
    }
  });
});
