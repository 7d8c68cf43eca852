/** Exponential and logarithm. */
import type { Row } from "./row";

export const exponential: Row[] = [
  { name: "exp", arity: 1, formula: "e^x", domain: "x < 709.79", maxUlp: 1, cost: 2.5, reference: (x) => Math.exp(x), createsNaN: false },
  { name: "log", arity: 1, formula: "ln x", domain: "x > 0", maxUlp: 1, cost: 3.5, reference: (x) => Math.log(x), createsNaN: true },
];
