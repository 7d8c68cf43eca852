/** Counts digits of elements, and spreads their records into buckets, one bucket a digit. A unit is a stripe of neighbouring elements. */
import { coarseKeyOf, recordShift, storeRecord } from "./key";

@unmanaged export class StripeFrame {
  x: u32; count: u32;
  /** Elements of a stripe. */
  stripe: u32;
  digits: u32;
  /** A table a stripe: of counts, or of where the next record of a digit goes. */
  tables: u32;
  records: u32;
  /** Whether digits are linear in the coarse key, else in the value. */
  byKey: u32;
  keyShift: u32;
  low: f64;
  scale: f64;
}

/** Of a bucket whose records are not wanted. */
export const UNWANTED: u32 = 0xffffffff;

/** Two elements at p as doubles; of the last element alone, twice it. */
@inline function pair<E>(p: usize, isPair: bool): v128 {
  const first = f64x2.splat(<f64>load<E>(p));
  return isPair ? f64x2.replace_lane(first, 1, <f64>load<E>(p + sizeof<E>())) : first;
}

/** 2 ** 52: what is added to it is rounded to an integer, in the lower words. */
const TO_INTEGER: f64 = 4503599627370496;

/** Their digits, in the lower words of the lanes. NaN is in the last bucket. */
@inline function valueDigits(x: v128, low: v128, scale: v128, last: v128): v128 {
  const t = f64x2.mul(f64x2.sub(x, low), scale);
  return f64x2.add(f64x2.pmax(f64x2.splat(0), f64x2.pmin(last, t)), f64x2.splat(TO_INTEGER));
}

@inline function keyDigit<E>(x: E, low: u32, shift: u32, last: u32): u32 {
  const key = coarseKeyOf<E>(x);
  return key < low ? 0 : min((key - low) >> shift, last);
}

@inline function countAt(table: usize, digit: u32): void {
  const c = table + ((<usize>digit) << 2);
  store<u32>(c, load<u32>(c) + 1);
}

/** Returns how many elements are NaN. */
@inline export function count<E>(pointer: usize, begin: u32, end: u32): u32 {
  const f = changetype<StripeFrame>(pointer);
  const last = f.digits - 1, shift = f.keyShift, lowKey = <u32>f.low;
  const low = f64x2.splat(f.low), scale = f64x2.splat(f.scale), lasts = f64x2.splat(<f64>last);
  let nans: u32 = 0;
  for (let unit = begin; unit < end; unit++) {
    const table = <usize>f.tables + ((<usize>unit * f.digits) << 2);
    memory.fill(table, 0, (<usize>f.digits) << 2);
    let p = <usize>f.x + (<usize>unit * f.stripe) * sizeof<E>();
    const stop = <usize>f.x + <usize>min(<u64>f.count, (<u64>unit + 1) * f.stripe) * sizeof<E>();
    if (f.byKey) {
      for (; p < stop; p += sizeof<E>()) {
        const x = load<E>(p);
        if (isFloat<E>()) nans += <u32>(x != x);
        countAt(table, keyDigit<E>(x, lowKey, shift, last));
      }
      continue;
    }
    let found = i64x2.splat(0);
    for (; p + sizeof<E>() < stop; p += 2 * sizeof<E>()) {
      const x = pair<E>(p, true);
      if (isFloat<E>()) found = i64x2.sub(found, f64x2.ne(x, x));
      const d = valueDigits(x, low, scale, lasts);
      countAt(table, <u32>i32x4.extract_lane(d, 0));
      countAt(table, <u32>i32x4.extract_lane(d, 2));
    }
    nans += <u32>i64x2.extract_lane(found, 0) + <u32>i64x2.extract_lane(found, 1);
    if (p < stop) {
      const x = pair<E>(p, false);
      if (isFloat<E>()) nans += <u32>(load<E>(p) != load<E>(p));
      countAt(table, <u32>i32x4.extract_lane(valueDigits(x, low, scale, lasts), 0));
    }
  }
  return nans;
}

