/** What the event loop feels while a very long ordinary array is mapped by the threads. */
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
  const fx = await openFlux();
  const x = repeated(narrowValues(Math.min(PATTERN, elements), 1), elements);
  const idle = [];
  const mapping = [];
  for (let round = 0; round < rounds; round++) {
    progress(`loop: round ${round + 1} of ${rounds}`);
    const busy = await delaysDuring(() => fx.map("exp_sqrt", x, { engine: "threads" }));
    mapping.push(busy);
    idle.push(await delaysDuring(() => setTimeout(busy.ms)));
  }
  await fx.close();
  return {
    operation: "exp_sqrt", elements, rounds,
    idle: { p99Ms: median(idle.map((d) => d.p99)), maxMs: Math.max(...idle.map((d) => d.max)) },
    mapping: { p99Ms: median(mapping.map((d) => d.p99)), maxMs: Math.max(...mapping.map((d) => d.max)), callMs: median(mapping.map((d) => d.ms)) },
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

function repeated(pattern, length) {
  const values = new Float64Array(length);
  for (let at = 0; at < length; at += pattern.length) values.set(pattern.subarray(0, Math.min(pattern.length, length - at)), at);
  return values;
}

function gib(bytes) {
  return digits(bytes / 2 ** 30, 2);
}

export function tables({ operation, elements, idle, mapping, beyondIdleMs, skipped }) {
  const title = `the event loop's delay while ${power(elements)} ordinary elements are mapped`;
  if (skipped) return [{ title, head: [], rows: [], notes: [`left out: ${skipped}`] }];
  return [{
    title: `${title} (${operation}, ${digits(mapping.callMs, 3)} ms a call)`,
    head: ["", "p99 ms", "max ms"],
    rows: [["idle", digits(idle.p99Ms, 3), digits(idle.maxMs, 3)], ["mapping", digits(mapping.p99Ms, 3), digits(mapping.maxMs, 3)]],
    notes: [`p99 beyond idle: ${digits(beyondIdleMs, 3)} ms`],
  }];
}
