/**
 * The loops that a caller would have written, for operations that are one exact instruction: over ordinary arrays, copying in and out
 * of the arena costs more than they do, and their bits are the kernels'. (Not for those whose loop takes branches that depend on the
 * data, such as minimum, less, sign and round: 6 to 8 ns an element, 3 through the arena.) One function each, so that each stays
 * monomorphic; two elements a turn, which takes a third less time on Node 20, and none more on Node 26.
 *
 * Each returns a sum of its results: NaN if one of them is (or if infinities cancel), which a branch per element would tell at three
 * times the cost on newer engines. Where no result can become NaN it returns 0.
 */
import type { PlainLoops } from "./row";

export const plainLoops = {
  sqrt: {
    unary(a, _, out) {
      const n = a.length;
      let sum = 0.5;
      let i = 0;
      for (; i < n - 1; i += 2) { const r = Math.sqrt(a[i]!), q = Math.sqrt(a[i + 1]!); out[i] = r; out[i + 1] = q; sum += r + q; }
      if (i < n) { const r = Math.sqrt(a[i]!); out[i] = r; sum += r; }
      return sum;
    },
  },
  square: {
    unary(a, _, out) {
      const n = a.length;
      let i = 0;
      for (; i < n - 1; i += 2) { const r = a[i]! * a[i]!, q = a[i + 1]! * a[i + 1]!; out[i] = r; out[i + 1] = q; }
      if (i < n) { const r = a[i]! * a[i]!; out[i] = r; }
      return 0;
    },
  },
  abs: {
    unary(a, _, out) {
      const n = a.length;
      let i = 0;
      for (; i < n - 1; i += 2) { const r = Math.abs(a[i]!), q = Math.abs(a[i + 1]!); out[i] = r; out[i + 1] = q; }
      if (i < n) { const r = Math.abs(a[i]!); out[i] = r; }
      return 0;
    },
  },
  negate: {
    unary(a, _, out) {
      const n = a.length;
      let i = 0;
      for (; i < n - 1; i += 2) { const r = -a[i]!, q = -a[i + 1]!; out[i] = r; out[i + 1] = q; }
      if (i < n) { const r = -a[i]!; out[i] = r; }
      return 0;
    },
  },
  add: {
    arrays(a, b, out) {
      const n = a.length;
      let sum = 0.5;
      let i = 0;
      for (; i < n - 1; i += 2) { const r = a[i]! + b[i]!, q = a[i + 1]! + b[i + 1]!; out[i] = r; out[i + 1] = q; sum += r + q; }
      if (i < n) { const r = a[i]! + b[i]!; out[i] = r; sum += r; }
      return sum;
    },
    right(a, b, out) {
      const n = a.length;
      let sum = 0.5;
      let i = 0;
      for (; i < n - 1; i += 2) { const r = a[i]! + b, q = a[i + 1]! + b; out[i] = r; out[i + 1] = q; sum += r + q; }
      if (i < n) { const r = a[i]! + b; out[i] = r; sum += r; }
      return sum;
    },
    left(a, b, out) {
      const n = b.length;
      let sum = 0.5;
      let i = 0;
      for (; i < n - 1; i += 2) { const r = a + b[i]!, q = a + b[i + 1]!; out[i] = r; out[i + 1] = q; sum += r + q; }
      if (i < n) { const r = a + b[i]!; out[i] = r; sum += r; }
      return sum;
    },
  },
  subtract: {
    arrays(a, b, out) {
      const n = a.length;
      let sum = 0.5;
      let i = 0;
      for (; i < n - 1; i += 2) { const r = a[i]! - b[i]!, q = a[i + 1]! - b[i + 1]!; out[i] = r; out[i + 1] = q; sum += r + q; }
      if (i < n) { const r = a[i]! - b[i]!; out[i] = r; sum += r; }
      return sum;
    },
    right(a, b, out) {
      const n = a.length;
      let sum = 0.5;
      let i = 0;
      for (; i < n - 1; i += 2) { const r = a[i]! - b, q = a[i + 1]! - b; out[i] = r; out[i + 1] = q; sum += r + q; }
      if (i < n) { const r = a[i]! - b; out[i] = r; sum += r; }
      return sum;
    },
    left(a, b, out) {
      const n = b.length;
      let sum = 0.5;
      let i = 0;
      for (; i < n - 1; i += 2) { const r = a - b[i]!, q = a - b[i + 1]!; out[i] = r; out[i + 1] = q; sum += r + q; }
      if (i < n) { const r = a - b[i]!; out[i] = r; sum += r; }
      return sum;
    },
  },
  multiply: {
    arrays(a, b, out) {
      const n = a.length;
      let sum = 0.5;
      let i = 0;
      for (; i < n - 1; i += 2) { const r = a[i]! * b[i]!, q = a[i + 1]! * b[i + 1]!; out[i] = r; out[i + 1] = q; sum += r + q; }
      if (i < n) { const r = a[i]! * b[i]!; out[i] = r; sum += r; }
      return sum;
    },
    right(a, b, out) {
      const n = a.length;
      let sum = 0.5;
      let i = 0;
      for (; i < n - 1; i += 2) { const r = a[i]! * b, q = a[i + 1]! * b; out[i] = r; out[i + 1] = q; sum += r + q; }
      if (i < n) { const r = a[i]! * b; out[i] = r; sum += r; }
      return sum;
    },
    left(a, b, out) {
      const n = b.length;
      let sum = 0.5;
      let i = 0;
      for (; i < n - 1; i += 2) { const r = a * b[i]!, q = a * b[i + 1]!; out[i] = r; out[i + 1] = q; sum += r + q; }
      if (i < n) { const r = a * b[i]!; out[i] = r; sum += r; }
      return sum;
    },
  },
  divide: {
    arrays(a, b, out) {
      const n = a.length;
      let sum = 0.5;
      let i = 0;
      for (; i < n - 1; i += 2) { const r = a[i]! / b[i]!, q = a[i + 1]! / b[i + 1]!; out[i] = r; out[i + 1] = q; sum += r + q; }
      if (i < n) { const r = a[i]! / b[i]!; out[i] = r; sum += r; }
      return sum;
    },
    right(a, b, out) {
      const n = a.length;
      let sum = 0.5;
      let i = 0;
      for (; i < n - 1; i += 2) { const r = a[i]! / b, q = a[i + 1]! / b; out[i] = r; out[i + 1] = q; sum += r + q; }
      if (i < n) { const r = a[i]! / b; out[i] = r; sum += r; }
      return sum;
    },
    left(a, b, out) {
      const n = b.length;
      let sum = 0.5;
      let i = 0;
      for (; i < n - 1; i += 2) { const r = a / b[i]!, q = a / b[i + 1]!; out[i] = r; out[i + 1] = q; sum += r + q; }
      if (i < n) { const r = a / b[i]!; out[i] = r; sum += r; }
      return sum;
    },
  },
  reciprocal: {
    unary(a, _, out) {
      const n = a.length;
      let i = 0;
      for (; i < n - 1; i += 2) { const r = 1 / a[i]!, q = 1 / a[i + 1]!; out[i] = r; out[i + 1] = q; }
      if (i < n) { const r = 1 / a[i]!; out[i] = r; }
      return 0;
    },
  },
  floor: {
    unary(a, _, out) {
      const n = a.length;
      let i = 0;
      for (; i < n - 1; i += 2) { const r = Math.floor(a[i]!), q = Math.floor(a[i + 1]!); out[i] = r; out[i + 1] = q; }
      if (i < n) { const r = Math.floor(a[i]!); out[i] = r; }
      return 0;
    },
  },
  ceil: {
    unary(a, _, out) {
      const n = a.length;
      let i = 0;
      for (; i < n - 1; i += 2) { const r = Math.ceil(a[i]!), q = Math.ceil(a[i + 1]!); out[i] = r; out[i + 1] = q; }
      if (i < n) { const r = Math.ceil(a[i]!); out[i] = r; }
      return 0;
    },
  },
  trunc: {
    unary(a, _, out) {
      const n = a.length;
      let i = 0;
      for (; i < n - 1; i += 2) { const r = Math.trunc(a[i]!), q = Math.trunc(a[i + 1]!); out[i] = r; out[i + 1] = q; }
      if (i < n) { const r = Math.trunc(a[i]!); out[i] = r; }
      return 0;
    },
  },
  isnan: {
    unary(a, _, out) {
      const n = a.length;
      let i = 0;
      for (; i < n - 1; i += 2) { const r = Number.isNaN(a[i]!) ? 1 : 0, q = Number.isNaN(a[i + 1]!) ? 1 : 0; out[i] = r; out[i + 1] = q; }
      if (i < n) { const r = Number.isNaN(a[i]!) ? 1 : 0; out[i] = r; }
      return 0;
    },
  },
  isfinite: {
    unary(a, _, out) {
      const n = a.length;
      let i = 0;
      for (; i < n - 1; i += 2) {
        const r = Number.isFinite(a[i]!) ? 1 : 0;
        const q = Number.isFinite(a[i + 1]!) ? 1 : 0;
        out[i] = r; out[i + 1] = q;
      }
      if (i < n) { const r = Number.isFinite(a[i]!) ? 1 : 0; out[i] = r; }
      return 0;
    },
  },
  isinf: {
    unary(a, _, out) {
      const n = a.length;
      let i = 0;
      for (; i < n - 1; i += 2) {
        const r = Math.abs(a[i]!) === Number.POSITIVE_INFINITY ? 1 : 0;
        const q = Math.abs(a[i + 1]!) === Number.POSITIVE_INFINITY ? 1 : 0;
        out[i] = r; out[i + 1] = q;
      }
      if (i < n) { const r = Math.abs(a[i]!) === Number.POSITIVE_INFINITY ? 1 : 0; out[i] = r; }
      return 0;
    },
  },
  equal: {
    arrays(a, b, out) {
      const n = a.length;
      let i = 0;
      for (; i < n - 1; i += 2) { const r = a[i]! === b[i]! ? 1 : 0, q = a[i + 1]! === b[i + 1]! ? 1 : 0; out[i] = r; out[i + 1] = q; }
      if (i < n) { const r = a[i]! === b[i]! ? 1 : 0; out[i] = r; }
      return 0;
    },
    right(a, b, out) {
      const n = a.length;
      let i = 0;
      for (; i < n - 1; i += 2) { const r = a[i]! === b ? 1 : 0, q = a[i + 1]! === b ? 1 : 0; out[i] = r; out[i + 1] = q; }
      if (i < n) { const r = a[i]! === b ? 1 : 0; out[i] = r; }
      return 0;
    },
  },
  not_equal: {
    arrays(a, b, out) {
      const n = a.length;
      let i = 0;
      for (; i < n - 1; i += 2) { const r = a[i]! !== b[i]! ? 1 : 0, q = a[i + 1]! !== b[i + 1]! ? 1 : 0; out[i] = r; out[i + 1] = q; }
      if (i < n) { const r = a[i]! !== b[i]! ? 1 : 0; out[i] = r; }
      return 0;
    },
    right(a, b, out) {
      const n = a.length;
      let i = 0;
      for (; i < n - 1; i += 2) { const r = a[i]! !== b ? 1 : 0, q = a[i + 1]! !== b ? 1 : 0; out[i] = r; out[i + 1] = q; }
      if (i < n) { const r = a[i]! !== b ? 1 : 0; out[i] = r; }
      return 0;
    },
  },
  where: {
    three(a, b, c, out) {
      const n = a.length;
      let i = 0;
      for (; i < n - 1; i += 2) {
        const r = a[i]! !== 0 ? b[i]! : c[i]!;
        const q = a[i + 1]! !== 0 ? b[i + 1]! : c[i + 1]!;
        out[i] = r; out[i + 1] = q;
      }
      if (i < n) { const r = a[i]! !== 0 ? b[i]! : c[i]!; out[i] = r; }
      return 0;
    },
    numbers(a, b, c, out) {
      const n = a.length;
      let i = 0;
      for (; i < n - 1; i += 2) { const r = a[i]! !== 0 ? b : c, q = a[i + 1]! !== 0 ? b : c; out[i] = r; out[i + 1] = q; }
      if (i < n) { const r = a[i]! !== 0 ? b : c; out[i] = r; }
      return 0;
    },
  },
} satisfies Record<string, PlainLoops>;
