/** Vitest in each of its pools; those whose names begin with vm run tests in a context of its own. */
import { suite } from "../checks.mjs";

const inPool = (pool, more = []) => ({
  packages: ["vitest@4", ...more],
  files: {
    "package.json": { private: true, type: "module" }, "use.test.js": suite("esm", 'import { test } from "vitest";'),
    "vitest.config.mjs": `export default { test: { pool: "${pool}", include: ["use.test.js"] } };`,
  },
  command: ["npx", "vitest", "run"],
});

export const rows = {
  "vitest, threads": inPool("threads"),
  "vitest, forks": inPool("forks"),
  "vitest, vmThreads": inPool("vmThreads"),
  "vitest, vmForks": inPool("vmForks"),
  "vitest, coverage by V8": { ...inPool("forks", ["@vitest/coverage-v8@4"]), command: ["npx", "vitest", "run", "--coverage", "--coverage.include=use.test.js"] },
};
