/** The references of gamma and lgamma: the method of assembly/math/gamma.ts. */
import { polynomial } from "./polynomial";
import { excess, stirling } from "./tables/gamma";

/** From here on Stirling's series is used. */
const LARGE = 10;
const LOG_ROOT_TAU = 0.9189385332046728;
/** Below this gamma(x) is 1/x. */
const TINY = 2 ** -60;

/** 1/gamma(y) - 1, y from 1/2 to 5/2. */
function excessOf(y: number): number {
  return (y - 1) * (y - 2) * polynomial(excess, y - 1.5);
}

function series(a: number): number {
  return polynomial(stirling, 1 / (a * a)) / a;
}

function positive(a: number): number {
  if (a < TINY) return 1 / a;
  if (a < 0.5) return 1 / (a * (1 + excessOf(a + 1)));
  if (a < LARGE) {
    let y = a;
    let product = 1;
    while (y >= 2.5) {
      y -= 1;
      product *= y;
    }
    return product / (1 + excessOf(y));
  }
  const [root, decay] = factors(Math.min(a, 200));
  return root * decay * root;
}

/** gamma(a) = root decay root, from 10 on: the power itself would overflow. */
function factors(a: number): [root: number, decay: number] {
  return [a ** ((a - 0.5) / 2), Math.exp(-a) * Math.exp(LOG_ROOT_TAU + series(a))];
}

/** sin(pi a), a > 0. */
function sine(a: number): number {
  const y = a - 2 * Math.round(a / 2);
  const magnitude = Math.abs(y);
  const s = Math.sin(Math.PI * (magnitude > 0.5 ? 1 - magnitude : magnitude));
  return y < 0 ? -s : s;
}

export function gamma(x: number): number {
  if (x > 0 || Number.isNaN(x)) return positive(x);
  if (x === 0) return 1 / x;
  if (Math.trunc(x) === x) return Number.NaN; // -Infinity too
  if (x > -TINY) return 1 / x;
  const reflection = Math.PI / (x * sine(-x));
  if (x > -LARGE) return reflection / positive(-x);
  const [root, decay] = factors(Math.min(-x, 200));
  return reflection / root / decay / root;
}

export function lgamma(x: number): number {
  const a = Math.abs(x);
  if (Number.isNaN(x)) return x;
  if (a === Number.POSITIVE_INFINITY || (x <= 0 && Math.trunc(x) === x)) return Number.POSITIVE_INFINITY;
  if (a < TINY) return -Math.log(a);
  if (x >= 0.5 && x < 2.5) return 0 - Math.log1p(excessOf(x));
  if (x > -170 && x < LARGE) return Math.log(Math.abs(gamma(x)));
  const large = (a - 0.5) * (Math.log(a) - 1) + (LOG_ROOT_TAU - 0.5 + series(a));
  return x > 0 ? large : Math.log(Math.PI / Math.abs(a * sine(a))) - large;
}
