/**
 * Prefix sums: parts are summed, the sums scanned, and each part gone through again from what is before it. Units whose sums may leave the
 * range of doubles are gone through in their turn instead, as nothing comes back from there.
 */
import type { Algorithm, Lease, Phase } from "../threads/phase";

/**
 * Parts of a unit, which a kernel goes through at once, and their elements: constants, as they decide the bits. Were parts a power of two
 * apart, all of them would share a few lines of the L1 cache, and a scan would take up to three times as long.
 */
const PARTS = 8;
const PART = 4088;
const UNIT = PARTS * PART;
/** Of a part: the pair, and the bound. */
const PART_BYTES = 24;
/** Half of the range of doubles, so that no rounding leaves it. */
const MOST = 2 ** 1023;
/** What an element takes, ns. */
const SUM_NS = 0.4;
const SCAN_NS = 0.9;
const ONWARD_NS = 3;
/** The low part of a unit that is not to be scanned any more: no sum has it. */
const IS_DONE = Number.POSITIVE_INFINITY;

export interface CumsumOf {
  /** Addresses: `out` may be `x`, and does not overlap it otherwise. */
  x: number;
  out: number;
  dtype: "float64" | "float32";
  count: number;
  /** NaN stay where they are, and are left out of the sums after them. */
  skipNaN: boolean;
}

/** What it leases: the last pair is of what is after all units. */
export const cumsumBytes = ({ count }: Pick<CumsumOf, "count">): number =>
  count <= UNIT ? 0 : Math.ceil(count / UNIT) * PARTS * PART_BYTES + 64;

/** float32 is summed as float64, each result rounded once. */
export function* cumsum(lease: Lease, of: CumsumOf): Algorithm<void> {
  const unit = cumsumUnit(of);
  if (unit) yield unit;
  if (of.count <= UNIT) return;
  const units = Math.ceil(of.count / UNIT);
  const pairs = lease.f64(2 * PARTS * units + 2);
  const bounds = lease.f64(PARTS * units);
  const frame = frameOf(of, pairs.pointer, bounds.pointer);
  yield { kernel: "series.cumsum_sums", frame, units, unitNs: UNIT * SUM_NS };
  let sum: readonly [number, number] = [-0, 0];
  for (let next = 0; next < units; ) {
    const view = pairs.view();
    [next, sum] = scan(view, bounds.view(), next, sum);
    if (next === units) break;
    // The pair after the unit is the next one's sum: it is kept meanwhile.
    const at = 2 * PARTS * next, after = at + 2 * PARTS;
    const kept = view.slice(after, after + 2);
    view.set(sum, at);
    yield { ...onward(of, next, pairs.pointer + 8 * at), ...onceIn(of) };
    const done = pairs.view();
    sum = [done[after]!, done[after + 1]!];
    done.set(kept, after);
    done[at + 1] = IS_DONE;
    next++;
  }
  yield { kernel: "series.cumsum_scan", frame, units, unitNs: UNIT * SCAN_NS, ...onceIn(of) };
}

/** The phase of one unit, from the pair at its place, to the pair after its own. */
function onward(of: CumsumOf, unit: number, pairs: number): Phase {
  const shift = unit * UNIT * (of.dtype === "float32" ? 4 : 8), count = Math.min(UNIT, of.count - unit * UNIT);
  const frame = frameOf({ ...of, x: of.x + shift, out: of.out + shift, count }, pairs, 0);
  return { kernel: "series.cumsum_onward", frame, units: 1, unitNs: UNIT * ONWARD_NS };
}

/** A short array as one unit. */
export function cumsumUnit(of: CumsumOf): Phase | undefined {
  const { count } = of;
  if (count === 0 || count > UNIT) return undefined;
  return { kernel: "series.cumsum_whole", frame: frameOf(of, 0, 0), units: 1, unitNs: count * (SUM_NS + SCAN_NS), ...onceIn(of) };
}

const onceIn = ({ x, out }: CumsumOf) => (x === out ? ({ once: true } as const) : {});

const frameOf = ({ x, out, count, dtype, skipNaN }: CumsumOf, pairs: number, bounds: number) => ({
  x, out, count, part: PART, pairs, bounds, single: dtype === "float32" ? 1 : 0, skipNaN: skipNaN ? 1 : 0,
});

/**
 * From `unit` on each pair becomes the sum of all before it, up to the first unit whose sums may leave the range of doubles: that unit, and
 * the sum before it.
 */
function scan(
  pairs: Float64Array, bounds: Float64Array, unit: number, [high, low]: readonly [number, number],
): [unit: number, sum: [number, number]] {
  for (; unit < bounds.length / PARTS; unit++) {
    const before: [number, number] = [high, low], begin = unit * PARTS;
    for (let i = 0; i < PARTS; i++) {
      if (mayOverflow(high, bounds[begin + i]!)) return [unit, before];
      const at = 2 * (begin + i), value = pairs[at]!, rest = pairs[at + 1]!;
      pairs[at] = high;
      pairs[at + 1] = low;
      const sum = high + value;
      const part = sum - high;
      low += high - (sum - part) + (value - part) + rest;
      high = sum;
    }
  }
  return [unit, [high, low]];
}

/** Whether sums from `high` on may: none does from NaN, or from an infinity unless a part's own does. */
const mayOverflow = (high: number, bound: number): boolean =>
  !Number.isNaN(high) && (Number.isFinite(high) ? Math.abs(high) : 0) + bound > MOST;
