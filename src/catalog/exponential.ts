/** Exponentials and logarithms. */
import { BOTH, row } from "./row";

export const exponential = [
  row({
    name: "exp", arity: 1, formula: "e^x", domain: "x < 709.79", maxUlp: 1, cost: 2.5, createsNaN: false,
    method: "a table of 256 powers, degree 4",
    reference: (x) => Math.exp(x), kernels: BOTH, inMath: true, javascript: "Math.exp(x)",
    measured: { whole: [2 ** -53, 700], inMean: true }, errorRanges: [[-745, 710], [-1, 1], ["log", -1e-18, 745]],
  }),
  row({
    name: "exp2", arity: 1, formula: "2^x", domain: "x < 1024", maxUlp: 1, cost: 2.5, createsNaN: false, method: "as exp",
    reference: (x) => 2 ** x, javascript: "2 ** x", measured: { whole: [2 ** -53, 1020] },
    errorRanges: [[-1075, 1024], [-1, 1], ["log", -1e-18, 1075]],
  }),
  row({
    name: "exp10", arity: 1, formula: "10^x", domain: "x < 308.26", maxUlp: 1, cost: 2.5, createsNaN: false, method: "as exp",
    reference: (x) => 10 ** x, javascript: "10 ** x", measured: { whole: [2 ** -53, 300] },
    errorRanges: [[-324, 309], [-1, 1], ["log", -1e-18, 324]],
  }),
  row({
    name: "expm1", arity: 1, formula: "e^x - 1", domain: "x < 709.79", maxUlp: 0.6, cost: 3.3, createsNaN: false,
    method: "as exp, in two doubles, degree 5",
    reference: (x) => Math.expm1(x), inMath: true, javascript: "Math.expm1(x)", measured: { main: [-1, 1], whole: [2 ** -53, 700] },
    errorRanges: [[-40, 710], [-1, 1], [-0.01, 0.01], ["log", -1e-18, 709]],
  }),
  row({
    name: "log", arity: 1, formula: "ln x", domain: "x > 0", maxUlp: 1, cost: 3.5, createsNaN: true,
    method: "a table of 256 logarithms, degree 6, no division",
    reference: (x) => Math.log(x), kernels: BOTH, inMath: true, javascript: "Math.log(x)",
    measured: { main: [0, 6], whole: [2 ** -1000, 2 ** 1000], isPositive: true, inMean: true },
    errorRanges: [[0, 4], [0.98, 1.02], ["log", 5e-324, 1.7e308]],
  }),
  row({
    name: "log2", arity: 1, formula: "log x to base 2", domain: "x > 0", maxUlp: 1, cost: 4, createsNaN: true,
    method: "as log, times 1/ln 2 in two doubles",
    reference: (x) => Math.log2(x), inMath: true, javascript: "Math.log2(x)",
    measured: { main: [0, 6], whole: [2 ** -1000, 2 ** 1000], isPositive: true },
    errorRanges: [[0, 4], [0.98, 1.02], ["log", 5e-324, 1.7e308]],
  }),
  row({
    name: "log10", arity: 1, formula: "log x to base 10", domain: "x > 0", maxUlp: 1, cost: 4, createsNaN: true,
    method: "as log, times 1/ln 10 in two doubles",
    reference: (x) => Math.log10(x), inMath: true, javascript: "Math.log10(x)",
    measured: { main: [0, 6], whole: [2 ** -1000, 2 ** 1000], isPositive: true },
    errorRanges: [[0, 4], [0.98, 1.02], ["log", 5e-324, 1.7e308]],
  }),
  row({
    name: "log1p", arity: 1, formula: "ln(1 + x)", domain: "x > -1", maxUlp: 1, cost: 4.2, createsNaN: true,
    method: "as log, of 1 + x in two doubles",
    reference: (x) => Math.log1p(x), inMath: true, javascript: "Math.log1p(x)",
    measured: { main: [0, 6], whole: [2 ** -53, 2 ** 1000], isPositive: true },
    errorRanges: [[-1, 3], [-0.02, 0.02], ["log", 1e-18, 1.7e308], ["log", -1e-18, 0.999]],
  }),
  row({
    name: "pow", arity: 2, formula: "a^b", domain: "a > 0, or b whole", maxUlp: 1, cost: 10, createsNaN: true,
    method: "log in two doubles, product in two, exp; to a whole number up to 32, by products in two doubles",
    reference: (a, b) => a ** b, inMath: true, javascript: "x ** y", numberCost: powerCost,
    measured: { main: [0, 6], whole: [2 ** -300, 2 ** 300], isPositive: true, inMean: true },
    errorRanges: [[[0, 4], [-20, 20]], [[0.9, 1.1], [-7000, 7000]], [["log", 1e-300, 1e300], [-1, 1]], [["log", 1e-5, 1e5], [-60, 60]]],
  }),
  row({
    name: "cbrt", arity: 1, formula: "the cube root of x", domain: "all x", maxUlp: 1, cost: 5, createsNaN: false,
    method: "x^(-1/3) by bits and two steps of order 4; x - t^3 exactly",
    reference: (x) => Math.cbrt(x), inMath: true, javascript: "Math.cbrt(x)", errorRanges: [[-8, 8], ["log", -5e-324, 1.7e308]],
  }),
  row({
    name: "rsqrt", arity: 1, formula: "1 / sqrt(x)", domain: "x > 0", maxUlp: 1, cost: 2.4, createsNaN: true,
    method: "root and quotient, the rounding of both put back",
    reference: (x) => 1 / Math.sqrt(x), javascript: "1 / Math.sqrt(x)", measured: { main: [0, 6], isPositive: true },
    errorRanges: [[0, 4], ["log", 5e-324, 1.7e308]],
  }),
  row({
    name: "hypot", arity: 2, formula: "sqrt(a^2 + b^2)", domain: "all a, b", maxUlp: 1, cost: 4.5, createsNaN: false,
    method: "squares, sum and root in two doubles",
    reference: (a, b) => Math.hypot(a, b), inMath: true, javascript: "Math.hypot(x, y)", measured: { whole: [2 ** -300, 2 ** 300] },
    errorRanges: [[[-6, 6], [-6, 6]], [["log", -1e-10, 1e10], ["log", -1e-10, 1e10]], [["log", -5e-324, 1e308], ["log", -5e-324, 1e308]]],
  }),
  row({
    name: "logaddexp", arity: 2, formula: "ln(e^a + e^b)", domain: "all a, b", maxUlp: 2,
    relativeTo: { text: "the largest of inputs and result", of: (result, a, b) => Math.max(Math.abs(result), Math.abs(a), Math.abs(b)) },
    cost: 9.5, createsNaN: false, method: "the larger + log(1 + e^-|a - b|), in two doubles",
    reference: logaddexp, javascript: "Math.max(x, y) + Math.log1p(Math.exp(-Math.abs(x - y)))", measured: { whole: [2 ** -53, 700] },
    errorRanges: [[[-6, 6], [-6, 6]], [[-40, 40], [-40, 40]], [[-1, 1], [-1, 1]], [["log", -1e-18, 700], ["log", -1e-18, 700]]],
  }),
] as const;

function logaddexp(a: number, b: number): number {
  const larger = Math.max(a, b);
  return a === b ? larger + Math.LN2 : larger + Math.log1p(Math.exp(-Math.abs(a - b)));
}

/** By squaring and multiplying (assembly/math/whole-power.ts), or as of any exponent. */
function powerCost(n: number): number {
  const size = Math.abs(n);
  if (!Number.isInteger(n) || size > 32 || (size < 2 && n !== -1)) return 10;
  const bits = size.toString(2);
  const steps = bits.length - 1 + bits.replaceAll("0", "").length - 1;
  return 0.9 * steps + (n < 0 ? 1.5 : 0);
}
