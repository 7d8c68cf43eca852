/** 100,000 maps of mixed sizes in both homes, after a warm-up: prints the high-water marks of resident memory in both, in kB. */
import { readFileSync } from "node:fs";
import { createFlux } from "../../dist/index.mjs";

const resident = () => Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8"))[1]);
const fx = await createFlux({ maxWorkers: 2 });
let state = 1;
const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
const sizes = [1, 10, 100, 1000, 10_000, 50_000];
const inputs = sizes.map((size) => new Float64Array(size).fill(2));
const arena = inputs.map((x) => fx.array(x));
const warmUp = Number(process.argv[2] ?? 200_000);
const total = warmUp + 100_000;
let highAtWarmUp = 0;
let highAfter = 0;
for (let i = 0; i < total; i++) {
  const k = Math.floor(random() ** 2 * sizes.length);
  const engine = i % 50 === 0 ? "threads" : "auto";
  if (i % 2) await fx.map("exp_sqrt", inputs[k], { engine });
  else {
    const y = await fx.map("sqrt(x) + 1", arena[k], { engine });
    fx.free(y);
  }
  if (i % 500 !== 0) continue;
  if (i <= warmUp) highAtWarmUp = Math.max(highAtWarmUp, resident());
  else highAfter = Math.max(highAfter, resident());
}
console.log(JSON.stringify({ highAtWarmUp, highAfter, atEnd: resident(), memory: fx.status().memory }));
await fx.close();
