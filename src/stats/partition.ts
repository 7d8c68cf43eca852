/** Elements to records in buckets: the first pass of a sort. */
import type { Algorithm, Frame, Lease, Phase } from "../threads/phase";
import type { Digits } from "./digits";
import { type Elements, wordsOf } from "./elements";

/** Elements of a stripe: more of a long array, so that the tables of stripes stay few. */
const STRIPE = 65_536;
const MOST_STRIPES = 512;

const COUNT_NS = 1.2;
const SCATTER_NS = 3;

export interface Buckets {
  digits: Digits;
  stripe: number;
  stripes: number;
  /** Where the records of each digit go, a table a stripe. */
  offsets: ReturnType<Lease["u32"]>;
  /** Where each digit's bucket ends. */
  ends: ReturnType<Lease["u32"]>;
  nans: number;
}

const stripeOf = (count: number) => STRIPE * Math.max(1, Math.ceil(count / (STRIPE * MOST_STRIPES)));

function frameOf(x: Elements, { digits, byKey, keyShift, low, scale }: Digits, stripe: number, tables: number, records: number): Frame {
  const { pointer, count } = x;
  return { x: pointer, count, stripe, digits, tables, records, byKey: Number(byKey), keyShift, low: wordsOf(low), scale: wordsOf(scale) };
}

/** Counts the elements of each bucket. */
export function* countBuckets(lease: Lease, x: Elements, digits: Digits): Algorithm<Buckets> {
  const stripe = stripeOf(x.count), stripes = Math.ceil(x.count / stripe);
  const counts = lease.u32(stripes * digits.digits), offsets = lease.u32(stripes * digits.digits);
  const ends = lease.u32(digits.digits), segment = lease.u32(3);
  segment.view().set([0, stripes, 0]);
  const nans = yield {
    kernel: `order.count_${x.dtype}`,
    frame: frameOf(x, digits, stripe, counts.pointer, 0),
    units: stripes,
    unitNs: stripe * COUNT_NS,
  };
  yield {
    kernel: "order.offsets",
    frame: {
      segments: segment.pointer, digits: digits.digits, counts: counts.pointer, offsets: offsets.pointer, ends: ends.pointer,
    },
    units: 1,
    unitNs: stripes * digits.digits,
  };
  return { digits, stripe, stripes, offsets, ends, nans };
}

/** Writes the elements' records to `records`, by a kernel of `name`: spread, gather or spreadIndices. */
export function spreading(name: string, x: Elements, { digits, stripe, stripes, offsets }: Buckets, records: number): Phase {
  return {
    kernel: `order.${name}_${x.dtype}`,
    frame: frameOf(x, digits, stripe, offsets.pointer, records),
    units: stripes,
    unitNs: stripe * SCATTER_NS,
    scratchBytes: digits.digits * 4,
  };
}

/** Bytes that countBuckets leases. */
export function bucketBytes(count: number, digits: number): number {
  return (2 * Math.ceil(count / stripeOf(count)) + 1) * digits * 4 + 4 * 64;
}
