/** What neural networks apply between their layers. */
import { gelu } from "./error-function";
import type { Row } from "./row";

export const activation: Row[] = [
  { name: "sigmoid", arity: 1, formula: "1/(1 + e^-x)", domain: "all x", maxUlp: 2, cost: 3.5, reference: sigmoid, createsNaN: false, method: "e^-|x| in two doubles, the quotient's rounding put back" },
  { name: "softplus", arity: 1, formula: "ln(1 + e^x)", domain: "all x", maxUlp: 2, cost: 8.5, reference: softplus, createsNaN: false, method: "max(x, 0) + log(1 + e^-|x|), in two doubles" },
  { name: "relu", arity: 1, formula: "max(x, 0)", domain: "all x", maxUlp: 0.5, cost: 0.8, reference: (x) => Math.max(x, 0), createsNaN: false, method: "an instruction" },
  { name: "gelu", arity: 1, formula: "x/2 (1 + erf(x/sqrt 2))", domain: "all x", maxUlp: 4, cost: 14, reference: gelu, createsNaN: false, method: "as erfc, with the exponent -x^2/2" },
];

/** Of e^-|x|, which cannot overflow. */
function sigmoid(x: number): number {
  const e = Math.exp(-Math.abs(x));
  return x >= 0 ? 1 / (1 + e) : e / (1 + e);
}

function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
