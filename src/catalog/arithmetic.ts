/** Arithmetic: each result is the exact one, rounded once. */
import { fma, fma32 } from "./fma";
import { plainLoops } from "./plain-loops";
import { BOTH, row } from "./row";

const exact = { maxUlp: 0.5, cost: 0.8, domain: "all x", createsNaN: false, method: "an instruction or a few", kernels: BOTH };
const pairs = { ...exact, arity: 2, domain: "all a, b" } as const;

export const arithmetic = [
  row({
    ...pairs, name: "add", formula: "a + b", createsNaN: true,
    reference: (a, b) => a + b, isCommutative: true, loops: plainLoops.add, instruction: { codes: [0xf0, 0xe4], cost: 0.1 },
    javascript: "x + y",
  }),
  row({
    ...pairs, name: "subtract", formula: "a - b", createsNaN: true,
    reference: (a, b) => a - b, loops: plainLoops.subtract, instruction: { codes: [0xf1, 0xe5], cost: 0.1 }, javascript: "x - y",
  }),
  row({
    ...pairs, name: "multiply", formula: "a * b", createsNaN: true,
    reference: (a, b) => a * b, isCommutative: true, loops: plainLoops.multiply, instruction: { codes: [0xf2, 0xe6], cost: 0.1 },
    javascript: "x * y",
  }),
  row({
    ...pairs, name: "divide", formula: "a / b", domain: "b != 0", cost: 1.6, createsNaN: true,
    reference: (a, b) => a / b, loops: plainLoops.divide, instruction: { codes: [0xf3, 0xe7], cost: 0.7 }, javascript: "x / y",
  }),
  row({
    ...pairs, name: "remainder", formula: "a % b, with the sign of a", domain: "b != 0", cost: 4, createsNaN: true,
    method: "a - trunc(a/b) b in two doubles; quotients beyond 2^53 fifty bits a step",
    reference: (a, b) => a % b, kernels: ["float64"], javascript: "x % y", measured: { whole: [2 ** -50, 2 ** 50] },
  }),
  row({
    ...exact, name: "negate", arity: 1, formula: "-x",
    reference: (x) => -x, loops: plainLoops.negate, instruction: { codes: [0xed, 0xe1], cost: 0.1 }, javascript: "-x",
  }),
  row({
    ...exact, name: "abs", arity: 1, formula: "|x|",
    reference: (x) => Math.abs(x), inMath: true, loops: plainLoops.abs, instruction: { codes: [0xec, 0xe0], cost: 0.1 },
    javascript: "Math.abs(x)",
  }),
  row({
    ...exact, name: "sign", arity: 1, formula: "-1, 0 or 1",
    reference: (x) => Math.sign(x), inMath: true, javascript: "Math.sign(x)",
  }),
  row({
    ...exact, name: "sqrt", arity: 1, formula: "sqrt(x)", domain: "x >= 0", cost: 1.6, createsNaN: true,
    reference: (x) => Math.sqrt(x), inMath: true, loops: plainLoops.sqrt, instruction: { codes: [0xef, 0xe3], cost: 1.1 },
    javascript: "Math.sqrt(x)", measured: { main: [0, 6], isPositive: true },
  }),
  row({
    ...exact, name: "square", arity: 1, formula: "x * x",
    reference: (x) => x * x, loops: plainLoops.square, instruction: { as: "x * x", cost: 0.1 }, javascript: "x * x",
  }),
  row({
    ...exact, name: "reciprocal", arity: 1, formula: "1 / x", domain: "x != 0", cost: 1.6,
    reference: (x) => 1 / x, loops: plainLoops.reciprocal, instruction: { as: "1 / x", cost: 0.7 }, javascript: "1 / x",
  }),
  row({
    ...exact, name: "floor", arity: 1, formula: "the next integer below",
    reference: (x) => Math.floor(x), inMath: true, loops: plainLoops.floor, instruction: { codes: [0x75, 0x68], cost: 0.2 },
    javascript: "Math.floor(x)", measured: { whole: [2 ** -50, 2 ** 50] },
  }),
  row({
    ...exact, name: "ceil", arity: 1, formula: "the next integer above",
    reference: (x) => Math.ceil(x), inMath: true, loops: plainLoops.ceil, instruction: { codes: [0x74, 0x67], cost: 0.2 },
    javascript: "Math.ceil(x)", measured: { whole: [2 ** -50, 2 ** 50] },
  }),
  row({
    ...exact, name: "round", arity: 1, formula: "the nearest integer, halves up", cost: 1,
    reference: (x) => Math.round(x), inMath: true, javascript: "Math.round(x)", measured: { whole: [2 ** -50, 2 ** 50] },
  }),
  row({
    ...exact, name: "trunc", arity: 1, formula: "the next integer towards 0",
    reference: (x) => Math.trunc(x), inMath: true, loops: plainLoops.trunc, instruction: { codes: [0x7a, 0x69], cost: 0.2 },
    javascript: "Math.trunc(x)", measured: { whole: [2 ** -50, 2 ** 50] },
  }),
  row({
    ...exact, name: "rint", arity: 1, formula: "the nearest integer, halves to even",
    reference: halvesToEven, instruction: { codes: [0x94, 0x6a], cost: 0.2 }, measured: { whole: [2 ** -50, 2 ** 50] },
  }),
  row({
    ...pairs, name: "minimum", formula: "the smaller; NaN if either is", cost: 1.2,
    reference: (a, b) => Math.min(a, b), isCommutative: true, instruction: { as: "min", cost: 0.2 }, javascript: "Math.min(x, y)",
  }),
  row({
    ...pairs, name: "maximum", formula: "the larger; NaN if either is", cost: 1.2,
    reference: (a, b) => Math.max(a, b), isCommutative: true, instruction: { as: "max", cost: 0.2 }, javascript: "Math.max(x, y)",
  }),
  row({
    ...pairs, name: "fmin", formula: "the smaller; the other if one is NaN", cost: 1.5,
    reference: (a, b) => present(a, b, Math.min), javascript: "x !== x ? y : y !== y ? x : Math.min(x, y)",
  }),
  row({
    ...pairs, name: "fmax", formula: "the larger; the other if one is NaN", cost: 1.5,
    reference: (a, b) => present(a, b, Math.max), javascript: "x !== x ? y : y !== y ? x : Math.max(x, y)",
  }),
  row({
    ...exact, name: "clip", arity: 3, formula: "min(max(x, low), high)", domain: "all x, low, high", cost: 2,
    reference: (x, low, high) => Math.min(Math.max(x, low), high), javascript: "Math.min(Math.max(x, -1), 1)",
    measured: { numbers: [-1, 1] },
  }),
  row({
    ...exact, name: "fma", arity: 3, formula: "a * b + c, rounded once", domain: "all a, b, c", cost: 5.5, createsNaN: true,
    method: "product and sums in two doubles each, the rests rounded to odd",
    reference: (a, b, c) => fma(a, b, c), reference32: fma32, measured: { whole: [2 ** -50, 2 ** 50] },
  }),
  row({
    ...pairs, name: "copysign", formula: "a with the sign of b",
    reference: copysign,
  }),
] as const;

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
