/** The whole package in a bundle, without node_modules beside it. It has no threads there, and says so in status(). */
import { program, route } from "../checks.mjs";

/** A process needs a file of the package. (So do threads, without which functions run on the calling thread.) */
const ELSEWHERE = /function over batches, process/;

const whole = ({ packages, build, command }) => ({
  packages, command, typed: ELSEWHERE, alone: true, warnsOf: /\bwarn(ing)?s?\b/i,
  files: { "package.json": { private: true }, "source/use.mjs": program("esm") },
  before: [build],
});

/** A route of the server, whose answer the build keeps. */
const next = (...options) => ({
  packages: ["next@16", "react@19", "react-dom@19"], typed: ELSEWHERE, env: { NEXT_TELEMETRY_DISABLED: "1" },
  files: {
    "package.json": { private: true }, "app/use/route.js": route(),
    "app/layout.js": "export default function Layout({ children }) { return <html><body>{children}</body></html>; }",
  },
  before: [["npx", "next", "build", ...options]],
  command: ["node", "-p", 'require("node:fs").readFileSync(".next/server/app/use.body", "utf8")'],
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
  "vite": {
    ...whole({ packages: ["vite@7"], build: ["npx", "vite", "build"], command: ["node", "out/use.mjs"] }),
    files: {
      "package.json": { private: true }, "source/use.mjs": program("esm"),
      "vite.config.mjs": 'export default { ssr: { noExternal: true }, build: { ssr: "source/use.mjs", outDir: "out" } };',
    },
  },
  "next.js, Turbopack": next(),
  "next.js, webpack": next("--webpack"),
  "parcel": {
    ...whole({ packages: ["parcel@2"], build: ["npx", "parcel", "build"], command: ["node", "out/use.js"] }),
    files: {
      "package.json": {
        private: true, main: "out/use.js",
        targets: { main: { source: "source/use.mjs", context: "node", includeNodeModules: true, outputFormat: "commonjs" } },
      },
      "source/use.mjs": program("esm"),
    },
  },
  "bun build, for Node": whole({ packages: ["bun@1"], build: ["npx", "bun", "build", "source/use.mjs", "--target=node", "--outfile=out/use.mjs"], command: ["node", "out/use.mjs"] }),
  "bun build, for Bun": whole({ packages: ["bun@1"], build: ["npx", "bun", "build", "source/use.mjs", "--target=bun", "--outfile=out/use.mjs"], command: ["npx", "bun", "run", "out/use.mjs"] }),
  "bun build --compile": whole({ packages: ["bun@1"], build: ["npx", "bun", "build", "source/use.mjs", "--compile", "--outfile=out/use"], command: ["./out/use"] }),
};
