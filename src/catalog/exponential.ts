/** Exponentials and logarithms. */
import type { Row } from "./row";

export const exponential: Row[] = [
  { name: "exp", arity: 1, formula: "e^x", domain: "x < 709.79", maxUlp: 1, cost: 2.5, reference: (x) => Math.exp(x), createsNaN: false, method: "a table of 256 powers, degree 4" },
  { name: "exp2", arity: 1, formula: "2^x", domain: "x < 1024", maxUlp: 1, cost: 2.5, reference: (x) => 2 ** x, createsNaN: false, method: "as exp" },
  { name: "exp10", arity: 1, formula: "10^x", domain: "x < 308.26", maxUlp: 1, cost: 2.5, reference: (x) => 10 ** x, createsNaN: false, method: "as exp" },
  { name: "expm1", arity: 1, formula: "e^x - 1", domain: "x < 709.79", maxUlp: 1, cost: 3.3, reference: (x) => Math.expm1(x), createsNaN: false, method: "as exp, in two doubles, degree 5" },
  { name: "log", arity: 1, formula: "ln x", domain: "x > 0", maxUlp: 1, cost: 3.5, reference: (x) => Math.log(x), createsNaN: true, method: "a table of 256 logarithms, degree 6, no division" },
  { name: "log2", arity: 1, formula: "log x to base 2", domain: "x > 0", maxUlp: 1, cost: 4, reference: (x) => Math.log2(x), createsNaN: true, method: "as log, times 1/ln 2 in two doubles" },
  { name: "log10", arity: 1, formula: "log x to base 10", domain: "x > 0", maxUlp: 1, cost: 4, reference: (x) => Math.log10(x), createsNaN: true, method: "as log, times 1/ln 10 in two doubles" },
  { name: "log1p", arity: 1, formula: "ln(1 + x)", domain: "x > -1", maxUlp: 1, cost: 4.2, reference: (x) => Math.log1p(x), createsNaN: true, method: "as log, of 1 + x in two doubles" },
  {
    name: "pow", arity: 2, formula: "a^b", domain: "a > 0, or b whole", maxUlp: 1, cost: 10, reference: (a, b) => a ** b,
    createsNaN: true, method: "log in two doubles, product in two, exp",
  },
  { name: "cbrt", arity: 1, formula: "the cube root of x", domain: "all x", maxUlp: 1, cost: 5, reference: (x) => Math.cbrt(x), createsNaN: false, method: "x^(-1/3) by bits and two steps of order 4; x - t^3 exactly" },
  { name: "rsqrt", arity: 1, formula: "1 / sqrt(x)", domain: "x > 0", maxUlp: 1, cost: 2.4, reference: (x) => 1 / Math.sqrt(x), createsNaN: true, method: "root and quotient, the rounding of both put back" },
  { name: "hypot", arity: 2, formula: "sqrt(a^2 + b^2)", domain: "all a, b", maxUlp: 1, cost: 4.5, reference: (a, b) => Math.hypot(a, b), createsNaN: false, method: "squares, sum and root in two doubles" },
  {
    name: "logaddexp", arity: 2, formula: "ln(e^a + e^b)", domain: "all a, b", maxUlp: 2, cost: 9.5, reference: logaddexp, createsNaN: false,
    relativeTo: { text: "the largest of inputs and result", of: (result, a, b) => Math.max(Math.abs(result), Math.abs(a), Math.abs(b)) },
    method: "the larger + log(1 + e^-|a - b|), in two doubles",
  },
];

function logaddexp(a: number, b: number): number {
  const larger = Math.max(a, b);
  return a === b ? larger + Math.LN2 : larger + Math.log1p(Math.exp(-Math.abs(a - b)));
}
