/**
 * Every operation as JavaScript has it, of x, y and z, and where it is measured: x uniform from one number to another (y and z are from
 * -3 to 3), and the magnitudes of its whole useful range, from where it stops to be its argument or a constant. Functions that
 * JavaScript lacks are what a reader would take: the catalog's references.
 */
import built from "../dist/catalog.cjs";
import { SPECIAL, SPECIAL_SHARE, WHOLE, WIDE_ANGLE } from "./inputs.mjs";

const { catalog } = built;

const EXPONENT = [2 ** -53, 700];
const LOGARITHM = [2 ** -1000, 2 ** 1000];
const ANGLE = [2 ** -53, 1e6];
const ANY = [2 ** -500, 2 ** 500];
const named = (operation) => [WHOLE[operation].least, WHOLE[operation].most];

/** [formula, from, to, whole: magnitudes with both signs, or of positive numbers where `positive`, numbers for y and z]. */
const ROWS = {
  add: ["x + y", -6, 6, ANY], subtract: ["x - y", -6, 6, ANY], multiply: ["x * y", -6, 6, ANY], divide: ["x / y", -6, 6, ANY],
  remainder: ["x % y", -6, 6, [2 ** -50, 2 ** 50]], negate: ["-x", -6, 6, ANY], abs: ["Math.abs(x)", -6, 6, ANY], sign: ["Math.sign(x)", -6, 6, ANY],
  sqrt: ["Math.sqrt(x)", 0, 6, ANY, { positive: true }], square: ["x * x", -6, 6, ANY], reciprocal: ["1 / x", -6, 6, ANY],
  floor: ["Math.floor(x)", -6, 6, [2 ** -50, 2 ** 50]], ceil: ["Math.ceil(x)", -6, 6, [2 ** -50, 2 ** 50]],
  round: ["Math.round(x)", -6, 6, [2 ** -50, 2 ** 50]], trunc: ["Math.trunc(x)", -6, 6, [2 ** -50, 2 ** 50]], rint: ["call(x)", -6, 6, [2 ** -50, 2 ** 50]],
  minimum: ["Math.min(x, y)", -6, 6, ANY], maximum: ["Math.max(x, y)", -6, 6, ANY],
  fmin: ["x !== x ? y : y !== y ? x : Math.min(x, y)", -6, 6, ANY], fmax: ["x !== x ? y : y !== y ? x : Math.max(x, y)", -6, 6, ANY],
  clip: ["Math.min(Math.max(x, -1), 1)", -6, 6, ANY, { numbers: [-1, 1] }], copysign: ["call(x, y)", -6, 6, ANY], fma: ["call(x, y, z)", -6, 6, [2 ** -50, 2 ** 50]],
  less: ["x < y ? 1 : 0", -6, 6, ANY], less_equal: ["x <= y ? 1 : 0", -6, 6, ANY], greater: ["x > y ? 1 : 0", -6, 6, ANY],
  greater_equal: ["x >= y ? 1 : 0", -6, 6, ANY], equal: ["x === y ? 1 : 0", -6, 6, ANY], not_equal: ["x !== y ? 1 : 0", -6, 6, ANY],
  where: ["x !== 0 ? y : z", -6, 6, ANY], isnan: ["x !== x ? 1 : 0", -6, 6, ANY], isfinite: ["Number.isFinite(x) ? 1 : 0", -6, 6, ANY],
  isinf: ["Math.abs(x) === Infinity ? 1 : 0", -6, 6, ANY],
  exp: ["Math.exp(x)", -6, 6, EXPONENT], exp2: ["2 ** x", -6, 6, [2 ** -53, 1020]], exp10: ["10 ** x", -6, 6, [2 ** -53, 300]], expm1: ["Math.expm1(x)", -1, 1, EXPONENT],
  log: ["Math.log(x)", 0, 6, LOGARITHM, { positive: true }], log2: ["Math.log2(x)", 0, 6, LOGARITHM, { positive: true }],
  log10: ["Math.log10(x)", 0, 6, LOGARITHM, { positive: true }], log1p: ["Math.log1p(x)", 0, 6, [2 ** -53, 2 ** 1000], { positive: true }],
  pow: ["x ** y", 0, 6, [2 ** -300, 2 ** 300], { positive: true }], cbrt: ["Math.cbrt(x)", -6, 6, ANY], rsqrt: ["1 / Math.sqrt(x)", 0, 6, ANY, { positive: true }],
  hypot: ["Math.hypot(x, y)", -6, 6, [2 ** -300, 2 ** 300]], logaddexp: ["Math.max(x, y) + Math.log1p(Math.exp(-Math.abs(x - y)))", -6, 6, [2 ** -53, 700]],
  sin: ["Math.sin(x)", -6, 6, ANGLE], cos: ["Math.cos(x)", -6, 6, ANGLE], tan: ["Math.tan(x)", -6, 6, ANGLE],
  asin: ["Math.asin(x)", -1, 1, [2 ** -26, 1]], acos: ["Math.acos(x)", -1, 1, [2 ** -53, 1]], atan: ["Math.atan(x)", -6, 6, [2 ** -26, 2 ** 53]],
  atan2: ["Math.atan2(x, y)", -6, 6, [2 ** -53, 2 ** 53]], sinpi: ["call(x)", -6, 6, [2 ** -53, 1e6]], cospi: ["call(x)", -6, 6, [2 ** -53, 1e6]],
  degrees: ["x * (180 / Math.PI)", -6, 6, ANY], radians: ["x * (Math.PI / 180)", -360, 360, ANY],
  sinh: ["Math.sinh(x)", -3, 3, [2 ** -26, 700]], cosh: ["Math.cosh(x)", -3, 3, [2 ** -26, 700]], tanh: ["Math.tanh(x)", -3, 3, [2 ** -26, 20]],
  asinh: ["Math.asinh(x)", -6, 6, [2 ** -26, 2 ** 400]], acosh: ["Math.acosh(x)", 1, 6, [1, 2 ** 400], { positive: true }], atanh: ["Math.atanh(x)", -1, 1, [2 ** -26, 1]],
  erf: ["call(x)", -3, 3, [2 ** -53, 6]], erfc: ["call(x)", -3, 3, [2 ** -53, 26]], gelu: ["call(x)", -6, 6, [2 ** -53, 37]],
  gamma: ["call(x)", 0, 12, [2 ** -53, 170], { positive: true }], lgamma: ["call(x)", 0, 12, [2 ** -53, 2 ** 100], { positive: true }],
  sigmoid: ["1 / (1 + Math.exp(-x))", -6, 6, [2 ** -53, 700]], softplus: ["Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))", -6, 6, [2 ** -53, 700]],
  relu: ["Math.max(x, 0)", -6, 6, ANY],
  exp_sqrt: ["Math.exp(Math.sqrt(x))", 0, 6, named("exp_sqrt"), { positive: true }], sin_exp: ["Math.sin(Math.exp(x))", 0, 6, named("sin_exp")],
  log_sqrt1: ["Math.log(1 + Math.sqrt(x))", 0, 6, named("log_sqrt1"), { positive: true }], sin_plus_cos: ["Math.sin(x) + Math.cos(x)", 0, 6, named("sin_plus_cos")],
};
/** Those whose argument is an angle of any size. */
const ANGLES = ["sin", "cos", "tan", "sin_plus_cos"];
/** What the kernels' means are of. */
export const MEAN_OF = ["exp", "log", "sin", "cos", "tan", "pow", "tanh", "exp_sqrt", "sin_exp", "log_sqrt1", "sin_plus_cos"];

