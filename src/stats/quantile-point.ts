/** NumPy's nine methods of quantiles, discrete and continuous: Hyndman and Fan (1996), in NumPy's own arithmetic. */

export const QUANTILE_METHODS = [
  "inverted_cdf", "averaged_inverted_cdf", "closest_observation", "interpolated_inverted_cdf", "hazen", "weibull", "linear",
  "median_unbiased", "normal_unbiased",
] as const;
export type QuantileMethod = (typeof QUANTILE_METHODS)[number];

/** Ranks whose elements a quantile lies between, and how far; with no gamma, it is the first itself. */
export interface QuantilePoint {
  previous: number;
  next: number;
  gamma?: number;
}

/** The index that a quantile has in the sorted elements, were there elements between. */
const VIRTUAL: Record<QuantileMethod, (n: number, q: number) => number> = {
  inverted_cdf: (n, q) => n * q - 1,
  averaged_inverted_cdf: (n, q) => n * q - 1,
  closest_observation: (n, q) => n * q - 1 - 0.5,
  interpolated_inverted_cdf: (n, q) => virtual(n, q, 0, 1),
  hazen: (n, q) => virtual(n, q, 0.5, 0.5),
  weibull: (n, q) => virtual(n, q, 0, 0),
  linear: (n, q) => (n - 1) * q,
  median_unbiased: (n, q) => virtual(n, q, 1 / 3, 1 / 3),
  normal_unbiased: (n, q) => virtual(n, q, 3 / 8, 3 / 8),
};
const virtual = (n: number, q: number, alpha: number, beta: number) => n * q + (alpha + q * (1 - alpha - beta)) - 1;

/** Where the quantile q of n elements lies. */
export function pointOf(method: QuantileMethod, n: number, q: number): QuantilePoint {
  const index = VIRTUAL[method](n, q), floor = Math.floor(index);
  if (method === "inverted_cdf" || method === "closest_observation") {
    const isPrevious = index === floor && (method === "inverted_cdf" || Math.abs(floor % 2) === 1);
    const rank = Math.min(n - 1, Math.max(0, isPrevious ? floor : floor + 1));
    return { previous: rank, next: rank };
  }
  // NumPy's index of the last element is -1 here, and gamma is reckoned from it.
  const isAbove = index >= n - 1, isBelow = index < 0;
  const previous = isAbove ? n - 1 : isBelow ? 0 : floor, next = isAbove ? n - 1 : isBelow ? 0 : floor + 1;
  const gamma = index - (isAbove ? -1 : previous);
  return { previous, next, gamma: method === "averaged_inverted_cdf" ? (gamma === 0 ? 0.5 : 1) : gamma };
}

/** From a to b by t: NumPy's _lerp, which takes the difference of singles in float32. Between equal infinities it is NaN. */
export function lerp(a: number, b: number, t: number, isSingle: boolean): number {
  const difference = isSingle ? Math.fround(b - a) : b - a;
  return t >= 0.5 ? b - difference * (1 - t) : a + difference * t;
}
