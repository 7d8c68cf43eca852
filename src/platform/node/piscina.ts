/** The only importer of piscina. */
import { createRequire } from "node:module";
import type Piscina from "piscina";

export type { Piscina };

/** Piscina, loaded on first use; no bundler need follow it, as no bundle has threads. */
export function piscinaFor(filename: string): typeof Piscina {
  return (createRequire(filename)("piscina") as typeof import("piscina")).Piscina;
}

/** It never ends a thread that is in Atomics.wait, as piscina's idle ones are, and crashes where threads are sent ports. */
export const IS_BUN_BEFORE_1_4 = /^(0|1\.[0-3])\./.test(process.versions["bun"] ?? "");
