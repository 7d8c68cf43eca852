/** Windows of a moving mean: their sums and counts, from the elements and blocks that they hold. */
import { lostOne } from "./pair";

/** Elements of a block; what is known of one: that of a window, and the sizes of its elements. */
export const BLOCK: isize = 1016;
const BLOCK_BYTES: usize = 56;
/** Windows whose sums leave the range of doubles are kept so much smaller. */
export const SMALL: f64 = 5.421010862427522e-20; // 2 ** -64

@unmanaged export class RollingFrame {
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

/** The sum of finite numbers as a pair, and counts of numbers and infinities: one for each seat, in its scratch. */
@unmanaged export class Window {
  high: f64;
  low: f64;
  numbers: f64;
  up: f64;
  down: f64;
  /** What the numbers are multiplied by in the sum: 1 or SMALL. */
  scale: f64;
  /** Of a block's elements. */
  sizes: u64;
}

/** Counts and adds an element. */
@inline function put(w: Window, v: f64): void {
  if (v != v) return;
  w.numbers += 1;
  if (v - v == 0) add(w, v * w.scale);
  else if (v > 0) w.up += 1;
  else w.down += 1;
}

@inline function add(w: Window, v: f64): void {
  const sum = w.high + v;
  w.low += lostOne(w.high, v, sum);
  w.high = sum;
}

@inline export function clear(w: Window, scale: f64): void {
  w.high = 0; w.low = 0; w.numbers = 0; w.up = 0; w.down = 0; w.scale = scale;
}

/** Adds what is known of a block. */
@inline function putBlock(w: Window, block: Window): void {
  const scale = w.scale / block.scale;
  add(w, block.high * scale);
  w.low += block.low * scale;
  w.numbers += block.numbers;
  w.up += block.up;
  w.down += block.down;
}

/** Adds the sum of a block of ordinary numbers, or takes it away. */
@inline export function putSum(w: Window, block: Window, times: f64): void {
  add(w, block.high * times);
  w.low += block.low * times;
}

/** Elements [begin, end). */
@inline export function putRange<T>(w: Window, x: usize, begin: isize, end: isize): void {
  for (let i = begin; i < end; i++) put(w, <f64>load<T>(x + i * sizeof<T>()));
}

@inline export function blockOf(f: RollingFrame, block: isize): Window {
  return changetype<Window>(<usize>f.blocks + <usize>block * BLOCK_BYTES);
}

/** The window of elements [begin, end), in a scale in which its sum is finite. */
export function windowOf<T>(f: RollingFrame, w: Window, begin: isize, end: isize): void {
  scaledWindowOf<T>(f, w, begin, end, 1);
  if (w.high - w.high != 0) scaledWindowOf<T>(f, w, begin, end, SMALL);
}

/** From the blocks that it holds. */
function scaledWindowOf<T>(f: RollingFrame, w: Window, begin: isize, end: isize, scale: f64): void {
  clear(w, scale);
  const x = <usize>f.x, from = (begin + BLOCK - 1) / BLOCK, to = end / BLOCK;
  if (from >= to) {
    putRange<T>(w, x, begin, end);
    return;
  }
  for (let block = from; block < to; block++) putBlock(w, blockOf(f, block));
  putRange<T>(w, x, begin, from * BLOCK);
  putRange<T>(w, x, to * BLOCK, end);
}
