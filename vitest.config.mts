import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Tests meet the package as its users do: "autoflux" is the build in dist/, loaded by Node itself. */
export default defineConfig({
  resolve: { alias: { autoflux: fileURLToPath(new URL("./dist/index.mjs", import.meta.url)) } },
  test: {
    include: ["test/**/*.test.ts"],
    pool: "forks",
    testTimeout: 60_000,
    server: { deps: { external: [/\/dist\//] } },
  },
});
