/** Jest runs each file of tests in a context of its own, whose arrays and errors are of another realm than Node's. */
import { suite } from "../checks.mjs";

const jest = (config, run = {}, more = []) => ({
  packages: ["jest@30", ...more],
  files: { "package.json": { private: true, jest: { testMatch: ["**/use.test.*"], ...config } }, "use.test.js": suite("cjs") },
  command: ["npx", "jest", "--ci", "--forceExit"],
  ...run,
});
/** Coverage by Babel puts counters into every function: a function that is sent elsewhere by its source cannot have them. */
const FUNCTIONS = /^a function /;

export const rows = {
  "jest": jest({}),
  "jest, ES modules": {
    ...jest({ testMatch: ["**/use.test.mjs"], transform: {}, moduleFileExtensions: ["mjs", "js", "json"] }, { env: { NODE_OPTIONS: "--experimental-vm-modules" } }),
    files: { "package.json": { private: true, type: "module", jest: { testMatch: ["**/use.test.mjs"], transform: {}, moduleFileExtensions: ["mjs", "js", "json"] } }, "use.test.mjs": suite("esm") },
  },
  "jest, jsdom": jest({ testEnvironment: "jsdom" }, {}, ["jest-environment-jsdom@30"]),
  "jest, coverage by V8": jest({ collectCoverage: true, coverageProvider: "v8" }),
  "jest, coverage by Babel": jest({ collectCoverage: true, coverageProvider: "babel", collectCoverageFrom: ["use.test.js"], coveragePathIgnorePatterns: [] }, { typed: FUNCTIONS }),
};
