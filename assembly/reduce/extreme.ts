/** The smallest or largest element of a block and where it is first. Partials are a value and an index within the block. */
import { Elements, Fold } from "./fold";

export class Extreme<F extends Fold> {
  /** NaN counts as the extreme: the first one is found. */
  @inline run(x: usize, out: usize, count: usize): void {
    changetype<Elements<F>>(0).run(x, out, count);
    const value = load<f64>(out);
    storeAt(value != value ? firstNaN(x) : firstOf(value, x, count), x, out);
  }
}

/** NaN do not count. Without any other element there is no index: -1. */
export class SmallestKept {
  @inline run(x: usize, out: usize, count: usize): void {
    let least = f64x2.splat(Infinity);
    const end = x + (count << 3);
    for (let at = x; at < end; at += 16) {
      least = f64x2.pmin(least, at + 16 <= end ? v128.load(at) : v128.load64_splat(at));
    }
    const a = f64x2.extract_lane(least, 0), b = f64x2.extract_lane(least, 1);
    storeAt(firstOf(a < b ? a : b, x, count), x, out);
  }
}

export class LargestKept {
  @inline run(x: usize, out: usize, count: usize): void {
    let most = f64x2.splat(-Infinity);
    const end = x + (count << 3);
    for (let at = x; at < end; at += 16) {
      most = f64x2.pmax(most, at + 16 <= end ? v128.load(at) : v128.load64_splat(at));
    }
    const a = f64x2.extract_lane(most, 0), b = f64x2.extract_lane(most, 1);
    storeAt(firstOf(a > b ? a : b, x, count), x, out);
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
