/**
 * The loops that a caller would have written, for operations that are one exact instruction: over ordinary arrays, copying in and out
 * of the arena costs more than they do, and their bits are the kernels'. One function each, so that each stays monomorphic, and
 * each runs to the length of its array, which is the form whose bounds V8 checks least.
 *
 * Each returns a sum of its results: NaN if one of them is (or if infinities cancel), which a branch per element would tell at three
 * times the cost on newer engines. Where no result can become NaN it returns 0.
 */

type Floats = Float64Array;
export type PlainLoop<A, B> = (a: A, b: B, out: Floats) => number;

interface PlainLoops {
  unary?: PlainLoop<Floats, undefined>;
  arrays?: PlainLoop<Floats, Floats>;
  right?: PlainLoop<Floats, number>;
  left?: PlainLoop<number, Floats>;
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
};
