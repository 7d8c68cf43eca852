/** The references of erf, erfc and gelu: the ranges and rational functions of assembly/math/error.ts. */
import { polynomial } from "./polynomial";
import { errorRanges } from "./tables/error";

const ROOT_HALF = Math.SQRT1_2;
/** Where erfc leaves 1 - erf. */
const TAIL = errorRanges[0]!.end;

function ratio(a: number, range: (typeof errorRanges)[number]): number {
  const s = range === errorRanges[0] ? a * a : 1 / (a * a);
  return polynomial(range.p, s) / polynomial(range.q, s);
}

/** e^(-x^2 factor - offset + P/Q) for the a that belongs to x: the square's upper half is exact. */
function tail(x: number, factor: number, a: number): number {
  const range = errorRanges.find(({ end }) => a < end) ?? errorRanges.at(-1)!;
  const upper = Math.fround(x);
  const y = Math.exp(-upper * upper * factor - range.offset);
  return y + y * Math.expm1((upper - x) * (upper + x) * factor + ratio(a, range));
}

export function erf(x: number): number {
  const a = Math.min(Math.abs(x), 6);
  if (a < TAIL) return x + x * ratio(a, errorRanges[0]!);
  const y = 1 - tail(a, 1, a) / a;
  return x < 0 ? -y : y;
}

export function erfc(x: number): number {
  const a = Math.min(Math.abs(x), 28);
  if (a < TAIL) return 1 - x - x * ratio(a, errorRanges[0]!);
  const y = tail(a, 1, a) / a;
  return x < 0 ? 2 - y : y;
}

export function gelu(x: number): number {
  const b = Math.min(Math.abs(x), 40);
  if (b * ROOT_HALF < TAIL) return x * 0.5 * (1 + erf(x * ROOT_HALF));
  const y = ROOT_HALF * tail(b, 0.5, b * ROOT_HALF);
  return x < 0 ? -y : x - y;
}
