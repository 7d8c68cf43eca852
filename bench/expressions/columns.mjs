/** The columns that formulas of the benchmark are over: uniform in a range each, the same for every side. */
import { seeded } from "../random.mjs";

const RANGES = {
  a: [0.5, 2], b: [0.5, 2],
  /** Angles: x and y are longitudes too, p and q latitudes. */
  x: [-3, 3], y: [-3, 3], p: [-1.5, 1.5], q: [-1.5, 1.5],
  /** An option: price, strike, years, rate, volatility. */
  s: [10, 100], k: [10, 100], t: [0.1, 2], r: [0.01, 0.1], v: [0.1, 0.5],
};

export const COLUMNS = Object.keys(RANGES);

/** All columns, one after another. */
export function columnsOf(elements) {
  const values = new Float64Array(elements * COLUMNS.length);
  for (const [i, name] of COLUMNS.entries()) {
    const [from, to] = RANGES[name];
    const random = seeded(i + 1);
    const column = values.subarray(i * elements, (i + 1) * elements);
    for (let k = 0; k < elements; k++) column[k] = from + (to - from) * random();
  }
  return values;
}
