import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Files whose tests watch no clock, and few threads: two of them may run at once. */
const CALM = ["adapters", "assembly", "columns", "expression", "formats", "kernels", "lowering", "memory", "reading", "vectors"].map(
  (folder) => `test/${folder}/**/*.test.ts`,
);
const THREADS = ["**/*-threads.test.ts", "**/node_modules/**"];

/** `npm run test:long` has the mode "long": storms of faults, memory limits. Tests meet the package as its users do: "autoflux" is the build in dist/, loaded by Node itself. */
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
          test: { name: "calm", include: CALM, exclude: [...others, ...THREADS], maxWorkers: 2, sequence: { groupOrder: 0 } },
        }]),
        {
          extends: true as const,
          test: {
            name: "threads",
            include: isLong ? ["test/**/*.long.test.ts"] : ["test/**/*.test.ts"],
            exclude: isLong ? [] : [...others, ...CALM.map((glob) => glob.replace("*.test.ts", "!(*-threads).test.ts"))],
            maxWorkers: 1,
            sequence: { groupOrder: 1 },
          },
        },
      ],
    },
  };
});
