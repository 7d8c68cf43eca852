/**
 * The sum of the squares of a block, which never leaves the range of doubles: a partial is an exponent, a sum and its rest, and stands for
 * (sum + rest) * 4^exponent. The exponent is 0 where the sum of the squares themselves is far from both ends of the range.
 */
import { Block, Sum } from "./fold";
import { Squares } from "./terms";

/** Sums from 2^-900 to 2^900: what squares lose below is nothing to them, and so many blocks as there may be stay below infinity. */
const LEAST: f64 = reinterpret<f64>(<u64>(1023 - 900) << 52);
const MOST: f64 = reinterpret<f64>(<u64>(1023 + 900) << 52);
const MOST_EXPONENT: i64 = 1000;

export class Norm {
  @inline run(x: usize, out: usize, count: usize): void {
    let exponent: i64 = 0;
    for (;;) {
      const scale = f64x2.splat(reinterpret<f64>(<u64>(1023 - exponent) << 52));
      changetype<Block<Sum, Squares>>(0).run(x, 0, scale, out + 8, count);
      const sum = load<f64>(out, 8);
      if (exponent != 0 || (sum >= LEAST && sum <= MOST) || sum != sum) break;
      const largest = this.largest(x, count);
      if (largest == 0 || largest == Infinity) break;
      exponent = min(max((<i64>(reinterpret<u64>(largest) >> 52)) - 1023, -MOST_EXPONENT), MOST_EXPONENT);
      if (exponent == 0) break;
    }
    store<f64>(out, <f64>exponent);
  }

  /** The largest magnitude; none is NaN. */
  @inline largest(x: usize, count: usize): f64 {
    let most: f64 = 0;
    for (let end = x + (count << 3); x < end; x += 8) most = max(most, abs(load<f64>(x)));
    return most;
  }
}
