/** Ways to use the package. Each gets the packed package and an empty folder's name, and throws if something is not as it should be. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { output, project, root, run, write } from "./project.mjs";

/** Maps a million elements, and prints what the caller wants to know. */
const USE = `
  const large = await flux.map("exp_sqrt", new Float64Array(2_000_000).fill(4), { engine: "threads" });
  const { engine, fallbackReason, workersActive, build } = flux.status();
  console.log(JSON.stringify({ y: large[1_999_999], engine, fallbackReason, workersActive, build }));
  process.exit(0);`;
const esm = `import { flux } from "autoflux";${USE}`;
const cjs = `const { flux } = require("autoflux");(async () => {${USE}})();`;
const both = `import assert from "node:assert/strict";
  import { createRequire } from "node:module";
  import * as imported from "autoflux";
  import * as kernels from "autoflux/kernels";
  const require = createRequire(import.meta.url);
  for (const [names, required] of [[imported, require("autoflux")], [kernels, require("autoflux/kernels")]])
    for (const name of Object.keys(required)) assert.equal(names[name], required[name], name);
  assert.throws(() => kernels.loadKernels({ memory: 1 }), imported.BadOption); // one class in both parts
  const { flux } = imported;${USE}`;

const onThreads = ({ y, engine, fallbackReason }) => assert.deepEqual({ y, engine, fallbackReason }, { y: Math.exp(2), engine: "threads", fallbackReason: null });
const inline = ({ y, engine, fallbackReason }, why) => {
  assert.deepEqual({ y, engine }, { y: Math.exp(2), engine: "inline" });
  assert.match(fallbackReason, why);
};
const DENIED = /permission model denies worker threads: run with --allow-worker/;
const permission = (major) => [major >= 24 ? "--permission" : "--experimental-permission", "--allow-fs-read=*"];

function onNode(version) {
  return ({ file }, folder) => {
    project(folder, file, { "esm.mjs": both, "cjs.cjs": cjs, "inside.cjs": inside });
    onThreads(run(folder, "esm.mjs", { version }));
    const used = run(folder, "cjs.cjs", { version });
    onThreads(used);
    inline(run(folder, "inside.cjs", { version })[0], /inside a worker thread/);
    inline(run(folder, "cjs.cjs", { version, options: permission(version) }), DENIED);
    return `${used.build} build`;
  };
}

/** In a worker thread: the default instance, and one that was given threads. */
const inside = `
  const { Worker, isMainThread, parentPort } = require("node:worker_threads");
  if (isMainThread) new Worker(__filename).on("message", (message) => { console.log(JSON.stringify(message)); process.exit(0); });
  else (async () => {
    const { createFlux, flux } = require("autoflux");
    const own = await createFlux({ maxWorkers: 2 });
    const said = [];
    for (const fx of [flux, own]) {
      const y = await fx.map("exp_sqrt", new Float64Array(2_000_000).fill(4), { engine: "threads" });
      const { engine, fallbackReason } = fx.status();
      said.push({ y: y[7], engine, fallbackReason });
    }
    parentPort.postMessage(said);
  })();`;

const typed = (imports) => `${imports}
  const y: Float64Array<ArrayBuffer> = await flux.map("exp", new Float64Array([0]));
  const { kernels, memory }: LoadedKernels = loadKernels({ arithmetic: "reproducible" });
  const told: 0 | 1 | undefined = kernels.exp_f64(1024, 1024, 1);
  const refused = () => {
    // @ts-expect-error no such kernel
    kernels.exp_f16(1024, 1024, 1);
    // @ts-expect-error no such operation
    flux.map("expp", [1]);
  };
  console.log(JSON.stringify({ y: y[0], refused: typeof refused, told: typeof told, shared: memory.buffer instanceof SharedArrayBuffer }));
  process.exit(0);`;
const TYPED = typed('import { flux } from "autoflux"; import { loadKernels, type LoadedKernels } from "autoflux/kernels";');

