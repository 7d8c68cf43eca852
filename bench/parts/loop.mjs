/** What the event loop feels while a very long array is mapped by the threads, in either home. */
import os from "node:os";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";
import { digits, power } from "../format.mjs";
import { narrowValues } from "../inputs.mjs";
import { openFlux } from "../instance.mjs";
import { median } from "../statistics.mjs";

/** The array, and its result. */
const BYTES_AN_ELEMENT = 16;
/** Beyond that: staging, and room for everything else. */
const SPARE_BYTES = 512 * 2 ** 20;
/** Values that differ; the array is made of copies of them. */
const PATTERN = 1e6;

export async function run({ loop: { elements, rounds } }, progress) {
  const needed = elements * BYTES_AN_ELEMENT + SPARE_BYTES;
  const free = process.availableMemory?.() ?? os.freemem();
  if (free < needed) return { elements, skipped: `needs ${gib(needed)} GiB of free memory, there are ${gib(free)}` };
  const fx = await openFlux({ memorySafe: false });
  const homes = {};
  for (const home of ["ordinary", "arena"]) {
    const x = repeated(narrowValues(Math.min(PATTERN, elements), 1), home === "arena" ? fx.empty(elements) : new Float64Array(elements));
    const out = home === "arena" ? fx.empty(elements) : undefined;
    homes[home] = await inHome(
      rounds,
      () => fx.map("exp_sqrt", x, { engine: "threads", ...(out && { out }) }),
      (round) => progress(`loop: ${home}, round ${round + 1} of ${rounds}`),
    );
    if (out) for (const array of [x, out]) fx.free(array);
  }
  await fx.close();
  return { operation: "exp_sqrt", elements, rounds, homes };
}

async function inHome(rounds, map, progress) {
  const idle = [];
  const mapping = [];
  for (let round = 0; round < rounds; round++) {
    progress(round);
    const busy = await delaysDuring(map);
    mapping.push(busy);
    idle.push(await delaysDuring(() => setTimeout(busy.ms)));
  }
  return {
    idle: { p99Ms: median(idle.map((d) => d.p99)), maxMs: Math.max(...idle.map((d) => d.max)) },
    mapping: {
      p99Ms: median(mapping.map((d) => d.p99)),
      maxMs: Math.max(...mapping.map((d) => d.max)),
      callMs: median(mapping.map((d) => d.ms)),
    },
    beyondIdleMs: median(mapping.map((d, i) => d.p99 - idle[i].p99)),
  };
}

/** The monitor counts from one of its ticks to the next: it gets some before and after, or the first and last stretch went unseen. */
async function delaysDuring(work) {
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  histogram.enable();
  await setTimeout(4);
  const begun = performance.now();
  await work();
  const ms = performance.now() - begun;
  await setTimeout(4);
  histogram.disable();
  return { ms, p99: histogram.percentile(99) / 1e6, max: histogram.max / 1e6 };
}

function repeated(pattern, values) {
  const { length } = values;
  for (let at = 0; at < length; at += pattern.length) values.set(pattern.subarray(0, Math.min(pattern.length, length - at)), at);
  return values;
}

function gib(bytes) {
  return digits(bytes / 2 ** 30, 2);
}

export function tables({ operation, elements, homes, skipped }) {
  const title = `the event loop's delay while ${power(elements)} elements are mapped`;
  if (skipped) return [{ title, head: [], rows: [], notes: [`left out: ${skipped}`] }];
  return [
    {
      title: `${title} (${operation})`,
      head: ["memory", "", "p99 ms", "max ms"],
      rows: Object.entries(homes).flatMap(([home, { idle, mapping }]) => [
        [home, "idle", digits(idle.p99Ms, 3), digits(idle.maxMs, 3)],
        ["", "mapping", digits(mapping.p99Ms, 3), digits(mapping.maxMs, 3)],
      ]),
      notes: Object.entries(homes).map(
        ([home, { mapping, beyondIdleMs }]) =>
          `${home}: ${digits(mapping.callMs, 3)} ms a call, p99 beyond idle ${digits(beyondIdleMs, 3)} ms`,
      ),
    },
  ];
}
