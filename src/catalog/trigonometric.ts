/** Trigonometric functions, of radians. */
import type { Row } from "./row";

export const trigonometric: Row[] = [
  { name: "sin", arity: 1, formula: "sin x", domain: "finite x", maxUlp: 1, cost: 5, reference: (x) => Math.sin(x), createsNaN: true, method: "pi/2 in two parts, polynomials of degree 13 and 14; Payne and Hanek beyond 1e7" },
  { name: "cos", arity: 1, formula: "cos x", domain: "finite x", maxUlp: 1, cost: 5, reference: (x) => Math.cos(x), createsNaN: true, method: "as sin" },
  { name: "tan", arity: 1, formula: "tan x", domain: "finite x", maxUlp: 1.3, cost: 6.5, reference: (x) => Math.tan(x), createsNaN: true, method: "sine over cosine, the rounding of both put back" },
  { name: "asin", arity: 1, formula: "arcsin x", domain: "|x| <= 1", maxUlp: 1.3, cost: 5, reference: (x) => Math.asin(x), createsNaN: true, method: "degree 25, and of a root beyond 1/2" },
  { name: "acos", arity: 1, formula: "arccos x", domain: "|x| <= 1", maxUlp: 1.3, cost: 5.5, reference: (x) => Math.acos(x), createsNaN: true, method: "as asin" },
  { name: "atan", arity: 1, formula: "arctan x", domain: "all x", maxUlp: 1.3, cost: 3.5, reference: (x) => Math.atan(x), createsNaN: false, method: "a table of 161 angles, degree 9" },
  { name: "atan2", arity: 2, formula: "the angle of the point (b, a)", domain: "all a, b", maxUlp: 1.3, cost: 8.5, reference: (a, b) => Math.atan2(a, b), createsNaN: false, method: "as atan, of the lesser over the greater, the quotient's rounding put back" },
  { name: "sinpi", arity: 1, formula: "sin(pi x)", domain: "finite x", maxUlp: 1, cost: 6, reference: sinpi, createsNaN: true, method: "x less a multiple of 1/2, exactly; pi times that in two doubles; as sin" },
  { name: "cospi", arity: 1, formula: "cos(pi x)", domain: "finite x", maxUlp: 1, cost: 6, reference: cospi, createsNaN: true, method: "as sinpi" },
  { name: "degrees", arity: 1, formula: "180 x/pi", domain: "|x| < 3.1e306", maxUlp: 1.3, cost: 0.8, reference: (x) => x * (180 / Math.PI), createsNaN: false, method: "one product" },
  { name: "radians", arity: 1, formula: "pi x/180", domain: "all x", maxUlp: 1.3, cost: 0.8, reference: (x) => x * (Math.PI / 180), createsNaN: false, method: "one product" },
];

/** What pi is beyond Math.PI. */
const PI_REST = 1.2246467991473532e-16;

/** sin(pi r), cos(pi r) for |r| <= 1/4. */
const sine = (r: number) => Math.sin(Math.PI * r) + Math.cos(Math.PI * r) * (PI_REST * r);
const cosine = (r: number) => Math.cos(Math.PI * r) - Math.sin(Math.PI * r) * (PI_REST * r);

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
