/** Every operation at every size and home, on every side; and the verdict: is `auto` ever clearly slower than a plain loop? */
import os from "node:os";
import { compare } from "../compare.mjs";
import { digits, duration, power } from "../format.mjs";
import { narrowValues } from "../inputs.mjs";
import { openFlux } from "../instance.mjs";
import { arityOf, OPERATIONS } from "../loops.mjs";
import { geometricMean, median, medianWithInterval, paired, ratio } from "../statistics.mjs";
import { HOMES, openPiscina, SIDES, sidesOf } from "./grid-sides.mjs";

/** A cell is lost where `auto` surely takes this much longer, and surely this many nanoseconds more: noise and the clock are less. */
const LOST_RATIO = 1.05;
const LOST_NS = 2000;
/** Arrays of a size, and results that wait for their collection. */
const ARRAYS_AT_ONCE = 30;
/**
 * All code that cells share is warmed up by a first pass over short arrays, whose figures are dropped: compilers need thousands of calls.
 */
const WARM_UP = { size: 500, passes: 2 };
/** From here on one sample a round: they are long enough. */
const FEW_SAMPLES = 1e7;
/** Where there is no cut-over below this, there is none worth measuring. */
const LAST_CUT_OVER = 1e7;

export async function run({ grid: settings }, progress) {
  const fx = await openFlux();
  const pool = openPiscina();
  const cells = [];
  const notes = [];
  const { rounds, leastRounds, budgetMs } = settings;
  const cell = async (operation, home, size, at, arrays, few = false) => {
    const sides = sidesOf({ operation, home, size, few, arrays: firstInputs(arrays, arityOf(operation)), fx, pool });
    const results = await compare(sides, { rounds, leastRounds, budgetMs, samples: size >= FEW_SAMPLES ? 1 : 3 });
    cells.push(describe({ operation, home, size, at }, results));
  };

  progress("grid: warming up");
  const arrays = arraysOf(fx, WARM_UP.size);
  for (let pass = 0; pass < WARM_UP.passes; pass++) {
    for (const operation of OPERATIONS) {
      for (const home of HOMES) await cell(operation, home, WARM_UP.size, "", arrays);
    }
  }
  freeArrays(fx, arrays);
  cells.length = 0;

  for (const size of settings.sizes) {
    if (size * 8 * ARRAYS_AT_ONCE > os.freemem()) {
      notes.push(`${power(size)} elements left out: too little free memory`);
      continue;
    }
    progress(`grid: ${power(size)} elements`);
    const arrays = arraysOf(fx, size);
    for (const operation of OPERATIONS) {
      for (const home of HOMES) await cell(operation, home, size, power(size), arrays);
    }
    freeArrays(fx, arrays);
  }

  for (const operation of settings.cutOvers ? OPERATIONS : []) {
    progress(`grid: around the cut-over of ${operation}`);
    for (const home of HOMES) {
      const cutOver = await cutOverOf(fx, operation, home);
      if (cutOver === undefined) {
        notes.push(`${operation}, ${home}: auto never takes threads up to ${power(LAST_CUT_OVER)}`);
        continue;
      }
      for (const off of [-1, 0, 1]) {
        const arrays = arraysOf(fx, cutOver + off);
        await cell(operation, home, cutOver + off, off === 0 ? "cut-over" : `cut-over ${off < 0 ? "-" : "+"} 1`, arrays, true);
        freeArrays(fx, arrays);
      }
    }
  }
  await pool.destroy();
  await fx.close();
  return { cells, losing: cells.filter((c) => c.lost), notes };
}

function describe({ operation, home, size, at }, results) {
  const autoOverLoop = ratio(results.auto, results.loop);
  const difference = medianWithInterval(paired(results.auto, results.loop, (auto, loop) => auto - loop));
  return {
    operation, home, size, at,
    rounds: results.auto.length,
    ns: Object.fromEntries(SIDES.filter((s) => results[s]).map((s) => [s, digits(median(results[s].filter((v) => v !== undefined)), 4)])),
    autoOverLoop: rounded(autoOverLoop),
    differenceNs: rounded(difference),
    lost: autoOverLoop.low > LOST_RATIO && difference.low > LOST_NS,
  };
}

function rounded(interval) {
  return Object.fromEntries(Object.entries(interval).map(([key, value]) => [key, digits(value, 4)]));
}

function arraysOf(fx, size) {
  const inputs = [narrowValues(size, 1), narrowValues(size, 2)];
  return { inputs, out: new Float64Array(size), arenaInputs: inputs.map((x) => fx.array(x)), arenaOut: fx.zeros(size) };
}

function firstInputs(arrays, count) {
  return { ...arrays, inputs: arrays.inputs.slice(0, count), arenaInputs: arrays.arenaInputs.slice(0, count) };
}

function freeArrays(fx, { arenaInputs, arenaOut }) {
  for (const array of [...arenaInputs, arenaOut]) fx.free(array);
}

/** The least size that `auto` sends to threads, found by asking it. */
async function cutOverOf(fx, operation, home) {
  const arena = home === "arena";
  const inputs = Array.from({ length: arityOf(operation) }, () => (arena ? fx.zeros(LAST_CUT_OVER) : new Float64Array(LAST_CUT_OVER)));
  const takesThreads = async (size) => {
    const result = await fx.map(operation, ...inputs.map((x) => x.subarray(0, size)));
    if (arena) fx.free(result);
    return fx.status().lastCall.engine === "threads";
  };
  let below = 1;
  let from = LAST_CUT_OVER;
  const found = await takesThreads(from);
  while (found && from - below > 1) {
    const middle = (below + from) >> 1;
    if (await takesThreads(middle)) from = middle;
    else below = middle;
  }
  if (arena) for (const x of inputs) fx.free(x);
  return found ? from : undefined;
}

export function tables({ cells, losing, notes }) {
  const columns = [...new Set(cells.map((c) => c.at))];
  const find = (home, operation, at) => cells.find((c) => c.home === home && c.operation === operation && c.at === at);
  const shown = HOMES.map((home) => ({
    title: `auto over the plain loop, time a call (below 1: faster): ${home}`,
    head: ["", ...columns],
    rows: OPERATIONS.map((operation) => [operation, ...columns.map((at) => digits(find(home, operation, at)?.autoOverLoop.median, 3))]),
  }));
  for (const home of HOMES) {
    shown.push({
      title: `every side over the plain loop, geometric mean of the operations: ${home}`,
      head: ["", ...SIDES],
      rows: columns.map((at) => [at, ...SIDES.map((side) => sideOverLoop(cells.filter((c) => c.home === home && c.at === at), side))]),
    });
  }
  shown.push({
    title: `cells that auto loses: ${losing.length === 0 ? "none" : losing.length}`,
    head: ["operation", "home", "size", "loop", "auto", "ratio", "95 %"],
    rows: losing.map((c) => [
      c.operation, c.home, c.size, duration(c.ns.loop), duration(c.ns.auto), digits(c.autoOverLoop.median, 3),
      `${digits(c.autoOverLoop.low, 3)} to ${digits(c.autoOverLoop.high, 3)}`,
    ]),
    notes,
  });
  return shown;
}

function sideOverLoop(cells, side) {
  const ratios = cells.filter((c) => c.ns[side] !== undefined).map((c) => c.ns[side] / c.ns.loop);
  return ratios.length > 0 ? digits(geometricMean(ratios), 3) : "";
}
