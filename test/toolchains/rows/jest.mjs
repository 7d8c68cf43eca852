/** Jest runs each file of tests in a context of its own, whose arrays and errors are of another realm than Node's. */
import { COVERED, suite } from "../checks.mjs";

/** The tests stand in a file beside: coverage looks at no file of tests. */
const jest = (config, run = {}, more = []) => ({
  packages: ["jest@30", ...more],
  files: {
    "package.json": { private: true, jest: { testMatch: ["**/use.test.*"], ...config } },
    "suite.js": suite("cjs"), "use.test.js": 'require("./suite.js");',
  },
  isSuite: true, command: ["npx", "jest", "--ci", "--forceExit"],
  ...run,
});
const covered = (coverageProvider) => jest(
  { collectCoverage: true, coverageProvider, collectCoverageFrom: ["suite.js"] },
  { says: COVERED },
);

export const rows = {
  "jest": jest({}),
  "jest, ES modules": {
    ...jest({ testMatch: ["**/use.test.mjs"], transform: {}, moduleFileExtensions: ["mjs", "js", "json"] }, { env: { NODE_OPTIONS: "--experimental-vm-modules" } }),
    files: { "package.json": { private: true, type: "module", jest: { testMatch: ["**/use.test.mjs"], transform: {}, moduleFileExtensions: ["mjs", "js", "json"] } }, "use.test.mjs": suite("esm") },
  },
  "jest, jsdom": jest({ testEnvironment: "jsdom" }, {}, ["jest-environment-jsdom@30"]),
  "jest, coverage by V8": covered("v8"),
  "jest, coverage by Babel": covered("babel"),
};
