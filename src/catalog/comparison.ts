/** Comparison and selection: results are exact. */
import type { Row } from "./row";

const truth = { maxUlp: 0.5, cost: 0.8, createsNaN: false, method: "an instruction or two" };
const pairs = { ...truth, arity: 2, domain: "all a, b" } as const;

export const comparison: Row[] = [
  { ...pairs, name: "less", formula: "a < b: 1 or 0", reference: (a, b) => Number(a < b) },
  { ...pairs, name: "less_equal", formula: "a <= b: 1 or 0", reference: (a, b) => Number(a <= b) },
  { ...pairs, name: "greater", formula: "a > b: 1 or 0", reference: (a, b) => Number(a > b) },
  { ...pairs, name: "greater_equal", formula: "a >= b: 1 or 0", reference: (a, b) => Number(a >= b) },
  { ...pairs, name: "equal", formula: "a = b: 1 or 0", reference: (a, b) => Number(a === b) },
  { ...pairs, name: "not_equal", formula: "a != b: 1 or 0", reference: (a, b) => Number(a !== b) },
  { ...truth, name: "where", arity: 3, formula: "a where c is not 0, else b", domain: "all c, a, b", cost: 1, reference: (c, a, b) => (c !== 0 ? a : b) },
  { ...truth, name: "isnan", arity: 1, formula: "x is NaN: 1 or 0", domain: "all x", reference: (x) => Number(Number.isNaN(x)) },
  { ...truth, name: "isfinite", arity: 1, formula: "x is finite: 1 or 0", domain: "all x", reference: (x) => Number(Number.isFinite(x)) },
  { ...truth, name: "isinf", arity: 1, formula: "x is infinite: 1 or 0", domain: "all x", reference: (x) => Number(Math.abs(x) === Number.POSITIVE_INFINITY) },
];
