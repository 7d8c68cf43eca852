/**
 * Moving means.
 * Method: the sum of each window is that of the one before it, with the element that enters and without the one that leaves, as pairs,
 * begun anew every `part` outputs from the sums of aligned blocks. A unit has eight parts, which go on at once, two in the lanes of each
 * vector. Where a number in reach is not finite, or a window is cut by an end of the array, each part goes on alone and counts.
 * Source: none; pandas keeps a compensated sum in the same way, of the whole array.
 * Approximation: within an ulp or so of the exact mean of the window.
 * Special: NaN are no numbers; the mean of an infinity is that infinity, of both NaN.
 */
import { areFinite, lost, lostOne, Sought, storeTwo, sumTo, two, whole, wholeOne } from "./pair";

const PARTS: usize = 8;
/** Elements of a block; what is known of one: its finite numbers' sum as a pair, its numbers, its infinities of each sign. */
const BLOCK: isize = 1016;
const BLOCK_BYTES: usize = 40;

@unmanaged class RollingFrame {
  x: u32;
  out: u32;
  count: u32;
  window: u32;
  /** How many elements after its output a window ends. */
  ahead: u32;
  minPeriods: u32;
  /** Of the blocks. */
  blocks: u32;
  /** Outputs of a part of a whole unit. */
  part: u32;
  /** Outputs [first, last) have whole windows; the units before `head`, and those after `body` more, have the others. */
  first: u32;
  last: u32;
  head: u32;
  body: u32;
  /** Outputs of those units. */
  edge: u32;
  single: u32;
}

/** A window's sum and counts: one for each seat, in its scratch. */
@unmanaged class Window {
  high: f64;
  low: f64;
  numbers: f64;
  up: f64;
  down: f64;
}

@inline function put(w: Window, v: f64, times: f64): void {
  if (v != v) return;
  w.numbers += times;
  if (v - v != 0) {
    if (v > 0) w.up += times; else w.down += times;
    return;
  }
  add(w, v * times);
}

@inline function add(w: Window, v: f64): void {
  const sum = w.high + v;
  w.low += lostOne(w.high, v, sum);
  w.high = sum;
}

@inline function clear(w: Window): void {
  w.high = 0; w.low = 0; w.numbers = 0; w.up = 0; w.down = 0;
}

/** Adds what is known of a block, or takes it away. */
@inline function putBlock(w: Window, block: usize, times: f64): void {
  add(w, load<f64>(block) * times);
  w.low += load<f64>(block, 8) * times;
  w.numbers += load<f64>(block, 16) * times;
  w.up += load<f64>(block, 24) * times;
  w.down += load<f64>(block, 32) * times;
}

/** Elements [begin, end). */
@inline function putRange<T>(w: Window, x: usize, begin: isize, end: isize): void {
  for (let i = begin; i < end; i++) put(w, <f64>load<T>(x + i * sizeof<T>()), 1);
}

@inline function blockOf(f: RollingFrame, block: isize): usize { return <usize>f.blocks + <usize>block * BLOCK_BYTES; }

/** The window of elements [begin, end), from the blocks that it holds. */
@inline function windowOf<T>(f: RollingFrame, w: Window, begin: isize, end: isize): void {
  clear(w);
  const x = <usize>f.x, from = (begin + BLOCK - 1) / BLOCK, to = end / BLOCK;
  if (from >= to) {
    putRange<T>(w, x, begin, end);
    return;
  }
  for (let block = from; block < to; block++) putBlock(w, blockOf(f, block), 1);
  putRange<T>(w, x, begin, from * BLOCK);
  putRange<T>(w, x, to * BLOCK, end);
}

/** Outputs [begin, end), one after the other: whatever their windows hold. */
@inline function meansOne<T>(f: RollingFrame, w: Window, begin: isize, end: isize): void {
  const x = <usize>f.x, count = <isize>f.count, window = <isize>f.window, ahead = <isize>f.ahead;
  const least = <f64>max(f.minPeriods, 1);
  windowOf<T>(f, w, max(0, min(count, begin + ahead - window)), min(count, begin + ahead));
  for (let i = begin; i < end; i++) {
    const enters = i + ahead, leaves = enters - window;
    if (enters < count) put(w, <f64>load<T>(x + enters * sizeof<T>()), 1);
    if (leaves >= 0 && leaves < count) put(w, <f64>load<T>(x + leaves * sizeof<T>()), -1);
    let y: f64 = NaN;
    if (w.numbers >= least) {
      if (w.up > 0) y = w.down > 0 ? NaN : Infinity;
      else y = w.down > 0 ? -Infinity : wholeOne(w.high, w.low) / w.numbers;
    }
    store<T>(<usize>f.out + i * sizeof<T>(), <T>y);
  }
}

@inline function lanes(pair: usize): v128 { return v128.load64_lane(pair + 16, v128.load64_zero(pair), 1); }

/** `isFinite`: no choice between the parts of a pair is needed then. (A sum of windows begins at 0, and is never -0.) */
@inline function meanOf(high: v128, low: v128, window: v128, isFinite: bool): v128 {
  return f64x2.div(isFinite ? f64x2.add(high, low) : whole(high, low), window);
}

/**
 * A whole unit of finite numbers, from the pairs of the windows before each part's first. `isFinite`: it is taken for granted that no sum
 * leaves the range of doubles; whether that was so.
 */
