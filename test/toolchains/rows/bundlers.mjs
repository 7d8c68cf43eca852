/** The whole package in a bundle, without node_modules beside it. It has no threads there, and says so: functions get a typed error. */
import { program } from "../checks.mjs";

/** Threads and processes need files of the package. */
const ELSEWHERE = /function over batches, process/;

const whole = ({ packages, build, command }) => ({
  packages, command, typed: ELSEWHERE, alone: true,
  files: { "package.json": { private: true }, "source/use.mjs": program("esm") },
  before: [build],
});

export const rows = {
  "esbuild, whole, ES module": whole({
    packages: ["esbuild@0.25"], build: ["npx", "esbuild", "source/use.mjs", "--bundle", "--platform=node", "--format=esm", "--outfile=out/use.mjs"], command: ["node", "out/use.mjs"],
  }),
  "esbuild, whole, CommonJS": whole({
    packages: ["esbuild@0.25"], build: ["npx", "esbuild", "source/use.mjs", "--bundle", "--platform=node", "--format=cjs", "--outfile=out/use.cjs"], command: ["node", "out/use.cjs"],
  }),
  "ncc": whole({ packages: ["@vercel/ncc@0.38"], build: ["npx", "ncc", "build", "source/use.mjs", "-o", "out"], command: ["node", "out/index.mjs"] }),
  "rollup": whole({
    packages: ["rollup@4", "@rollup/plugin-commonjs@29", "@rollup/plugin-node-resolve@16"],
    build: ["npx", "rollup", "source/use.mjs", "-p", "node-resolve", "-p", "commonjs", "-f", "esm", "-o", "out/use.mjs"], command: ["node", "out/use.mjs"],
  }),
  "webpack": whole({
    packages: ["webpack@5", "webpack-cli@6"],
    build: ["npx", "webpack", "--entry", "./source/use.mjs", "--target", "node", "--mode", "production", "-o", "out"], command: ["node", "out/main.js"],
  }),
  "bun build, for Node": whole({ packages: ["bun@1"], build: ["npx", "bun", "build", "source/use.mjs", "--target=node", "--outfile=out/use.mjs"], command: ["node", "out/use.mjs"] }),
  "bun build, for Bun": whole({ packages: ["bun@1"], build: ["npx", "bun", "build", "source/use.mjs", "--target=bun", "--outfile=out/use.mjs"], command: ["npx", "bun", "run", "out/use.mjs"] }),
  "bun build --compile": whole({ packages: ["bun@1"], build: ["npx", "bun", "build", "source/use.mjs", "--compile", "--outfile=out/use"], command: ["./out/use"] }),
  "bun run": { packages: ["bun@1"], files: { "package.json": { private: true }, "use.mjs": program("esm") }, command: ["npx", "bun", "run", "use.mjs"], typed: /function over batches, process/ },
};
