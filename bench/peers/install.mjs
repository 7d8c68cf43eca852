/**
 * `node bench/peers/install.mjs`: brings what the benchmark measures autoflux against: packages of npm into node_modules, packages of
 * Python into .venv, both in this folder. Each half may fail: the benchmark then names its peers as skipped. gcc is not brought.
 */
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { PYTHON } from "./peers.mjs";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));
const WINDOWS = process.platform === "win32";
/** No scripts: those of gl and webgpu, which gpu.js brings along, fetch or compile what its mode on the CPU does not use. */
const NPM = ["--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel", "error"];
const require = createRequire(import.meta.url);

const installed = [
  report("npm packages", run("npm", ["install", ...NPM]) ?? polarsBinary()),
  report("Python packages", virtualEnvironment() ?? run(PYTHON, ["-m", "pip", "install", "--quiet", "--requirement", "requirements.txt"])),
];
if (!installed.includes(true)) process.exitCode = 1;

function report(what, failure) {
  console.log(failure === undefined ? `${what}: installed` : `${what}: not to be had, ${failure}`);
  return failure === undefined;
}

/** @returns why it failed, if it did */
function run(command, args) {
  const shell = WINDOWS && command === "npm"; // which is a script there
  const { status, error } = spawnSync(command, args, { cwd: FOLDER, stdio: ["ignore", "inherit", "inherit"], shell });
  if (error) return `${command} could not be run: ${error.message}`;
  return status === 0 ? undefined : `${command} ${args[0]} ended with exit code ${status}`;
}

/**
 * The binary of nodejs-polars asks for Node 22, so that npm leaves it out under Node 20 without a word, though it runs there: asked for
 * by its name, it is installed.
 */
function polarsBinary() {
  const { optionalDependencies } = require("nodejs-polars/package.json");
  const libc = process.report.getReport().header.glibcVersionRuntime === undefined ? "musl" : "gnu";
  const system = `nodejs-polars-${process.platform}-${process.arch}`;
  const name = [system, `${system}-${libc}`, `${system}-msvc`].find((candidate) => optionalDependencies[candidate] !== undefined);
  if (name === undefined) return `nodejs-polars has no binary for ${process.platform} ${process.arch}`;
  return run("npm", ["install", "--no-save", ...NPM, `${name}@${optionalDependencies[name]}`]);
}

function virtualEnvironment() {
  return run(WINDOWS ? "python" : "python3", ["-m", "venv", ".venv"]);
}