function types(module, moduleResolution) {
  return ({ file }, folder) => {
    const compilerOptions = { module, moduleResolution, target: "es2022", lib: ["es2024", "dom"], strict: true, types: ["node"], outDir: "out", rewriteRelativeImportExtensions: true };
    project(folder, file, {
      "package.json": { name: "typed", private: true, type: "module" }, "use.mts": TYPED,
      // TypeScript lets CommonJS await only inside a function.
      "use.cts": TYPED.replace(/(const y[\s\S]*)/, "(async () => { $1 })();"),
      "tsconfig.json": { compilerOptions, files: module === "node16" ? ["use.mts", "use.cts"] : ["use.mts"] },
    }, ["@types/node@20"]);
    output(process.execPath, [path.join(root, "node_modules/typescript/bin/tsc"), "-p", "."], folder);
    for (const made of module === "node16" ? ["out/use.mjs", "out/use.cjs"] : ["out/use.mjs"]) assert.deepEqual(run(folder, made), { y: 1, refused: "function", told: "undefined", shared: true });
  };
}

/** A bundle for Node, of a format, with the package in it or external. */
function bundled(format, external) {
  return async ({ file }, folder) => {
    project(folder, file, { "use.mjs": format === "esm" ? esm : `import { flux } from "autoflux";(async () => {${USE}})();` });
    const outfile = path.join(folder, external ? "out.js" : "elsewhere/out.js");
    write(folder, { "elsewhere/package.json": { type: format === "esm" ? "module" : "commonjs" } });
    const out = format === "esm" ? outfile.replace(".js", ".mjs") : outfile;
    await build({ entryPoints: [path.join(folder, "use.mjs")], outfile: out, bundle: true, platform: "node", format, logLevel: "error", ...(external && { external: ["autoflux"] }) });
    const said = run(folder, out);
    if (external) onThreads(said);
    else inline(said, /bundled\? Mark autoflux external/);
  };
}

/** A clone of what is committed, without anything that was built or installed. */
function cloned(folder) {
  const clone = path.join(folder, "clone");
  output("git", ["clone", "--quiet", root, clone], root);
  return clone;
}

function installedFrom(source, folder) {
  const user = path.join(folder, "user");
  project(user, source, { "esm.mjs": both, "cjs.cjs": cjs });
  onThreads(run(user, "esm.mjs"));
  onThreads(run(user, "cjs.cjs"));
  assert.match(output("npx", ["autoflux", "kernels", "exp"], user), /e\^x/);
}

