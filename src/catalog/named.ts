/** Named operations: compositions with exactly the bits of their steps. */
import type { Row } from "./row";

export const named: Row[] = [
  {
    name: "exp_sqrt", arity: 1, formula: "exp(sqrt(x))", domain: "x >= 0", maxUlp: 1, cost: 3.3,
    reference: (x) => Math.exp(Math.sqrt(x)), createsNaN: true, method: "one pass",
    steps: [["sqrt", "x"], ["exp", "#0"]], fused: { float64: "exp_sqrt", float32: "exp_sqrt" },
  },
  {
    name: "sin_exp", arity: 1, formula: "sin(exp(x))", domain: "x < 709.79", maxUlp: 1, cost: 7.5,
    reference: (x) => Math.sin(Math.exp(x)), createsNaN: true, method: "two passes through a tile in the L1 cache",
    steps: [["exp", "x"], ["sin", "#0"]],
  },
  {
    name: "log_sqrt1", arity: 1, formula: "log(1 + sqrt(x))", domain: "x >= 0", maxUlp: 1, cost: 4.5,
    reference: (x) => Math.log(1 + Math.sqrt(x)), createsNaN: true, method: "one pass; of float32, a tile",
    steps: [["sqrt", "x"], ["add", 1, "#0"], ["log", "#1"]], fused: { float64: "log_sqrt1" },
  },
  {
    name: "sin_plus_cos", arity: 1, formula: "sin(x) + cos(x)", domain: "finite x", maxUlp: 1, cost: 5.5,
    reference: (x) => Math.sin(x) + Math.cos(x), createsNaN: true, method: "one reduction, both polynomials; of float32, tiles",
    steps: [["sin", "x"], ["cos", "x"], ["add", "#0", "#1"]], fused: { float64: "sin_plus_cos" },
  },
];
