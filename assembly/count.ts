/** NaN, for safe mode's count of results that became NaN: whether there are any, and how many. Formats of two lanes. */
import { Format } from "./format";

const NONE: usize = memory.data<u64>([0, 0], 16);

export class NaNs<T extends Format> {
  /**
   * False only if no element is NaN: a NaN survives every sum it is part of. (True also where infinities cancel: then the exact count
   * decides.) A third of the work of counting.
   */
  @inline mayBeIn(x: usize, count: usize): bool {
    const t = changetype<T>(0);
    const pair: usize = 2 << t.shift(), one: usize = 1 << t.shift();
    let found = i64x2.splat(0);
    for (; count >= 16; count -= 16) {
      const a = f64x2.add(f64x2.add(t.load(x), t.load(x + pair)), f64x2.add(t.load(x + 2 * pair), t.load(x + 3 * pair)));
      x += pair << 2;
      const b = f64x2.add(f64x2.add(t.load(x), t.load(x + pair)), f64x2.add(t.load(x + 2 * pair), t.load(x + 3 * pair)));
      x += pair << 2;
      const sum = f64x2.add(a, b);
      found = v128.or(found, f64x2.ne(sum, sum));
    }
    for (; count; count--) {
      const y = t.loadOne(x);
      found = v128.or(found, f64x2.ne(y, y));
      x += one;
    }
    return v128.any_true(found);
  }

  /** Sets the mark (8 bytes, all bits) of each element that is NaN. Those of others it clears, or, if there are `more`, leaves. */
  @inline mark(x: usize, stride: usize, marks: usize, more: bool, count: usize): void {
    const t = changetype<T>(0);
    const keep = i64x2.splat(more ? -1 : 0);
    for (; count >= 2; count -= 2) {
      const a = t.load(x);
      v128.store(marks, v128.or(f64x2.ne(a, a), v128.and(keep, v128.load(marks))));
      x += (<usize>2 << t.shift()) * stride;
      marks += 16;
    }
    if (count) {
      const a = t.loadOne(x);
      v128.store64_lane(marks, v128.or(f64x2.ne(a, a), v128.and(keep, v128.load64_splat(marks))), 0);
    }
  }

  /** How many elements are NaN and not marked; marks may be 0, for none. */
  @inline count(x: usize, marks: usize, count: usize): usize {
    const t = changetype<T>(0), step: usize = marks != 0 ? 16 : 0;
    if (marks == 0) marks = NONE;
    let total = i64x2.splat(0);
    for (; count >= 2; count -= 2) {
      const a = t.load(x);
      total = i64x2.sub(total, v128.andnot(f64x2.ne(a, a), v128.load(marks)));
      x += <usize>2 << t.shift();
      marks += step;
    }
    let sum = <usize>(i64x2.extract_lane(total, 0) + i64x2.extract_lane(total, 1));
    if (count) {
      const a = t.loadOne(x);
      sum += <usize>(i64x2.extract_lane(v128.andnot(f64x2.ne(a, a), v128.load64_splat(marks)), 0) & 1);
    }
    return sum;
  }
}
