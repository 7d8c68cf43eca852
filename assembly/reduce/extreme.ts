/**
 * The smallest or the largest element of a block, and where it is first. NaN counts as the extreme, and -0 is less than 0.
 *
 * `f64x2.min` is eight instructions in V8 on x64, `f64x2.pmin` is one: it passes over NaN and takes zeros for equal. So NaN are looked for
 * beside it, and the sign of a zero is settled by a second look where the extreme is one.
 */

/** What comes first. */
export class Order {
  /** Of two, the second where it comes before the first; never a NaN that is second. */
  @inline first(a: v128, b: v128): v128 { return a; }
  /** That no number comes after. */
  @inline last(): f64 { return 0; }
  /** Which zero comes before the other. */
  @inline zero(): f64 { return 0; }
}

export class Smallest extends Order {
  @inline first(a: v128, b: v128): v128 { return f64x2.pmin(a, b); }
  @inline last(): f64 { return Infinity; }
  @inline zero(): f64 { return -0.0; }
}

export class Largest extends Order {
  @inline first(a: v128, b: v128): v128 { return f64x2.pmax(a, b); }
  @inline last(): f64 { return -Infinity; }
  @inline zero(): f64 { return 0; }
}

/** The extreme of `count` elements at `x`, but that a zero may have either sign. NaN are passed over, or give NaN. */
class Scan<O extends Order> {
  @inline of(x: usize, count: usize, skipsNaN: bool): f64 {
    const o = changetype<O>(0);
    let a = f64x2.splat(o.last()), b = a, c = a, d = a, nans = i64x2.splat(0);
    const end = x + (count << 3), whole = x + ((count << 3) & ~63);
    for (; x < whole; x += 64) {
      const p = v128.load(x), q = v128.load(x, 16), r = v128.load(x, 32), s = v128.load(x, 48);
      if (!skipsNaN) {
        nans = v128.or(nans, v128.or(v128.or(f64x2.ne(p, p), f64x2.ne(q, q)), v128.or(f64x2.ne(r, r), f64x2.ne(s, s))));
      }
      a = o.first(a, p);
      b = o.first(b, q);
      c = o.first(c, r);
      d = o.first(d, s);
    }
    for (; x < end; x += 8) {
      const p = v128.load64_splat(x);
      if (!skipsNaN) nans = v128.or(nans, f64x2.ne(p, p));
      a = o.first(a, p);
    }
    const both = o.first(o.first(a, c), o.first(b, d));
    const value = f64x2.extract_lane(o.first(both, v128.shuffle<u64>(both, both, 1, 0)), 0);
    return !skipsNaN && v128.any_true(nans) ? NaN : value;
  }
}

/** The value alone. */
export class ExtremeValue<O extends Order> {
  @inline run(x: usize, out: usize, count: usize): void {
    const value = changetype<Scan<O>>(0).of(x, count, false), zero = changetype<O>(0).zero();
    store<f64>(out, value != 0 ? value : hasBits(zero, x, count) ? zero : -zero);
  }
}

/** The value and its index within the block: of the first NaN, if there is one. */
export class Extreme<O extends Order> {
  @inline run(x: usize, out: usize, count: usize): void {
    const value = changetype<Scan<O>>(0).of(x, count, false);
    storeAt(value != value ? firstNaN(x) : firstOf(value, x, count), x, out);
  }
}

/** NaN do not count. Without any other element there is no index: -1. */
export class ExtremeKept<O extends Order> {
  @inline run(x: usize, out: usize, count: usize): void {
    storeAt(firstOf(changetype<Scan<O>>(0).of(x, count, true), x, count), x, out);
  }
}

// @ts-ignore: decorator
@inline
function storeAt(index: i32, x: usize, out: usize): void {
  store<f64>(out, index < 0 ? NaN : load<f64>(x + (<usize>index << 3)));
  store<f64>(out, <f64>index, 8);
}

/** Where the first element is that equals `value`, or -1. */
function firstOf(value: f64, x: usize, count: usize): i32 {
  const wanted = f64x2.splat(value), begin = x;
  const end = x + (count << 3), whole = x + ((count << 3) & ~63);
  while (x < whole) {
    const ab = v128.or(f64x2.eq(v128.load(x), wanted), f64x2.eq(v128.load(x, 16), wanted));
    const cd = v128.or(f64x2.eq(v128.load(x, 32), wanted), f64x2.eq(v128.load(x, 48), wanted));
    if (v128.any_true(v128.or(ab, cd))) break;
    x += 64;
  }
  while (x < end && load<f64>(x) != value) x += 8;
  return x < end ? <i32>((x - begin) >> 3) : -1;
}

/** Where the first NaN is. There is one. */
function firstNaN(x: usize): i32 {
  const begin = x;
  while (load<f64>(x) == load<f64>(x)) x += 8;
  return <i32>((x - begin) >> 3);
}

/** Whether an element is this very number: zeros are told apart. */
function hasBits(value: f64, x: usize, count: usize): bool {
  const wanted = f64x2.splat(value);
  const end = x + (count << 3), whole = x + ((count << 3) & ~63);
  for (; x < whole; x += 64) {
    const ab = v128.or(i64x2.eq(v128.load(x), wanted), i64x2.eq(v128.load(x, 16), wanted));
    const cd = v128.or(i64x2.eq(v128.load(x, 32), wanted), i64x2.eq(v128.load(x, 48), wanted));
    if (v128.any_true(v128.or(ab, cd))) return true;
  }
  for (; x < end; x += 8) if (load<i64>(x) == reinterpret<i64>(value)) return true;
  return false;
}
