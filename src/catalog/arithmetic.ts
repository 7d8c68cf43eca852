/** Arithmetic: each result is the exact one, rounded once. */
import type { Row } from "./row";

const exact = { maxUlp: 0.5, cost: 0.8 };

export const arithmetic: Row[] = [
  { ...exact, name: "sqrt", arity: 1, formula: "sqrt(x)", domain: "x >= 0", cost: 1.6, reference: (x) => Math.sqrt(x), createsNaN: true },
  { ...exact, name: "square", arity: 1, formula: "x * x", domain: "all x", reference: (x) => x * x, createsNaN: false },
  { ...exact, name: "abs", arity: 1, formula: "|x|", domain: "all x", reference: (x) => Math.abs(x), createsNaN: false },
  { ...exact, name: "negate", arity: 1, formula: "-x", domain: "all x", reference: (x) => -x, createsNaN: false },
  { ...exact, name: "add", arity: 2, formula: "a + b", domain: "all a, b", reference: (a, b) => a + b, createsNaN: true },
  { ...exact, name: "subtract", arity: 2, formula: "a - b", domain: "all a, b", reference: (a, b) => a - b, createsNaN: true },
  { ...exact, name: "multiply", arity: 2, formula: "a * b", domain: "all a, b", reference: (a, b) => a * b, createsNaN: true },
  { ...exact, name: "divide", arity: 2, formula: "a / b", domain: "b != 0", cost: 1.6, reference: (a, b) => a / b, createsNaN: true },
];
