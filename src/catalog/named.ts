/** Named operations: compositions with exactly the bits of their steps. */
import { BOTH, row } from "./row";

export const named = [
  row({
    name: "exp_sqrt", arity: 1, formula: "exp(sqrt(x))", domain: "x >= 0", maxUlp: 1, cost: 3.3, createsNaN: true, method: "one pass",
    reference: (x) => Math.exp(Math.sqrt(x)), steps: [["sqrt", "x"], ["exp", "#0"]], kernels: BOTH, javascript: "Math.exp(Math.sqrt(x))",
    measured: { main: [0, 6], whole: [2 ** -106, 5e5], isPositive: true, inMean: true },
  }),
  row({
    name: "sin_exp", arity: 1, formula: "sin(exp(x))", domain: "x < 709.79", maxUlp: 1, cost: 6, createsNaN: true,
    method: "two passes through a tile in the L1 cache",
    reference: (x) => Math.sin(Math.exp(x)), steps: [["exp", "x"], ["sin", "#0"]], kernels: [], javascript: "Math.sin(Math.exp(x))",
    measured: { main: [0, 6], whole: [2 ** -53, 700], sineOf: "exp(x)", inMean: true },
  }),
  row({
    name: "log_sqrt1", arity: 1, formula: "log(1 + sqrt(x))", domain: "x >= 0", maxUlp: 1, cost: 4.5, createsNaN: true,
    method: "one pass; of float32, a tile",
    reference: (x) => Math.log(1 + Math.sqrt(x)), steps: [["sqrt", "x"], ["add", 1, "#0"], ["log", "#1"]],
    javascript: "Math.log(1 + Math.sqrt(x))", measured: { main: [0, 6], whole: [2 ** -106, 1e300], isPositive: true, inMean: true },
  }),
  row({
    name: "sin_plus_cos", arity: 1, formula: "sin(x) + cos(x)", domain: "finite x", maxUlp: 1, cost: 5.5, createsNaN: true,
    method: "one reduction, both rows of the table; of float32, tiles",
    reference: (x) => Math.sin(x) + Math.cos(x), steps: [["sin", "x"], ["cos", "x"], ["add", "#0", "#1"]],
    javascript: "Math.sin(x) + Math.cos(x)", measured: { main: [0, 6], whole: [2 ** -53, 1e6], sineOf: "x", inMean: true },
  }),
] as const;
