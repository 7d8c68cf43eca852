import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** `npm run test:long` has the mode "long": storms of faults, memory limits. Tests meet the package as its users do: "autoflux" is the build in dist/, loaded by Node itself. */
export default defineConfig(({ mode }) => ({
  resolve: { alias: { autoflux: fileURLToPath(new URL("./dist/index.mjs", import.meta.url)) } },
  test: {
    include: mode === "long" ? ["test/**/*.long.test.ts"] : ["test/**/*.test.ts"],
    exclude: mode === "long" ? [] : ["**/*.long.test.ts"],
    pool: "forks",
    testTimeout: 60_000,
    server: { deps: { external: [/\/dist\//] } },
  },
}));
