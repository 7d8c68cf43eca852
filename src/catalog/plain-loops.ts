/**
 * The loops that a caller would have written, for operations that are one exact instruction: over ordinary arrays, copying in and out
 * of the arena costs more than they do, and their bits are the kernels'. (Not for those whose loop takes branches that depend on the
 * data, such as minimum, less, sign and round: 6 to 8 ns an element, 3 through the arena.) One function each, so that each stays monomorphic, and
 * each runs to the length of its array, which is the form whose bounds V8 checks least.
 *
 * Each returns a sum of its results: NaN if one of them is (or if infinities cancel), which a branch per element would tell at three
 * times the cost on newer engines. Where no result can become NaN it returns 0.
 */

type Floats = Float64Array;
export type PlainLoop<A, B> = (a: A, b: B, out: Floats) => number;

type Three<B, C> = (a: Floats, b: B, c: C, out: Floats) => number;

export interface PlainLoops {
  unary?: PlainLoop<Floats, undefined>;
  arrays?: PlainLoop<Floats, Floats>;
  right?: PlainLoop<Floats, number>;
  left?: PlainLoop<number, Floats>;
  /** An array and two numbers, three arrays. */
  numbers?: Three<number, number>;
  three?: Three<Floats, Floats>;
}

export const plainLoops: Readonly<Record<string, PlainLoops>> = {
  sqrt: {
    unary(a, _, out) { let sum = 0.5; for (let i = 0; i < a.length; i++) { const r = Math.sqrt(a[i]!); out[i] = r; sum += r; } return sum; },
  },
  square: {
    unary(a, _, out) { for (let i = 0; i < a.length; i++) { const x = a[i]!; out[i] = x * x; } return 0; },
  },
  abs: {
    unary(a, _, out) { for (let i = 0; i < a.length; i++) out[i] = Math.abs(a[i]!); return 0; },
  },
  negate: {
    unary(a, _, out) { for (let i = 0; i < a.length; i++) out[i] = -a[i]!; return 0; },
  },
  add: {
    arrays(a, b, out) { let sum = 0.5; for (let i = 0; i < a.length; i++) { const r = a[i]! + b[i]!; out[i] = r; sum += r; } return sum; },
    right(a, b, out) { let sum = 0.5; for (let i = 0; i < a.length; i++) { const r = a[i]! + b; out[i] = r; sum += r; } return sum; },
    left(a, b, out) { let sum = 0.5; for (let i = 0; i < b.length; i++) { const r = a + b[i]!; out[i] = r; sum += r; } return sum; },
  },
  subtract: {
    arrays(a, b, out) { let sum = 0.5; for (let i = 0; i < a.length; i++) { const r = a[i]! - b[i]!; out[i] = r; sum += r; } return sum; },
    right(a, b, out) { let sum = 0.5; for (let i = 0; i < a.length; i++) { const r = a[i]! - b; out[i] = r; sum += r; } return sum; },
    left(a, b, out) { let sum = 0.5; for (let i = 0; i < b.length; i++) { const r = a - b[i]!; out[i] = r; sum += r; } return sum; },
  },
  multiply: {
    arrays(a, b, out) { let sum = 0.5; for (let i = 0; i < a.length; i++) { const r = a[i]! * b[i]!; out[i] = r; sum += r; } return sum; },
    right(a, b, out) { let sum = 0.5; for (let i = 0; i < a.length; i++) { const r = a[i]! * b; out[i] = r; sum += r; } return sum; },
    left(a, b, out) { let sum = 0.5; for (let i = 0; i < b.length; i++) { const r = a * b[i]!; out[i] = r; sum += r; } return sum; },
  },
  divide: {
    arrays(a, b, out) { let sum = 0.5; for (let i = 0; i < a.length; i++) { const r = a[i]! / b[i]!; out[i] = r; sum += r; } return sum; },
    right(a, b, out) { let sum = 0.5; for (let i = 0; i < a.length; i++) { const r = a[i]! / b; out[i] = r; sum += r; } return sum; },
    left(a, b, out) { let sum = 0.5; for (let i = 0; i < b.length; i++) { const r = a / b[i]!; out[i] = r; sum += r; } return sum; },
  },
  reciprocal: {
    unary(a, _, out) { for (let i = 0; i < a.length; i++) { const x = a[i]!; out[i] = 1 / x; } return 0; },
  },
  floor: {
    unary(a, _, out) { for (let i = 0; i < a.length; i++) { const x = a[i]!; out[i] = Math.floor(x); } return 0; },
  },
  ceil: {
    unary(a, _, out) { for (let i = 0; i < a.length; i++) { const x = a[i]!; out[i] = Math.ceil(x); } return 0; },
  },
  trunc: {
    unary(a, _, out) { for (let i = 0; i < a.length; i++) { const x = a[i]!; out[i] = Math.trunc(x); } return 0; },
  },
  isnan: {
    unary(a, _, out) { for (let i = 0; i < a.length; i++) { const x = a[i]!; out[i] = x !== x ? 1 : 0; } return 0; },
  },
  isfinite: {
    unary(a, _, out) { for (let i = 0; i < a.length; i++) { const x = a[i]!; out[i] = x - x === 0 ? 1 : 0; } return 0; },
  },
  isinf: {
    unary(a, _, out) { for (let i = 0; i < a.length; i++) { const x = a[i]!; out[i] = x === x && x - x !== 0 ? 1 : 0; } return 0; },
  },
  equal: {
    arrays(a, b, out) { for (let i = 0; i < a.length; i++) out[i] = a[i]! === b[i]! ? 1 : 0; return 0; },
    right(a, b, out) { for (let i = 0; i < a.length; i++) out[i] = a[i]! === b ? 1 : 0; return 0; },
  },
  not_equal: {
    arrays(a, b, out) { for (let i = 0; i < a.length; i++) out[i] = a[i]! !== b[i]! ? 1 : 0; return 0; },
    right(a, b, out) { for (let i = 0; i < a.length; i++) out[i] = a[i]! !== b ? 1 : 0; return 0; },
  },
  where: {
    three(a, b, c, out) { for (let i = 0; i < a.length; i++) out[i] = a[i] !== 0 ? b[i]! : c[i]!; return 0; },
    numbers(a, b, c, out) { for (let i = 0; i < a.length; i++) out[i] = a[i] !== 0 ? b : c; return 0; },
  },
};
