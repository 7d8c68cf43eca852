/**
 * Prefix sums: the sums of parts, an exclusive scan of them, then each part again with what is before it.
 * Method: a unit has eight parts; the scan goes through all of them at once, two in the lanes of each vector, as one sum alone waits for
 * its own last addition.
 * Source: the block scan (Blelloch, "Prefix sums and their applications", 1990), sums as pairs.
 * Special: infinities and NaN as a sequential sum has them; the sum of -0 is -0. Where a sum might leave the range of doubles within a
 * part, elements are summed one after the other, as what left it does not come back.
 */
import {
  areFinite, gained, lostOne, mostIn, mostOfFinite, numberOf, numbersOf, Sought, storeTwo, sumTo, two, whole, wholeOne,
} from "./pair";

/** Parts of a unit. */
const PARTS: usize = 8;
/** Bytes of a line of the cache, and after how many addresses share their lines. */
const LINE: usize = 64;
const PAGE: usize = 4096;
/** Sums whose bound is below it stay in the range of doubles, rounding and all. */
const MOST: f64 = 8.98846567431158e307;

@unmanaged class CumsumFrame {
  x: u32;
  out: u32;
  count: u32;
  /** Elements of a part. */
  part: u32;
  /** For each part the sum of all before it, as a pair. */
  pairs: u32;
  /** For each part what no sum of its finite elements can exceed. */
  bounds: u32;
  /** Elements are float32. */
  single: u32;
  skipNaN: u32;
}

/** One part after the other, from what is before the first of them. */
@inline function scanOne<T>(p: usize, end: usize, q: usize, skip: bool, pair: usize): void {
  let high = load<f64>(pair), low = load<f64>(pair, 8);
  for (; p < end; p += sizeof<T>(), q += sizeof<T>()) {
    const x = <f64>load<T>(p), v = numberOf(x, skip), sum = high + v;
    low += lostOne(high, v, sum);
    high = sum;
    const y = wholeOne(high, low);
    store<T>(q, <T>(skip ? select<f64>(y, x, x == x) : y));
  }
  store<f64>(pair, high);
  store<f64>(pair, low, 8);
}

@inline function lanes(pair: usize): v128 { return v128.load64_lane(pair + 16, v128.load64_zero(pair), 1); }

/** A low part of 0 as -0: added to any high part, a sum of -0 too, it changes nothing. */
@inline function lowOf(pair: usize): v128 {
  const low = lanes(pair);
  return v128.bitselect(f64x2.splat(-0.0), low, f64x2.eq(low, f64x2.splat(0)));
}

/** The low part with what a + b lost. */
@inline function lowWith(low: v128, a: v128, b: v128, sum: v128): v128 { return f64x2.sub(low, gained(a, b, sum)); }

/**
 * All eight parts of a unit at once; each pair becomes the sum up to the end of its part. `isFinite`: it is taken for granted that no sum
 * is infinite or NaN, which spares each result a choice; whether that was so.
 */
