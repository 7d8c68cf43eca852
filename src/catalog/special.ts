/** Special functions. */
import { erf, erfc } from "./error-function";
import { gamma, lgamma } from "./gamma-function";
import { row } from "./row";

const NEAR_POLES = {
  text: "the result, or of 1 where x < 0: its zeros there lie beside poles",
  of: (result: number, x: number) => (x < 0 ? Math.max(Math.abs(result), 1) : result),
};

export const special = [
  row({
    name: "erf", arity: 1, formula: "the error function", domain: "all x", maxUlp: 2, cost: 14, createsNaN: false,
    method: "rational, a row of coefficients for each of four ranges of |x|",
    reference: erf, measured: { main: [-3, 3], whole: [2 ** -53, 6] }, errorRanges: [[-6, 6], [-1.3, 1.3], [0.7, 0.9], ["log", -5e-324, 6]],
  }),
  row({
    name: "erfc", arity: 1, formula: "1 - erf(x)", domain: "all x", maxUlp: 2, cost: 14, createsNaN: false,
    method: "as erf; from 0.75 on e to an exponent in two doubles",
    reference: erfc, measured: { main: [-3, 3], whole: [2 ** -53, 26] },
    errorRanges: [[-6, 6], [0.6, 1.3], [1.25, 3], [0, 27.3], ["log", -1e-18, 27]],
  }),
  row({
    name: "gamma", arity: 1, formula: "the gamma function, (x - 1)!", domain: "x < 171.62, no negative integer", maxUlp: 8, cost: 25,
    createsNaN: true, method: "1/gamma on [1/2, 5/2] and factors; Stirling's series in two doubles from 10 on; reflection",
    reference: gamma, measured: { main: [0, 12], whole: [2 ** -53, 170], isPositive: true },
    errorRanges: [[0, 10], [-10, 10], [-184, 171.7], ["log", -1e-308, 171]],
  }),
  row({
    name: "lgamma", arity: 1, formula: "ln |gamma(x)|", domain: "x < 2.5e305, no negative integer", maxUlp: 10, relativeTo: NEAR_POLES,
    cost: 26, createsNaN: false, method: "as gamma, and one logarithm",
    reference: lgamma, measured: { main: [0, 12], whole: [2 ** -53, 2 ** 100], isPositive: true },
    errorRanges: [[0, 10], [0.4, 2.6], [-10, 10], [-300, 300], ["log", -1e-308, 1e305]],
  }),
] as const;
