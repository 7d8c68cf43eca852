/** Builds the package: assembly -> build/*.wasm, src -> dist. Run by `npm run build`. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import { build } from "esbuild";

const root = path.dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);

async function compileKernels() {
  mkdirSync(path.join(root, "build"), { recursive: true });
  const targets = Object.keys(JSON.parse(readFileSync(path.join(root, "asconfig.json"), "utf8")).targets);
  for (const target of targets) {
    const { error, stderr } = await asc.main(["--target", target], { baseDir: root });
    if (error) throw new Error(`${target}: ${error.message}\n${stderr.toString()}`);
  }
}

async function bundle() {
  rmSync(path.join(root, "dist"), { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: { index: "src/index.ts", worker: "src/scheduler/worker.ts" },
    outdir: "dist",
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    outExtension: { ".js": ".cjs" },
    loader: { ".wasm": "binary" },
    external: ["piscina", "@assemblyscript/loader"],
  });
}

/**
 * One implementation, one instance: the ES modules re-export the CommonJS one, name by name. Node's own door goes through require(),
 * which costs a third of what importing CommonJS does there; bundlers (condition "module") need the plain import.
 */
function wrapForImport() {
  const names = Object.keys(require("./dist/index.cjs")).sort();
  const exported = `export const { ${names.join(", ")} } = cjs;\n`;
  const required = 'import { createRequire } from "node:module";\nconst cjs = createRequire(import.meta.url)("./index.cjs");\n';
  writeFileSync(path.join(root, "dist/index.mjs"), required + exported);
  writeFileSync(path.join(root, "dist/module.mjs"), `import cjs from "./index.cjs";\n${exported}`);
  for (const [file, format] of [["index.d.mts", "import"], ["index.d.cts", "require"]]) {
    writeFileSync(path.join(root, "dist", file), `/** Types for ${format}. */\nexport * from "./types/index.js";\n`);
  }
}

await compileKernels();
await bundle();
execFileSync(process.execPath, [require.resolve("typescript/package.json").replace("package.json", "bin/tsc"), "-p", root], { stdio: "inherit" });
wrapForImport();
