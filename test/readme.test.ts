import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
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
mkdirSync(path.join(folder, "node_modules", ".bin"));
symlinkSync(path.join(root, "dist/cli.mjs"), path.join(folder, "node_modules", ".bin", "autoflux"));

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

const documents = ["README.md", "CONTRIBUTING.md", ...readdirSync(path.join(root, "docs")).filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`)];

/** The lines of the ```sh blocks of a document, comments left out. */
function commandsOf(file: string): Pick<Block, "at" | "code">[] {
  const text = read(file);
  return [...text.matchAll(/^```sh[ \t]*\n([\s\S]*?)^```[ \t]*$/gm)].flatMap(({ index, 1: code }) =>
    code!.split("\n").map((line, i) => ({ at: `${file}:${lineAt(text, index) + 1 + i}`, code: line.replace(/\s+#.*$/, "") })))
    .filter(({ code }) => code !== "");
}

/** Commands of a clone are CI's to run: here they must be there. Others run in the user's folder, one after another. */
const OF_A_CLONE = /^(npm (ci|test|start|pkg set|run [\w-]+)|node [\w/.-]+\.mjs)\b/;

function problemsOfClone(command: string): string[] {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  return command.split(" && ").flatMap((part) => {
    const [, script, file] = /^npm (?:run )?([\w-]+)|^node ([\w/.-]+)/.exec(part) ?? [];
    if (file !== undefined) return existsSync(path.join(root, file)) ? [] : [`${part}: no such file`];
    return script === "ci" || script === "pkg" || script! in scripts ? [] : [`${part}: no such script`];
  });
}

describe.concurrent("every block of code", () => {
  it.each(documents)("of %s runs", async (file) => {
    expect((await Promise.all(processesFor(blocksOf(file)).map(run))).flat()).toEqual([]);
  });

  it("of the docstrings of the face runs", async () => {
    const examples = ["src/flux.ts", ...readdirSync(path.join(root, "src/face")).map((file) => `src/face/${file}`)].flatMap(examplesOf);
    expect(examples.length).toBeGreaterThan(5);
    expect((await Promise.all(processesFor(examples).map(run))).flat()).toEqual([]);
  });

  it("is there: javascript in the readme, the guide and the API", () => {
    for (const file of ["README.md", "docs/guide.md", "docs/api.md"]) expect(blocksOf(file).length).toBeGreaterThan(1);
  });

  it.each(documents)("of a shell in %s runs, or is CI's", async (file) => {
    const cwd = mkdtempSync(path.join(folder, "shell-"));
    for (const { at, code } of commandsOf(file)) {
      if (OF_A_CLONE.test(code)) expect(problemsOfClone(code), at).toEqual([]);
      else if (/^npm install autoflux$/.test(code)) continue; // test/package installs the packed package
      else await promisify(execFile)("sh", ["-c", code], { cwd, timeout: 50_000 }).catch((error) => expect.fail(`${at}: ${error.message}${error.stderr}`));
    }
  });
});

it("the commands of a clone in the readme are those that CI runs", () => {
  const ci = read(".ci/run");
  for (const { code } of commandsOf("README.md").filter(({ code }) => OF_A_CLONE.test(code))) expect(ci).toContain(`\n${code}\n`);
});

it("the example of columns tells the summers of six decades", () => {
  const said = execFileSync(process.execPath, [path.join(root, "examples/hot-days.mjs")], { encoding: "utf8" });
  expect(said.match(/^\d{4}s: summer highs [\d.]+ °C on average, [\d.]+ °C at most$/gm)).toHaveLength(6);
  expect(said).toContain("3 rows of 25,551");
});

it("the links of every document lead somewhere", () => {
  const anchorOf = (heading: string) => heading.toLowerCase().replaceAll(/[^\w\- ]/g, "").replaceAll(" ", "-");
  const dead = documents.flatMap((file) =>
    [...read(file).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)].filter(([, target, anchor]) => {
      const to = target === "" ? file : path.posix.join(path.posix.dirname(file), target!);
      if (!existsSync(path.join(root, to))) return true;
      return anchor !== undefined && ![...read(to).matchAll(/^#+ (.*)$/gm)].some(([, heading]) => anchorOf(heading!) === anchor);
    }).map(([link]) => `${file}: ${link}`));
  expect(dead).toEqual([]);
});

it("every guarantee of docs/runtime.md names a test that is there", () => {
  const rows = [...read("docs/runtime.md").matchAll(/^\| .* \| \[.*\]\(\.\.\/(test\/[\w/.-]+)\): (.*) \|$/gm)];
  expect(rows.length).toBeGreaterThan(40);
  expect(rows.filter(([, file, title]) => !read(file!).includes(title!)).map(([, file, title]) => `${file}: ${title}`)).toEqual([]);
});

it("the tables of the documents and the chart are what bench/results says", () => {
  execFileSync(process.execPath, [path.join(root, "bench/table.mjs"), "--check"], { stdio: "pipe" });
});

it("docs/api.md is what the docstrings say", () => {
  execFileSync(process.execPath, [path.join(root, "docs/make-api.mjs"), "--check"], { stdio: "pipe" });
});
