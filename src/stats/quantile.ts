import type { Algorithm, Lease } from "../threads/phase";
import { chooseDigits } from "./digits";
import { type Elements, ORDER_BYTES, reader, readerOf } from "./elements";
import { finish, finishBytes, segmentsOf } from "./finish";
import { bucketBytes, countBuckets, spreading } from "./partition";
import { type QuantileMethod, type QuantilePoint, lerp, pointOf } from "./quantile-point";
import { SMALL, sort, sortBytes } from "./sort";

const DIGITS = 2048;
const UNWANTED = 0xffffffff;
/** Quantiles that are looked up between two looks at the clock, and what one takes. */
export const FEW = 512;
export const EACH_NS = 150;

/** Which quantiles of the elements, how taken. */
export interface QuantilesOf {
  qs: ArrayLike<number>;
  method: QuantileMethod;
  skipNaN: boolean;
}

/**
 * Quantiles as np.quantile gives them, bit for bit; of singles as for a list of quantiles, which is in float64 but for differences. Of no
 * elements, or if any is NaN: NaN; with `skipNaN` those are left out, as by np.nanquantile.
 */
export function* quantile(lease: Lease, x: Elements, of: QuantilesOf): Algorithm<Float64Array> {
  const { qs, method, skipNaN } = of;
  const results = new Float64Array(qs.length).fill(NaN);
  if (x.count === 0 || qs.length === 0) return results;
  if (x.count <= SMALL) {
    const { pointer } = lease.bytes(x.count * ORDER_BYTES[x.dtype]);
    yield* sort(lease, { ...x, out: pointer });
    const sorted = { ...x, pointer }, at = reader(lease, sorted), valid = validOf(sorted, at);
    if (valid === 0 || (valid < x.count && !skipNaN)) return results;
    yield* eachOf(qs, (i) => (results[i] = valueAt(pointOf(method, valid, qs[i]!), at, x)));
    return results;
  }
  const buckets = yield* countBuckets(lease, x, chooseDigits(lease, x, DIGITS));
  const valid = x.count - buckets.nans;
  if (valid === 0 || (valid < x.count && !skipNaN)) return results;
  const ends = buckets.ends.view().slice();
  const isWanted = new Uint8Array(DIGITS);
  yield* eachOf(qs, (i) => {
    const { previous, next } = pointOf(method, valid, qs[i]!);
    isWanted[digitOfRank(ends, previous)] = isWanted[digitOfRank(ends, next)] = 1;
  });
  const wanted = [...isWanted.keys()].filter((digit) => isWanted[digit]);
  const { count, moved, packed } = keepOnly(ends, wanted);
  // A bucket that is wanted moves down to where those before it end.
  const offsets = buckets.offsets.view();
  for (let row = 0; row < offsets.length; row += DIGITS) {
    const was = wanted.map((digit) => offsets[row + digit]!);
    offsets.fill(UNWANTED, row, row + DIGITS);
    for (const [i, digit] of wanted.entries()) offsets[row + digit] = was[i]! - moved[digit]!;
  }
  const records = lease.bytes(count * 8), out = lease.bytes(count * ORDER_BYTES[x.dtype]);
  yield spreading("gather", x, buckets, records.pointer);
  const result = { dtype: x.dtype, byIndex: false, out: out.pointer };
  yield* finish(lease, segmentsOf(packed, records.pointer, 8, 0), count, records.pointer, result);
  const at = reader(lease, { pointer: out.pointer, dtype: x.dtype, count });
  const byRank = (rank: number) => at(rank - moved[digitOfRank(ends, rank)]!);
  yield* eachOf(qs, (i) => (results[i] = valueAt(pointOf(method, valid, qs[i]!), byRank, x)));
  return results;
}

/** Runs `each` of every quantile's index, in slices where there are many. */
function* eachOf({ length }: ArrayLike<number>, each: (i: number) => void): Algorithm<void> {
  if (length <= FEW) for (let i = 0; i < length; i++) each(i);
  else {
    yield {
      slices: Math.ceil(length / FEW),
      sliceNs: FEW * EACH_NS,
      run: (begin, end) => {
        for (let i = begin * FEW; i < Math.min(length, end * FEW); i++) each(i);
      },
    };
  }
}

/** Few quantiles of elements that are sorted. */
export function quantilesOf(sorted: Elements, buffer: ArrayBufferLike, { qs, method, skipNaN }: QuantilesOf): Float64Array {
  const at = readerOf(sorted, buffer), valid = validOf(sorted, at);
  const results = new Float64Array(qs.length).fill(NaN);
  if (valid === 0 || (valid < sorted.count && !skipNaN)) return results;
  for (let i = 0; i < qs.length; i++) results[i] = valueAt(pointOf(method, valid, qs[i]!), at, sorted);
  return results;
}

/** How many of sorted elements are before the NaN at their end. */
function validOf({ count }: Elements, at: (rank: number) => number): number {
  let valid = count;
  while (valid > 0 && Number.isNaN(at(valid - 1))) valid -= 1;
  return valid;
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

/** Where wanted buckets lie with no others between: how many records, by how much each digit's moved, where each ends. */
function keepOnly(ends: Uint32Array, wanted: readonly number[]) {
  let count = 0;
  const packed = new Uint32Array(wanted.length), moved = new Uint32Array(ends.length);
  for (const [i, digit] of wanted.entries()) {
    const start = digit > 0 ? ends[digit - 1]! : 0;
    moved[digit] = start - count;
    count += ends[digit]! - start;
    packed[i] = count;
  }
  return { count, moved, packed };
}

/** An upper bound of what `quantile` leases: all elements may be in the buckets that are wanted. */
export function quantileBytes({ dtype, count }: Pick<Elements, "dtype" | "count">): number {
  if (count <= SMALL) return count * ORDER_BYTES[dtype] + 128 + sortBytes({ dtype, count });
  return bucketBytes(count, DIGITS) + count * (16 + ORDER_BYTES[dtype]) + finishBytes(count) + 6 * 64;
}
