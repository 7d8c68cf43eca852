/** The values that operations are measured on: seeded, so that every run and every side sees the same ones. */
import { seeded } from "./random.mjs";

export const SPECIAL = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, -1.5, 5e-324, -1e-310, 1e300, -1e300];
export const SPECIAL_SHARE = 0.01;

/** The widest arguments of the sine that are measured. */
export const WIDE_ANGLE = 1e6;

/** Uniform in [0, 6]: inside the domain of every operation, results of every size that is ordinary. */
export function narrowValues(length, seed = 1) {
  const random = seeded(seed);
  return Float64Array.from({ length }, () => 6 * random());
}
