/** Functions from their definitions; modules by the names that a caller gives. */
import { createRequire, Module } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { mainRealm } from "../realm";
import { functionOf } from "./make";
import type { Definition, Export, Run } from "./task";

/** @throws what importing throws, and TypeError where the export is no function */
export async function functionFrom({ code, context, imports }: Definition): Promise<Run> {
  if ("module" in code) {
    const run = await importFrom(code);
    if (typeof run !== "function")
      throw new TypeError(`the export ${JSON.stringify(code.name)} of ${JSON.stringify(code.module)} is no function`);
    return run as Run;
  }
  const around: Record<string, unknown> = { ...context };
  for (const [name, from] of Object.entries(imports)) around[name] = await importFrom(from);
  return functionOf(code.expression, around);
}

/** An export of a module as it is now found from the current folder: every thread imports the same one, whenever it starts. */
export function exportOf(module: string, name: string): Export {
  const folder = process.cwd();
  return { module: addressOf(module, folder), name, folder };
}

/** An export of a module; "*" is the module itself. @throws what importing throws, and Error where there is no such export */
async function importFrom({ module, name, folder }: Export): Promise<unknown> {
  const address = addressOf(module, folder);
  try {
    return exportIn(await loadModule(again(address), folder), module, name);
  } catch (error) {
    failures.set(address, (failures.get(address) ?? 0) + 1);
    throw error;
  }
}

function exportIn(exported: Record<string, unknown>, module: string, name: string): unknown {
  if (name === "*") return exported;
  if (name in exported) return exported[name];
  // A CommonJS module whose names cannot be told from its text has them all the same.
  const whole = exported["default"] as Record<string, unknown> | undefined;
  if (whole !== null && typeof whole === "object" && name in whole) return whole[name];
  throw new Error(`the module ${JSON.stringify(module)} exports no ${JSON.stringify(name)}`);
}

/**
 * How often a module has failed here. A loader imports an address once: one that failed, or lacked an export, and has been mended since
 * is imported by another address of the same file. (Modules that it imports in turn keep theirs.) Threads and processes are replaced
 * instead, and so import everything again.
 */
const failures = new Map<string, number>();

function again(address: string): string {
  const count = failures.get(address);
  return count === undefined || !address.startsWith("file:") ? address : `${address}${address.includes("?") ? "&" : "?"}autoflux=${count}`;
}

/** A module's address; the name itself where require() does not find it: import() may, now or when it is asked for again. */
function addressOf(module: string, folder: string): string {
  if (module.startsWith(".") || path.isAbsolute(module)) return pathToFileURL(path.resolve(folder, module)).href;
  if (/^[a-z]{2,}:/i.test(module)) return module;
  try {
    const found = createRequire(path.join(folder, "here.js")).resolve(module);
    return path.isAbsolute(found) ? pathToFileURL(found).href : found;
  } catch {
    return module;
  }
}

/** By import; where its files are only known to require() (ts-node, and tsx in threads of Node 20), by that. */
async function loadModule(address: string, folder: string): Promise<Record<string, unknown>> {
  try {
    return await importModule(address, folder);
  } catch (error) {
    if ((error as { code?: unknown } | null)?.code !== "ERR_UNKNOWN_FILE_EXTENSION") throw error;
    const file = fileURLToPath(address);
    const require = createRequire(file);
    if (!(path.extname(file) in require.extensions)) throw error;
    const exported = require(file) as Record<string, unknown>;
    return exported?.["__esModule"] ? exported : { ...exported, default: exported };
  }
}

/** The file beside the package that threads run; a bundle made of the package has none. */
const WORKER = typeof __dirname === "string" ? path.join(__dirname, "autoflux-function-worker.cjs") : undefined;

/**
 * Imports by the process's own loader: also where a test runner has loaded this package into a realm of its own, which has no import().
 * The name of a package is found from `folder`.
 */
export function importModule(address: string, folder?: string): Promise<Record<string, unknown>> {
  if (WORKER !== undefined && mainRealm() !== globalThis) {
    // Node's own: a test runner's would load into its realm again.
    const require = mainRealm().process.getBuiltinModule("node:module").createRequire(WORKER);
    return (require(WORKER) as { importModule: typeof importModule }).importModule(address, folder);
  }
  if (folder !== undefined && !/^[a-z]{2,}:/i.test(address)) return importerFrom(folder)(address);
  return import(/* @vite-ignore */ /* webpackIgnore: true */ address) as Promise<Record<string, unknown>>;
}

type Importer = (name: string) => Promise<Record<string, unknown>>;

const importers = new Map<string, Importer>();

/**
 * The import() of a CommonJS module in that folder: it finds packages that only import() finds, by the conditions and loaders of this
 * process. (A script of node:vm would warn that this is experimental.)
 */
function importerFrom(folder: string): Importer {
  let importer = importers.get(folder);
  if (!importer) {
    const filename = path.join(folder, "autoflux-here.cjs"); // never written
    const made = new Module(filename) as Module & { _compile(code: string, filename: string): void };
    made._compile("module.exports = (name) => import(name);", filename);
    importer = made.exports as Importer;
    importers.set(folder, importer);
  }
  return importer;
}
