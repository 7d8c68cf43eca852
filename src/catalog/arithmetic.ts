/** Arithmetic: each result is the exact one, rounded once. */
import { fma, fma32 } from "./fma";
import type { Row } from "./row";

const exact = { maxUlp: 0.5, cost: 0.8, domain: "all x", createsNaN: false, method: "an instruction or a few" };
const pairs = { ...exact, arity: 2, domain: "all a, b" } as const;

export const arithmetic: Row[] = [
  { ...pairs, name: "add", formula: "a + b", reference: (a, b) => a + b, createsNaN: true },
  { ...pairs, name: "subtract", formula: "a - b", reference: (a, b) => a - b, createsNaN: true },
  { ...pairs, name: "multiply", formula: "a * b", reference: (a, b) => a * b, createsNaN: true },
  { ...pairs, name: "divide", formula: "a / b", domain: "b != 0", cost: 1.6, reference: (a, b) => a / b, createsNaN: true },
  { ...pairs, name: "remainder", formula: "a % b, with the sign of a", domain: "b != 0", cost: 4, reference: (a, b) => a % b, createsNaN: true, method: "a - trunc(a/b) b in two doubles; quotients beyond 2^53 fifty bits a step" },
  { ...exact, name: "negate", arity: 1, formula: "-x", reference: (x) => -x },
  { ...exact, name: "abs", arity: 1, formula: "|x|", reference: (x) => Math.abs(x) },
  { ...exact, name: "sign", arity: 1, formula: "-1, 0 or 1", reference: (x) => Math.sign(x) },
  { ...exact, name: "sqrt", arity: 1, formula: "sqrt(x)", domain: "x >= 0", cost: 1.6, reference: (x) => Math.sqrt(x), createsNaN: true },
  { ...exact, name: "square", arity: 1, formula: "x * x", reference: (x) => x * x },
  { ...exact, name: "reciprocal", arity: 1, formula: "1 / x", domain: "x != 0", cost: 1.6, reference: (x) => 1 / x },
  { ...exact, name: "floor", arity: 1, formula: "the next integer below", reference: (x) => Math.floor(x) },
  { ...exact, name: "ceil", arity: 1, formula: "the next integer above", reference: (x) => Math.ceil(x) },
  { ...exact, name: "round", arity: 1, formula: "the nearest integer, halves up", cost: 1, reference: (x) => Math.round(x) },
  { ...exact, name: "trunc", arity: 1, formula: "the next integer towards 0", reference: (x) => Math.trunc(x) },
  { ...exact, name: "rint", arity: 1, formula: "the nearest integer, halves to even", reference: halvesToEven },
  { ...pairs, name: "minimum", formula: "the smaller; NaN if either is", cost: 1.2, reference: (a, b) => Math.min(a, b) },
  { ...pairs, name: "maximum", formula: "the larger; NaN if either is", cost: 1.2, reference: (a, b) => Math.max(a, b) },
  { ...pairs, name: "fmin", formula: "the smaller; the other if one is NaN", cost: 1.5, reference: (a, b) => present(a, b, Math.min) },
  { ...pairs, name: "fmax", formula: "the larger; the other if one is NaN", cost: 1.5, reference: (a, b) => present(a, b, Math.max) },
  { ...exact, name: "clip", arity: 3, formula: "min(max(x, low), high)", domain: "all x, low, high", cost: 2, reference: (x, low, high) => Math.min(Math.max(x, low), high) },
  {
    ...exact, name: "fma", arity: 3, formula: "a * b + c, rounded once", domain: "all a, b, c", cost: 5.5, reference: (a, b, c) => fma(a, b, c), reference32: fma32, createsNaN: true,
    method: "product and sums in two doubles each, the rests rounded to odd",
  },
  { ...pairs, name: "copysign", formula: "a with the sign of b", reference: copysign },
];

function halvesToEven(x: number): number {
  const low = Math.floor(x);
  const nearest = x - low === 0.5 ? (low % 2 === 0 ? low : low + 1) : Math.round(x);
  return copysign(nearest, x);
}

function present(a: number, b: number, of: (a: number, b: number) => number): number {
  return Number.isNaN(a) ? b : Number.isNaN(b) ? a : of(a, b);
}

function copysign(a: number, b: number): number {
  const isNegative = (x: number) => x < 0 || Object.is(x, -0);
  return isNegative(a) === isNegative(b) ? a : -a;
}
