/**
 * Times sides against each other in one run: in every round each side runs once for a short time, in an order that changes from round
 * to round, so that whatever the machine does meanwhile meets all sides alike. tinybench does the timing.
 */
import { performance } from "node:perf_hooks";
import { Bench } from "tinybench";

/** A sample lasts at least this long: calls that are shorter are timed many at once. */
const SAMPLE_MS = 0.1;
/** Each side is warmed up for this long, and at least one call. */
const WARM_MS = 5;

/**
 * @param sides [{ name, run, async, timesItself, every }]: `run` makes one call, and returns its milliseconds if it `timesItself`;
 * a side with `every` runs only in every so manyth round
 * @param options.rounds the most rounds; `leastRounds` of them are run even when `budgetMs` is used up
 * @param options.samples how many samples a side takes in a round, of which the median counts
 * @returns for each side, by name: nanoseconds a call by round, undefined where the side did not run
 */
export async function compare(sides, { rounds, leastRounds = rounds, budgetMs = Number.POSITIVE_INFINITY, samples = 3 }) {
  const bench = new Bench({ time: 0, iterations: samples, warmup: false, throws: true });
  const batches = {};
  for (const side of sides) {
    batches[side.name] = side.timesItself ? 1 : await warmUp(side);
    bench.add(side.name, batchOf(side, batches[side.name]), { async: side.async === true });
  }
  const results = Object.fromEntries(sides.map((side) => [side.name, []]));
  const begun = performance.now();
  for (let round = 0; round < rounds && (round < leastRounds || performance.now() - begun < budgetMs); round++) {
    for (const side of orderOf(sides, round)) {
      const task = bench.getTask(side.name);
      task.reset();
      await task.run();
      results[side.name][round] = (task.result.latency.p50 * 1e6) / batches[side.name];
    }
  }
  return results;
}

/** The sides of a round: rotated, and every other time backwards, so that none has always the same one before it. */
function orderOf(sides, round) {
  const at = round % sides.length;
  const order = [...sides.slice(at), ...sides.slice(0, at)].filter(({ every = 1 }) => round % every === 0);
  return round % 2 === 0 ? order : order.reverse();
}

/** Runs a side until compilers had their time. Returns how many calls make a sample. */
async function warmUp(side) {
  const begun = performance.now();
  for (let batch = 1; ; ) {
    const batchBegun = performance.now();
    await batchOf(side, batch)();
    const now = performance.now();
    if (now - batchBegun < SAMPLE_MS) batch *= 2;
    else if (now - begun >= WARM_MS) return batch;
  }
}

function batchOf({ run, async, timesItself }, calls) {
  if (timesItself) return async () => ({ overriddenDuration: await run() });
  if (async) {
    return async () => {
      for (let i = 0; i < calls; i++) await run();
    };
  }
  return () => {
    for (let i = 0; i < calls; i++) run();
  };
}
