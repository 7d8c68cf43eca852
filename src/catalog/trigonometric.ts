/** Trigonometric functions, of radians. */
import type { Row } from "./row";

export const trigonometric: Row[] = [
  { name: "sin", arity: 1, formula: "sin x", domain: "finite x", maxUlp: 1, cost: 5, reference: (x) => Math.sin(x), createsNaN: true },
  { name: "cos", arity: 1, formula: "cos x", domain: "finite x", maxUlp: 1, cost: 5, reference: (x) => Math.cos(x), createsNaN: true },
];
