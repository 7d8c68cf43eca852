/** Trigonometric functions, of radians. */
import { BOTH, row } from "./row";

export const trigonometric = [
  row({
    name: "sin", arity: 1, formula: "sin x", domain: "finite x", maxUlp: 0.6, cost: 4, createsNaN: true,
    method: "a table of a turn in 512 steps, degrees 5 and 4; pi/256 in three parts, Payne and Hanek beyond 1.3e7",
    reference: (x) => Math.sin(x), kernels: BOTH, inMath: true, javascript: "Math.sin(x)",
    measured: { whole: [2 ** -53, 1e6], sineOf: "x", inMean: true }, errorRanges: [[-7, 7], [-1e6, 1e6], ["log", -1e-18, 1e15]],
  }),
  row({
    name: "cos", arity: 1, formula: "cos x", domain: "finite x", maxUlp: 0.6, cost: 4, createsNaN: true, method: "as sin",
    reference: (x) => Math.cos(x), kernels: BOTH, inMath: true, javascript: "Math.cos(x)",
    measured: { whole: [2 ** -53, 1e6], sineOf: "x", inMean: true }, errorRanges: [[-7, 7], [-1e6, 1e6], ["log", -1e-18, 1e15]],
  }),
  row({
    name: "tan", arity: 1, formula: "tan x", domain: "finite x", maxUlp: 0.6, cost: 6.5, createsNaN: true,
    method: "sine over cosine, the rounding of both put back",
    reference: (x) => Math.tan(x), inMath: true, javascript: "Math.tan(x)", measured: { whole: [2 ** -53, 1e6], sineOf: "x", inMean: true },
    errorRanges: [[-7, 7], [-1e6, 1e6], ["log", -1e-18, 1e15]],
  }),
  row({
    name: "asin", arity: 1, formula: "arcsin x", domain: "|x| <= 1", maxUlp: 1, cost: 5, createsNaN: true,
    method: "degree 25, and of a root beyond 1/2",
    reference: (x) => Math.asin(x), inMath: true, javascript: "Math.asin(x)", measured: { main: [-1, 1], whole: [2 ** -26, 1] },
    errorRanges: [[-1, 1], [-0.6, 0.6], ["log", -1e-18, 1]],
  }),
  row({
    name: "acos", arity: 1, formula: "arccos x", domain: "|x| <= 1", maxUlp: 0.9, cost: 5.5, createsNaN: true, method: "as asin",
    reference: (x) => Math.acos(x), inMath: true, javascript: "Math.acos(x)", measured: { main: [-1, 1], whole: [2 ** -53, 1] },
    errorRanges: [[-1, 1], [-0.6, 0.6], ["log", -1e-18, 1]],
  }),
  row({
    name: "atan", arity: 1, formula: "arctan x", domain: "all x", maxUlp: 1.3, cost: 3.5, createsNaN: false,
    method: "a table of 161 angles, degree 9",
    reference: (x) => Math.atan(x), inMath: true, javascript: "Math.atan(x)", measured: { whole: [2 ** -26, 2 ** 53] },
    errorRanges: [[-1, 1], [-80, 80], [-0.02, 0.02], ["log", -1e-18, 1e18]],
  }),
  row({
    name: "atan2", arity: 2, formula: "the angle of the point (b, a)", domain: "all a, b", maxUlp: 1.3, cost: 8.5, createsNaN: false,
    method: "as atan, of the lesser over the greater, the quotient's rounding put back",
    reference: (a, b) => Math.atan2(a, b), inMath: true, javascript: "Math.atan2(x, y)", measured: { whole: [2 ** -53, 2 ** 53] },
    errorRanges: [[[-6, 6], [-6, 6]], [["log", -1e-10, 1e10], ["log", -1e-10, 1e10]], [["log", -5e-324, 1e308], ["log", -5e-324, 1e308]]],
  }),
  row({
    name: "sinpi", arity: 1, formula: "sin(pi x)", domain: "finite x", maxUlp: 0.6, cost: 5, createsNaN: true,
    method: "x less a multiple of 1/256, exactly; pi times that in two doubles; as sin",
    reference: sinpi, measured: { whole: [2 ** -53, 1e6] }, errorRanges: [[-2, 2], [0.22, 0.28], [-1e3, 1e3], ["log", -5e-324, 1e15]],
  }),
  row({
    name: "cospi", arity: 1, formula: "cos(pi x)", domain: "finite x", maxUlp: 0.6, cost: 5, createsNaN: true, method: "as sinpi",
    reference: cospi, measured: { whole: [2 ** -53, 1e6] }, errorRanges: [[-2, 2], [0.22, 0.28], [-1e3, 1e3], ["log", -1e-18, 1e15]],
  }),
  row({
    name: "degrees", arity: 1, formula: "180 x/pi", domain: "|x| < 3.1e306", maxUlp: 1.3, cost: 0.8, createsNaN: false,
    method: "one product",
    reference: (x) => x * (180 / Math.PI), kernels: BOTH, javascript: "x * (180 / Math.PI)",
    errorRanges: [[-7, 7], ["log", -5e-324, 1e306]],
  }),
  row({
    name: "radians", arity: 1, formula: "pi x/180", domain: "all x", maxUlp: 1.3, cost: 0.8, createsNaN: false, method: "one product",
    reference: (x) => x * (Math.PI / 180), kernels: BOTH, javascript: "x * (Math.PI / 180)", measured: { main: [-360, 360] },
    errorRanges: [[-400, 400], ["log", -5e-324, 1.7e308]],
  }),
] as const;

/** pi in 26 bits, whose products with float32 are exact, and the rest. */
const PI_HIGH = 3.1415926218032837;
const PI_LOW = 3.178650954705639e-08;

/** What pi r is beyond the rounded product. */
function productRest(r: number): number {
  const upper = Math.fround(r);
  return PI_HIGH * upper - Math.PI * r + PI_HIGH * (r - upper) + PI_LOW * r;
}

/** sin(pi r), cos(pi r) for |r| <= 1/4. */
const sine = (r: number) => Math.sin(Math.PI * r) + Math.cos(Math.PI * r) * productRest(r);
const cosine = (r: number) => Math.cos(Math.PI * r) - Math.sin(Math.PI * r) * productRest(r);

/** The quarter turns in 2x, and what is left of x. */
function quarters(x: number): [quadrant: number, rest: number] {
  const y = x % 2;
  const k = Math.round(2 * y);
  return [k & 3, y - k / 2];
}

function sinpi(x: number): number {
  if (!Number.isFinite(x)) return Number.NaN;
  const [quadrant, r] = quarters(x);
  const y = quadrant & 1 ? cosine(r) : sine(r);
  return y === 0 ? 0 * x : quadrant & 2 ? -y : y;
}

function cospi(x: number): number {
  if (!Number.isFinite(x)) return Number.NaN;
  const [quadrant, r] = quarters(x);
  const y = quadrant & 1 ? sine(r) : cosine(r);
  return y === 0 ? 0 : quadrant === 1 || quadrant === 2 ? -y : y;
}
