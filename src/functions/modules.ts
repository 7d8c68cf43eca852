/** Functions from their definitions; modules by the names that a caller gives, resolved as from the folder the process was started in. */
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type Definition, functionOf, type Run } from "./task";

/** @throws what importing throws, and TypeError where the export is no function */
export async function functionFrom({ code, context, imports }: Definition): Promise<Run> {
  if ("module" in code) {
    const run = await importFrom(code);
    if (typeof run !== "function") throw new TypeError(`the export ${JSON.stringify(code.name)} of ${JSON.stringify(code.module)} is no function`);
    return run as Run;
  }
  const around: Record<string, unknown> = { ...context };
  for (const [name, from] of Object.entries(imports)) around[name] = await importFrom(from);
  return functionOf(code.expression, around);
}

/** An export of a module; "*" is the module itself. @throws what importing throws, and Error where there is no such export */
async function importFrom({ module, name }: { module: string; name: string }): Promise<unknown> {
  const exported = (await import(addressOf(module))) as Record<string, unknown>;
  if (name === "*") return exported;
  if (name in exported) return exported[name];
  // A CommonJS module whose names cannot be told from its text has them all the same.
  const whole = exported["default"] as Record<string, unknown> | undefined;
  if (whole !== null && typeof whole === "object" && name in whole) return whole[name];
  throw new Error(`the module ${JSON.stringify(module)} exports no ${JSON.stringify(name)}`);
}

function addressOf(module: string): string {
  if (module.startsWith(".") || path.isAbsolute(module)) return pathToFileURL(path.resolve(module)).href;
  if (/^[a-z]{2,}:/i.test(module)) return module;
  try {
    const found = createRequire(path.resolve("here.js")).resolve(module);
    return path.isAbsolute(found) ? pathToFileURL(found).href : found;
  } catch {
    return module; // as this package would import it: one that has no door for require()
  }
}
