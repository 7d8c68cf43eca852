/**
 * `npm run soak -- --minutes 30`: concurrent callers under faults of all kinds, for as long as is asked. Prints every ten seconds, and at
 * the end throughput, latency, the event loop's delay and memory; exit code 1 where a result was wrong or something was left behind.
 */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { parseArgs } from "node:util";
import "./faults/door.mjs"; // before autoflux starts a thread
import { createFlux } from "../dist/index.mjs";
import { storm } from "./faults/storm.mjs";

const HELP = `npm run soak -- [options]

  --minutes <n>   how long (default 30)
  --seed <n>      of calls and faults (default: of the clock; it is printed)
  --callers <n>   concurrent callers (default 8)
  --workers <n>   threads of each instance (default 4)
  --help          this`;

const options = { minutes: { type: "string", default: "30" }, seed: { type: "string" }, callers: { type: "string", default: "8" }, workers: { type: "string", default: "4" }, help: { type: "boolean", default: false } };
let asked;
try {
  asked = parseArgs({ options }).values;
  for (const name of ["minutes", "seed", "callers", "workers"]) if (asked[name] !== undefined && !(Number(asked[name]) > 0)) throw new Error(`--${name} must be a number above 0, got "${asked[name]}"`);
} catch (error) {
  console.error(`soak: ${error.message.split("\n")[0]}`);
  process.exit(2);
}
if (asked.help) {
  console.log(HELP);
  process.exit(0);
}

const minutes = Number(asked.minutes);
const seed = Number(asked.seed ?? Date.now() % 1e6);
const begun = performance.now();
const seconds = () => (performance.now() - begun) / 1000;
const megabytes = () => process.memoryUsage.rss() / 2 ** 20;
const loop = monitorEventLoopDelay({ resolution: 5 });
loop.enable();

/** Latencies of the newest calls, by kind. */
const KEPT = 20_000;
const latencies = new Map();
let highest = 0;
let afterWarmUp = 0;
let said = 0;

function remember(ms, kind) {
  const values = latencies.get(kind) ?? [];
  latencies.set(kind, values);
  if (values.length < KEPT) values.push(ms);
  else values[Math.floor(Math.random() * KEPT)] = ms;
  highest = Math.max(highest, megabytes());
  if (seconds() > minutes * 6 && afterWarmUp === 0) afterWarmUp = highest; // a tenth of the time
}

const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(1);

console.log(`soak: ${minutes} minutes, seed ${seed}, ${asked.callers} callers, ${asked.workers} workers, Node ${process.versions.node}`);
const tally = await storm({
  createFlux, seed, lanes: Number(asked.callers), maxWorkers: Number(asked.workers), onCall: remember,
  more(tally) {
    if (seconds() - said > 10) {
      said = seconds();
      console.log(`${said.toFixed(0).padStart(6)} s  ${tally.calls} calls, ${tally.faults} faults, ${tally.right} right, ${tally.wrong.length} wrong, ${megabytes().toFixed(0)} MiB`);
    }
    return seconds() < minutes * 60 && tally.wrong.length === 0;
  },
});
loop.disable();

console.log(`\n${(tally.calls / seconds()).toFixed(1)} calls/s, ${tally.calls} in all; ${tally.faults} faults: ${Object.entries(tally.kinds).map(([kind, count]) => `${kind} ${count}`).join(", ")}`);
console.log(`right ${tally.right}; errors: ${Object.entries(tally.errors).map(([code, count]) => `${code} ${count}`).join(", ") || "none"}; chunks run again ${tally.runAgain}`);
for (const [kind, values] of latencies) {
  values.sort((a, b) => a - b);
  console.log(`${kind.padEnd(10)} latency, ms: p50 ${percentile(values, 0.5)}, p90 ${percentile(values, 0.9)}, p99 ${percentile(values, 0.99)}, max ${percentile(values, 1)}`);
}
console.log(`event loop delay, ms: p50 ${(loop.percentile(50) / 1e6).toFixed(1)}, p99 ${(loop.percentile(99) / 1e6).toFixed(1)}, max ${(loop.max / 1e6).toFixed(1)}`);
console.log(`resident memory, MiB: ${megabytes().toFixed(0)} now, ${highest.toFixed(0)} at most, ${afterWarmUp.toFixed(0)} in the first tenth of the time`);
for (const wrong of tally.wrong) console.log(`WRONG: ${wrong}`);
process.exitCode = tally.wrong.length > 0 ? 1 : 0;
