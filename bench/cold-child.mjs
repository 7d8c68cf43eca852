/** One process's beginning: from just before the package is imported to the first result. Prints the milliseconds. */
import { performance } from "node:perf_hooks";
import { narrowValues } from "./inputs.mjs";

const x = narrowValues(Number(process.argv[2]), 1);
const begun = performance.now();
const { flux } = await import("autoflux");
await flux.map("exp_sqrt", x);
console.log(performance.now() - begun);
