/** What is said of measurements: medians, and intervals that say how sure they are. */
import { seeded } from "./random.mjs";

const RESAMPLES = 1000;

export function median(values) {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function geometricMean(values) {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/** The median and its 95 % interval: medians of samples drawn again, with replacement, from these (bootstrap). */
export function medianWithInterval(values) {
  const random = seeded(values.length);
  const medians = Float64Array.from({ length: RESAMPLES }, () =>
    median(values.map(() => values[Math.floor(random() * values.length)])),
  ).sort();
  return { median: median(values), low: medians[Math.floor(RESAMPLES * 0.025)], high: medians[Math.ceil(RESAMPLES * 0.975) - 1] };
}

/** `of(a, b)` for each round in which both sides ran. */
export function paired(a, b, of) {
  const values = [];
  for (let round = 0; round < Math.min(a.length, b.length); round++) {
    if (a[round] !== undefined && b[round] !== undefined) values.push(of(a[round], b[round]));
  }
  return values;
}

/** How much longer than `b` `a` takes: the paired ratio of the rounds. */
export function ratio(a, b) {
  return medianWithInterval(paired(a, b, (x, y) => x / y));
}
