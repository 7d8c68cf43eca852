/** Special functions. */
import { erf, erfc } from "./error-function";
import { gamma, lgamma } from "./gamma-function";
import type { Row } from "./row";

const NEAR_POLES = { text: "the result, or of 1 where x < 0: its zeros there lie beside poles", of: (result: number, x: number) => (x < 0 ? Math.max(Math.abs(result), 1) : result) };

export const special: Row[] = [
  { name: "erf", arity: 1, formula: "the error function", domain: "all x", maxUlp: 2, cost: 14, reference: erf, createsNaN: false, method: "rational, a row of coefficients for each of four ranges of |x|" },
  { name: "erfc", arity: 1, formula: "1 - erf(x)", domain: "all x", maxUlp: 2, cost: 14, reference: erfc, createsNaN: false, method: "as erf; from 0.75 on e to an exponent in two doubles" },
  { name: "gamma", arity: 1, formula: "the gamma function, (x - 1)!", domain: "x < 171.62, no negative integer", maxUlp: 8, cost: 25, reference: gamma, createsNaN: true, method: "1/gamma on [1/2, 5/2] and factors; Stirling's series in two doubles from 10 on; reflection" },
  { name: "lgamma", arity: 1, formula: "ln |gamma(x)|", domain: "x < 2.5e305, no negative integer", maxUlp: 10, cost: 26, reference: lgamma, relativeTo: NEAR_POLES, createsNaN: false, method: "as gamma, and one logarithm" },
];