/** name, arity, from, to, numbers, the loop over arrays, and how an element is drawn in each range; of every operation of the catalog. */
export const operations = catalog.map(({ name, reference }) => {
  const [formula, from, to, [least, most], { positive = false, numbers = [] } = {}] = ROWS[name];
  const arity = numbers.length > 0 ? 1 : /\bz\b/.test(formula) ? 3 : /\by\b/.test(formula) ? 2 : 1;
  const low = Math.log(least);
  const width = Math.log(most) - low;
  const draws = {
    main: (random) => from + random() * (to - from),
    whole: (random) => Math.min(most, Math.exp(low + random() * width)) * (!positive && random() < 0.5 ? -1 : 1),
    special: (random) => {
      const ordinary = from + random() * (to - from);
      return random() < SPECIAL_SHARE ? SPECIAL[Math.floor(random() * SPECIAL.length)] : ordinary;
    },
    ...(ANGLES.includes(name) && { trig6: (random) => WIDE_ANGLE * (2 * random() - 1) }),
    ...(name === "sin_exp" && { trig6: (random) => Math.log(WIDE_ANGLE * (1 - random())) }),
  };
  return { name, from, to, arity, numbers, draws, loop: loopOf(formula, reference) };
});

/** A loop of its own for each formula, as a reader would write it: one that called a function would measure the call. */
function loopOf(formula, call) {
  return new Function("call", `return (xs, ys, zs, out) => {
    for (let i = 0; i < xs.length; i++) { const x = xs[i], y = ys[i], z = zs[i]; out[i] = ${formula}; }
  }`)(call);
}
