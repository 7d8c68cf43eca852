/** Hyperbolic functions, and their inverses. */
import type { Row } from "./row";

export const hyperbolic: Row[] = [
  { name: "sinh", arity: 1, formula: "sinh x", domain: "|x| < 710.48", maxUlp: 1.5, cost: 5.3, reference: (x) => Math.sinh(x), createsNaN: false, method: "from e^|x| - 1 in two doubles" },
  { name: "cosh", arity: 1, formula: "cosh x", domain: "|x| < 710.48", maxUlp: 1.5, cost: 3.5, reference: (x) => Math.cosh(x), createsNaN: false, method: "from e^|x| in two doubles" },
  { name: "tanh", arity: 1, formula: "tanh x", domain: "all x", maxUlp: 1.5, cost: 5.8, reference: (x) => Math.tanh(x), createsNaN: false, method: "from e^2|x| - 1 in two doubles" },
  { name: "asinh", arity: 1, formula: "arsinh x", domain: "all x", maxUlp: 1.5, cost: 9, reference: (x) => Math.asinh(x), createsNaN: false, method: "log(|x| + sqrt(x^2 + 1)), in two doubles" },
  { name: "acosh", arity: 1, formula: "arcosh x", domain: "x >= 1", maxUlp: 1.5, cost: 9, reference: (x) => Math.acosh(x), createsNaN: true, method: "log(x + sqrt(x^2 - 1)), in two doubles" },
  { name: "atanh", arity: 1, formula: "artanh x", domain: "|x| < 1", maxUlp: 1.5, cost: 8, reference: (x) => Math.atanh(x), createsNaN: true, method: "log((1 + x)/(1 - x))/2, in two doubles" },
];
