/** Moving means: sums of aligned blocks, then units of outputs, each from the blocks that its first windows hold. */
import type { Algorithm, Lease, Phase } from "../threads/phase";

/** Elements of a block, and what is known of one (assembly/series/rolling.ts). */
const BLOCK = 1024;
const BLOCK_BYTES = 40;
/** Parts of a unit, which a kernel goes through at once; their outputs at most. */
const PARTS = 8;
const MOST_PART = 1024;
/** What an element takes, ns. */
const SUM_NS = 0.4;
const MEAN_NS = 1.3;
const COUNTED_NS = 5;

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
export const rollingMeanBytes = (count: number, _window: number): number => Math.ceil(count / BLOCK) * BLOCK_BYTES;

export function* rollingMean(lease: Lease, { x, out, dtype, count, window, minPeriods, center }: RollingOf): Algorithm<void> {
  if (count === 0) return;
  const blocks = Math.ceil(count / BLOCK);
  const known = lease.bytes(blocks * BLOCK_BYTES);
  const ahead = center ? Math.floor((window - 1) / 2) : 0;
  // Outputs [first, last) have windows that lie wholly within the array.
  const first = Math.min(count, Math.max(0, window - ahead));
  const last = Math.max(first, count - ahead);
  const part = Math.max(1, Math.min(MOST_PART, Math.floor((last - first) / PARTS)));
  const unit = part * PARTS;
  const [head, body, tail] = [first, last - first, count - last].map((outputs) => Math.ceil(outputs / unit)) as [number, number, number];
  // A window longer than the array is as good as one of twice its length.
  const frame = [
    x, out, count, Math.min(window, 2 * count), Math.min(ahead, count), Math.min(minPeriods, 0xffffffff), known.pointer, part, first, last,
    head, body, dtype === "float32" ? 1 : 0,
  ];
  const sums: Phase = { kernel: "series.rolling_blocks", frame, units: blocks, unitNs: BLOCK * SUM_NS };
  const means: Phase = {
    kernel: "series.rolling_mean", frame, units: head + body + tail,
    unitNs: unit * (body > head + tail ? MEAN_NS : COUNTED_NS) + (window / BLOCK) * 1.5,
  };
  yield { chain: [sums, means] };
}
