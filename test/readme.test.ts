import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { transform } from "esbuild";
import { afterAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (file: string) => readFileSync(path.join(root, file), "utf8");
/** Outside the project, as a user's folder: the package is found in node_modules alone. */
const folder = mkdtempSync(path.join(os.tmpdir(), "autoflux-readme-"));
afterAll(() => rmSync(folder, { recursive: true }));
mkdirSync(path.join(folder, "node_modules"));
symlinkSync(root, path.join(folder, "node_modules", "autoflux"), "junction");

interface Block {
  /** Where it stands, as an editor opens it. */
  at: string;
  code: string;
  language: "js" | "ts";
}

/** Line of the character at `index`, from 1. */
const lineAt = (text: string, index: number) => text.slice(0, index).split("\n").length;

/** The ```js and ```ts blocks of a document, those marked no-run left out. */
function blocksOf(file: string): Block[] {
  const text = read(file);
  const fences = text.matchAll(/^```(js|ts)[ \t]*(.*)\n([\s\S]*?)^```[ \t]*$/gm);
  return [...fences]
    .filter(([, , marks]) => !/\bno-run\b/.test(marks!))
    .map(({ index, 1: language, 3: code }) => ({ at: `${file}:${lineAt(text, index)}`, code: code!, language: language as "js" | "ts" }));
}

/** The @example of each docstring, to which flux and createFlux are imported. */
function examplesOf(file: string): Block[] {
  const text = read(file);
  return [...text.matchAll(/\/\*\*[\s\S]*?\*\//g)].flatMap(({ 0: comment, index }) => {
    const lines = comment.replace(/\*\/$/, "").replace(/^[ \t]*(?:\/\*\*|\*)[ \t]?/gm, "");
    return [...lines.matchAll(/@example[ \t]*([\s\S]*?)(?=^@\w|(?![\s\S]))/gm)].map((example) => ({
      at: `${file}:${lineAt(text, index) + lineAt(lines, example.index) - 1}`,
      code: `import { createFlux, flux } from "autoflux";\n${example[1]}`,
      language: "ts" as const,
    }));
  });
}

/** Imports the modules it is given one after another: a block that fails ends the process, told by the last line it wrote. */
const RUNNER = "for (const file of process.argv.slice(1)) { process.stderr.write(`\\n${file}\\n`); await import(file); }";
const TOUCHES_THE_PROCESS = /\bflux\.close\(|\bprocess\.(?!env|std)|\brequire\(/;

/** Blocks run together in one process, but for those that others after them would feel. */
function processesFor(blocks: Block[]): Block[][] {
  const alone = blocks.filter(({ code }) => TOUCHES_THE_PROCESS.test(code));
  const together = blocks.filter((block) => !alone.includes(block));
  return [together, ...alone.map((block) => [block])].filter((group) => group.length > 0);
}

let written = 0;
async function run(group: Block[]): Promise<string[]> {
  const files = await Promise.all(group.map(async ({ code, language }) => {
    const isScript = /\brequire\(/.test(code) && !/^import\b/m.test(code);
    const file = `./block-${++written}.${isScript ? "cjs" : "mjs"}`;
    const { code: javascript } = await transform(code, { loader: language, target: "node20" });
    writeFileSync(path.join(folder, file), isScript ? `(async () => {\n${javascript}\n})();` : javascript);
    return file;
  }));
  const args = ["--input-type=module", "-e", RUNNER, "--", ...files];
  const ended = promisify(execFile)(process.execPath, args, { cwd: folder, timeout: 50_000 });
  const failure = await ended.then(() => undefined, (error) => error);
  if (!failure) return [];
  const last = files.findLastIndex((file) => String(failure.stderr).includes(`\n${file}\n`));
  return [`${group[last]?.at}: ${failure.killed ? "did not end" : `exit code ${failure.code}`}\n${failure.stderr}`];
}

const documents = readdirSync(root, { withFileTypes: true }).some((entry) => entry.name === "docs")
  ? readdirSync(path.join(root, "docs"), { recursive: true }).map((name) => `docs/${String(name)}`).filter((name) => name.endsWith(".md"))
  : [];

describe.concurrent("every block of code", () => {
  it("of README.md runs", async () => {
    const blocks = blocksOf("README.md");
    expect(blocks.length).toBeGreaterThan(0);
    expect((await Promise.all(processesFor(blocks).map(run))).flat()).toEqual([]);
  });

  it.each(documents)("of %s runs", async (file) => {
    expect((await Promise.all(processesFor(blocksOf(file)).map(run))).flat()).toEqual([]);
  });

  it("of the docstrings of src/flux.ts runs", async () => {
    const examples = examplesOf("src/flux.ts");
    expect(examples.length).toBeGreaterThan(5);
    expect((await Promise.all(processesFor(examples).map(run))).flat()).toEqual([]);
  });
});

it("the tables of README.md are what bench/results says", () => {
  execFileSync(process.execPath, [path.join(root, "bench/table.mjs"), "--check"], { stdio: "pipe" });
});
