import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** What watches no clock: two files of it may run at once. */
const CALM_FOLDERS = [
  "adapters", "arrays", "assembly", "columns", "expression", "formats", "kernels", "lowering", "memory", "reading", "series", "stats",
  "vectors",
];
const CALM_FILES = ["cli", "cli-tables", "readme", "threads/protocol"].map((name) => `test/${name}.test.ts`);
const THREADS = ["**/*-threads.test.ts", "**/node_modules/**"];

/**
 * `npm run test:long` has the mode "long": storms of faults, memory limits. Tests meet the package as its users do: "autoflux" is the build
 * in dist/, loaded by Node itself.
 */
export default defineConfig(({ mode }) => {
  const isLong = mode === "long";
  const others = isLong ? [] : ["**/*.long.test.ts"];
  return {
    resolve: { alias: { autoflux: fileURLToPath(new URL("./dist/index.mjs", import.meta.url)) } },
    test: {
      pool: "forks",
      testTimeout: 60_000,
      server: { deps: { external: [/\/dist\//] } },
      projects: [
        ...(isLong ? [] : [{
          extends: true as const,
          test: {
            name: "calm",
            include: [...CALM_FOLDERS.map((folder) => `test/${folder}/**/*.test.ts`), ...CALM_FILES],
            exclude: [...others, ...THREADS],
            maxWorkers: 2,
            sequence: { groupOrder: 0 },
          },
        }]),
        {
          extends: true as const,
          test: {
            name: "threads",
            include: isLong ? ["test/**/*.long.test.ts"] : ["test/**/*.test.ts"],
            exclude: isLong ? [] : [...others, ...CALM_FOLDERS.map((folder) => `test/${folder}/**/!(*-threads).test.ts`), ...CALM_FILES],
            maxWorkers: 1,
            sequence: { groupOrder: 1 },
          },
        },
      ],
    },
  };
});
