/**
 * Moving means.
 * Method: the sum of each window is that of the one before it, with the element that enters and without the one that leaves, as pairs,
 * begun anew every `part` outputs from the sums of aligned blocks. A unit has eight parts, which go on at once, two in the lanes of each
 * vector. Where a number in reach is not finite, or of so different a size from others that a pair could lose some, or a window is cut by
 * an end of the array, outputs follow one another: numbers are counted, and a window is begun anew where what has left it was so large
 * that a trace of it might show.
 * Source: none; pandas keeps a compensated sum in the same way, of the whole array.
 * Approximation: as if the window alone were summed in twice the precision: within an ulp or so of its exact mean, unless it cancels.
 * Special: NaN are no numbers; the mean of an infinity is that infinity, of both NaN.
 */
import { leastIn, lost, lostOne, mostIn, Sought, storeTwo, sumTo, two, wholeOne } from "./pair";
import { BLOCK, blockOf, clear, putRange, putSum, RollingFrame, SMALL, Window, windowOf } from "./window";

const PARTS: usize = 8;
/** Exponents from which on a window's sum might leave the range: it has less than 2 ** 32 elements. */
const HUGE: u32 = 2013;
/**
 * Bits that pairs hold of all elements alike: 106, less the 53 of the least, and what 2 * 4,064 errors of half an ulp take. So many bits
 * may lie between the largest sum and the least number: all is exact.
 */
const EXACT_BITS: i32 = 40;
/** So many bits may lie between the largest numbers of blocks, where each window holds a whole block: all it holds is as large as that. */
const NEAR_BITS: i32 = 20;
/** A sum, or an element in the window, beside which nothing of this size that has left leaves a trace. */
const SUM_BESIDE: f64 = 2.3283064365386963e-10; // 2 ** -32
const ELEMENT_BESIDE: f64 = 9.5367431640625e-7; // 2 ** -20
/** A share of the element kept for that from which on a later one is kept instead: most are, which the processor foresees. */
const LATER: f64 = 0.00390625;

@inline function sizeOf(v: f64): f64 { return v - v == 0 ? abs(v) : 0; }

/** Outputs [begin, end), one after the other: whatever their windows hold. */
@inline function meansOne<T>(f: RollingFrame, w: Window, begin: isize, end: isize): void {
  const x = <usize>f.x, count = <isize>f.count, window = <isize>f.window, ahead = <isize>f.ahead;
  const least = <f64>max(f.minPeriods, 1);
  let high: f64 = 0, low: f64 = 0, numbers: f64 = 0, up: f64 = 0, down: f64 = 0, scale: f64 = 1; // the window's, out of memory
  let left: f64 = 0; // the largest size that has left since the window was begun
  let near: f64 = 0, nearAt: isize = -1; // a size in the window, large and late, and its place
  for (let i = begin; i < end; i++) {
    const enters = i + ahead, leaves = enters - window;
    let isStale = i == begin;
    if (!isStale) {
      if (nearAt <= leaves) near = 0;
      if (enters < count) {
        const v = <f64>load<T>(x + enters * sizeof<T>());
        if (v - v == 0) {
          const u = v * scale, sum = high + u;
          low += lostOne(high, u, sum);
          high = sum;
          numbers += 1;
          if (abs(v) >= near * LATER) {
            near = abs(v);
            nearAt = enters;
          }
        } else if (v == v) {
          numbers += 1;
          if (v > 0) up += 1; else down += 1;
        }
      }
      if (leaves >= 0 && leaves < count) {
        const v = <f64>load<T>(x + leaves * sizeof<T>());
        if (v - v == 0) {
          const u = -v * scale, sum = high + u;
          low += lostOne(high, u, sum);
          high = sum;
          numbers -= 1;
          left = max(left, abs(v));
        } else if (v == v) {
          numbers -= 1;
          if (v > 0) up -= 1; else down -= 1;
        }
      }
      const size = abs(high + low);
      isStale = size - size != 0 || (size < left * scale * SUM_BESIDE && near < left * ELEMENT_BESIDE);
    }
    if (isStale) {
      windowOf<T>(f, w, max(0, min(count, leaves + 1)), min(count, enters + 1));
      high = w.high; low = w.low; numbers = w.numbers; up = w.up; down = w.down; scale = w.scale;
      left = 0;
    }
    let y: f64 = NaN;
    if (numbers >= least) {
      if (up > 0) y = down > 0 ? NaN : Infinity;
      else y = down > 0 ? -Infinity : wholeOne(high, low) / (numbers * scale);
    }
    store<T>(<usize>f.out + i * sizeof<T>(), <T>y);
  }
}

