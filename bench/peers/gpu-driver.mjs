/** gpu.js on the CPU: its "webasm" mode, on the calling thread or, with the argument `threads`, on two of its own. */
import { createRequire } from "node:module";
import { need, serve } from "./serve.mjs";

const { GPU } = (await need("gpu.js")).default;
const { version } = createRequire(import.meta.url)("gpu.js/package.json");
const threads = process.argv[2] === "threads";

/** gpu.js compiles the text of these. */
const SOURCES = {
  exp: function (x) { return Math.exp(x[this.thread.x]); },
  log: function (x) { return Math.log(x[this.thread.x]); },
  sin: function (x) { return Math.sin(x[this.thread.x]); },
  cos: function (x) { return Math.cos(x[this.thread.x]); },
  sqrt: function (x) { return Math.sqrt(x[this.thread.x]); },
  square: function (x) { return x[this.thread.x] * x[this.thread.x]; },
  exp_sqrt: function (x) { return Math.exp(Math.sqrt(x[this.thread.x])); },
  sin_exp: function (x) { return Math.sin(Math.exp(x[this.thread.x])); },
  log_sqrt1: function (x) { return Math.log(1 + Math.sqrt(x[this.thread.x])); },
  sin_plus_cos: function (x) { return Math.sin(x[this.thread.x]) + Math.cos(x[this.thread.x]); },
};

await serve({
  version: `gpu.js ${version}`,
  note: `f32, SIMD WebAssembly that calls Math's functions lane by lane, ${threads ? "two threads" : "one thread"}, copies in and out`,
  kernels: (values) => {
    const x = Float32Array.from(values);
    const gpu = new GPU({ mode: "webasm" });
    const settings = { output: [x.length], ...(threads ? { asyncMode: true, poolSize: 2 } : {}) };
    return Object.fromEntries(Object.entries(SOURCES).map(([name, source]) => {
      const kernel = gpu.createKernel(source, settings);
      return [name, () => kernel(x)];
    }));
  },
  numbers: (array) => Float64Array.from(array),
});
