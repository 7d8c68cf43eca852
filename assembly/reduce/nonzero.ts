/** How many elements of a block are not 0; NaN is not. */
export class Nonzero {
  @inline run(x: usize, out: usize, count: usize): void {
    const end = x + (count << 3), whole = x + ((count << 3) & ~15), zero = f64x2.splat(0);
    let found = i64x2.splat(0);
    for (; x < whole; x += 16) found = i64x2.sub(found, f64x2.ne(v128.load(x), zero)); // true is -1
    let all = i64x2.extract_lane(found, 0) + i64x2.extract_lane(found, 1);
    if (x < end) all += <i64>(load<f64>(x) != 0);
    store<f64>(out, <f64>all);
  }
}
