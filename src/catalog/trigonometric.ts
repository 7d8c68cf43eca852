/** Trigonometric functions, of radians. */
import type { Row } from "./row";

export const trigonometric: Row[] = [
  { name: "sin", arity: 1, formula: "sin x", domain: "finite x", maxUlp: 1, cost: 5, reference: (x) => Math.sin(x), createsNaN: true },
  { name: "cos", arity: 1, formula: "cos x", domain: "finite x", maxUlp: 1, cost: 5, reference: (x) => Math.cos(x), createsNaN: true },
  { name: "tan", arity: 1, formula: "tan x", domain: "finite x", maxUlp: 1.3, cost: 8, reference: (x) => Math.tan(x), createsNaN: true },
  { name: "asin", arity: 1, formula: "arcsin x", domain: "|x| <= 1", maxUlp: 1.3, cost: 5, reference: (x) => Math.asin(x), createsNaN: true },
  { name: "acos", arity: 1, formula: "arccos x", domain: "|x| <= 1", maxUlp: 1.3, cost: 5, reference: (x) => Math.acos(x), createsNaN: true },
  { name: "atan", arity: 1, formula: "arctan x", domain: "all x", maxUlp: 1.3, cost: 3.5, reference: (x) => Math.atan(x), createsNaN: false },
  { name: "degrees", arity: 1, formula: "180 x/pi", domain: "|x| < 3.1e306", maxUlp: 1.3, cost: 0.8, reference: (x) => x * (180 / Math.PI), createsNaN: false },
  { name: "radians", arity: 1, formula: "pi x/180", domain: "all x", maxUlp: 1.3, cost: 0.8, reference: (x) => x * (Math.PI / 180), createsNaN: false },
];
