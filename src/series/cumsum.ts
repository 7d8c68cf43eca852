/** Prefix sums: parts are summed, the sums scanned, and each part gone through again from what is before it. */
import type { Algorithm, Lease, Phase } from "../threads/phase";

/**
 * Parts of a unit, which a kernel goes through at once, and their elements: constants, as they decide the bits. Parts a power of two apart
 * would all lie in the same lines of the L1 cache: a scan takes a third less, and a third where arrays are so apart too.
 */
const PARTS = 8;
const PART = 4088;
const UNIT = PARTS * PART;
const PAIR_BYTES = 16;
/** What an element takes, ns. */
const SUM_NS = 0.4;
const SCAN_NS = 0.9;

export interface CumsumOf {
  /** Addresses: `out` may be `x`, and does not overlap it otherwise. */
  x: number;
  out: number;
  dtype: "float64" | "float32";
  count: number;
  /** NaN stay where they are, and are left out of the sums after them. */
  skipNaN: boolean;
}

/** What it leases. */
export const cumsumBytes = ({ count }: Pick<CumsumOf, "count">): number =>
  count <= UNIT ? 0 : Math.ceil(count / UNIT) * PARTS * PAIR_BYTES;

/** float32 is summed as float64, each result rounded once. Where a part's own sum overflows, all after it is infinite or NaN. */
export function* cumsum(lease: Lease, of: CumsumOf): Algorithm<void> {
  const unit = cumsumUnit(of);
  if (unit) yield unit;
  if (of.count <= UNIT) return;
  const { x, out, count } = of;
  const once = x === out ? ({ once: true } as const) : {};
  const units = Math.ceil(count / UNIT);
  const pairs = lease.f64(2 * PARTS * units);
  const frame = frameOf(of, pairs.pointer);
  yield { kernel: "series.cumsum_sums", frame, units, unitNs: UNIT * SUM_NS };
  scan(pairs.view());
  yield { kernel: "series.cumsum_scan", frame, units, unitNs: UNIT * SCAN_NS, ...once };
}

/** A short array as one unit. */
export function cumsumUnit(of: CumsumOf): Phase | undefined {
  const { x, out, count } = of;
  if (count === 0 || count > UNIT) return undefined;
  const unitNs = count * (SUM_NS + SCAN_NS);
  return { kernel: "series.cumsum_whole", frame: frameOf(of, 0), units: 1, unitNs, once: x === out || undefined };
}

const frameOf = ({ x, out, count, dtype, skipNaN }: CumsumOf, pairs: number) => ({
  x, out, count, part: PART, pairs, single: dtype === "float32" ? 1 : 0, skipNaN: skipNaN ? 1 : 0,
});

/** Each pair becomes the sum of all before it. */
function scan(pairs: Float64Array): void {
  let high = -0;
  let low = 0;
  for (let i = 0; i < pairs.length; i += 2) {
    const [value, rest] = [pairs[i]!, pairs[i + 1]!];
    pairs[i] = high;
    pairs[i + 1] = low;
    const sum = high + value;
    const part = sum - high;
    low += high - (sum - part) + (value - part) + rest;
    high = sum;
  }
}
