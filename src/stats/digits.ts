/** The digit function of a first pass: chosen by a sample, so that buckets are of nearly the same size. */
import type { Lease } from "../threads/phase";
import { type Elements, reader } from "./elements";

/** Monotone: a greater element has no lower digit. Linear in the value, or in the upper bits of the order key. */
export interface Digits {
  digits: number;
  byKey: boolean;
  keyShift: number;
  /** The value, or the key, of digit 0; what is below has digit 0 too. */
  low: number;
  /** Digits to a unit of the value. */
  scale: number;
}

const SAMPLES = 1024;
/** Groups of digits that the sample is counted in: few enough that chance does not matter. */
const GROUPS = 64;
/** A share of the sample at each end that may be left to the outermost digits: for outliers. */
const TRIMMED = 1 / 32;
/** How much flatter keys must be: values take less time. */
const CLEARLY = 1.25;

const words = new DataView(new ArrayBuffer(8));

/** The upper 32 bits of the order key of a double, or the key of a single. */
function coarseKey(x: number, isSingle: boolean): number {
  if (Number.isNaN(x)) return isSingle ? 0xffc00000 : 0xfff80000;
  if (isSingle) words.setFloat32(0, x + 0);
  else words.setFloat64(0, x + 0);
  const bits = words.getInt32(0);
  return (bits < 0 ? ~bits : bits ^ 0x80000000) >>> 0;
}

function linear(digits: number, low: number, high: number): Digits | undefined {
  const scale = (digits - 1) / (high - low);
  return scale > 0 && scale < Infinity ? { digits, byKey: false, keyShift: 0, low, scale } : undefined;
}

function keyed(digits: number, low: number, high: number): Digits {
  let keyShift = 0;
  while ((high - low) / 2 ** keyShift >= digits) keyShift += 1;
  return { digits, byKey: true, keyShift, low, scale: 0 };
}

function digitOf(digits: Digits, x: number, key: number): number {
  const digit = digits.byKey ? Math.floor((key - digits.low) / 2 ** digits.keyShift) : Math.floor((x - digits.low) * digits.scale);
  return digit >= 0 ? Math.min(digit, digits.digits - 1) : digit < 0 ? 0 : digits.digits - 1;
}

/** How uneven the sample is spread: the sum of squares of what groups of digits hold. */
function unevenness(digits: Digits, values: Float64Array, keys: Float64Array): number {
  const held = new Float64Array(GROUPS);
  for (let i = 0; i < values.length; i++) held[Math.floor((digitOf(digits, values[i]!, keys[i]!) * GROUPS) / digits.digits)]! += 1;
  return held.reduce((sum, n) => sum + n * n, 0);
}

/** The flattest of some digit functions with `count` digits. */
export function chooseDigits(lease: Lease, x: Elements, count: number): Digits {
  const at = reader(lease, x);
  const isFloat = x.dtype === "float64" || x.dtype === "float32", isSingle = x.dtype === "float32";
  const size = Math.min(SAMPLES, x.count);
  // Sorted as JavaScript does: NaN are last.
  const values = Float64Array.from({ length: size }, (_, i) => at(Math.floor((i * x.count) / size))).sort();
  const keys = isFloat ? values.map((value) => coarseKey(value, isSingle)) : values;
  const finite = values.filter((value) => Number.isFinite(value));
  const [first, end] = [finite[0] ?? 0, finite[finite.length - 1] ?? 0];
  const trim = Math.floor(finite.length * TRIMMED);
  const byValue = [linear(count, first, end), linear(count, finite[trim] ?? 0, finite[finite.length - 1 - trim] ?? 0)];
  let best: Digits | undefined, least = Infinity;
  for (const digits of byValue) {
    if (!digits) continue;
    const sum = unevenness(digits, values, keys);
    if (sum < least) [best, least] = [digits, sum];
  }
  if (isFloat) {
    const ends = [coarseKey(first, isSingle), coarseKey(end, isSingle)] as const;
    const digits = keyed(count, ...ends);
    if (unevenness(digits, values, keys) * CLEARLY < least) best = digits;
  }
  // All of the sample are equal: what is below, and what is above, are told from them.
  return best ?? { digits: count, byKey: false, keyShift: 0, low: first - 1, scale: 1 };
}
