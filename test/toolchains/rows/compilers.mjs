/** Compilers put helpers of their own into functions, or calls of them: what is sent elsewhere by its source must run all the same. */
import { CHECKS, program, STRATEGIES } from "../checks.mjs";

const MODULE = "export default (batch: number[]): number[] => { const triple = (v: number): number => v * 3; return batch.map(triple); };";
const moduleChecks = Object.fromEntries(STRATEGIES.map((strategy) => [
  `a module in TypeScript, ${strategy}`,
  `equal(await flux.parallel({ module: new URL("./work.ts", import.meta.url) }, { strategy: "${strategy}" })([1, 2]), [3, 6]);`,
]));
/** What awaits is given a helper of the compiler's, which the caller's file alone has. */
const HELPED = /^an async function /;
const swc = (target) => ({
  packages: ["@swc/core@1", "@swc/helpers@0.5"],
  files: {
    "package.json": { private: true }, "source.mjs": program("esm"),
    "compile.cjs": `const { transformFileSync } = require("@swc/core");
      const { code } = transformFileSync("source.mjs", { jsc: { target: "${target}", externalHelpers: false }, module: { type: "commonjs" } });
      require("node:fs").writeFileSync("use.cjs", code);`,
  },
  before: [["node", "compile.cjs"]],
  command: ["node", "use.cjs"],
  typed: HELPED,
});
const esbuild = (...options) => ({
  packages: ["esbuild@0.25"],
  files: { "package.json": { private: true }, "source.mjs": program("esm") },
  before: [["npx", "esbuild", "source.mjs", "--bundle", "--platform=node", "--external:autoflux", ...options]],
});

export const rows = {
  "tsx": {
    packages: ["tsx@4"],
    files: { "package.json": { private: true, type: "module" }, "use.ts": program("ts", { ...CHECKS, ...moduleChecks }), "work.ts": MODULE },
    command: ["npx", "tsx", "use.ts"],
  },
  "node --import tsx": {
    packages: ["tsx@4"],
    files: { "package.json": { private: true, type: "module" }, "use.ts": program("ts", { ...CHECKS, ...moduleChecks }), "work.ts": MODULE },
    command: ["node", "--import", "tsx", "use.ts"],
  },
  "esbuild, names kept": { ...esbuild("--keep-names", "--format=esm", "--outfile=use.mjs"), command: ["node", "use.mjs"] },
  "esbuild, es2015": { ...esbuild("--target=es2015", "--format=cjs", "--outfile=use.cjs"), command: ["node", "use.cjs"], typed: HELPED },
  "SWC, es2015": swc("es2015"),
  "SWC, es5": swc("es5"),
};
