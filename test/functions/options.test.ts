import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { foundFrom, inheritedOptions } from "../../src/functions/exec-argv";

const dist = fileURLToPath(new URL("../../dist/index.cjs", import.meta.url));
const folder = mkdtempSync(path.join(os.tmpdir(), "autoflux-options-"));
afterAll(() => rmSync(folder, { recursive: true }));
const write = (name: string, text: string) => {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
};
beforeAll(() => {
  write("node_modules/two/package.json", JSON.stringify({ name: "two", exports: { ".": { dev: "./dev.mjs", default: "./plain.mjs" } } }));
  write("node_modules/two/dev.mjs", 'export const which = "dev";');
  write("node_modules/two/plain.mjs", 'export const which = "plain";');
  write("node_modules/two-before/package.json", JSON.stringify({ name: "two-before", main: "./before.js" }));
  write("node_modules/two-before/before.js", "globalThis.preloaded = true;");
  write("loader.mjs", "export const resolve = (name, context, next) => next(name, context);");
  write(".env", "FROM_FILE=file");
  write("before.cjs", "globalThis.preloaded = true;");
  write("there.mjs", "export default (b) => b.map((v) => v + 1);");
});

/** Runs code with such options of Node, in the folder. It has `fx`; what it gives is told. */
function told(options: string[], code: string, env: Record<string, string> = {}): unknown {
  write("main.cjs", `const { createFlux } = require(${JSON.stringify(dist)});
(async () => { const fx = await createFlux({ maxWorkers: 1 }); const told = await (async () => { ${code} })(); await fx.close(); console.log(JSON.stringify(told)); })();`);
  return JSON.parse(execFileSync(process.execPath, [...options, "main.cjs"], { cwd: folder, encoding: "utf8", env: { ...process.env, NODE_OPTIONS: "", ...env } }));
}
const everywhere = (call: string) => `const told = []; for (const strategy of ["threads", "process", "sequential", "auto"]) told.push(await (${call}).catch((e) => e.message)); return told;`;

describe("functions see the options that Node was started with", () => {
  const which = everywhere('fx.parallel((b) => b.map(() => [which, globalThis.preloaded === true]), { strategy, imports: { which: ["two", "which"] } })([1])');
  it.each<[string, string[], Record<string, string>, [string, boolean]]>([
    ["none", [], {}, ["plain", false]],
    ["--conditions and --require", ["--conditions=dev", "--require", "./before.cjs"], {}, ["dev", true]],
    ["-C, -r, --import, and options of the engine", ["-C", "dev", "--import", "./before.cjs", "--max-old-space-size=300", "--stack-size=900"], {}, ["dev", true]],
    ["NODE_OPTIONS", [], { NODE_OPTIONS: "--conditions=dev --require=./before.cjs" }, ["dev", true]],
  ])("%s", (_, options, env, wanted) => {
    expect(told(options, which, env)).toEqual(Array(4).fill([wanted]));
  });

  it("but for those of one process or its main program", () => {
    expect(inheritedOptions(["--import", "x", "-e", "-1", "--inspect-brk=0", "--conditions=dev", "-p", "code", "--test", "--watch-path", "src", "--watch-path=a", "-C", "b", "--cpu-prof", "--cpu-prof-dir", "d", "--input-type=module", "--max-old-space-size=9", "-r", "y", "--expose-gc"]))
      .toEqual(["--import", "x", "--conditions=dev", "-C", "b", "--max-old-space-size=9", "-r", "y", "--expose-gc"]);
    expect(inheritedOptions(["--experimental-vm-modules", "--enable-source-maps", "--trace-warnings", "--experimental-strip-types", "--env-file", ".env", "--env-file-if-exists=.env", "--input-type", "module", "-i", "-c"]))
      .toEqual(["--experimental-vm-modules", "--enable-source-maps", "--trace-warnings", "--experimental-strip-types"]);
  });

  const elsewhere = `process.chdir("/"); ${everywhere('fx.parallel((b) => b.map(() => [process.env.FROM_FILE ?? "none", globalThis.preloaded === true]), { strategy })([1])')}`;
  it.each<[string, string[], Record<string, string>, [string, boolean]]>([
    ["--import", ["--import", "./before.cjs"], {}, ["none", true]],
    ["--import=, of a package, with options that threads do not take", ["--import=two-before", "--max-old-space-size=300"], {}, ["none", true]],
    ["--require and --env-file=", ["--require=./before.cjs", "--env-file=.env"], {}, ["file", true]],
    ["-r and --env-file", ["-r", "./before.cjs", "--env-file", ".env"], {}, ["file", true]],
    ["--experimental-loader", ["--no-warnings", "--experimental-loader", "./loader.mjs", "-r", "./before.cjs"], {}, ["none", true]],
    ["NODE_OPTIONS", [], { NODE_OPTIONS: '--require "./before.cjs" --no-warnings' }, ["none", true]],
  ])("%s, though the program has gone to another folder", (_, options, env, wanted) => {
    expect(told(options, elsewhere, env)).toEqual(Array(4).fill([wanted]));
  });

  it("as addresses that hold in any folder", () => {
    const absolute = path.join(folder, "x.mjs");
    expect(foundFrom(folder, ["--import", "node:fs", "--import", absolute, "--import=data:text/javascript,1", "-r", "fs", "-r", "no-such-package", "-C", "./x"]))
      .toEqual(["--import", "node:fs", "--import", absolute, "--import=data:text/javascript,1", "-r", "fs", "-r", "no-such-package", "-C", "./x"]);
    expect(foundFrom(folder, ["--import=./no-such.mjs"])).toEqual([`--import=${pathToFileURL(path.join(folder, "no-such.mjs")).href}`]);
  });

  it.each(["threads", "process"])("which a start that failed names, strategy %s", (strategy) => {
    write("once.cjs", 'const fs = require("node:fs"); if (fs.existsSync(__dirname + "/started")) throw new Error("only once"); fs.writeFileSync(__dirname + "/started", "");');
    rmSync(path.join(folder, "started"), { force: true });
    expect(told(["--import", "./once.cjs"], `return fx.parallel((b) => b, { strategy: "${strategy}" })([1]).catch((e) => e.message);`))
      .toMatch(/lost its (thread|process): .* while it started \(inherited options: --import \.\/once\.cjs\)/);
  });

  it.each(["threads", "process"])("and what they take at a start is not batchTimeout's, strategy %s", (strategy) => {
    write("slow.mjs", "const until = Date.now() + 1500; while (Date.now() < until);");
    expect(told(["--import", "./slow.mjs"], `return fx.parallel((b) => b, { strategy: "${strategy}", batchTimeout: 1000 })([1]).catch((e) => e.message);`)).toEqual([1]);
  });
});

