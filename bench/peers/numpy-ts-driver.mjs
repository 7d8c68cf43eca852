/** numpy-ts, as its documentation has it: a new array for each step, and what is not needed any more given back at once. */
import { need, serve } from "./serve.mjs";

const np = await need("numpy-ts");

/** The last of several steps, with the arrays between them given back. */
function last(x, ...steps) {
  let array = x;
  for (const step of steps) {
    const next = step(array);
    if (array !== x) array.dispose();
    array = next;
  }
  return array;
}

function sinPlusCos(x) {
  const sin = np.sin(x);
  const cos = np.cos(x);
  const sum = np.add(sin, cos);
  sin.dispose();
  cos.dispose();
  return sum;
}

await serve({
  version: `numpy-ts ${np.__version__}`,
  note: "SIMD WebAssembly, one thread, new results",
  kernels: (values) => {
    const x = np.array(values);
    return {
      exp: () => np.exp(x),
      log: () => np.log(x),
      sin: () => np.sin(x),
      cos: () => np.cos(x),
      sqrt: () => np.sqrt(x),
      square: () => np.square(x),
      exp_sqrt: () => last(x, np.sqrt, np.exp),
      sin_exp: () => last(x, np.exp, np.sin),
      log_sqrt1: () => last(x, np.sqrt, (root) => np.add(root, 1), np.log),
      sin_plus_cos: () => sinPlusCos(x),
    };
  },
  numbers: (array) => Float64Array.from(array.data),
  release: (array) => array.dispose(),
});
