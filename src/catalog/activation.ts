/** What neural networks apply between their layers. */
import { gelu } from "./error-function";
import { BOTH, row } from "./row";

export const activation = [
  row({
    name: "sigmoid", arity: 1, formula: "1/(1 + e^-x)", domain: "all x", maxUlp: 2, cost: 3.5, createsNaN: false,
    method: "e^-|x| in two doubles, the quotient's rounding put back",
    reference: sigmoid, javascript: "1 / (1 + Math.exp(-x))", measured: { whole: [2 ** -53, 700] },
    errorRanges: [[-6, 6], [-745, 40], ["log", -1e-18, 745]],
  }),
  row({
    name: "softplus", arity: 1, formula: "ln(1 + e^x)", domain: "all x", maxUlp: 2, cost: 8.5, createsNaN: false,
    method: "max(x, 0) + log(1 + e^-|x|), in two doubles",
    reference: softplus, javascript: "Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))", measured: { whole: [2 ** -53, 700] },
    errorRanges: [[-6, 6], [-745, 40], ["log", -1e-18, 745]],
  }),
  row({
    name: "relu", arity: 1, formula: "max(x, 0)", domain: "all x", maxUlp: 0.5, cost: 0.8, createsNaN: false, method: "an instruction",
    reference: (x) => Math.max(x, 0), kernels: BOTH, javascript: "Math.max(x, 0)",
  }),
  row({
    name: "gelu", arity: 1, formula: "x/2 (1 + erf(x/sqrt 2))", domain: "all x", maxUlp: 4, cost: 14, createsNaN: false,
    method: "as erfc, with the exponent -x^2/2",
    reference: gelu, measured: { whole: [2 ** -53, 37] }, errorRanges: [[-5, 5], [-2, 2], [-38.5, 0], ["log", -1e-300, 38]],
  }),
] as const;

/** Of e^-|x|, which cannot overflow. */
function sigmoid(x: number): number {
  const e = Math.exp(-Math.abs(x));
  return x >= 0 ? 1 / (1 + e) : e / (1 + e);
}

function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
