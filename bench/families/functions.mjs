/** The functions of families as they are measured: ours, what a reader would write, and what a peer calls the same. */

const WINDOW = 365;
const LONG_WINDOW = 1e6;
/** The side that a long window is held against. */
export const SHORT_WINDOW = `a window of ${WINDOW}`;
/** Three quantiles, as a summary has them. */
export const SHARES = [0.05, 0.5, 0.95];

/** The loop keeps a running sum, which is as fast as JavaScript does it, and keeps what has left the window as rounding errors. */
function rollingLoop(x, out, window) {
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    sum += x[i];
    if (i >= window) sum -= x[i - window];
    out[i] = i >= window - 1 ? sum / window : Number.NaN;
  }
  return out;
}

function cumsumLoop(x, out) {
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    sum += x[i];
    out[i] = sum;
  }
  return out;
}

function quantileLoop(x) {
  const sorted = x.slice().sort();
  return Float64Array.from(SHARES, (share) => {
    const at = share * (sorted.length - 1);
    const below = Math.floor(at);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (sorted[above] - sorted[below]) * (at - below);
  });
}

function sortLoop(x, out) {
  out.set(x);
  return out.sort();
}

function argsortLoop(x, out) {
  for (let i = 0; i < out.length; i++) out[i] = i;
  return out.sort((a, b) => x[a] - x[b]);
}

const rolling = (window) => ({
  ours: (fx, x, options) => fx.series.rollingMean(x, window, options),
  loop: (x, out) => rollingLoop(x, out, window),
});

/**
 * `ours(flux, x, options)` and `loop(x, out)`; `result` is what kind of array takes the results, if one does; `every`: the
 * loop takes so long that it runs in every so manyth round, and at most over `most` elements; `also` is one more side of ours.
 */
export const FUNCTIONS = {
  sort: { ours: (fx, x, options) => fx.stats.sort(x, options), loop: sortLoop, result: "same", every: 2 },
  argsort: { ours: (fx, x, options) => fx.stats.argsort(x, options), loop: argsortLoop, result: "indices", every: 4, most: 1e6 },
  quantile: { ours: (fx, x, options) => fx.stats.quantile(x, SHARES, options), loop: quantileLoop, result: "none", every: 2 },
  cumsum: { ours: (fx, x, options) => fx.series.cumsum(x, options), loop: cumsumLoop, result: "same", every: 1 },
  rolling: { ...rolling(WINDOW), result: "same", every: 1 },
  rollingLong: { ...rolling(LONG_WINDOW), result: "same", every: 1, also: { name: SHORT_WINDOW, ours: rolling(WINDOW).ours } },
};

export const LABELS = {
  sort: "sort",
  argsort: "argsort, stable",
  quantile: "three quantiles",
  cumsum: "cumulative sum",
  rolling: `moving mean over ${WINDOW}`,
  rollingLong: "moving mean over 1e6",
};

/** An array for the results, where one is given; `make(length)` makes one like the input. */
export function outFor({ result }, length, make) {
  if (result === "none") return {};
  return { out: result === "indices" ? new Uint32Array(length) : make(length) };
}
