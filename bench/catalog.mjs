/** The catalog's rows: in a file that is no export of the package, beside what is, wherever this file is bundled to. */
import { createRequire } from "node:module";

export const { catalog } = createRequire(import.meta.resolve("autoflux"))("./catalog.cjs");

export const compositions = catalog.filter(({ steps }) => steps);
export const NAMED = compositions.map(({ name }) => name);
