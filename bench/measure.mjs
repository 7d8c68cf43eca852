/**
 * The benchmark: measures the package against what a reader would do without it. Each part compares sides that run interleaved
 * (compare.mjs), as medians and paired ratios with 95 % intervals (statistics.mjs); bars.mjs holds them against what is promised.
 * `npm run bench` and `autoflux bench` are its doors.
 */
import { writeFileSync } from "node:fs";
import os from "node:os";
import { barsOf } from "./bars.mjs";
import { digits } from "./format.mjs";
import { commit, machine, versions } from "./machine.mjs";
import * as cold from "./parts/cold.mjs";
import * as expressions from "./parts/expressions.mjs";
import * as families from "./parts/families.mjs";
import * as grid from "./parts/grid.mjs";
import * as kernels from "./parts/kernels.mjs";
import * as loop from "./parts/loop.mjs";
import * as native from "./parts/native.mjs";
import * as ordinary from "./parts/ordinary.mjs";
import * as peers from "./parts/peers.mjs";
import * as python from "./parts/python.mjs";
import * as ranges from "./parts/ranges.mjs";
import * as reading from "./parts/reading.mjs";
import * as runtime from "./parts/runtime.mjs";
import * as singles from "./parts/singles.mjs";
import * as threads from "./parts/threads.mjs";
import { barsTable, printTables } from "./report.mjs";
import { text } from "./results-file.mjs";
import { FULL, QUICK } from "./settings.mjs";

/** In the order in which they run: the grid last, as it leaves the most garbage behind. */
export const PARTS = {
  cold, ranges, kernels, native, singles, threads, ordinary, python, expressions, peers, families, reading, runtime, loop, grid,
};

/** A load average above this is somebody else's work. */
const BUSY = 0.5;

/**
 * Runs all parts, or `only` one or some, and prints their tables. Returns the figures.
 *
 * @param options.out a file for the figures
 * @param options.before a folder with a built checkout of another version, whose beginning is timed beside this one's
 */
export async function measure({ quick = false, only, out, before }) {
  if (out !== undefined) writeFileSync(out, ""); // a place that cannot be written is known before the minutes of measuring
  const settings = quick ? QUICK : FULL;
  const names = only !== undefined ? [only].flat() : Object.keys(PARTS);
  const load = os.loadavg()[0];
  if (load > BUSY) console.error(`bench: the machine is busy (load ${load.toFixed(1)}): figures will be off, those of threads most`);
  const begun = performance.now();
  const progress = (line) => console.error(`${String(Math.round((performance.now() - begun) / 1000)).padStart(4)} s  ${line}`);
  const parts = {};
  for (const name of names) parts[name] = await PARTS[name].run({ ...settings, before }, progress);

  const date = new Date().toISOString().slice(0, 10);
  const about = { machine: machine(), versions: versions(), commit: commit(), date, loadBefore: digits(load, 2), settings };
  const bars = barsOf(parts, about.versions.build).filter((bar) => only === undefined || bar.measured !== null);
  console.log(`Node ${about.versions.node}, ${about.versions.build} build, ${about.machine.cores} cores of ${about.machine.cpu}`);
  printTables([...names.flatMap((name) => PARTS[name].tables(parts[name])), ...(bars.length > 0 ? [barsTable(bars)] : [])]);
  const results = { ...about, bars, parts };
  if (out !== undefined) writeFileSync(out, `${text(results)}\n`);
  progress("done");
  return results;
}
