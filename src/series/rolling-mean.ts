/** Moving means: sums of aligned blocks, then units of outputs, each from the blocks that its first windows hold. */
import type { Algorithm, Lease, Phase } from "../threads/phase";

/** Elements of a block, and what is known of one (assembly/series/rolling.ts). */
const BLOCK = 1016;
const BLOCK_BYTES = 56;
/**
 * Parts of a unit, which a kernel goes through at once; their outputs at most: whole blocks, as windows then share most of theirs, and no
 * power of two, as parts would lie in the same lines of the L1 cache.
 */
const PARTS = 8;
const MOST_PART = 4 * BLOCK;
/** Blocks of a unit of cut windows: more of a longer array, as each such unit begins with the sum of a whole window. */
const LEAST_EDGE = 8;
const MOST_EDGE = 128;
/** Elements that are one unit at most; and what a unit needs of the scratch before its blocks. */
const SHORT = 32_512;
const WINDOWS_BYTES = 512;
/** What an element takes, ns. */
const SUM_NS = 0.4;
const MEAN_NS = 1.3;
const COUNTED_NS = 5;
const BLOCK_NS = 5;

export interface RollingOf {
  /** Addresses of arrays that share no bytes. */
  x: number;
  out: number;
  dtype: "float64" | "float32";
  count: number;
  window: number;
  /** Numbers that a window must have for a result. */
  minPeriods: number;
  center: boolean;
}

/** What it leases. */
export const rollingMeanBytes = ({ count }: Pick<RollingOf, "count">): number => blocksOf(count) * BLOCK_BYTES;

export function* rollingMean(lease: Lease, of: RollingOf): Algorithm<void> {
  if (of.count === 0) return;
  const { frame, units, unitNs } = means(of, lease.bytes(rollingMeanBytes(of)).pointer);
  const sums: Phase = { kernel: "series.rolling_blocks", frame, units: blocksOf(of.count), unitNs: BLOCK * SUM_NS };
  yield { chain: [sums, { kernel: "series.rolling_mean", frame, units, unitNs }] };
}

/** A short array as one unit, with its blocks in the seat's scratch. */
export function rollingMeanUnit(of: RollingOf): Phase | undefined {
  if (of.count === 0 || of.count > SHORT) return undefined;
  const { frame, units, unitNs } = means(of, 0);
  return {
    kernel: "series.rolling_whole", frame, units: 1, unitNs: units * unitNs + blocksOf(of.count) * BLOCK * SUM_NS,
    scratchBytes: WINDOWS_BYTES + rollingMeanBytes(of),
  };
}

const blocksOf = (count: number) => Math.ceil(count / BLOCK);

/** How the outputs are cut into units. */
function means({ x, out, dtype, count, window, minPeriods, center }: RollingOf, blocks: number) {
  const ahead = center ? Math.floor((window - 1) / 2) : 0;
  // Outputs [first, last) have windows that lie wholly within the array. Few of them are not worth eight sums of a window.
  let first = Math.min(count, Math.max(0, window - ahead));
  let last = Math.max(first, count - ahead);
  if (last - first < window / 64) first = last = count;
  const part = Math.max(1, Math.min(MOST_PART, Math.floor((last - first) / PARTS)));
  const edge = BLOCK * Math.max(LEAST_EDGE, Math.min(MOST_EDGE, Math.floor(Math.sqrt(blocksOf(count)))));
  const head = Math.ceil(first / edge), body = Math.ceil((last - first) / (part * PARTS)), tail = Math.ceil((count - last) / edge);
  // A window longer than the array is as good as one of twice its length.
  const frame = {
    x, out, count, window: Math.min(window, 2 * count), ahead: Math.min(ahead, count), minPeriods: Math.min(minPeriods, 0xffffffff), blocks,
    part, first, last, head, body, edge, single: dtype === "float32" ? 1 : 0,
  };
  const units = head + body + tail;
  const outputsNs = (last - first) * MEAN_NS + (first + count - last) * COUNTED_NS;
  return { frame, units, unitNs: outputsNs / units + (Math.min(window, count) / BLOCK) * BLOCK_NS };
}
