/** Ordinary arrays in, new ordinary arrays out, on both sides: what a reader gains who changes nothing but the call. */
import { NAMED } from "../catalog.mjs";
import { compare } from "../compare.mjs";
import { digits, duration } from "../format.mjs";
import { narrowValues } from "../inputs.mjs";
import { openFlux } from "../instance.mjs";
import { loops } from "../loops.mjs";
import { geometricMean, median, ratio } from "../statistics.mjs";

const ELEMENTS = 1e6;

export async function run({ rounds }, progress) {
  const fx = await openFlux();
  const x = narrowValues(ELEMENTS, 1);
  const cells = [];
  for (const operation of NAMED) {
    progress(`ordinary: ${operation}`);
    const loop = loops[operation];
    const results = await compare([
      { name: "loop", run: () => loop(x, new Float64Array(ELEMENTS)) },
      { name: "auto", async: true, run: () => fx.map(operation, x) },
    ], { rounds });
    cells.push({ operation, loopNs: median(results.loop), autoNs: median(results.auto), faster: ratio(results.loop, results.auto) });
  }
  await fx.close();
  return { elements: ELEMENTS, cells, mean: geometricMean(cells.map((c) => c.faster.median)) };
}

export function tables({ cells, mean }) {
  return [
    {
      title: "ordinary arrays, new results, 1e6 elements: auto against the plain loop",
      head: ["operation", "loop", "auto", "faster", "95 %"],
      rows: cells.map((c) => [
        c.operation,
        duration(c.loopNs),
        duration(c.autoNs),
        digits(c.faster.median, 3),
        `${digits(c.faster.low, 3)} to ${digits(c.faster.high, 3)}`,
      ]),
      notes: [`geometric mean: ${digits(mean, 3)}`],
    },
  ];
}
