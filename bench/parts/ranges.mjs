/** One thread against a plain loop, over arena arrays, by range of the input: what the kernels themselves gain. */
import { NAMED } from "../catalog.mjs";
import { compare } from "../compare.mjs";
import { digits } from "../format.mjs";
import { openFlux } from "../instance.mjs";
import { loops } from "../loops.mjs";
import { operations } from "../operations.mjs";
import { seeded } from "../random.mjs";
import { geometricMean, median, ratio } from "../statistics.mjs";

const ELEMENTS = 1e6;

export async function run({ rounds }, progress) {
  const fx = await openFlux();
  const cells = [];
  for (const { name: operation, draws: { main: narrow, ...others } } of operations.filter(({ name }) => NAMED.includes(name))) {
    for (const [range, draw] of Object.entries({ narrow, ...others })) {
      progress(`ranges: ${operation}, ${range}`);
      const random = seeded(1);
      const x = Float64Array.from({ length: ELEMENTS }, () => draw(random));
      const out = new Float64Array(ELEMENTS);
      const arenaX = fx.array(x);
      const arenaOut = fx.empty(ELEMENTS);
      const loop = loops[operation];
      const results = await compare([
        { name: "loop", run: () => loop(x, out) },
        { name: "inline", async: true, run: () => fx.map(operation, arenaX, { out: arenaOut, engine: "inline" }) },
      ], { rounds });
      cells.push({
        operation, range,
        loopNs: digits(median(results.loop) / ELEMENTS, 4),
        inlineNs: digits(median(results.inline) / ELEMENTS, 4),
        faster: ratio(results.loop, results.inline),
      });
      fx.free(arenaX);
      fx.free(arenaOut);
    }
  }
  await fx.close();
  return { elements: ELEMENTS, cells, ...summary(cells) };
}

/** The geometric mean for narrow input, and each other range's as a share of it. */
function summary(cells) {
  const mean = (range) => geometricMean(cells.filter((c) => c.range === range).map((c) => c.faster.median));
  const others = [...new Set(cells.map((c) => c.range))].filter((range) => range !== "narrow");
  const narrow = mean("narrow");
  return { narrow, shares: Object.fromEntries(others.map((range) => [range, mean(range) / narrow])) };
}

export function tables({ cells, narrow, shares }) {
  const shareText = Object.entries(shares).map(([range, share]) => `${range} ${digits(share * 100, 3)} %`).join(", ");
  return [{
    title: "one thread over arena arrays, 1e6 elements: how many times faster than the plain loop",
    head: ["operation", "range", "loop ns/element", "inline ns/element", "faster", "95 %"],
    rows: cells.map((c) => [
      c.operation, c.range, c.loopNs, c.inlineNs, digits(c.faster.median, 3), `${digits(c.faster.low, 3)} to ${digits(c.faster.high, 3)}`,
    ]),
    notes: [`geometric mean, narrow: ${digits(narrow, 3)}; other ranges as a share of it: ${shareText}`],
  }];
}
