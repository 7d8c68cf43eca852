/**
 * What is known of a side's results: whether they agree with ours, and how far they are from the real numbers, in units in the last
 * place of float64. A named operation is measured step by step, each on its actual inputs, as it could not be better than its steps.
 */
import * as reference from "../../examples/reference.mjs";
import { catalog, NAMED } from "../catalog.mjs";

/** Elements that the reference computes for a step: about a tenth of a millisecond each. */
const SAMPLE = 4000;
/** How far a result may be from ours, in units of its precision and condition: libmvec promises 4 ulp, and each step adds its own. */
const TOLERANCE = 8;
const EPSILON = { double: 2 ** -52, single: 2 ** -23 };

/**
 * How far a result y may be off where each step is off by a unit, relative, and the step's operands by as much as is given: those of the
 * steps that the compositions have. What has one operand is measured by itself too.
 */
const CONDITION = {
  exp: (y, off) => (1 + off) * y,
  log: (y) => 1 + Math.abs(y),
  sin: (_, off) => 1 + off,
  cos: (_, off) => 1 + off,
  sqrt: (y) => y,
  square: (y) => y,
  add: (_, offA, offB) => offA + offB,
};

const rows = new Map(catalog.map((row) => [row.name, row]));
const isOfOne = ({ name }) => rows.get(name).arity === 1;

export const OPERATIONS = [...NAMED, ...Object.keys(CONDITION).filter((name) => isOfOne({ name }))];

/** The steps of an operation of x: { name, operands, text }, where an operand is a number, "x" or the text of an earlier step. */
function stepsOf(operation) {
  const steps = [];
  for (const [name, ...given] of rows.get(operation).steps ?? [[operation, "x"]]) {
    const operands = given.map((o) => (typeof o === "string" && o.startsWith("#") ? steps[o.slice(1)].text : o));
    steps.push({ name, operands, text: `${name}(${operands.join(", ")})` });
  }
  return steps;
}

/** A function of x and of our result y: how far a result may be off for each unit. */
function conditionOf(operation) {
  const steps = stepsOf(operation);
  const last = steps.at(-1);
  return (x, y) => {
    const values = new Map([["x", x]]);
    const offs = new Map([["x", x]]);
    for (const step of steps) {
      const { name, operands, text } = step;
      values.set(text, step === last ? y : rows.get(name).reference(...operands.map((o) => values.get(o) ?? o)));
      offs.set(text, CONDITION[name](values.get(text), ...operands.map((o) => offs.get(o) ?? 0)));
    }
    return offs.get(last.text);
  };
}

/** @returns of the results that are farther from ours than the operation's condition explains, the farthest: { off, x, got, ours } */
export function disagreement(operation, x, ours, got, single) {
  const unit = TOLERANCE * EPSILON[single ? "single" : "double"];
  const condition = conditionOf(operation);
  let worst;
  for (let i = 0; i < x.length; i++) {
    if (got[i] === ours[i]) continue;
    const off = Math.abs(got[i] - ours[i]) / (unit * condition(x[i], ours[i]));
    if (off <= 1 || off <= worst?.off) continue;
    worst = { off, x: x[i], got: got[i], ours: ours[i] };
  }
  return worst;
}

/**
 * The reference's results of each step of one operand over evenly spread elements of `values`, computed once for all sides. (The other
 * steps are arithmetic, exact but for its rounding.)
 * @param ours maps by our kernels: a step is measured on what they give for the steps before it
 * @returns by the text of the operand: { input, exact }, where `exact` has the results by the step's name
 */
export async function prepareErrors(values, ours) {
  const x = Float64Array.from({ length: SAMPLE }, (_, i) => values[Math.floor((i * values.length) / SAMPLE)]);
  const found = new Map([["x", x]]);
  const errors = new Map();
  for (const step of OPERATIONS.flatMap(stepsOf)) {
    const { name, operands, text } = step;
    if (!found.has(text)) found.set(text, await ours(name, ...operands.map((o) => found.get(o) ?? o)));
    if (!isOfOne(step)) continue;
    const [on] = operands;
    if (!errors.has(on)) errors.set(on, { input: found.get(on), exact: new Map() });
    const { input, exact } = errors.get(on);
    if (!exact.has(name)) exact.set(name, Array.from(input, EXACT[name]));
  }
  return errors;
}

const EXACT = {
  ...reference,
  square: (x) => {
    const { bits, exponent } = reference.add(x, 0);
    return { bits: bits * bits, exponent: 2 * exponent };
  },
};

/** @returns the largest error of each operation, in ulp, of a side with input() and result(); NaN where it lacks one of the steps */
export async function largestErrors(side, errors) {
  const worst = new Map();
  for (const [on, { input, exact }] of errors) {
    await side.input(input);
    for (const [name, results] of exact) {
      const got = await side.result(name);
      if (got === null) continue;
      worst.set(`${name}(${on})`, results.reduce((most, real, i) => Math.max(most, reference.errorInUlp(got[i], real)), 0));
    }
  }
  const largest = (operation) => Math.max(...stepsOf(operation).filter(isOfOne).map(({ text }) => worst.get(text)));
  return Object.fromEntries(OPERATIONS.map((operation) => [operation, largest(operation)]));
}
