/**
 * Builds the package: assembly -> build/*.wasm, src and bench -> dist. Run by `npm run build`; with --if-needed, only where dist is not
 * what the present sources give. It writes to stderr alone: what `npm pack --json` prints must stay JSON.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import asc from "assemblyscript/asc";
import { build } from "esbuild";
import { clearStamp, isBuilt, stampBuild } from "./scripts/build-stamp.mjs";
import { compileFamilies } from "./scripts/family-modules.mjs";
import { builtinsOf, cloneIn, loader, shareIn, spare } from "./scripts/bundle-plugins.mjs";
import { lateFiles } from "./scripts/late-files.mjs";

const root = fileURLToPath(new URL(".", import.meta.url));
const dist = path.join(root, "dist");
const require = createRequire(import.meta.url);

const common = {
  absWorkingDir: root, bundle: true, platform: "node", target: "node20", outdir: "dist", metafile: true,
  external: ["acorn", "piscina", "tinybench", "tinypool", "autoflux"],
  mainFields: ["module", "main"], charset: "utf8",
};

async function compileKernels() {
  mkdirSync(path.join(root, "build"), { recursive: true });
  const targets = Object.keys(JSON.parse(readFileSync(path.join(root, "asconfig.json"), "utf8")).targets);
  for (const target of targets) {
    const { error, stderr } = await asc.main(["--target", target], { baseDir: root });
    const said = stderr.toString(); // a warning may be a method that is not inlined but looked up in an object that is none
    if (error || /WARNING/.test(said)) throw new Error(`${target}: ${error?.message ?? "warnings"}\n${said}`);
  }
}

/** CommonJS is the package; ES modules are the command line and the benchmark, which share what they have in common. */
async function bundle(families) {
  const commonJs = {
    ...common,
    inject: ["scripts/host-globals.mjs"],
    format: "cjs",
    outExtension: { ".js": ".cjs" },
    plugins: [shareIn(root), builtinsOf(root), loader],
  };
  const late = await lateFiles(root, commonJs);
  const results = await Promise.all([
    build({
      ...commonJs,
      plugins: [...commonJs.plugins, late.requiring],
      entryPoints: {
        "errors": "src/errors.ts",
        "catalog": "src/catalog/index.ts",
        "csv": "src/adapters/csv.ts",
        "index": "src/index.ts",
        "kernels": "src/kernels/public.ts",
        "autoflux-worker": "src/engines/worker.ts",
        "autoflux-function-worker": "src/functions/worker.ts",
      },
    }),
    build({
      ...common,
      format: "esm",
      outExtension: { ".js": ".mjs" },
      plugins: [shareIn(root), spare, cloneIn(root)],
      splitting: true,
      banner: { js: 'import { createRequire as __createRequire } from "node:module";\nconst require = __createRequire(import.meta.url);' },
      entryPoints: {
        "cli": "src/cli/start.ts",
        "bench/measure": "bench/measure.mjs",
        "bench/bare-worker": "bench/bare-worker.mjs",
        "bench/cold-child": "bench/cold-child.mjs",
        "bench/piscina-worker": "bench/piscina-worker.mjs",
      },
    }),
    late.build(),
  ]);
  breakTables();
  packKernels(families);
  cpSync(path.join(root, "bench/python-loops.py"), path.join(dist, "bench/python-loops.py"));
  writeNotices(results.flat().flatMap(({ metafile }) => Object.keys(metafile.inputs)));
}

/** Tables of packages that stand as one string of letters, thousands of them, over lines: an error in the file prints one. */
function breakTables() {
  for (const file of readdirSync(dist).filter((name) => name.endsWith(".cjs"))) {
    const text = readFileSync(path.join(dist, file), "utf8");
    const broken = text.replace(/"([\w+/=-]{200,})"/g, (_, table) => table.match(/.{1,116}/g).map((part) => `"${part}"`).join(" +\n"));
    if (broken !== text) writeFileSync(path.join(dist, file), broken);
  }
}

/**
 * Each module of kernels as a file; and for bundles, which have no files beside them, both builds in one compressed stream, in which what
 * they have in common takes its space once: half of what they would take apart; the families in another, loaded when one is first used.
 */
function packKernels(families) {
  const builds = ["baseline", "relaxed"];
  for (const name of [...builds, ...families]) cpSync(path.join(root, `build/${name}.wasm`), path.join(dist, `autoflux-${name}.wasm`));
  packAsText(builds, "wasm.cjs");
  packAsText(families, "families.cjs");
}

function packAsText(names, file) {
  const modules = names.map((name) => readFileSync(path.join(root, `build/${name}.wasm`)));
  const whole = Buffer.concat(modules);
  const packed = brotliCompressSync(whole, {
    params: {
      [constants.BROTLI_PARAM_LGWIN]: 22,
      [constants.BROTLI_PARAM_LGBLOCK]: 16,
      [constants.BROTLI_PARAM_NPOSTFIX]: 1,
      [constants.BROTLI_PARAM_SIZE_HINT]: whole.length,
    },
  }); // the smallest of what was tried
  const lines = packed.toString("base64").match(/.{1,116}/g);
  let end = 0;
  const ranges = Object.fromEntries(names.map((name, i) => [name, [end, (end += modules[i].length)]]));
  writeFileSync(
    path.join(dist, file),
    `"use strict";
const packed = [
${lines.map((line) => `  "${line}",`).join("\n")}
];
const ranges = ${JSON.stringify(ranges)};
let bytes;
exports.__esModule = true;
exports.default = (name) => {
  bytes ??= process.getBuiltinModule("node:zlib").brotliDecompressSync(Buffer.from(packed.join(""), "base64"));
  return bytes.subarray(...ranges[name]);
};
`,
  );
}

