/**
 * `npm run bench`: measures the package against what a reader would do without it. Each part compares sides that run interleaved in one
 * process (compare.mjs), as medians and paired ratios with 95 % intervals (statistics.mjs); bars.mjs holds them against what is
 * promised; table.mjs puts what was written into the package's README.
 */
import { spawnSync } from "node:child_process";
import os from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { barsOf } from "./bars.mjs";
import { digits } from "./format.mjs";
import { commit, machine, versions } from "./machine.mjs";
import * as cold from "./parts/cold.mjs";
import * as grid from "./parts/grid.mjs";
import * as loop from "./parts/loop.mjs";
import * as ordinary from "./parts/ordinary.mjs";
import * as python from "./parts/python.mjs";
import * as ranges from "./parts/ranges.mjs";
import * as threads from "./parts/threads.mjs";
import { barsTable, printTables } from "./report.mjs";
import { writeResults } from "./results-file.mjs";
import { FULL, QUICK } from "./settings.mjs";

/** In the order in which they run: the grid last, as it leaves the most garbage behind. */
const PARTS = { cold, ranges, threads, ordinary, python, loop, grid };

/** A load average above this is somebody else's work. */
const BUSY = 0.5;

const HELP = `npm run bench -- [options]

  --node <version>  run under this version of Node, from npm's package "node" (26, 20.20.0, ...)
  --quick           fewer rounds and sizes: to see that it works
  --only <part>     one part: ${Object.keys(PARTS).join(", ")}
  --help            this

A run of all parts writes bench/results/node<major>.json; quick runs and single parts write nothing.`;

const options = {
  node: { type: "string" },
  quick: { type: "boolean", default: false },
  only: { type: "string" },
  help: { type: "boolean", default: false },
};

const asked = readArguments();
if (asked.help) console.log(HELP);
else if (asked.node !== undefined) process.exitCode = runUnder(asked.node);
else await measure();

function readArguments() {
  try {
    const { values } = parseArgs({ options });
    if (values.only !== undefined && !Object.hasOwn(PARTS, values.only)) {
      throw new Error(`--only must be one of ${Object.keys(PARTS).join(", ")}, got "${values.only}"`);
    }
    if (values.node !== undefined && !/^\d+(\.\d+){0,2}$/.test(values.node)) {
      throw new Error(`--node must be a version, such as 26 or 20.20.0, got "${values.node}"`);
    }
    return values;
  } catch (error) {
    console.error(`bench: ${error.message.split("\n")[0]}`);
    process.exit(2);
  }
}

function runUnder(version) {
  const args = ["-y", `node@${version}`, fileURLToPath(import.meta.url)];
  if (asked.quick) args.push("--quick");
  if (asked.only !== undefined) args.push("--only", asked.only);
  const { status, error } = spawnSync("npx", args, { stdio: "inherit", shell: process.platform === "win32" });
  if (error) console.error(`bench: npx could not be run: ${error.message}`);
  return status ?? 1;
}

async function measure() {
  const settings = asked.quick ? QUICK : FULL;
  const names = asked.only !== undefined ? [asked.only] : Object.keys(PARTS);
  const load = os.loadavg()[0];
  if (load > BUSY) console.error(`bench: the machine is busy (load ${load.toFixed(1)}): figures will be off, those of threads most`);
  const begun = performance.now();
  const progress = (line) => console.error(`${String(Math.round((performance.now() - begun) / 1000)).padStart(4)} s  ${line}`);
  const parts = {};
  for (const name of names) parts[name] = await PARTS[name].run(settings, progress);

  const date = new Date().toISOString().slice(0, 10);
  const about = { machine: machine(), versions: versions(), commit: commit(), date, loadBefore: digits(load, 2), settings };
  const bars = barsOf(parts, about.versions.build).filter((bar) => asked.only === undefined || bar.met !== null);
  console.log(`Node ${about.versions.node}, ${about.versions.build} build, ${about.machine.cores} cores of ${about.machine.cpu}`);
  printTables([...names.flatMap((name) => PARTS[name].tables(parts[name])), barsTable(bars)]);
  progress(asked.quick || asked.only !== undefined ? "done" : `done, written: ${writeResults({ ...about, bars, parts })}`);
}