export const scenarios = {
  "Node 20": onNode(20),
  "Node 22": onNode(22),
  "Node 24": onNode(24),
  "Node 26": onNode(26),

  "TypeScript, node16 resolution": types("node16", "node16"),
  "TypeScript, bundler resolution": types("esnext", "bundler"),

  "from a path": (_, folder) => {
    project(folder, root, { "use.mjs": both });
    onThreads(run(folder, "use.mjs"));
  },

  "a monorepo with two copies: one budget of threads": ({ file }, folder) => {
    for (const part of ["packages/a", "packages/b"]) project(path.join(folder, part), file, { "index.cjs": 'module.exports = require("autoflux").flux;' });
    write(folder, {
      "use.cjs": `
        const a = require("./packages/a/index.cjs"), b = require("./packages/b/index.cjs");
        (async () => {
          const large = (fx) => fx.map("exp", new Float64Array(4e6), { engine: "threads" });
          let most = 0;
          const count = () => { most = Math.max(most, a.status().workersActive + b.status().workersActive); };
          const watch = setInterval(count, 1);
          for (let i = 0; i < 5; i++) await Promise.all([large(a), large(b)]), count();
          clearInterval(watch);
          console.log(JSON.stringify({ copies: a === b ? 1 : 2, most }));
          process.exit(0);
        })();`,
    });
    const { copies, most } = run(folder, "use.cjs");
    assert.equal(copies, 2);
    assert.ok(most >= 1 && most <= os.availableParallelism(), `${most} threads`);
    return `${most} threads together`;
  },

  "inside a worker thread": ({ file }, folder) => {
    project(folder, file, { "use.cjs": inside });
    const [byDefault, own] = run(folder, "use.cjs");
    inline(byDefault, /inside a worker thread.*maxWorkers/);
    onThreads(own);
  },

  "under the permission model": ({ file }, folder) => {
    project(folder, file, { "use.mjs": esm });
    const options = permission(Number(process.versions.node.split(".")[0]));
    inline(run(folder, "use.mjs", { options }), DENIED);
    onThreads(run(folder, "use.mjs", { options: [...options, "--allow-worker"] }));
  },

  "bundled, external, ES module": bundled("esm", true),
  "bundled, external, CommonJS": bundled("cjs", true),
  "bundled whole, ES module": bundled("esm", false),
  "bundled whole, CommonJS": bundled("cjs", false),

  "functions in threads and processes, files": ({ file }, folder) => {
    project(folder, file, {
      "work.mjs": "export const triple = (batch) => batch.map((v) => 3 * v);",
      "use.mjs": `
        import { writeFileSync } from "node:fs";
        import { flux } from "autoflux";
        const results = {};
        for (const strategy of ["auto", "threads", "process", "sequential"]) {
          results[strategy] = await flux.parallel((batch) => batch.map((v) => path.basename(v)), { strategy, imports: { path: "node:path" } })(["a/b", "c"]);
        }
        results.module = await flux.parallel({ module: "./work.mjs", export: "triple" })([1, 2]);
        writeFileSync("x.csv", "v\\n4\\n9\\n");
        await flux.mapFile("sqrt(x)", { path: "x.csv", column: "v" }, { path: "y.csv", column: "root" });
        results.sum = await flux.reduceFile("sum", { path: "y.csv", column: "root" });
        console.log(JSON.stringify(results));
        await flux.close();`,
    });
    const { sum, module, ...strategies } = run(folder, "use.mjs");
    for (const [strategy, names] of Object.entries(strategies)) assert.deepEqual(names, ["b", "c"], strategy);
    assert.deepEqual([sum, module], [5, [3, 6]]);
  },

  "the command line, by npx": ({ file }, folder) => {
    project(folder, file, { "data.csv": "DATE,TMAX\n1/1/1948,49\n" });
    output("npx", ["autoflux", "map", "sqrt", "--in", "data.csv", "--column", "TMAX", "--out", "result.csv"], folder);
    assert.equal(output("cat", ["result.csv"], folder), "DATE,TMAX,sqrt(TMAX)\n1/1/1948,49,7\n");
    assert.match(output("npx", ["autoflux", "kernels", "exp"], folder), /e\^x/);
    assert.match(output("npx", ["autoflux", "bench", "--quick", "--only", "cold"], folder), /import and first result/);
  },

  "npm pack in a clean clone": (_, folder) => {
    const clone = cloned(folder);
    output("npm", ["pack", "--pack-destination", folder], clone);
    installedFrom(path.join(folder, readdirSync(folder).find((name) => name.endsWith(".tgz"))), folder);
  },

  "npm publish --dry-run in a clean clone": (_, folder) => {
    const [packed] = [JSON.parse(output("npm", ["publish", "--dry-run", "--json"], cloned(folder)))].map((said) => said.autoflux ?? said);
    for (const file of ["dist/index.cjs", "dist/cli.mjs", "docs/guide.md"]) assert.ok(packed.files.some((entry) => entry.path === file), file);
  },

  "an install from git": (_, folder) => installedFrom(`git+${pathToFileURL(cloned(folder)).href}`, folder),

  publint: () => {
    output("npx", ["-y", "publint@0.3.25", "--strict"], root);
  },

  attw: ({ file }, folder) => {
    write(folder, { "package.json": {} });
    output("npx", ["-y", "@arethetypeswrong/cli@0.18.5", file], folder);
  },
};
