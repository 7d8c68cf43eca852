/** NaN, for safe mode's count of results that became NaN: whether there are any, and how many. */
import { Format } from "./loop";

/** Which pairs count: those whose result is NaN because an operand is. */
export class Pairs {
  @inline nan(x: v128, y: v128): v128 { return x; }
}

export class Either extends Pairs {
  @inline nan(x: v128, y: v128): v128 { return v128.or(f64x2.ne(x, x), f64x2.ne(y, y)); }
}

/** pow(NaN, 0) is 1. */
export class OfPower extends Pairs {
  @inline nan(x: v128, y: v128): v128 { return v128.or(v128.and(f64x2.ne(x, x), f64x2.ne(y, f64x2.splat(0))), f64x2.ne(y, y)); }
}

export class Count<A extends Format, B extends Format, P extends Pairs> {
  /** How many of the pairs count. Strides as in Loop. */
  @inline nan(a: usize, aStride: usize, b: usize, bStride: usize, count: usize): usize {
    const af = changetype<A>(0), bf = changetype<B>(0), pairs = changetype<P>(0);
    const aPair = (<usize>2 << af.shift()) * aStride, bPair = (<usize>2 << bf.shift()) * bStride;
    let total = i64x2.splat(0), more = i64x2.splat(0);
    for (; count >= 4; count -= 4) {
      const x0 = af.load(a), y0 = bf.load(b), x1 = af.load(a + aPair), y1 = bf.load(b + bPair);
      total = i64x2.sub(total, pairs.nan(x0, y0));
      more = i64x2.sub(more, pairs.nan(x1, y1));
      a += aPair << 1;
      b += bPair << 1;
    }
    total = i64x2.add(total, more);
    let sum = <usize>(i64x2.extract_lane(total, 0) + i64x2.extract_lane(total, 1));
    for (; count; count--) {
      const x = af.loadOne(a), y = bf.loadOne(b);
      sum += <usize>(i64x2.extract_lane(pairs.nan(x, y), 0) & 1);
      a += aPair >> 1;
      b += bPair >> 1;
    }
    return sum;
  }
}

export class Look<T extends Format> {
  /**
   * False only if no element is NaN: a NaN survives every sum it is part of. (True also where infinities cancel: then the exact count
   * decides.) A third of the work of counting.
   */
  @inline mayHaveNaN(x: usize, count: usize): bool {
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
}