@inline function lanes(pair: usize): v128 { return v128.load64_lane(pair + 16, v128.load64_zero(pair), 1); }

/** Without a choice between the parts of a pair: a sum of windows begins at 0, and is never -0. */
@inline function meanOf(high: v128, low: v128, window: v128): v128 { return f64x2.div(f64x2.add(high, low), window); }

/** A whole unit of numbers of like sizes, from the pairs of the windows before each part's first. */
@inline function meansAll<T>(f: RollingFrame, first: isize, outputs: usize, pairs: usize): void {
  const part = outputs * sizeof<T>(), window = f64x2.splat(<f64>f.window), back = <usize>f.window * sizeof<T>();
  let a = lanes(pairs), b = lanes(pairs + 32), c = lanes(pairs + 64), d = lanes(pairs + 96);
  let restA = lanes(pairs + 8), restB = lanes(pairs + 40), restC = lanes(pairs + 72), restD = lanes(pairs + 104);
  const begin = <usize>f.x + (first + <isize>f.ahead) * sizeof<T>(), away = <usize>f.out + first * sizeof<T>() - begin;
  for (let p = begin; p < begin + part; p += sizeof<T>()) {
    const q = p + away, o = p - back;
    let enters = two<T>(p, p + part), leaves = two<T>(o, o + part);
    let change = f64x2.sub(enters, leaves), sum = f64x2.add(a, change);
    restA = f64x2.add(restA, f64x2.add(lost(enters, f64x2.neg(leaves), change), lost(a, change, sum)));
    a = sum;
    storeTwo<T>(q, q + part, meanOf(a, restA, window));
    enters = two<T>(p + 2 * part, p + 3 * part); leaves = two<T>(o + 2 * part, o + 3 * part);
    change = f64x2.sub(enters, leaves); sum = f64x2.add(b, change);
    restB = f64x2.add(restB, f64x2.add(lost(enters, f64x2.neg(leaves), change), lost(b, change, sum)));
    b = sum;
    storeTwo<T>(q + 2 * part, q + 3 * part, meanOf(b, restB, window));
    enters = two<T>(p + 4 * part, p + 5 * part); leaves = two<T>(o + 4 * part, o + 5 * part);
    change = f64x2.sub(enters, leaves); sum = f64x2.add(c, change);
    restC = f64x2.add(restC, f64x2.add(lost(enters, f64x2.neg(leaves), change), lost(c, change, sum)));
    c = sum;
    storeTwo<T>(q + 4 * part, q + 5 * part, meanOf(c, restC, window));
    enters = two<T>(p + 6 * part, p + 7 * part); leaves = two<T>(o + 6 * part, o + 7 * part);
    change = f64x2.sub(enters, leaves); sum = f64x2.add(d, change);
    restD = f64x2.add(restD, f64x2.add(lost(enters, f64x2.neg(leaves), change), lost(d, change, sum)));
    d = sum;
    storeTwo<T>(q + 6 * part, q + 7 * part, meanOf(d, restD, window));
  }
}

/**
 * Whether pairs suffice for windows in [begin, end): all numbers are finite, no sum of them can leave the range of doubles, and what is
 * large cannot push out what is small: either all sums are exact, or no window is without a number nearly as large as any.
 */
@inline function areAlike(f: RollingFrame, begin: isize, end: isize): bool {
  let most: u32 = 0, least: u32 = 2047, leastMost: u32 = 2047;
  for (let block = begin / BLOCK; block * BLOCK < end; block++) {
    const sizes = blockOf(f, block).sizes, largest = mostIn(sizes);
    most = max(most, largest);
    least = min(least, leastIn(sizes));
    leastMost = min(leastMost, largest);
  }
  if (most >= HUGE) return false;
  if (<i32>most - <i32>least + (32 - <i32>clz(f.window)) <= EXACT_BITS) return true;
  return <isize>f.window >= 2 * BLOCK && <i32>most - <i32>leastMost <= NEAR_BITS;
}

