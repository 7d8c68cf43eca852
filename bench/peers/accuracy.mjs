/**
 * What is known of a side's results: whether they agree with ours, and how far they are from the real numbers, in units in the last
 * place of float64. A named operation is measured step by step, each on its actual inputs, as it could not be better than its steps.
 */
import * as reference from "../../examples/reference.mjs";

/** Elements that the reference computes for a step: about a tenth of a millisecond each. */
const SAMPLE = 4000;
/** How far a result may be from ours, in units of its precision and condition: libmvec promises 4 ulp, and each step adds its own. */
const TOLERANCE = 8;
const EPSILON = { double: 2 ** -52, single: 2 ** -23 };

/** By how much an error of one unit, relative, in the input or in a step's result can move the result. */
const CONDITION = {
  exp_sqrt: (x, y) => (1 + Math.sqrt(x)) * y,
  sin_exp: (x) => 1 + (1 + x) * Math.exp(x),
  log_sqrt1: (_, y) => 1 + y,
  sin_plus_cos: (x) => 2 + 2 * x,
  exp: (x, y) => (1 + x) * y,
  log: (_, y) => 1 + Math.abs(y),
  sin: (x) => 1 + x,
  cos: (x) => 1 + x,
  sqrt: (_, y) => y,
  square: (_, y) => y,
};

export const OPERATIONS = Object.keys(CONDITION);

/** Pairs of an operation and what it is run on. */
const STEPS = {
  exp_sqrt: [["sqrt", "x"], ["exp", "root"]],
  sin_exp: [["exp", "x"], ["sin", "power"]],
  log_sqrt1: [["sqrt", "x"], ["log", "rootPlus1"]],
  sin_plus_cos: [["sin", "x"], ["cos", "x"]],
};
const stepsOf = (operation) => STEPS[operation] ?? [[operation, "x"]];

/** @returns of the results that are farther from ours than the operation's condition explains, the farthest: { off, x, got, ours } */
export function disagreement(operation, x, ours, got, single) {
  const unit = TOLERANCE * EPSILON[single ? "single" : "double"];
  let worst;
  for (let i = 0; i < x.length; i++) {
    const off = Math.abs(got[i] - ours[i]) / (unit * CONDITION[operation](x[i], ours[i]));
    if (off <= 1 || got[i] === ours[i] || off <= worst?.off) continue;
    worst = { off, x: x[i], got: got[i], ours: ours[i] };
  }
  return worst;
}

/**
 * The reference's results over evenly spread elements of `values`, computed once for all sides.
 * @param expOf our exp, whose results are what the sine of sin_exp is measured on
 */
export async function prepareErrors(values, expOf) {
  const x = Float64Array.from({ length: SAMPLE }, (_, i) => values[Math.floor((i * values.length) / SAMPLE)]);
  const root = x.map(Math.sqrt);
  const inputs = { x, root, rootPlus1: root.map((v) => 1 + v), power: Float64Array.from(await expOf(x)) };
  const exact = new Map();
  for (const [name, on] of OPERATIONS.flatMap(stepsOf)) {
    const key = `${name} ${on}`;
    if (!exact.has(key)) exact.set(key, Array.from(inputs[on], EXACT[name]));
  }
  return { inputs, exact };
}

const EXACT = {
  exp: reference.exp,
  log: reference.log,
  sin: reference.sin,
  cos: reference.cos,
  sqrt: reference.sqrt,
  square: (x) => {
    const { bits, exponent } = reference.add(x, 0);
    return { bits: bits * bits, exponent: 2 * exponent };
  },
};

/** @returns the largest error of each operation, in ulp, of a side with input() and result() */
export async function largestErrors(side, { inputs, exact }) {
  const worst = new Map();
  for (const [on, input] of Object.entries(inputs)) {
    await side.input(input);
    for (const [key, results] of exact) {
      const [name, of] = key.split(" ");
      if (of !== on) continue;
      const got = await side.result(name);
      worst.set(key, results.reduce((most, real, i) => Math.max(most, reference.errorInUlp(got[i], real)), 0));
    }
  }
  const largest = (operation) => Math.max(...stepsOf(operation).map((step) => worst.get(step.join(" "))));
  return Object.fromEntries(OPERATIONS.map((operation) => [operation, largest(operation)]));
}
