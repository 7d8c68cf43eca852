/** Runs one task under a memory limit, and prints what it took: node bounded.mjs <task> <limit in MiB> <file>. */
import { readFileSync } from "node:fs";
import { createFlux } from "../../dist/index.mjs";

const [task, limit, file] = process.argv.slice(2);
const residentKb = (field) => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(readFileSync("/proc/self/status", "utf8"))[1]);
const fx = await createFlux({ maxWorkers: 2, memoryLimit: Number(limit) * 2 ** 20 });
// Threads, code and the collector's first pages are there before the data come.
await fx.map("sin_exp", new Float64Array(200_000), { engine: "threads" });
await fx.parallel((batch) => batch, { strategy: "threads" })([1, 2, 3]);
const before = residentKb("VmRSS");
const tasks = {
  map: () => fx.mapFile("exp_sqrt", file, `${file}.out`),
  expression: () => fx.mapFile("sqrt(x * x + 1) - sin(x)", file, `${file}.out`),
  reduce: () => fx.reduceFile("mean", "sqrt(x)", file),
  "csv column": () => fx.reduceFile("sum", { path: file, column: "value" }),
  async parallel() {
    async function* source() {
      for (let i = 0; i < Number(file); i++) yield new Array(1000).fill(i);
    }
    let sum = 0;
    for await (const value of fx.parallel((batch) => batch.map((row) => row.length + row[0]), { strategy: "threads" })(source())) sum += value;
    return sum;
  },
};
const result = await tasks[task]();
const peak = residentKb("VmHWM");
console.log(JSON.stringify({ result, grownMb: (peak - before) / 1024, peakMb: peak / 1024 }));
await fx.close();
