/**
 * What a reader would write without the package. Each loop is a function of its own that only ever sees Float64Array over ordinary
 * memory, so that the engine compiles it for exactly that.
 */

export const OPERATIONS = ["sqrt", "abs", "exp", "log", "sin", "add", "multiply", "exp_sqrt", "sin_exp", "log_sqrt1", "sin_plus_cos"];
export const NAMED = ["exp_sqrt", "sin_exp", "log_sqrt1", "sin_plus_cos"];

/** How many arrays an operation takes. */
export function arityOf(operation) {
  return loops[operation].length - 1;
}

/** Plain loops over the elements, into an array that is there. */
export const loops = {
  sqrt(x, out) {
    const n = x.length;
    for (let i = 0; i < n; i++) out[i] = Math.sqrt(x[i]);
  },
  abs(x, out) {
    const n = x.length;
    for (let i = 0; i < n; i++) out[i] = Math.abs(x[i]);
  },
  exp(x, out) {
    const n = x.length;
    for (let i = 0; i < n; i++) out[i] = Math.exp(x[i]);
  },
  log(x, out) {
    const n = x.length;
    for (let i = 0; i < n; i++) out[i] = Math.log(x[i]);
  },
  sin(x, out) {
    const n = x.length;
    for (let i = 0; i < n; i++) out[i] = Math.sin(x[i]);
  },
  add(a, b, out) {
    const n = a.length;
    for (let i = 0; i < n; i++) out[i] = a[i] + b[i];
  },
  multiply(a, b, out) {
    const n = a.length;
    for (let i = 0; i < n; i++) out[i] = a[i] * b[i];
  },
  exp_sqrt(x, out) {
    const n = x.length;
    for (let i = 0; i < n; i++) out[i] = Math.exp(Math.sqrt(x[i]));
  },
  sin_exp(x, out) {
    const n = x.length;
    for (let i = 0; i < n; i++) out[i] = Math.sin(Math.exp(x[i]));
  },
  log_sqrt1(x, out) {
    const n = x.length;
    for (let i = 0; i < n; i++) out[i] = Math.log(1 + Math.sqrt(x[i]));
  },
  sin_plus_cos(x, out) {
    const n = x.length;
    for (let i = 0; i < n; i++) out[i] = Math.sin(x[i]) + Math.cos(x[i]);
  },
};

/** Float64Array.map, which always makes a new array. */
export const maps = {
  sqrt: (x) => x.map((v) => Math.sqrt(v)),
  abs: (x) => x.map((v) => Math.abs(v)),
  exp: (x) => x.map((v) => Math.exp(v)),
  log: (x) => x.map((v) => Math.log(v)),
  sin: (x) => x.map((v) => Math.sin(v)),
  add: (a, b) => a.map((v, i) => v + b[i]),
  multiply: (a, b) => a.map((v, i) => v * b[i]),
  exp_sqrt: (x) => x.map((v) => Math.exp(Math.sqrt(v))),
  sin_exp: (x) => x.map((v) => Math.sin(Math.exp(v))),
  log_sqrt1: (x) => x.map((v) => Math.log(1 + Math.sqrt(v))),
  sin_plus_cos: (x) => x.map((v) => Math.sin(v) + Math.cos(v)),
};
