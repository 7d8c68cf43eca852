/** The values that operations are measured on: seeded, so that every run and every side sees the same ones. */
import { seeded } from "./random.mjs";

/**
 * Whole: where the operation has a useful result; magnitudes are log-uniform. From where it stops to be a constant or its own
 * argument (below, V8 returns at once, and so would a caller's branch) to overflow, or a million radians.
 */
export const WHOLE = {
  exp_sqrt: { least: 2 ** -106, most: 5e5, signed: false },
  sin_exp: { least: 2 ** -53, most: 700, signed: true },
  log_sqrt1: { least: 2 ** -106, most: 1e300, signed: false },
  sin_plus_cos: { least: 2 ** -53, most: 1e6, signed: true },
};

export const SPECIAL = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, -1.5, 5e-324, -1e-310, 1e300, -1e300];
export const SPECIAL_SHARE = 0.01;

/** The widest arguments of the sine that are measured. */
export const WIDE_ANGLE = 1e6;

/** What can be drawn for an operation. */
export function rangesOf(operation) {
  return operation.includes("sin") ? ["narrow", "whole", "special", "trig6"] : ["narrow", "whole", "special"];
}

/** `length` values of a range, for an operation. */
export function valuesOf(range, operation, length, seed = 1) {
  const random = seeded(seed);
  const draw = DRAWS[range](operation, random);
  const values = new Float64Array(length);
  for (let i = 0; i < length; i++) values[i] = draw();
  return values;
}

/** Uniform in [0, 6]: inside the domain of every operation, results of every size that is ordinary. */
export function narrowValues(length, seed) {
  return valuesOf("narrow", "", length, seed);
}

const DRAWS = {
  narrow: (_, random) => () => 6 * random(),

  whole: (operation, random) => {
    const { least, most, signed } = WHOLE[operation];
    const from = Math.log(least);
    const width = Math.log(most) - from;
    return () => {
      const magnitude = Math.min(most, Math.exp(from + width * random()));
      return signed && random() < 0.5 ? -magnitude : magnitude;
    };
  },

  special: (_, random) => () => {
    const ordinary = 6 * random();
    return random() < SPECIAL_SHARE ? SPECIAL[Math.floor(random() * SPECIAL.length)] : ordinary;
  },

  // The argument of the sine is what shall be wide: where it is exp(x), x is the logarithm of a uniform number.
  trig6: (operation, random) =>
    operation === "sin_exp" ? () => Math.log(WIDE_ANGLE * (1 - random())) : () => WIDE_ANGLE * (2 * random() - 1),
};
