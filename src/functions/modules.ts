/** Functions from their definitions; modules by the names that a caller gives. */
import { createRequire } from "node:module";
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
  const exported = await loadModule(addressOf(module, folder));
  if (name === "*") return exported;
  if (name in exported) return exported[name];
  // A CommonJS module whose names cannot be told from its text has them all the same.
  const whole = exported["default"] as Record<string, unknown> | undefined;
  if (whole !== null && typeof whole === "object" && name in whole) return whole[name];
  throw new Error(`the module ${JSON.stringify(module)} exports no ${JSON.stringify(name)}`);
}

/** A module's address; the name itself of one that is not found, which may be there when it is asked for again. */
function addressOf(module: string, folder: string): string {
  if (module.startsWith(".") || path.isAbsolute(module)) return pathToFileURL(path.resolve(folder, module)).href;
  if (/^[a-z]{2,}:/i.test(module)) return module;
  try {
    const found = createRequire(path.join(folder, "here.js")).resolve(module);
    return path.isAbsolute(found) ? pathToFileURL(found).href : found;
  } catch {
    return module; // one that has no door for require()
  }
}

/** By import; where its files are only known to require() (ts-node, and tsx in threads of Node 20), by that. */
async function loadModule(address: string): Promise<Record<string, unknown>> {
  try {
    return await importModule(address);
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

/** Imports by the process's own loader: also where a test runner has loaded this package into a realm of its own, which has no import(). */
export function importModule(address: string): Promise<Record<string, unknown>> {
  if (WORKER !== undefined && mainRealm() !== globalThis) {
    // Node's own: a test runner's would load into its realm again.
    const require = mainRealm().process.getBuiltinModule("node:module").createRequire(WORKER);
    return (require(WORKER) as { importModule: typeof importModule }).importModule(address);
  }
  return import(/* @vite-ignore */ /* webpackIgnore: true */ address) as Promise<Record<string, unknown>>;
}