@inline function place<E>(next: usize, digit: u32, p: usize, index: u32, records: usize, byIndex: bool, some: bool): void {
  const c = next + ((<usize>digit) << 2);
  const at = load<u32>(c);
  if (some && at == UNWANTED) return;
  store<u32>(c, at + 1);
  storeRecord<E>(records + ((<usize>at) << recordShift<E>(byIndex)), load<E>(p), index, byIndex);
}

/** Writes each element's record to its bucket; those of an UNWANTED bucket are left out if `some`. */
@inline export function scatter<E>(pointer: usize, begin: u32, end: u32, next: usize, byIndex: bool, some: bool): void {
  const f = changetype<StripeFrame>(pointer);
  const last = f.digits - 1, shift = f.keyShift, lowKey = <u32>f.low, records = <usize>f.records;
  const low = f64x2.splat(f.low), scale = f64x2.splat(f.scale), lasts = f64x2.splat(<f64>last);
  for (let unit = begin; unit < end; unit++) {
    // Of the thread's own, so that a unit may run again.
    memory.copy(next, <usize>f.tables + ((<usize>unit * f.digits) << 2), (<usize>f.digits) << 2);
    let index = unit * f.stripe;
    let p = <usize>f.x + (<usize>index) * sizeof<E>();
    const stop = <usize>f.x + <usize>min(<u64>f.count, (<u64>unit + 1) * f.stripe) * sizeof<E>();
    if (f.byKey) {
      for (; p < stop; p += sizeof<E>(), index++) {
        place<E>(next, keyDigit<E>(load<E>(p), lowKey, shift, last), p, index, records, byIndex, some);
      }
      continue;
    }
    for (; p + sizeof<E>() < stop; p += 2 * sizeof<E>(), index += 2) {
      const d = valueDigits(pair<E>(p, true), low, scale, lasts);
      place<E>(next, <u32>i32x4.extract_lane(d, 0), p, index, records, byIndex, some);
      place<E>(next, <u32>i32x4.extract_lane(d, 2), p + sizeof<E>(), index + 1, records, byIndex, some);
    }
    if (p < stop) {
      const d = valueDigits(pair<E>(p, false), low, scale, lasts);
      place<E>(next, <u32>i32x4.extract_lane(d, 0), p, index, records, byIndex, some);
    }
  }
}

@unmanaged export class OffsetsFrame {
  /** Of a segment: its first table, how many tables, where its first record goes. */
  segments: u32;
  digits: u32;
  counts: u32;
  /** A table a stripe: where its records of each digit go. */
  offsets: u32;
  /** A table a segment: where each digit's bucket ends. */
  ends: u32;
}

/** A unit is a segment: places for the counts of its stripes. */
export function offsets(pointer: usize, begin: u32, end: u32): void {
  const f = changetype<OffsetsFrame>(pointer);
  const bytes = (<usize>f.digits) << 2;
  for (let unit = begin; unit < end; unit++) {
    const segment = <usize>f.segments + (<usize>unit) * 12;
    const first = <usize>load<u32>(segment) * bytes, size = <usize>load<u32>(segment, 4) * bytes;
    const next = <usize>f.ends + (<usize>unit) * bytes;
    memory.fill(next, 0, bytes);
    for (let row = first; row < first + size; row += bytes) {
      for (let d: usize = 0; d < bytes; d += 16) {
        v128.store(next + d, i32x4.add(v128.load(next + d), v128.load(<usize>f.counts + row + d)));
      }
    }
    let sum = load<u32>(segment, 8);
    for (let d: usize = 0; d < bytes; d += 4) {
      const here = load<u32>(next + d);
      store<u32>(next + d, sum);
      sum += here;
    }
    for (let row = first; row < first + size; row += bytes) {
      for (let d: usize = 0; d < bytes; d += 16) {
        const at = v128.load(next + d);
        v128.store(<usize>f.offsets + row + d, at);
        v128.store(next + d, i32x4.add(at, v128.load(<usize>f.counts + row + d)));
      }
    }
  }
}