describe("modules and what is imported are found as from the folder at the time of parallel()", () => {
  it("wherever the process goes later", () => {
    const code = everywhere('(process.chdir(here), (f => (process.chdir("/"), f([1])))(fx.parallel({ module: "./there.mjs" }, { strategy })))');
    expect(told([], `const here = process.cwd(); ${code}`)).toEqual(Array(4).fill([2]));
  });

  it("also one that is not there yet", () => {
    expect(told([], `
      const { writeFileSync } = require("node:fs");
      const f = fx.parallel({ module: "./later.mjs" }, { strategy: "sequential", onError: "collect" });
      const before = (await f([1])).errors.length;
      writeFileSync("later.mjs", "export default (b) => b.map((v) => v * 5);");
      return [before, (await f([1])).results];
    `)).toEqual([1, [5]]);
  });
});

describe("where no code may be made from text", () => {
  it("a function is refused at once, with the way out, which works; formulas and expressions work", () => {
    const caught = (call: string) => `await (async () => ${call})().then((value) => Array.from(value), (e) => [e.code, /disallow-code-generation/.test(e.message), /module|formula/.test(e.message)])`;
    expect(told(["--disallow-code-generation-from-strings"], `return [
      ${caught("fx.parallel((b) => b)([1])")}, ${caught("fx.map((v) => { for (;;) return v; }, [1])")}, ${caught("fx.mapSync((v) => { for (;;) return v; }, [1])")},
      ${caught("fx.map((v) => v * 2, [1])")}, ${caught('fx.map("x * 2", [1])')}, ${caught('fx.parallel({ module: "./there.mjs" }, { strategy: "threads" })([1])')}, ${caught('fx.parallel({ module: "./there.mjs" }, { strategy: "sequential" })([1])')},
    ];`)).toEqual([["NotCompilable", true, true], ["NotCompilable", true, true], ["NotCompilable", true, true], [2], [2], [2], [2]]);
  });
});

describe("a module that failed and has been mended since is imported again", () => {
  it.each<[string, string, string, string]>([
    ["a module that it imports was missing", "mended.mjs", 'import "./part.mjs"; export const f = (b) => b.map(() => 1);', ""],
    ["it could not be parsed", "mended.mjs", "export const f = (", "export const f = (b) => b.map(() => 1);"],
    ["it threw", "mended.mjs", "throw new Error('not now');", "export const f = (b) => b.map(() => 1);"],
    ["an export was missing", "mended.mjs", "export const g = 1;", "export const f = (b) => b.map(() => 1);"],
    ["a CommonJS module that it requires was missing", "mended.cjs", 'require("./part.cjs"); exports.f = (b) => b.map(() => 1);', ""],
  ])("%s", (_, file, before, after) => {
    for (const name of ["part.mjs", "part.cjs"]) rmSync(path.join(folder, name), { force: true });
    expect(told([], `
      const { writeFileSync, rmSync } = require("node:fs");
      const told = [];
      for (const strategy of ["threads", "process", "sequential"]) {
        for (const part of ["./part.mjs", "./part.cjs"]) rmSync(part, { force: true });
        const file = "./" + strategy + "-" + ${JSON.stringify(file)};
        writeFileSync(file, ${JSON.stringify(before)});
        const call = fx.parallel({ module: file, export: "f" }, { strategy });
        for (let i = 0; i < 2; i++) await call([1]).then(() => told.push("no failure"), () => {});
        for (const part of ["./part.mjs", "./part.cjs"]) writeFileSync(part, "");
        if (${JSON.stringify(after)}) writeFileSync(file, ${JSON.stringify(after)});
        told.push(await call([1]).catch((e) => e.message));
      }
      return told;`)).toEqual([[1], [1], [1]]);
  });
});

describe("a package that can only be imported", () => {
  it("is found from the folder at the time of parallel(), wherever the process goes later", () => {
    write("node_modules/esmonly/package.json", JSON.stringify({ name: "esmonly", type: "module", exports: { ".": { import: "./i.js" }, "./sub": { import: "./sub.js" } } }));
    write("node_modules/esmonly/i.js", "export const add = 1;");
    write("node_modules/esmonly/sub.js", "export const add = 2;");
    const call = 'fx.parallel((b) => b.map((v) => v + pkg.add + sub), { strategy, imports: { pkg: "esmonly", sub: ["esmonly/sub", "add"] } })';
    expect(told([], everywhere(`${call}([1])`))).toEqual(Array(4).fill([4]));
    expect(told([], `const here = process.cwd(); ${everywhere(`(process.chdir(here), (f => (process.chdir("/"), f([1])))(${call}))`)}`)).toEqual(Array(4).fill([4]));
  });
});
