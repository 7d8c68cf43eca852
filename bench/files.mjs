/**
 * Files that the benchmark starts as processes or threads: beside this one, in a checkout and in the package's bundle alike (build.mjs).
 */
import { fileURLToPath } from "node:url";

export const BARE_WORKER = new URL("bare-worker.mjs", import.meta.url);
export const COLD_CHILD = fileURLToPath(new URL("cold-child.mjs", import.meta.url));
export const PISCINA_WORKER = new URL("piscina-worker.mjs", import.meta.url).href;
export const PYTHON_LOOPS = fileURLToPath(new URL("python-loops.py", import.meta.url));
