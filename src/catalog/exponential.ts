/** Exponentials and logarithms. */
import type { Row } from "./row";

export const exponential: Row[] = [
  { name: "exp", arity: 1, formula: "e^x", domain: "x < 709.79", maxUlp: 1, cost: 2.5, reference: (x) => Math.exp(x), createsNaN: false },
  { name: "exp2", arity: 1, formula: "2^x", domain: "x < 1024", maxUlp: 1, cost: 2.5, reference: (x) => 2 ** x, createsNaN: false },
  { name: "exp10", arity: 1, formula: "10^x", domain: "x < 308.26", maxUlp: 1, cost: 2.5, reference: (x) => 10 ** x, createsNaN: false },
  { name: "expm1", arity: 1, formula: "e^x - 1", domain: "x < 709.79", maxUlp: 1, cost: 3.5, reference: (x) => Math.expm1(x), createsNaN: false },
  { name: "log", arity: 1, formula: "ln x", domain: "x > 0", maxUlp: 1, cost: 3.5, reference: (x) => Math.log(x), createsNaN: true },
  { name: "log2", arity: 1, formula: "log x to base 2", domain: "x > 0", maxUlp: 1, cost: 4, reference: (x) => Math.log2(x), createsNaN: true },
  { name: "log10", arity: 1, formula: "log x to base 10", domain: "x > 0", maxUlp: 1, cost: 4, reference: (x) => Math.log10(x), createsNaN: true },
  { name: "log1p", arity: 1, formula: "ln(1 + x)", domain: "x > -1", maxUlp: 1, cost: 5, reference: (x) => Math.log1p(x), createsNaN: true },
  {
    name: "pow", arity: 2, formula: "a^b", domain: "a > 0, or b whole", maxUlp: 1, cost: 11, reference: (a, b) => a ** b,
    createsNaN: true, absorbsNaN: true,
  },
];
