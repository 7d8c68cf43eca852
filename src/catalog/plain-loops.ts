/**
 * The loops that a caller would have written, for operations that are one exact instruction: over ordinary arrays, copying in and out
 * of the arena costs more than they do, and their bits are the kernels'. One function each, so that each stays monomorphic.
 *
 * Each computes elements [i, end) and returns how many results are NaN where no operand was.
 */

type Floats = Float64Array;
export type PlainLoop<A, B> = (a: A, b: B, out: Floats, i: number, end: number) => number;

interface PlainLoops {
  unary?: PlainLoop<Floats, undefined>;
  arrays?: PlainLoop<Floats, Floats>;
  right?: PlainLoop<Floats, number>;
  left?: PlainLoop<number, Floats>;
}

export const plainLoops: Readonly<Record<string, PlainLoops>> = {
  sqrt: {
    unary(a, _, out, i, end) { let n = 0; for (; i < end; i++) { const x = a[i]!, r = Math.sqrt(x); out[i] = r; if (r !== r && x === x) n++; } return n; },
  },
  square: {
    unary(a, _, out, i, end) { for (; i < end; i++) { const x = a[i]!; out[i] = x * x; } return 0; },
  },
  abs: {
    unary(a, _, out, i, end) { for (; i < end; i++) out[i] = Math.abs(a[i]!); return 0; },
  },
  negate: {
    unary(a, _, out, i, end) { for (; i < end; i++) out[i] = -a[i]!; return 0; },
  },
  add: {
    arrays(a, b, out, i, end) { let n = 0; for (; i < end; i++) { const x = a[i]!, y = b[i]!, r = x + y; out[i] = r; if (r !== r && x === x && y === y) n++; } return n; },
    right(a, y, out, i, end) { let n = 0; for (; i < end; i++) { const x = a[i]!, r = x + y; out[i] = r; if (r !== r && x === x && y === y) n++; } return n; },
    left(x, b, out, i, end) { let n = 0; for (; i < end; i++) { const y = b[i]!, r = x + y; out[i] = r; if (r !== r && x === x && y === y) n++; } return n; },
  },
  subtract: {
    arrays(a, b, out, i, end) { let n = 0; for (; i < end; i++) { const x = a[i]!, y = b[i]!, r = x - y; out[i] = r; if (r !== r && x === x && y === y) n++; } return n; },
    right(a, y, out, i, end) { let n = 0; for (; i < end; i++) { const x = a[i]!, r = x - y; out[i] = r; if (r !== r && x === x && y === y) n++; } return n; },
    left(x, b, out, i, end) { let n = 0; for (; i < end; i++) { const y = b[i]!, r = x - y; out[i] = r; if (r !== r && x === x && y === y) n++; } return n; },
  },
  multiply: {
    arrays(a, b, out, i, end) { let n = 0; for (; i < end; i++) { const x = a[i]!, y = b[i]!, r = x * y; out[i] = r; if (r !== r && x === x && y === y) n++; } return n; },
    right(a, y, out, i, end) { let n = 0; for (; i < end; i++) { const x = a[i]!, r = x * y; out[i] = r; if (r !== r && x === x && y === y) n++; } return n; },
    left(x, b, out, i, end) { let n = 0; for (; i < end; i++) { const y = b[i]!, r = x * y; out[i] = r; if (r !== r && x === x && y === y) n++; } return n; },
  },
  divide: {
    arrays(a, b, out, i, end) { let n = 0; for (; i < end; i++) { const x = a[i]!, y = b[i]!, r = x / y; out[i] = r; if (r !== r && x === x && y === y) n++; } return n; },
    right(a, y, out, i, end) { let n = 0; for (; i < end; i++) { const x = a[i]!, r = x / y; out[i] = r; if (r !== r && x === x && y === y) n++; } return n; },
    left(x, b, out, i, end) { let n = 0; for (; i < end; i++) { const y = b[i]!, r = x / y; out[i] = r; if (r !== r && x === x && y === y) n++; } return n; },
  },
};