/** The packages whose licence stands in another one of the same project. */
const LICENSED_WITH = { "@assemblyscript/loader": "assemblyscript" };

/** The licences of what is in the bundles. What a late file is handed in is in another one. */
function writeNotices(inputs) {
  const folders = new Set(inputs.flatMap((file) => file.match(/^(?!handed:)(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0] ?? []));
  if (folders.size === 0) throw new Error("the bundles hold no package: their licences cannot be found");
  const notices = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(path.join(root, folder, "package.json"), "utf8"));
    const from = path.join(root, folder.slice(0, -name.length), LICENSED_WITH[name] ?? name); // node_modules may be a link elsewhere
    const texts = readdirSync(from)
      .filter((entry) => /^(licen[cs]e|notice)/i.test(entry))
      .map((entry) => readFileSync(path.join(from, entry), "utf8").trim());
    if (texts.length === 0) throw new Error(`${folder}: has no file with its licence`);
    return `${name} ${version} (${license})\n\n${texts.join("\n\n")}`;
  });
  const head =
    "Files of this folder hold these packages, bundled with the code of this one (of some only a part; the loader's polyfill is left out):";
  writeFileSync(path.join(dist, "THIRD-PARTY.txt"), `${head}\n\n${notices.join(`\n\n${"-".repeat(80)}\n\n`)}\n`);
}

/**
 * One implementation, one instance: the ES modules re-export the CommonJS ones, name by name. Node alone (and Bun) takes the door that
 * requires the other module, which costs it 2 ms less than importing CommonJS (condition "node-addons"; other bundlers do not have it).
 * Bun's bundler has that condition too, and follows the plain require(). A global `require`, which `node -e` has, resolves from elsewhere.
 */
function wrapForImport() {
  for (const name of ["index", "kernels"]) {
    const names = Object.keys(require(`./dist/${name}.cjs`)).sort();
    const exported = `export const {\n${names
      .join(", ")
      .match(/.{1,120}(?:, |$)/g)
      .map((line) => `  ${line.trim()}`)
      .join("\n")}\n} = whole;\n`;
    const required = `import { createRequire } from "node:module";
const whole = typeof require === "function" && require !== globalThis.require
  ? require("./${name}.cjs")
  : createRequire(import.meta.url)("./${name}.cjs");
`;
    writeFileSync(path.join(dist, `${name}.mjs`), required + exported);
    // By a name of its own, as bundlers differ in what the default export of CommonJS is.
    writeFileSync(path.join(dist, `${name}.door.cjs`), `"use strict";\nexports.whole = require("./${name}.cjs");\n`);
    writeFileSync(path.join(dist, `${name}.bundle.mjs`), `import { whole } from "./${name}.door.cjs";\n${exported}`);
    const types = name === "index" ? "./types/index.js" : "./types/kernels/public.js";
    for (const [extension, format] of [["d.mts", "import"], ["d.cts", "require"]]) {
      writeFileSync(path.join(dist, `${name}.${extension}`), `/** Types for ${format}. */\nexport * from "${types}";\n`);
    }
  }
}

/** What index.d.ts and kernels.d.ts do not lead to, nobody can name. */
function pruneTypes() {
  const types = path.join(dist, "types");
  const kept = new Set();
  const keep = (file) => {
    if (kept.has(file)) return;
    kept.add(file);
    for (const [, to] of readFileSync(file, "utf8").matchAll(/(?:from|import\(?)\s*"(\.[^"]+)"/g)) {
      keep(`${path.resolve(path.dirname(file), to).replace(/\.js$/, "")}.d.ts`);
    }
  };
  for (const door of ["index", "kernels/public"]) keep(path.join(types, `${door}.d.ts`));
  for (const file of readdirSync(types, { recursive: true })) {
    if (file.endsWith(".d.ts") && !kept.has(path.join(types, file))) rmSync(path.join(types, file));
  }
}

if (process.argv.includes("--if-needed") && isBuilt(root)) process.exit();
process.stderr.write("Building the kernels and the package: half a minute or so ...\n");
const begun = performance.now();
clearStamp(root);
await compileKernels();
const families = await compileFamilies(root);
rmSync(dist, { recursive: true, force: true });
await bundle(families);
const tsc = require.resolve("typescript/package.json").replace("package.json", "bin/tsc");
execFileSync(process.execPath, [tsc, "-p", root], { stdio: ["ignore", 2, 2] });
wrapForImport();
pruneTypes();
stampBuild(root);
process.stderr.write(`Built in ${Math.round((performance.now() - begun) / 1000)} s.\n`);
