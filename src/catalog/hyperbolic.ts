/** Hyperbolic functions, and their inverses. */
import { BOTH, row } from "./row";

export const hyperbolic = [
  row({
    name: "sinh", arity: 1, formula: "sinh x", domain: "|x| < 710.48", maxUlp: 1, cost: 5, createsNaN: false,
    method: "from e^|x| - 1 in two doubles",
    reference: (x) => Math.sinh(x), inMath: true, javascript: "Math.sinh(x)", measured: { main: [-3, 3], whole: [2 ** -26, 700] },
    errorRanges: [[-3, 3], [-711, 711], [-0.05, 0.05], ["log", -1e-18, 711]],
  }),
  row({
    name: "cosh", arity: 1, formula: "cosh x", domain: "|x| < 710.48", maxUlp: 1, cost: 3.5, createsNaN: false,
    method: "from e^|x| in two doubles",
    reference: (x) => Math.cosh(x), inMath: true, javascript: "Math.cosh(x)", measured: { main: [-3, 3], whole: [2 ** -26, 700] },
    errorRanges: [[-3, 3], [-711, 711], [-0.05, 0.05], ["log", -1e-18, 711]],
  }),
  row({
    name: "tanh", arity: 1, formula: "tanh x", domain: "all x", maxUlp: 1, cost: 5.4, createsNaN: false,
    method: "from e^2|x| - 1 in two doubles",
    reference: (x) => Math.tanh(x), kernels: BOTH, inMath: true, javascript: "Math.tanh(x)",
    measured: { main: [-3, 3], whole: [2 ** -26, 20], inMean: true }, errorRanges: [[-3, 3], [-25, 25], [-0.05, 0.05], ["log", -1e-18, 25]],
  }),
  row({
    name: "asinh", arity: 1, formula: "arsinh x", domain: "all x", maxUlp: 1, cost: 7.6, createsNaN: false,
    method: "log(|x| + sqrt(x^2 + 1)), in two doubles",
    reference: (x) => Math.asinh(x), inMath: true, javascript: "Math.asinh(x)", measured: { whole: [2 ** -26, 2 ** 400] },
    errorRanges: [[-3, 3], [-0.05, 0.05], ["log", -1e-18, 1.7e308]],
  }),
  row({
    name: "acosh", arity: 1, formula: "arcosh x", domain: "x >= 1", maxUlp: 1, cost: 7.6, createsNaN: true,
    method: "log(x + sqrt(x^2 - 1)), in two doubles",
    reference: (x) => Math.acosh(x), inMath: true, javascript: "Math.acosh(x)",
    measured: { main: [1, 6], whole: [1, 2 ** 400], isPositive: true }, errorRanges: [[1, 3], [1, 1.01], ["log", 1, 1.7e308]],
  }),
  row({
    name: "atanh", arity: 1, formula: "artanh x", domain: "|x| < 1", maxUlp: 1, cost: 7.3, createsNaN: true,
    method: "log((1 + x)/(1 - x))/2, in two doubles",
    reference: (x) => Math.atanh(x), inMath: true, javascript: "Math.atanh(x)", measured: { main: [-1, 1], whole: [2 ** -26, 1] },
    errorRanges: [[-1, 1], [-0.05, 0.05], ["log", -1e-18, 1]],
  }),
] as const;
