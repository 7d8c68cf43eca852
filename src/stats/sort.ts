import type { Algorithm, Lease, Phase } from "../threads/phase";
import { chooseDigits } from "./digits";
import { type Elements, kernelsOf, ORDER_BYTES } from "./elements";
import { cacheBytes, digitsFor, finish, finishBytes, recordBytes, ROOM, segmentsOf } from "./finish";
import { bucketBytes, countBuckets, spreading } from "./partition";

/** Elements that are sorted in one unit. */
export const SMALL = 16_384;
const SMALL_NS = 14;
/** By dtype. Made once: putting a name together takes a twentieth of a small call. */
const SORTED = kernelsOf("order.small");
const INDICES = kernelsOf("order.smallIndices");

/** Sorts in ascending order, -0 before 0 and NaN last, to `out`, which may be `pointer`. */
export function sort(lease: Lease, x: Elements & { out: number }): Algorithm<void> {
  return order(lease, x, false);
}

/** Few elements, or their indices, sorted as one unit. */
export function orderUnit({ pointer, dtype, count, out }: Elements & { out: number }, byIndex: boolean): Phase | undefined {
  if (count === 0 || count > SMALL) return undefined;
  const end = pointer + count * ORDER_BYTES[dtype], outEnd = out + count * ORDER_BYTES[dtype];
  return {
    kernel: byIndex ? INDICES[dtype] : SORTED[dtype],
    frame: { x: pointer, count, out },
    units: 1,
    unitNs: count * SMALL_NS,
    scratchBytes: cacheBytes(count, recordBytes({ dtype, byIndex })),
    once: (out < end && pointer < outEnd) || undefined,
  };
}

/** Sorts elements, or their indices, to `out`. */
export function* order(lease: Lease, { out, ...x }: Elements & { out: number }, byIndex: boolean): Algorithm<void> {
  const unit = orderUnit({ out, ...x }, byIndex);
  if (unit) yield unit;
  if (x.count <= SMALL) return;
  const result = { dtype: x.dtype, byIndex, out };
  const bytes = recordBytes(result);
  const records = lease.bytes(x.count * bytes);
  const buckets = yield* countBuckets(lease, x, chooseDigits(lease, x, digitsFor(x.count)));
  yield spreading(byIndex ? "spreadIndices" : "spread", x, buckets, records.pointer);
  yield* finish(lease, segmentsOf(buckets.ends.view(), records.pointer, bytes, 0), x.count, records.pointer, result);
}

/** What a seat's scratch takes at most. */
export function orderScratch({ dtype, count }: Pick<Elements, "dtype" | "count">, byIndex: boolean): number {
  return cacheBytes(Math.min(count, ROOM), recordBytes({ dtype, byIndex }));
}

/** An upper bound of what sorting leases: records twice, tables, and lists of segments. */
export function orderBytes({ dtype, count }: Pick<Elements, "dtype" | "count">, byIndex: boolean): number {
  if (count <= SMALL) return 0;
  const digits = digitsFor(count);
  return 2 * count * recordBytes({ dtype, byIndex }) + bucketBytes(count, digits) + finishBytes(count);
}
export const sortBytes = (x: Pick<Elements, "dtype" | "count">) => orderBytes(x, false);
