/**
 * The elements of a block that are kept where NaN are skipped, one behind the other: folds then run over them as over any block. How many
 * there are is returned, and written as a double to `kept`. Where all are, nothing is copied.
 */

export class Kept {
  @inline run(x: usize, out: usize, kept: usize, count: usize): usize {
    let most = count;
    if (hasNaN(x, count)) {
      let to = out;
      for (let end = x + (count << 3); x < end; x += 8) {
        const value = load<f64>(x);
        store<f64>(to, value);
        to += <usize>(value == value) << 3;
      }
      most = (to - out) >> 3;
    }
    store<f64>(kept, <f64>most);
    return most;
  }

  /** Of pairs: those without NaN in either. */
  @inline pairs(x: usize, y: usize, outX: usize, outY: usize, kept: usize, count: usize): usize {
    let most = count;
    if (hasNaN(x, count) || hasNaN(y, count)) {
      let at: usize = 0;
      for (let i: usize = 0; i < count << 3; i += 8) {
        const a = load<f64>(x + i), b = load<f64>(y + i);
        store<f64>(outX + at, a);
        store<f64>(outY + at, b);
        at += <usize>(a == a && b == b) << 3;
      }
      most = at >> 3;
    }
    store<f64>(kept, <f64>most);
    return most;
  }
}

function hasNaN(x: usize, count: usize): bool {
  const end = x + (count << 3), whole = x + ((count << 3) & ~63);
  let numbers = i64x2.splat(-1);
  for (; x < whole; x += 64) {
    const p = v128.load(x), q = v128.load(x, 16), r = v128.load(x, 32), s = v128.load(x, 48);
    numbers = v128.and(numbers, v128.and(v128.and(f64x2.eq(p, p), f64x2.eq(q, q)), v128.and(f64x2.eq(r, r), f64x2.eq(s, s))));
  }
  for (; x < end; x += 8) {
    const p = v128.load64_splat(x);
    numbers = v128.and(numbers, f64x2.eq(p, p));
  }
  return !i64x2.all_true(numbers);
}
