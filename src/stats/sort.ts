import type { Algorithm, Lease } from "../threads/phase";
import { chooseDigits } from "./digits";
import { type Elements, ORDER_BYTES } from "./elements";
import { cacheBytes, digitsFor, finish, finishBytes, recordBytes, segmentsOf } from "./finish";
import { bucketBytes, countBuckets, spreading } from "./partition";

/** Elements that are sorted in one unit. */
export const SMALL = 16_384;
const SMALL_NS = 14;

/** Sorts in ascending order, -0 before 0 and NaN last, to `out`, which may be `pointer`. */
export function sort(lease: Lease, x: Elements & { out: number }): Algorithm<void> {
  return order(lease, x, false);
}

/** Sorts elements, or their indices, to `out`. */
export function* order(lease: Lease, { out, ...x }: Elements & { out: number }, byIndex: boolean): Algorithm<void> {
  if (x.count === 0) return;
  const result = { dtype: x.dtype, byIndex, out };
  const bytes = recordBytes(result);
  if (x.count <= SMALL) {
    const inPlace = out < x.pointer + x.count * ORDER_BYTES[x.dtype] && x.pointer < out + x.count * ORDER_BYTES[x.dtype];
    yield {
      kernel: `order.small${byIndex ? "Indices" : ""}_${x.dtype}`,
      frame: [x.pointer, x.count, out],
      units: 1,
      unitNs: x.count * SMALL_NS,
      scratchBytes: cacheBytes(x.count, bytes),
      ...(inPlace && { once: true }),
    };
    return;
  }
  const records = lease.bytes(x.count * bytes);
  const buckets = yield* countBuckets(lease, x, chooseDigits(lease, x, digitsFor(x.count)));
  yield spreading(byIndex ? "spreadIndices" : "spread", x, buckets, records.pointer);
  yield* finish(lease, segmentsOf(buckets.ends.view(), records.pointer, bytes, 0), x.count, records.pointer, result);
}

/** An upper bound of what sorting leases: records twice, tables, and lists of segments. */
export function orderBytes({ dtype, count }: Pick<Elements, "dtype" | "count">, byIndex: boolean): number {
  if (count <= SMALL) return 0;
  const digits = digitsFor(count);
  return 2 * count * recordBytes({ dtype, byIndex }) + bucketBytes(count, digits) + finishBytes(count);
}
export const sortBytes = (x: Pick<Elements, "dtype" | "count">) => orderBytes(x, false);