@inline function meansAll<T>(f: RollingFrame, first: isize, outputs: usize, pairs: usize, isFinite: bool): bool {
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
    storeTwo<T>(q, q + part, meanOf(a, restA, window, isFinite));
    enters = two<T>(p + 2 * part, p + 3 * part); leaves = two<T>(o + 2 * part, o + 3 * part);
    change = f64x2.sub(enters, leaves); sum = f64x2.add(b, change);
    restB = f64x2.add(restB, f64x2.add(lost(enters, f64x2.neg(leaves), change), lost(b, change, sum)));
    b = sum;
    storeTwo<T>(q + 2 * part, q + 3 * part, meanOf(b, restB, window, isFinite));
    enters = two<T>(p + 4 * part, p + 5 * part); leaves = two<T>(o + 4 * part, o + 5 * part);
    change = f64x2.sub(enters, leaves); sum = f64x2.add(c, change);
    restC = f64x2.add(restC, f64x2.add(lost(enters, f64x2.neg(leaves), change), lost(c, change, sum)));
    c = sum;
    storeTwo<T>(q + 4 * part, q + 5 * part, meanOf(c, restC, window, isFinite));
    enters = two<T>(p + 6 * part, p + 7 * part); leaves = two<T>(o + 6 * part, o + 7 * part);
    change = f64x2.sub(enters, leaves); sum = f64x2.add(d, change);
    restD = f64x2.add(restD, f64x2.add(lost(enters, f64x2.neg(leaves), change), lost(d, change, sum)));
    d = sum;
    storeTwo<T>(q + 6 * part, q + 7 * part, meanOf(d, restD, window, isFinite));
  }
  return !isFinite || areFinite(restA, restB, restC, restD);
}

/** Whether all elements of the blocks that hold [begin, end) are finite, and their sums cannot leave the range of doubles. */
@inline function isFinite<T>(f: RollingFrame, begin: isize, end: isize): bool {
  let most: f64 = 0;
  for (let block = begin / BLOCK; block * BLOCK < end; block++) {
    const at = blockOf(f, block), size = <f64>(min(<isize>f.count, (block + 1) * BLOCK) - block * BLOCK);
    if (load<f64>(at, 16) != size || load<f64>(at, 24) + load<f64>(at, 32) > 0) return false;
    most += abs(load<f64>(at));
  }
  return most - most == 0;
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
  if (!isFinite<T>(f, begin, last + <isize>f.ahead)) {
    for (let from = first; from < last; from += BLOCK) meansOne<T>(f, w, from, min(last, from + BLOCK));
    return;
  }
  for (let i: isize = 0; i < <isize>PARTS; i++) {
    windowOfPart<T>(f, w, begin + i * part, window, part, i, scratch + 176);
    store<f64>(scratch + (<usize>i << 4), w.high);
    store<f64>(scratch + (<usize>i << 4), w.low, 8);
  }
  if (!meansAll<T>(f, first, part, scratch, true)) meansAll<T>(f, first, part, scratch, false);
  const rest = first + part * <isize>PARTS;
  if (rest < last) meansOne<T>(f, w, rest, last);
}

/** The window from `begin` on: its blocks are those of the part before, some further, where parts are whole blocks (`kept`). */
@inline function windowOfPart<T>(f: RollingFrame, w: Window, begin: isize, window: isize, part: isize, i: isize, kept: usize): void {
  const end = begin + window, from = (begin + BLOCK - 1) / BLOCK, to = end / BLOCK, k = changetype<Window>(kept);
  if (from >= to) {
    clear(w);
    w.low = sumInto<T>(f, w, begin, end);
    return;
  }
  if (i == 0 || part % BLOCK != 0) {
    clear(k);
    for (let block = from; block < to; block++) putBlock(k, blockOf(f, block), 1);
  } else {
    for (let block = part / BLOCK; block > 0; block--) {
      putBlock(k, blockOf(f, to - block), 1);
      putBlock(k, blockOf(f, from - block), -1);
    }
  }
  w.high = k.high; w.low = k.low;
  w.low += sumInto<T>(f, w, begin, from * BLOCK) + sumInto<T>(f, w, to * BLOCK, end);
}

/** Adds finite numbers [begin, end) to the high part of a window; what is to be added to its low part. */
@inline function sumInto<T>(f: RollingFrame, w: Window, begin: isize, end: isize): f64 {
  const pair = changetype<usize>(w) + 96, x = <usize>f.x;
  sumTo<T>(x + begin * sizeof<T>(), x + end * sizeof<T>(), false, pair, Sought.NONE);
  const part = load<f64>(pair), sum = w.high + part, low = lostOne(w.high, part, sum) + load<f64>(pair, 8);
  w.high = sum;
  return low;
}

@inline function blocksOf<T>(f: RollingFrame, begin: usize, end: usize): void {
  for (let block = <isize>begin; block < <isize>end; block++) {
    const w = changetype<Window>(blockOf(f, block)), begin = block * BLOCK, end = min(<isize>f.count, begin + BLOCK);
    clear(w);
    sumTo<T>(<usize>f.x + begin * sizeof<T>(), <usize>f.x + end * sizeof<T>(), false, changetype<usize>(w), Sought.BOTH);
    if (w.high - w.high == 0) w.numbers = <f64>(end - begin); // all of them are finite
    else {
      clear(w);
      putRange<T>(w, <usize>f.x, begin, end);
    }
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
