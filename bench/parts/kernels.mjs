/**
 * Every operation on one thread over arena arrays, against the plain loop: on its main range, on its whole useful range, with 1 % of
 * specials, and the sines and cosines up to a million radians.
 */
import { compare } from "../compare.mjs";
import { digits } from "../format.mjs";
import { openFlux } from "../instance.mjs";
import { MEAN_OF, operations } from "../operations.mjs";
import { seeded } from "../random.mjs";
import { geometricMean, median, ratio } from "../statistics.mjs";

const ELEMENTS = 1e6;
/** Rounds of the other ranges, beside one of the main range. */
const FEWER = 0.5;

export async function run({ rounds }, progress) {
  const fx = await openFlux();
  const random = seeded(1);
  const filled = (draw) => Float64Array.from({ length: ELEMENTS }, () => draw(random));
  const [y, z] = [0, 1].map(() => filled((next) => 6 * next() - 3));
  const [arenaY, arenaZ] = [fx.array(y), fx.array(z)];
  const out = new Float64Array(ELEMENTS);
  const arenaOut = fx.empty(ELEMENTS);
  const cells = [];
  for (const { name: operation, from, to, arity, numbers, draws, loop } of operations) {
    progress(`kernels: ${operation}`);
    for (const [range, draw] of Object.entries(draws)) {
      const x = filled(draw);
      const arenaX = fx.array(x);
      const others = numbers.length > 0 ? numbers : [arenaY, arenaZ].slice(0, arity - 1);
      const results = await compare([
        { name: "loop", run: () => loop(x, y, z, out) },
        { name: "inline", async: true, run: () => fx.map(operation, arenaX, ...others, { out: arenaOut, engine: "inline" }) },
      ], { rounds: range === "main" ? rounds : Math.ceil(rounds * FEWER) });
      fx.free(arenaX);
      cells.push({
        operation, range, ...(range === "main" && { from, to }),
        loopNs: digits(median(results.loop) / ELEMENTS, 3),
        inlineNs: digits(median(results.inline) / ELEMENTS, 3),
        faster: ratio(results.loop, results.inline),
      });
    }
  }
  await fx.close();
  return { elements: ELEMENTS, cells, ...summary(cells) };
}

/** The geometric mean on the main range, that of each other range as a share of it, and what is slower than its loop anywhere. */
function summary(cells) {
  const of = (range, names) => cells.filter((c) => c.range === range && names.includes(c.operation));
  const meanOf = (some) => geometricMean(some.map((c) => c.faster.median));
  const ranges = [...new Set(cells.map((c) => c.range))].filter((range) => range !== "main");
  const shares = ranges.map((range) => {
    const there = of(range, MEAN_OF);
    return [range, meanOf(there) / meanOf(of("main", there.map((c) => c.operation)))];
  });
  const slower = cells.filter((c) => c.faster.high < 1).map((c) => (c.range === "main" ? c.operation : `${c.operation} (${c.range})`));
  return { mean: meanOf(of("main", MEAN_OF)), shares: Object.fromEntries(shares), slower };
}

export function tables({ cells, mean, shares, slower }) {
  return [
    {
      title: "one thread over arena arrays, 1e6 elements: every operation",
      head: ["operation", "range", "loop ns/element", "inline ns/element", "faster", "95 %"],
      rows: cells.map((c) => [
        c.operation,
        rangeOf(c),
        c.loopNs,
        c.inlineNs,
        digits(c.faster.median, 3),
        `${digits(c.faster.low, 3)} to ${digits(c.faster.high, 3)}`,
      ]),
      notes: [
        `geometric mean of ${MEAN_OF.join(", ")}: ${digits(mean, 3)}; other ranges as a share of it: ` +
          Object.entries(shares)
            .map(([range, share]) => `${range} ${digits(share * 100, 3)} %`)
            .join(", "),
        `slower than the loop: ${slower.join(", ") || "none"}`,
      ],
    },
  ];
}

/** A range in words. */
export function rangeOf({ range, from, to }) {
  return range === "main" ? `${from} to ${to}` : range;
}
