/** Every operation on one thread over arena arrays, against the plain loop, on its main range: what each kernel gains. */
import { compare } from "../compare.mjs";
import { digits } from "../format.mjs";
import { openFlux } from "../instance.mjs";
import { seeded } from "../random.mjs";
import { geometricMean, median, ratio } from "../statistics.mjs";

const ELEMENTS = 1e6;
/** Each operation as JavaScript has it, of x, y and z, and where x is drawn from, uniformly; y and z are drawn from -3 to 3. */
const OPERATIONS = {
  add: ["x + y", -6, 6], subtract: ["x - y", -6, 6], multiply: ["x * y", -6, 6], divide: ["x / y", -6, 6],
  negate: ["-x", -6, 6], abs: ["Math.abs(x)", -6, 6], sign: ["Math.sign(x)", -6, 6], sqrt: ["Math.sqrt(x)", 0, 6], square: ["x * x", -6, 6],
  reciprocal: ["1 / x", -6, 6], floor: ["Math.floor(x)", -6, 6], ceil: ["Math.ceil(x)", -6, 6], round: ["Math.round(x)", -6, 6],
  trunc: ["Math.trunc(x)", -6, 6], minimum: ["Math.min(x, y)", -6, 6], maximum: ["Math.max(x, y)", -6, 6],
  clip: ["Math.min(Math.max(x, -1), 1)", -6, 6, -1, 1], less: ["x < y ? 1 : 0", -6, 6], equal: ["x === y ? 1 : 0", -6, 6],
  where: ["x !== 0 ? y : z", -6, 6], isnan: ["x !== x ? 1 : 0", -6, 6], isfinite: ["Number.isFinite(x) ? 1 : 0", -6, 6],
  exp: ["Math.exp(x)", -6, 6], exp2: ["2 ** x", -6, 6], exp10: ["10 ** x", -6, 6], expm1: ["Math.expm1(x)", -1, 1],
  log: ["Math.log(x)", 0, 6], log2: ["Math.log2(x)", 0, 6], log10: ["Math.log10(x)", 0, 6], log1p: ["Math.log1p(x)", 0, 6],
  pow: ["x ** y", 0, 6], sin: ["Math.sin(x)", -6, 6], cos: ["Math.cos(x)", -6, 6], tan: ["Math.tan(x)", -6, 6],
  asin: ["Math.asin(x)", -1, 1], acos: ["Math.acos(x)", -1, 1], atan: ["Math.atan(x)", -6, 6],
  degrees: ["x * (180 / Math.PI)", -6, 6], radians: ["x * (Math.PI / 180)", -360, 360],
  sinh: ["Math.sinh(x)", -3, 3], cosh: ["Math.cosh(x)", -3, 3], tanh: ["Math.tanh(x)", -3, 3],
  sigmoid: ["1 / (1 + Math.exp(-x))", -6, 6], softplus: ["Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))", -6, 6], relu: ["Math.max(x, 0)", -6, 6],
  exp_sqrt: ["Math.exp(Math.sqrt(x))", 0, 6], sin_exp: ["Math.sin(Math.exp(x))", 0, 6], log_sqrt1: ["Math.log(1 + Math.sqrt(x))", 0, 6],
  sin_plus_cos: ["Math.sin(x) + Math.cos(x)", 0, 6],
};
/** What the mean is of. */
const MEAN_OF = ["exp", "log", "sin", "cos", "tan", "pow", "tanh", "exp_sqrt", "sin_exp", "log_sqrt1", "sin_plus_cos"];

export async function run({ rounds }, progress) {
  const fx = await openFlux();
  const random = seeded(1);
  const draw = (from, to) => Float64Array.from({ length: ELEMENTS }, () => from + random() * (to - from));
  const [y, z] = [draw(-3, 3), draw(-3, 3)];
  const [arenaY, arenaZ] = [fx.array(y), fx.array(z)];
  const out = new Float64Array(ELEMENTS);
  const arenaOut = fx.empty(ELEMENTS);
  const cells = [];
  for (const [operation, [formula, from, to, ...numbers]] of Object.entries(OPERATIONS)) {
    progress(`kernels: ${operation}`);
    const x = draw(from, to);
    const arenaX = fx.array(x);
    const others = numbers.length > 0 ? numbers : [arenaY, arenaZ].slice(0, /\bz\b/.test(formula) ? 2 : /\by\b/.test(formula) ? 1 : 0);
    const loop = loopOf(formula);
    const results = await compare([
      { name: "loop", run: () => loop(x, y, z, out) },
      { name: "inline", async: true, run: () => fx.map(operation, arenaX, ...others, { out: arenaOut, engine: "inline" }) },
    ], { rounds });
    fx.free(arenaX);
    cells.push({
      operation, from, to,
      loopNs: digits(median(results.loop) / ELEMENTS, 3),
      inlineNs: digits(median(results.inline) / ELEMENTS, 3),
      faster: ratio(results.loop, results.inline),
    });
  }
  await fx.close();
  const mean = geometricMean(cells.filter((c) => MEAN_OF.includes(c.operation)).map((c) => c.faster.median));
  return { elements: ELEMENTS, cells, mean, slower: cells.filter((c) => c.faster.high < 1).map((c) => c.operation) };
}

/** A loop of its own for each formula, as a reader would write it: one that called a function would measure the call. */
function loopOf(formula) {
  return new Function("xs", "ys", "zs", "out", `for (let i = 0; i < xs.length; i++) { const x = xs[i], y = ys[i], z = zs[i]; out[i] = ${formula}; }`);
}

export function tables({ cells, mean, slower }) {
  return [{
    title: "one thread over arena arrays, 1e6 elements: every operation",
    head: ["operation", "x from", "to", "loop ns/element", "inline ns/element", "faster", "95 %"],
    rows: cells.map((c) => [c.operation, c.from, c.to, c.loopNs, c.inlineNs, digits(c.faster.median, 3), `${digits(c.faster.low, 3)} to ${digits(c.faster.high, 3)}`]),
    notes: [`geometric mean of ${MEAN_OF.join(", ")}: ${digits(mean, 3)}; slower than the loop: ${slower.join(", ") || "none"}`],
  }];
}