@inline function unitOf<T>(f: RollingFrame, unit: usize, scratch: usize): void {
  const size = <isize>(f.part * <u32>PARTS), edge = <isize>f.edge, w = changetype<Window>(scratch + 128);
  const head = <isize>f.head, body = <isize>f.body, at = <isize>unit;
  if (at < head) {
    meansOne<T>(f, w, at * edge, min(<isize>f.first, (at + 1) * edge));
    return;
  }
  if (at >= head + body) {
    const from = <isize>f.last + (at - head - body) * edge;
    meansOne<T>(f, w, from, min(<isize>f.count, from + edge));
    return;
  }
  const first = <isize>f.first + (at - head) * size, last = min(<isize>f.last, first + size);
  const window = <isize>f.window, begin = first + <isize>f.ahead - window, part = (last - first) / <isize>PARTS;
  if (!areAlike(f, begin, last + <isize>f.ahead)) {
    meansOne<T>(f, w, first, last);
    return;
  }
  for (let i: isize = 0; i < <isize>PARTS; i++) {
    windowOfPart<T>(f, w, begin + i * part, window, part, i, scratch + 256);
    store<f64>(scratch + (<usize>i << 4), w.high);
    store<f64>(scratch + (<usize>i << 4), w.low, 8);
  }
  meansAll<T>(f, first, part, scratch);
  const rest = first + part * <isize>PARTS;
  if (rest < last) meansOne<T>(f, w, rest, last);
}

/** The window from `begin` on: its blocks are those of the part before, some further, where parts are whole blocks (`kept`). */
@inline function windowOfPart<T>(f: RollingFrame, w: Window, begin: isize, window: isize, part: isize, i: isize, kept: usize): void {
  const end = begin + window, from = (begin + BLOCK - 1) / BLOCK, to = end / BLOCK, k = changetype<Window>(kept);
  if (from >= to) {
    clear(w, 1);
    w.low = sumInto<T>(f, w, begin, end);
    return;
  }
  if (i == 0 || part % BLOCK != 0) {
    clear(k, 1);
    for (let block = from; block < to; block++) putSum(k, blockOf(f, block), 1);
  } else {
    for (let block = part / BLOCK; block > 0; block--) {
      putSum(k, blockOf(f, to - block), 1);
      putSum(k, blockOf(f, from - block), -1);
    }
  }
  w.high = k.high; w.low = k.low;
  w.low += sumInto<T>(f, w, begin, from * BLOCK) + sumInto<T>(f, w, to * BLOCK, end);
}

/** Adds finite numbers [begin, end) to the high part of a window; what is to be added to its low part. */
@inline function sumInto<T>(f: RollingFrame, w: Window, begin: isize, end: isize): f64 {
  const pair = changetype<usize>(w) + 64, x = <usize>f.x;
  sumTo<T>(x + begin * sizeof<T>(), x + end * sizeof<T>(), false, pair, Sought.NONE);
  const part = load<f64>(pair), sum = w.high + part, low = lostOne(w.high, part, sum) + load<f64>(pair, 8);
  w.high = sum;
  return low;
}

@inline function blocksOf<T>(f: RollingFrame, begin: usize, end: usize): void {
  for (let block = <isize>begin; block < <isize>end; block++) {
    const w = blockOf(f, block), begin = block * BLOCK, end = min(<isize>f.count, begin + BLOCK);
    clear(w, 1);
    w.sizes = sumTo<T>(<usize>f.x + begin * sizeof<T>(), <usize>f.x + end * sizeof<T>(), false, changetype<usize>(w), Sought.BOTH);
    if (w.high - w.high == 0) { // all of them are finite
      w.numbers = <f64>(end - begin);
      continue;
    }
    clear(w, 1);
    putRange<T>(w, <usize>f.x, begin, end);
    if (w.high - w.high == 0) continue;
    clear(w, SMALL);
    putRange<T>(w, <usize>f.x, begin, end);
  }
}

/** What is known of each block: units are blocks. */
export function rolling_blocks(frame: usize, begin: usize, end: usize, scratch: usize): void {
  const f = changetype<RollingFrame>(frame);
  if (f.single) blocksOf<f32>(f, begin, end);
  else blocksOf<f64>(f, begin, end);
}

export function rolling_mean(frame: usize, begin: usize, end: usize, scratch: usize): void {
  const f = changetype<RollingFrame>(frame);
  for (let unit = begin; unit < end; unit++) {
    if (f.single) unitOf<f32>(f, unit, scratch);
    else unitOf<f64>(f, unit, scratch);
  }
}

/** What a unit needs of its scratch: sums of windows, and the windows they are made in. Blocks of a short array follow. */
const WINDOWS_BYTES: usize = 512;

/** A short array, as one unit: its blocks, then every unit of its outputs. */
export function rolling_whole(frame: usize, begin: usize, end: usize, scratch: usize): void {
  const f = changetype<RollingFrame>(frame);
  f.blocks = <u32>(scratch + WINDOWS_BYTES);
  rolling_blocks(frame, 0, <usize>((<isize>f.count + BLOCK - 1) / BLOCK), scratch);
  rolling_mean(frame, 0, f.head + f.body + (f.count - f.last + f.edge - 1) / f.edge, scratch);
}
