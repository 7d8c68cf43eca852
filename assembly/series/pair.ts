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

/** The high words of four doubles without their signs: in the order of their sizes. */
@inline function words(u: v128, v: v128): v128 { return i32x4.shl(v128.shuffle<i32>(u, v, 1, 3, 5, 7), 1); }
@inline function word(v: f64): u32 { return <u32>(reinterpret<u64>(v) >>> 32) << 1; }
@inline function mostOf(v: v128): u32 {
  const pairs = i32x4.max_u(v, v128.shuffle<i32>(v, v, 2, 3, 0, 1));
  return max(<u32>i32x4.extract_lane(pairs, 0), <u32>i32x4.extract_lane(pairs, 1));
}
@inline function leastOf(v: v128): u32 {
  const pairs = i32x4.min_u(v, v128.shuffle<i32>(v, v, 2, 3, 0, 1));
  return min(<u32>i32x4.extract_lane(pairs, 0), <u32>i32x4.extract_lane(pairs, 1));
}

/** What is known of the sizes of elements: exponents, as doubles have them. */
@inline export function sizesOf(most: u32, least: u32): u64 { return (<u64>(most >>> 21) << 32) | <u64>(least >>> 21); }
/** Of the largest: 2047 where one is infinite or NaN. */
@inline export function mostIn(sizes: u64): u32 { return <u32>(sizes >>> 32); }
/** Of the least but 0 (and what is below 2 ** -1042, which is taken for 0): 2047 where there is none. */
@inline export function leastIn(sizes: u64): u32 { return <u32>sizes; }

/** Which sizes a sum finds on its way. */
export enum Sought { NONE, MOST, BOTH }

/** The word of an infinity: the upper half of its bits, without the sign. */
const INFINITE: u32 = 0xffe00000;

/** The exponent of the largest finite element. */
export function mostOfFinite<T>(p: usize, end: usize): u32 {
  const step = sizeof<T>(), infinity = i32x4.splat(INFINITE);
  let most = i32x4.splat(0), rest: u32 = 0;
  for (; p + 4 * step <= end; p += 4 * step) {
    const sizes = words(next<T>(p), next<T>(p + 2 * step));
    most = i32x4.max_u(most, v128.and(sizes, i32x4.lt_u(sizes, infinity)));
  }
  for (; p < end; p += step) {
    const v = <f64>load<T>(p);
    if (v - v == 0) rest = max(rest, word(v));
  }
  return max(mostOf(most), rest) >>> 21;
}

/** The sum of elements from `p` to `end`, to a pair; the sizes of them all, as far as they are `sought`. */
@inline export function sumTo<T>(p: usize, end: usize, skip: bool, pair: usize, sought: Sought): u64 {
  let most = i32x4.splat(0), least = i32x4.splat(-1), mostRest: u32 = 0, leastRest: u32 = u32.MAX_VALUE;
  let a = f64x2.splat(-0.0), b = a, c = a, d = a;
  let restA = f64x2.splat(0), restB = restA, restC = restA, restD = restA;
  const step = sizeof<T>();
  for (; p + 8 * step <= end; p += 8 * step) {
    const u = numbersOf(next<T>(p), skip), v = numbersOf(next<T>(p + 2 * step), skip);
    const w = numbersOf(next<T>(p + 4 * step), skip), z = numbersOf(next<T>(p + 6 * step), skip);
    if (sought != Sought.NONE) {
      const uv = words(u, v), wz = words(w, z), one = i32x4.splat(1);
      most = i32x4.max_u(i32x4.max_u(most, uv), wz);
      if (sought == Sought.BOTH) least = i32x4.min_u(i32x4.min_u(least, i32x4.sub(uv, one)), i32x4.sub(wz, one));
    }
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
    if (sought != Sought.NONE) {
      mostRest = max(mostRest, word(v));
      leastRest = min(leastRest, word(v) - 1);
    }
  }
  store<f64>(pair, high);
  store<f64>(pair, low, 8);
  return sought != Sought.NONE ? sizesOf(max(mostOf(most), mostRest), min(leastOf(least), leastRest)) : 0;
}
