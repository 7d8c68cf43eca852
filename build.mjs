/** Builds the package: assembly -> build/*.wasm, src and bench -> dist. Run by `npm run build`. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import { build } from "esbuild";

const root = fileURLToPath(new URL(".", import.meta.url));
const dist = path.join(root, "dist");
const require = createRequire(import.meta.url);

/** What several bundles need is a file of its own, so that it exists once: in the package, and as an object (an error's class). */
const SHARED = { "src/errors.ts": "errors.cjs", "build/baseline.wasm": "baseline.cjs", "build/relaxed.wasm": "relaxed.cjs" };
const share = {
  name: "share",
  setup({ onResolve }) {
    onResolve({ filter: /\/errors$|\.wasm$/ }, ({ path: specifier, importer }) => {
      const target = path.resolve(path.dirname(importer), specifier);
      const file = Object.keys(SHARED).find((name) => path.join(root, name).replace(/\.ts$/, "") === target);
      return importer && file ? { path: `./${SHARED[file]}`, external: true } : undefined;
    });
    // The command line uses the package as its users do.
    onResolve({ filter: /\/index$/ }, ({ path: specifier, importer }) =>
      path.resolve(path.dirname(importer), specifier) === path.join(root, "src/index") ? { path: "./index.cjs", external: true } : undefined);
  },
};
const common = {
  absWorkingDir: root, bundle: true, platform: "node", target: "node20", outdir: "dist", metafile: true,
  external: ["piscina", "@assemblyscript/loader", "autoflux"],
};

async function compileKernels() {
  mkdirSync(path.join(root, "build"), { recursive: true });
  const targets = Object.keys(JSON.parse(readFileSync(path.join(root, "asconfig.json"), "utf8")).targets);
  for (const target of targets) {
    const { error, stderr } = await asc.main(["--target", target], { baseDir: root });
    if (error) throw new Error(`${target}: ${error.message}\n${stderr.toString()}`);
  }
}

/** CommonJS is what Node runs. `module.mjs` is for bundlers: an ES module that knows no thread, as a bundle has no file for one. */
async function bundle() {
  const cjs = { ...common, format: "cjs", outExtension: { ".js": ".cjs" }, plugins: [share] };
  const results = await Promise.all([
    build({ ...cjs, entryPoints: { errors: "src/errors.ts", index: "src/index.ts", worker: "src/scheduler/worker.ts", kernels: "src/kernels/public.ts" } }),
    build({ ...cjs, minify: true, keepNames: true, entryPoints: { cli: "src/cli/main.ts" } }),
    build({
      ...common, format: "esm", outExtension: { ".js": ".mjs" }, plugins: [share], define: { __dirname: "undefined" },
      entryPoints: { module: "src/index.ts" },
    }),
    build({
      ...common, format: "esm", outdir: "dist/bench", outExtension: { ".js": ".mjs" }, minify: true, keepNames: true,
      banner: { js: 'import { createRequire as __createRequire } from "node:module";\nconst require = __createRequire(import.meta.url);' },
      entryPoints: { measure: "bench/measure.mjs", "cold-child": "bench/cold-child.mjs", "piscina-worker": "bench/piscina-worker.mjs" },
    }),
  ]);
  for (const name of ["baseline", "relaxed"]) {
    const bytes = readFileSync(path.join(root, `build/${name}.wasm`), "base64");
    writeFileSync(path.join(dist, `${name}.cjs`), `module.exports = new Uint8Array(Buffer.from("${bytes}", "base64"));\n`);
  }
  cpSync(path.join(root, "bench/python-loops.py"), path.join(dist, "bench/python-loops.py"));
  writeNotices(results.flatMap(({ metafile }) => Object.keys(metafile.inputs)));
}

/** The licences of what is in the bundles. */
function writeNotices(inputs) {
  const folders = new Set(inputs.flatMap((file) => file.match(/^node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0] ?? []));
  const notices = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(path.join(root, folder, "package.json"), "utf8"));
    const file = readdirSync(path.join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry));
    return `${name} ${version} (${license})\n\n${file ? readFileSync(path.join(root, folder, file), "utf8").trim() : ""}`;
  });
  writeFileSync(path.join(dist, "THIRD-PARTY.txt"), `The command line and the benchmark hold these packages:\n\n${notices.join(`\n\n${"-".repeat(80)}\n\n`)}\n`);
}

/**
 * One implementation, one instance: the ES modules of Node re-export the CommonJS ones, name by name, through require(), which costs a
 * third of what importing CommonJS does there.
 */
function wrapForImport() {
  for (const name of ["index", "kernels"]) {
    const names = Object.keys(require(`./dist/${name}.cjs`)).sort();
    const required = `import { createRequire } from "node:module";\nconst cjs = createRequire(import.meta.url)("./${name}.cjs");\n`;
    writeFileSync(path.join(dist, `${name}.mjs`), `${required}export const { ${names.join(", ")} } = cjs;\n`);
    const types = name === "index" ? "./types/index.js" : "./types/kernels/public.js";
    for (const [extension, format] of [["d.mts", "import"], ["d.cts", "require"]]) {
      writeFileSync(path.join(dist, `${name}.${extension}`), `/** Types for ${format}. */\nexport * from "${types}";\n`);
    }
  }
}

rmSync(dist, { recursive: true, force: true });
await compileKernels();
await bundle();
const tsc = require.resolve("typescript/package.json").replace("package.json", "bin/tsc");
execFileSync(process.execPath, [tsc, "-p", root], { stdio: "inherit" });
wrapForImport();
