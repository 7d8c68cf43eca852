import type { Algorithm, Lease } from "../threads/phase";
import { chooseDigits } from "./digits";
import { type Elements, ORDER_BYTES, reader, readerOf } from "./elements";
import { finish, finishBytes, segmentsOf } from "./finish";
import { bucketBytes, countBuckets, spreading } from "./partition";
import { type QuantileMethod, type QuantilePoint, lerp, pointOf } from "./quantile-point";
import { SMALL, sort, sortBytes } from "./sort";

const DIGITS = 2048;
const UNWANTED = 0xffffffff;

/**
 * Quantiles as np.quantile gives them, bit for bit; of singles as for a list of quantiles, which is in float64 but for differences. Of no
 * elements, or if any is NaN: NaN; with `skipNaN` those are left out, as by np.nanquantile.
 */
export function* quantile(
  lease: Lease,
  x: Elements,
  qs: readonly number[],
  method: QuantileMethod = "linear",
  skipNaN = false,
): Algorithm<number[]> {
  const nothing = qs.map(() => NaN);
  if (x.count === 0 || qs.length === 0) return nothing;
  if (x.count <= SMALL) {
    const { pointer } = lease.bytes(x.count * ORDER_BYTES[x.dtype]);
    yield* sort(lease, { ...x, out: pointer });
    return quantilesOf({ ...x, pointer }, lease.at(pointer, 0).buffer, qs, method, skipNaN);
  }
  const buckets = yield* countBuckets(lease, x, chooseDigits(lease, x, DIGITS));
  const valid = x.count - buckets.nans;
  if (valid === 0 || (valid < x.count && !skipNaN)) return nothing;
  const points = qs.map((q) => pointOf(method, valid, q));
  const ends = buckets.ends.view().slice();
  const wanted = wantedDigits(ends, points.flatMap(({ previous, next }) => [previous, next]));
  const { count, moved, packed } = keepOnly(ends, wanted);
  // A bucket that is wanted moves down to where those before it end.
  const offsets = buckets.offsets.view();
  for (let row = 0; row < offsets.length; row += DIGITS) {
    const was = wanted.map((digit) => offsets[row + digit]!);
    offsets.fill(UNWANTED, row, row + DIGITS);
    for (const [i, digit] of wanted.entries()) offsets[row + digit] = was[i]! - moved[i]!;
  }
  const records = lease.bytes(count * 8), out = lease.bytes(count * ORDER_BYTES[x.dtype]);
  yield spreading("gather", x, buckets, records.pointer);
  const result = { dtype: x.dtype, byIndex: false, out: out.pointer };
  yield* finish(lease, segmentsOf(packed, records.pointer, 8, 0), count, records.pointer, result);
  const at = reader(lease, { pointer: out.pointer, dtype: x.dtype, count });
  const byRank = (rank: number) => at(rank - moved[wanted.indexOf(digitOfRank(ends, rank))]!);
  return points.map((point) => valueAt(point, byRank, x));
}

/** Quantiles of elements that are sorted. */
export function quantilesOf(
  sorted: Elements, buffer: ArrayBufferLike, qs: readonly number[], method: QuantileMethod, skipNaN: boolean,
): number[] {
  const { count } = sorted, at = readerOf(sorted, buffer);
  let valid = count;
  while (valid > 0 && Number.isNaN(at(valid - 1))) valid -= 1;
  if (valid === 0 || (valid < count && !skipNaN)) return qs.map(() => NaN);
  return qs.map((q) => valueAt(pointOf(method, valid, q), at, sorted));
}

const valueAt = ({ previous, next, gamma }: QuantilePoint, at: (rank: number) => number, { dtype }: Elements) =>
  gamma === undefined ? at(previous) : lerp(at(previous), at(next), gamma, dtype === "float32");

/** The first digit whose bucket ends after a rank. */
function digitOfRank(ends: Uint32Array, rank: number): number {
  let low = 0, high = ends.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ends[middle]! > rank) high = middle;
    else low = middle + 1;
  }
  return low;
}

const wantedDigits = (ends: Uint32Array, ranks: readonly number[]) =>
  [...new Set(ranks.map((rank) => digitOfRank(ends, rank)))].sort((a, b) => a - b);

/** Where wanted buckets lie with no others between: how many records, by how much each moved, where each ends. */
function keepOnly(ends: Uint32Array, wanted: readonly number[]) {
  let count = 0;
  const packed = new Uint32Array(wanted.length);
  const moved = wanted.map((digit, i) => {
    const start = digit > 0 ? ends[digit - 1]! : 0, before = count;
    count += ends[digit]! - start;
    packed[i] = count;
    return start - before;
  });
  return { count, moved, packed };
}

/** An upper bound of what `quantile` leases: all elements may be in the buckets that are wanted. */
export function quantileBytes({ dtype, count }: Pick<Elements, "dtype" | "count">): number {
  if (count <= SMALL) return count * ORDER_BYTES[dtype] + 128 + sortBytes({ dtype, count });
  return bucketBytes(count, DIGITS) + count * (16 + ORDER_BYTES[dtype]) + finishBytes(count) + 6 * 64;
}
