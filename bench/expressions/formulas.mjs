/**
 * The formulas that are measured: some that everybody knows, and some that are drawn. Text that is a formula, and JavaScript but for Math.
 */
import { seeded } from "../random.mjs";

/** Cumulative normal distribution, Abramowitz and Stegun 26.2.17: a polynomial in 1 / (1 + p |d|). */
function normal(d) {
  const z = `(1 / (1 + 0.2316419 * abs(${d})))`;
  const tail = `(exp(-(${d} * ${d}) / 2) * 0.3989422804014327 * ${z} * (0.31938153 + ${z} * (-0.356563782 + ${z} * (1.781477937 + ${z} * ` +
    `(-1.821255978 + ${z} * 1.330274429)))))`;
  return `(${d} < 0 ? ${tail} : 1 - ${tail})`;
}

const spread = "(v * sqrt(t))";
const d1 = `((log(s / k) + (r + v * v / 2) * t) / ${spread})`;
const d2 = `(${d1} - ${spread})`;
const halfSine = (angle) => `sin((${angle}) / 2) ** 2`;

/** name, text, and what it is reduced to, if it is. */
export const KNOWN = [
  { name: "2*a + 3*b", text: "2 * a + 3 * b" },
  { name: "2*a + b**10", text: "2 * a + b ** 10" },
  { name: "sin(x)**2 + cos(y)**2", text: "sin(x) ** 2 + cos(y) ** 2" },
  { name: "a*b - 4.1*a > 2.5*b", text: "a * b - 4.1 * a > 2.5 * b" },
  { name: "exp(-x**2/2)/sqrt(2*pi)", text: "exp(-(x ** 2) / 2) / sqrt(2 * pi)" },
  { name: "sum(sqrt(a))", text: "sqrt(a)", reduction: "sum" },
  { name: "sum(sin(a) + exp(a))", text: "sin(a) + exp(a)", reduction: "sum" },
  { name: "Black-Scholes price", text: `s * ${normal(d1)} - k * exp(-(r * t)) * ${normal(d2)}` },
  { name: "haversine distance", text: `12742 * asin(sqrt(${halfSine("q - p")} + cos(p) * cos(q) * ${halfSine("y - x")}))` },
];

const DRAWN = 20;
const LEAVES = ["a", "b", "x", "y"];
/** Where an argument may be anything, and where it must be made positive first. */
const ANY = ["sin", "cos", "tanh", "atan", "abs", "floor"];
const POSITIVE = ["sqrt", "log", "log1p"];

/** Formulas of this grammar by a seed: sums, products, quotients, powers, functions, comparisons that choose; two to five levels. */
export function drawn(seed, count = DRAWN) {
  const random = seeded(seed);
  const of = (list) => list[Math.floor(random() * list.length)];
  const number = () => String(Math.round((0.5 + 3.5 * random()) * 100) / 100);
  const draw = (depth) => {
    if (depth === 0) return random() < 0.75 ? of(LEAVES) : number();
    const kind = random();
    const inner = () => draw(depth - 1 - Math.floor(random() * 2) * (depth > 1 ? 1 : 0));
    if (kind < 0.45) return `(${inner()} ${of(["+", "-", "*", "+", "*"])} ${inner()})`;
    if (kind < 0.55) return `(${inner()} / (1.5 + abs(${inner()})))`;
    if (kind < 0.62) return `(${inner()}) ** 2`;
    if (kind < 0.67) return `(0.1 + abs(${inner()})) ** ${of(["1.5", "3", "0.3"])}`;
    if (kind < 0.8) return `${of(ANY)}(${inner()})`;
    if (kind < 0.88) return `${of(POSITIVE)}(0.1 + abs(${inner()}))`;
    if (kind < 0.94) return `exp(-abs(${inner()}))`;
    return `(${inner()} ${of(["<", ">="])} ${inner()} ? ${inner()} : ${inner()})`;
  };
  const formulas = [];
  while (formulas.length < count) {
    const text = draw(2 + Math.floor(random() * 3));
    if (LEAVES.some((leaf) => new RegExp(`\\b${leaf}\\b`).test(text)) && text.length > 6) {
      formulas.push({ name: `drawn ${formulas.length + 1}`, text });
    }
  }
  return formulas;
}