@inline function scanAll<T>(x: usize, out: usize, part: usize, skip: bool, pairs: usize, isFinite: bool): bool {
  const bytes = part * sizeof<T>(), end = x + bytes, away = out - x;
  let a = lanes(pairs), b = lanes(pairs + 32), c = lanes(pairs + 64), d = lanes(pairs + 96);
  let restA = lowOf(pairs + 8), restB = lowOf(pairs + 40), restC = lowOf(pairs + 72), restD = lowOf(pairs + 104);
  for (let p = x; p < end; p += sizeof<T>()) {
    const q = p + away;
    const w = two<T>(p, p + bytes), u = numbersOf(w, skip), nextA = f64x2.add(a, u);
    const w2 = two<T>(p + 2 * bytes, p + 3 * bytes), u2 = numbersOf(w2, skip), nextB = f64x2.add(b, u2);
    const w3 = two<T>(p + 4 * bytes, p + 5 * bytes), u3 = numbersOf(w3, skip), nextC = f64x2.add(c, u3);
    const w4 = two<T>(p + 6 * bytes, p + 7 * bytes), u4 = numbersOf(w4, skip), nextD = f64x2.add(d, u4);
    restA = lowWith(restA, a, u, nextA);
    restB = lowWith(restB, b, u2, nextB);
    restC = lowWith(restC, c, u3, nextC);
    restD = lowWith(restD, d, u4, nextD);
    a = nextA; b = nextB; c = nextC; d = nextD;
    storeTwo<T>(q, q + bytes, shown(a, restA, w, skip, isFinite));
    storeTwo<T>(q + 2 * bytes, q + 3 * bytes, shown(b, restB, w2, skip, isFinite));
    storeTwo<T>(q + 4 * bytes, q + 5 * bytes, shown(c, restC, w3, skip, isFinite));
    storeTwo<T>(q + 6 * bytes, q + 7 * bytes, shown(d, restD, w4, skip, isFinite));
  }
  if (isFinite && !areFinite(restA, restB, restC, restD)) return false;
  store<f64>(pairs + 112, f64x2.extract_lane(d, 1)); // what a tail goes on from
  store<f64>(pairs + 120, f64x2.extract_lane(restD, 1));
  return true;
}

/** The parts of a unit; in place they cannot be gone through a second time. */
@inline function scanParts<T>(x: usize, out: usize, part: usize, skip: bool, pairs: usize): void {
  if (x != out && scanAll<T>(x, out, part, skip, pairs, true)) return;
  scanAll<T>(x, out, part, skip, pairs, false);
}

@inline function shown(high: v128, low: v128, x: v128, skip: bool, isFinite: bool): v128 {
  const y = isFinite ? f64x2.add(high, low) : whole(high, low);
  return skip ? v128.bitselect(y, x, f64x2.eq(x, x)) : y;
}

@inline function sumsOf<T>(f: CumsumFrame, begin: usize, end: usize, skip: bool): void {
  const part = <usize>f.part, count = <usize>f.count;
  for (let i = begin * PARTS; i < end * PARTS; i++) {
    const from = min(count, i * part), to = min(count, from + part);
    const bound = boundedSumTo<T>(<usize>f.x + from * sizeof<T>(), <usize>f.x + to * sizeof<T>(), skip, <usize>f.pairs + (i << 4));
    store<f64>(<usize>f.bounds + (i << 3), bound);
  }
}

/** The sum of a part, to a pair; what no sum of its finite elements can exceed. */
@inline function boundedSumTo<T>(p: usize, end: usize, skip: bool, pair: usize): f64 {
  let most = mostIn(sumTo<T>(p, end, skip, pair, Sought.MOST));
  if (most == 2047) most = mostOfFinite<T>(p, end);
  return reinterpret<f64>(<u64>(most + 1) << 52) * <f64>((end - p) / sizeof<T>());
}

@inline function scansOf<T>(f: CumsumFrame, begin: usize, end: usize, scratch: usize, skip: bool): void {
  const part = <usize>f.part, count = <usize>f.count, size = part * PARTS;
  for (let unit = begin; unit < end; unit++) {
    const first = unit * size, pairs = <usize>f.pairs + ((unit * PARTS) << 4);
    if (load<f64>(pairs, 8) == Infinity) continue; // what no low part is: cumsum_onward has been here
    memory.copy(scratch, pairs, 128); // a unit may run again: it changes no pair
    if (first + size <= count) {
      scanParts<T>(<usize>f.x + first * sizeof<T>(), <usize>f.out + first * sizeof<T>(), part, skip, scratch);
      continue;
    }
    const shift = first * sizeof<T>();
    scanOne<T>(<usize>f.x + shift, <usize>f.x + count * sizeof<T>(), <usize>f.out + shift, skip, scratch);
  }
}

/** Parts that are not a whole number of pages apart, or nearly: they would share few lines of the L1 cache. */
@inline function partOf(most: usize, size: usize): usize {
  const apart = (most * size + LINE) & (PAGE - 1);
  return most > 2 * LINE && apart < 2 * LINE ? most - 2 * LINE / size : most;
}

