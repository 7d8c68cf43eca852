/**
 * Sums as pairs, of a high part, which is the plain sum, and a low part, which is the sum of its rounding errors (Knuth's two-sum): in two
 * lanes, each of which may hold another place of an array. Once the high part is not finite the low one is NaN, and counts for nothing.
 */

/** What a + b lost by rounding to `sum`. */
@inline export function lost(a: v128, b: v128, sum: v128): v128 {
  const part = f64x2.sub(sum, a);
  return f64x2.add(f64x2.sub(a, f64x2.sub(sum, part)), f64x2.sub(b, part));
}

/** What a + b gained by rounding to `sum`: never -0. */
@inline export function gained(a: v128, b: v128, sum: v128): v128 {
  const part = f64x2.sub(sum, a);
  return f64x2.add(f64x2.sub(f64x2.sub(sum, part), a), f64x2.sub(part, b));
}

@inline export function lostOne(a: f64, b: f64, sum: f64): f64 {
  const part = sum - a;
  return a - (sum - part) + (b - part);
}

/** Whether no sum with these low parts was infinite or NaN at any time: what one of them is once it stays. */
@inline export function areFinite(a: v128, b: v128, c: v128, d: v128): bool {
  const zeros = f64x2.add(f64x2.add(f64x2.sub(a, a), f64x2.sub(b, b)), f64x2.add(f64x2.sub(c, c), f64x2.sub(d, d)));
  return i64x2.all_true(f64x2.eq(zeros, f64x2.splat(0)));
}

/** A low part of 0 is left out too: -0 + 0 would lose the sign of a sum of zeros. */
@inline export function whole(high: v128, low: v128): v128 {
  return v128.bitselect(f64x2.add(high, low), high, f64x2.gt(f64x2.abs(low), f64x2.splat(0)));
}

@inline export function wholeOne(high: f64, low: f64): f64 {
  return abs(low) > 0 ? high + low : high;
}

/** The elements at two places, as float64. */
@inline export function two<T>(p: usize, q: usize): v128 {
  if (sizeof<T>() == 8) return v128.load64_lane(q, v128.load64_zero(p), 1);
  return f64x2.promote_low_f32x4(v128.load32_lane(q, v128.load32_zero(p), 1));
}

/** An element and the next one, as float64. */
@inline function next<T>(p: usize): v128 {
  return sizeof<T>() == 8 ? v128.load(p) : f64x2.promote_low_f32x4(v128.load64_zero(p));
}

/** Stores two results, each rounded once. */
@inline export function storeTwo<T>(p: usize, q: usize, y: v128): void {
  if (sizeof<T>() == 8) {
    v128.store64_lane(p, y, 0);
    v128.store64_lane(q, y, 1);
  } else {
    const single = f32x4.demote_f64x2_zero(y);
    v128.store32_lane(p, single, 0);
    v128.store32_lane(q, single, 1);
  }
}

@inline export function numberOf(x: f64, skip: bool): f64 { return skip ? select<f64>(x, -0.0, x == x) : x; }
@inline export function numbersOf(x: v128, skip: bool): v128 { return skip ? v128.bitselect(x, f64x2.splat(-0.0), f64x2.eq(x, x)) : x; }

/** The sum of elements from `p` to `end`, to a pair. */
@inline export function sumTo<T>(p: usize, end: usize, skip: bool, pair: usize): void {
  let a = f64x2.splat(-0.0), b = a, c = a, d = a;
  let restA = f64x2.splat(0), restB = restA, restC = restA, restD = restA;
  const step = sizeof<T>();
  for (; p + 8 * step <= end; p += 8 * step) {
    const u = numbersOf(next<T>(p), skip), v = numbersOf(next<T>(p + 2 * step), skip);
    const w = numbersOf(next<T>(p + 4 * step), skip), z = numbersOf(next<T>(p + 6 * step), skip);
    const nextA = f64x2.add(a, u), nextB = f64x2.add(b, v), nextC = f64x2.add(c, w), nextD = f64x2.add(d, z);
    restA = f64x2.add(restA, lost(a, u, nextA));
    restB = f64x2.add(restB, lost(b, v, nextB));
    restC = f64x2.add(restC, lost(c, w, nextC));
    restD = f64x2.add(restD, lost(d, z, nextD));
    a = nextA; b = nextB; c = nextC; d = nextD;
  }
  const ab = f64x2.add(a, b), cd = f64x2.add(c, d);
  const restAB = f64x2.add(lost(a, b, ab), f64x2.add(restA, restB)), restCD = f64x2.add(lost(c, d, cd), f64x2.add(restC, restD));
  const all = f64x2.add(ab, cd), rest = f64x2.add(lost(ab, cd, all), f64x2.add(restAB, restCD));
  const first = f64x2.extract_lane(all, 0), second = f64x2.extract_lane(all, 1);
  let high = first + second;
  let low = lostOne(first, second, high) + (f64x2.extract_lane(rest, 0) + f64x2.extract_lane(rest, 1));
  for (; p < end; p += step) {
    const v = numberOf(<f64>load<T>(p), skip), sum = high + v;
    low += lostOne(high, v, sum);
    high = sum;
  }
  store<f64>(pair, high);
  store<f64>(pair, low, 8);
}
