/** Hyperbolic functions. */
import type { Row } from "./row";

export const hyperbolic: Row[] = [
  { name: "sinh", arity: 1, formula: "sinh x", domain: "|x| < 710.48", maxUlp: 1.5, cost: 6, reference: (x) => Math.sinh(x), createsNaN: false },
  { name: "cosh", arity: 1, formula: "cosh x", domain: "|x| < 710.48", maxUlp: 1.5, cost: 4, reference: (x) => Math.cosh(x), createsNaN: false },
  { name: "tanh", arity: 1, formula: "tanh x", domain: "all x", maxUlp: 1.5, cost: 6, reference: (x) => Math.tanh(x), createsNaN: false },
];