/** Whether sums from `high` on may leave the range of doubles. NaN stays NaN, an infinity what it is unless parts' own sums overflow. */
@inline function mayOverflow(high: f64, bound: f64): bool {
  return high == high && (high - high == 0 ? abs(high) : 0) + bound > MOST;
}

/** All of a short array: its parts' sums, what is before each, and the scan. */
@inline function wholeOf<T>(f: CumsumFrame, scratch: usize, skip: bool): void {
  const x = <usize>f.x, out = <usize>f.out, count = <usize>f.count, part = partOf(count / PARTS, sizeof<T>());
  let high: f64 = -0.0, low: f64 = 0;
  for (let i: usize = 0; i < PARTS; i++) {
    const pair = scratch + (i << 4);
    if (i == PARTS - 1) { // nothing is summed from the last part's sum
      store<f64>(pair, high);
      store<f64>(pair, low, 8);
      break;
    }
    const bound = boundedSumTo<T>(x + i * part * sizeof<T>(), x + (i + 1) * part * sizeof<T>(), skip, pair);
    if (mayOverflow(high, bound)) {
      store<f64>(scratch, -0.0);
      store<f64>(scratch, 0, 8);
      scanOne<T>(x, x + count * sizeof<T>(), out, skip, scratch);
      return;
    }
    const sum = load<f64>(pair), next = high + sum, rest = low + (lostOne(high, sum, next) + load<f64>(pair, 8));
    store<f64>(pair, high);
    store<f64>(pair, low, 8);
    high = next;
    low = rest;
  }
  scanParts<T>(x, out, part, skip, scratch);
  const done = part * PARTS * sizeof<T>();
  scanOne<T>(x + done, x + count * sizeof<T>(), out + done, skip, scratch + 112);
}

/** Each part's sum, to its pair. */
export function cumsum_sums(frame: usize, begin: usize, end: usize, scratch: usize): void {
  const f = changetype<CumsumFrame>(frame);
  if (f.single) {
    if (f.skipNaN) sumsOf<f32>(f, begin, end, true);
    else sumsOf<f32>(f, begin, end, false);
  } else if (f.skipNaN) sumsOf<f64>(f, begin, end, true);
  else sumsOf<f64>(f, begin, end, false);
}

/** Each unit, from the pairs of what is before its parts. */
export function cumsum_scan(frame: usize, begin: usize, end: usize, scratch: usize): void {
  const f = changetype<CumsumFrame>(frame);
  if (f.single) {
    if (f.skipNaN) scansOf<f32>(f, begin, end, scratch, true);
    else scansOf<f32>(f, begin, end, scratch, false);
  } else if (f.skipNaN) scansOf<f64>(f, begin, end, scratch, true);
  else scansOf<f64>(f, begin, end, scratch, false);
}

/** One unit, whose sums may leave the range of doubles, one element after the other; to the pair after its own what is after it. */
export function cumsum_onward(frame: usize, begin: usize, end: usize, scratch: usize): void {
  const f = changetype<CumsumFrame>(frame), x = <usize>f.x, out = <usize>f.out, count = <usize>f.count;
  memory.copy(scratch, f.pairs, 16);
  if (f.single) {
    if (f.skipNaN) scanOne<f32>(x, x + (count << 2), out, true, scratch);
    else scanOne<f32>(x, x + (count << 2), out, false, scratch);
  } else if (f.skipNaN) scanOne<f64>(x, x + (count << 3), out, true, scratch);
  else scanOne<f64>(x, x + (count << 3), out, false, scratch);
  memory.copy(<usize>f.pairs + (PARTS << 4), scratch, 16);
}

/** A short array, as one unit. */
export function cumsum_whole(frame: usize, begin: usize, end: usize, scratch: usize): void {
  const f = changetype<CumsumFrame>(frame);
  if (f.single) {
    if (f.skipNaN) wholeOf<f32>(f, scratch, true);
    else wholeOf<f32>(f, scratch, false);
  } else if (f.skipNaN) wholeOf<f64>(f, scratch, true);
  else wholeOf<f64>(f, scratch, false);
}
