/** Packages that only some need: found as the caller's own, or beside this one. */
import { createRequire } from "node:module";
import path from "node:path";
import { MissingPeer } from "../errors";

/** @throws MissingPeer */
export function peer<T>(name: string, where: string): T {
  for (const from of [path.resolve("here.js"), ...(typeof __filename === "string" ? [__filename] : [])]) {
    try {
      return createRequire(from)(name) as T;
    } catch (error) {
      if ((error as { code?: string }).code !== "MODULE_NOT_FOUND") throw error;
    }
  }
  throw new MissingPeer(`${where}: needs the package ${name}, which is not installed: npm install ${name}`);
}
