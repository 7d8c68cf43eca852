/** The entry beside this, bundled as the package is: threads and kernels come from the build in dist. */
import { mkdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));
const outfile = path.join(root, `build/test/csv-kernels-${process.pid}.cjs`);

mkdirSync(path.dirname(outfile), { recursive: true });
buildSync({
  absWorkingDir: root, entryPoints: ["test/formats/kernels-entry.ts"], outfile,
  bundle: true, platform: "node", target: "node20", format: "cjs",
  external: ["acorn", "piscina", "tinypool", "*.wasm"], define: { __dirname: JSON.stringify(path.join(root, "dist")) }, logLevel: "error",
});

export const { openInstance, reading } = createRequire(import.meta.url)(outfile) as typeof import("./kernels-entry");
rmSync(outfile);
