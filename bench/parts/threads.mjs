/** Two workers against the calling thread, over arena arrays: what threads gain, and what sending work to them costs. */
import { compare } from "../compare.mjs";
import { digits, duration, power } from "../format.mjs";
import { narrowValues } from "../inputs.mjs";
import { openFlux } from "../instance.mjs";
import { median, medianWithInterval, paired, ratio } from "../statistics.mjs";

const SIZES = [1e6, 1e7];

export async function run({ rounds }, progress) {
  const fx = await openFlux({ maxWorkers: 2 });
  const sizes = [];
  for (const size of SIZES) {
    progress(`threads: ${power(size)} elements`);
    const x = fx.array(narrowValues(size, 1));
    const out = fx.empty(size);
    const side = (engine) => ({ name: engine, async: true, run: () => fx.map("exp_sqrt", x, { out, engine }) });
    const results = await compare([side("inline"), side("threads")], { rounds });
    sizes.push({
      size,
      inlineNs: median(results.inline),
      threadsNs: median(results.threads),
      faster: ratio(results.inline, results.threads),
      /** What two workers take beyond half of the calling thread's time. */
      overHalfNs: medianWithInterval(paired(results.threads, results.inline, (threads, inline) => threads - inline / 2)),
    });
    fx.free(x);
    fx.free(out);
  }
  await fx.close();
  return { operation: "exp_sqrt", sizes };
}

export function tables({ operation, sizes }) {
  return [{
    title: `two workers over arena arrays, ${operation}`,
    head: ["elements", "inline", "two workers", "faster", "95 %", "beyond inline / 2", "95 %"],
    rows: sizes.map((s) => [
      power(s.size), duration(s.inlineNs), duration(s.threadsNs),
      digits(s.faster.median, 3), `${digits(s.faster.low, 3)} to ${digits(s.faster.high, 3)}`,
      milliseconds(s.overHalfNs.median), `${milliseconds(s.overHalfNs.low)} to ${milliseconds(s.overHalfNs.high)}`,
    ]),
  }];
}

function milliseconds(ns) {
  return `${digits(ns / 1e6, 3)} ms`;
}
