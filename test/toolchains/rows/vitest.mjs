/** Vitest in each of its pools; those whose names begin with vm run tests in a context of its own. */
import { COVERED, suite } from "../checks.mjs";

const inPool = (pool, more = []) => ({
  packages: ["vitest@4", ...more],
  files: {
    "package.json": { private: true, type: "module" },
    "suite.js": suite("esm", 'import { test } from "vitest";'), "use.test.js": 'import "./suite.js";',
    "vitest.config.mjs": `export default { test: { pool: "${pool}", include: ["use.test.js"] } };`,
  },
  isSuite: true, command: ["npx", "vitest", "run"],
});

const covered = (provider) => ({
  ...inPool("forks", [`@vitest/coverage-${provider}@4`]), says: COVERED,
  command: ["npx", "vitest", "run", "--coverage", `--coverage.provider=${provider}`, "--coverage.include=suite.js"],
});

export const rows = {
  "vitest, threads": inPool("threads"),
  "vitest, forks": inPool("forks"),
  "vitest, vmThreads": inPool("vmThreads"),
  "vitest, vmForks": inPool("vmForks"),
  "vitest, coverage by V8": covered("v8"),
  "vitest, coverage by Istanbul": covered("istanbul"),
};
