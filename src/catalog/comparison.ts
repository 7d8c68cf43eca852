/** Comparison and selection: results are exact. */
import { plainLoops } from "./plain-loops";
import { BOTH, type Instruction, row } from "./row";

const truth = { maxUlp: 0.5, cost: 0.8, createsNaN: false, method: "an instruction or two", kernels: BOTH };
const compare = (float64: number, float32: number): Instruction => ({ codes: [float64, float32], compares: true, cost: 0.1 });
const pairs = { ...truth, arity: 2, domain: "all a, b" } as const;

export const comparison = [
  row({
    ...pairs, name: "less", formula: "a < b: 1 or 0",
    reference: (a, b) => Number(a < b), isTruth: true, instruction: compare(0x49, 0x43), javascript: "x < y ? 1 : 0",
  }),
  row({
    ...pairs, name: "less_equal", formula: "a <= b: 1 or 0",
    reference: (a, b) => Number(a <= b), isTruth: true, instruction: compare(0x4b, 0x45), javascript: "x <= y ? 1 : 0",
  }),
  row({
    ...pairs, name: "greater", formula: "a > b: 1 or 0",
    reference: (a, b) => Number(a > b), isTruth: true, instruction: compare(0x4a, 0x44), javascript: "x > y ? 1 : 0",
  }),
  row({
    ...pairs, name: "greater_equal", formula: "a >= b: 1 or 0",
    reference: (a, b) => Number(a >= b), isTruth: true, instruction: compare(0x4c, 0x46), javascript: "x >= y ? 1 : 0",
  }),
  row({
    ...pairs, name: "equal", formula: "a = b: 1 or 0",
    reference: (a, b) => Number(a === b), isCommutative: true, isTruth: true, loops: plainLoops.equal, instruction: compare(0x47, 0x41),
    javascript: "x === y ? 1 : 0",
  }),
  row({
    ...pairs, name: "not_equal", formula: "a != b: 1 or 0",
    reference: (a, b) => Number(a !== b), isCommutative: true, isTruth: true, loops: plainLoops.not_equal, instruction: compare(0x48, 0x42),
    javascript: "x !== y ? 1 : 0",
  }),
  row({
    ...truth, name: "where", arity: 3, formula: "a where c is not 0, else b", domain: "all c, a, b", cost: 1,
    reference: (c, a, b) => (c !== 0 ? a : b), loops: plainLoops.where, instruction: { as: "bitselect", cost: 0.2 },
    javascript: "x !== 0 ? y : z",
  }),
  row({
    ...truth, name: "isnan", arity: 1, formula: "x is NaN: 1 or 0", domain: "all x",
    reference: (x) => Number(Number.isNaN(x)), isTruth: true, loops: plainLoops.isnan, javascript: "x !== x ? 1 : 0",
  }),
  row({
    ...truth, name: "isfinite", arity: 1, formula: "x is finite: 1 or 0", domain: "all x",
    reference: (x) => Number(Number.isFinite(x)), isTruth: true, loops: plainLoops.isfinite, javascript: "Number.isFinite(x) ? 1 : 0",
  }),
  row({
    ...truth, name: "isinf", arity: 1, formula: "x is infinite: 1 or 0", domain: "all x",
    reference: (x) => Number(Math.abs(x) === Number.POSITIVE_INFINITY), isTruth: true, loops: plainLoops.isinf,
    javascript: "Math.abs(x) === Infinity ? 1 : 0",
  }),
] as const;
