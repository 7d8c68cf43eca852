/**
 * The moments of a block: count, mean and its rest, and the sums of the 2nd, 3rd and 4th powers of the distances from the mean (M2, M3,
 * M4); of two columns, count, means, M2 of each, and the sum of the products of the distances.
 *
 * Method: two passes. The mean of the plain sum is rounded; what the mean of the distances from it is, is the mean's rest, and corrects
 * the powers (Chan, Golub, LeVeque 1983). So the mean has twice the precision, and data far from 0 lose nothing.
 */

/** Element i belongs to lane i % 4 in the second pass, to lane i % 8 in the first. */
export class Moments {
  @inline run(x: usize, out: usize, count: usize): void {
    const n = <f64>count;
    const mean = meanOf(x, count);
    const middle = f64x2.splat(mean);
    const end = x + (count << 3);
    let a1 = f64x2.splat(0), a2 = a1, a3 = a1, a4 = a1, b1 = a1, b2 = a1, b3 = a1, b4 = a1;
    for (; x < end; x += 32) {
      const p = f64x2.sub(loadTwo(x, end, middle), middle), q = f64x2.sub(loadTwo(x + 16, end, middle), middle);
      const pp = f64x2.mul(p, p), qq = f64x2.mul(q, q);
      a1 = f64x2.add(a1, p); a2 = f64x2.add(a2, pp); a3 = f64x2.add(a3, f64x2.mul(pp, p)); a4 = f64x2.add(a4, f64x2.mul(pp, pp));
      b1 = f64x2.add(b1, q); b2 = f64x2.add(b2, qq); b3 = f64x2.add(b3, f64x2.mul(qq, q)); b4 = f64x2.add(b4, f64x2.mul(qq, qq));
    }
    const s1 = lanes(f64x2.add(a1, b1)), s2 = lanes(f64x2.add(a2, b2)), s3 = lanes(f64x2.add(a3, b3)), s4 = lanes(f64x2.add(a4, b4));
    store<f64>(out, n);
    storeMean(mean, s1 / n, out + 8);
    const rest = load<f64>(out, 16), square = rest * rest;
    store<f64>(out, s2 - s1 * rest, 24);
    store<f64>(out, s3 - 3 * rest * s2 + 2 * square * s1, 32);
    store<f64>(out, s4 - 4 * rest * s3 + 6 * square * s2 - 3 * square * rest * s1, 40);
  }
}

export class CoMoments {
  @inline run(x: usize, y: usize, out: usize, count: usize): void {
    const n = <f64>count;
    const meanX = meanOf(x, count), meanY = meanOf(y, count);
    const middleX = f64x2.splat(meanX), middleY = f64x2.splat(meanY);
    const end = x + (count << 3), by = y - x;
    let x1 = f64x2.splat(0), y1 = x1, xx = x1, yy = x1, xy = x1;
    for (; x < end; x += 16) {
      const p = f64x2.sub(loadTwo(x, end, middleX), middleX), q = f64x2.sub(loadTwo(x + by, end + by, middleY), middleY);
      x1 = f64x2.add(x1, p); y1 = f64x2.add(y1, q);
      xx = f64x2.add(xx, f64x2.mul(p, p)); yy = f64x2.add(yy, f64x2.mul(q, q)); xy = f64x2.add(xy, f64x2.mul(p, q));
    }
    const sumX = lanes(x1), sumY = lanes(y1);
    store<f64>(out, n);
    storeMean(meanX, sumX / n, out + 8);
    storeMean(meanY, sumY / n, out + 24);
    const restX = load<f64>(out, 16), restY = load<f64>(out, 32);
    store<f64>(out, lanes(xx) - sumX * restX, 40);
    store<f64>(out, lanes(yy) - sumY * restY, 48);
    store<f64>(out, lanes(xy) - sumX * restY, 56);
  }
}

/** Beyond the range of doubles nothing is known of the distances: the rest is NaN, and so are the powers. */
// @ts-ignore: decorator
@inline
function storeMean(mean: f64, rest: f64, out: usize): void {
  store<f64>(out, mean);
  store<f64>(out, abs(mean) < Infinity ? rest : NaN, 8);
}

/** What brings the sum of a block below the largest number. */
const SMALL: f64 = 1.0 / 2048;

/** Of the plain sum; where that is beyond the largest number, of numbers made smaller. */
function meanOf(x: usize, count: usize): f64 {
  const mean = sumOf(x, count, 1) / <f64>count;
  return abs(mean) < Infinity ? mean : sumOf(x, count, SMALL) / <f64>count / SMALL;
}

/** The plain sum of the elements times `scale`. */
// @ts-ignore: decorator
@inline
function sumOf(x: usize, count: usize, scale: f64): f64 {
  const end = x + (count << 3), zero = f64x2.splat(0), factor = f64x2.splat(scale);
  let a = zero, b = zero, c = zero, d = zero;
  for (; x < end; x += 64) {
    a = f64x2.add(a, f64x2.mul(loadTwo(x, end, zero), factor));
    b = f64x2.add(b, f64x2.mul(loadTwo(x + 16, end, zero), factor));
    c = f64x2.add(c, f64x2.mul(loadTwo(x + 32, end, zero), factor));
    d = f64x2.add(d, f64x2.mul(loadTwo(x + 48, end, zero), factor));
  }
  return lanes(f64x2.add(f64x2.add(a, c), f64x2.add(b, d)));
}

/** Two elements at `x`; of those from `end` on, the lanes of `filling`. */
// @ts-ignore: decorator
@inline
function loadTwo(x: usize, end: usize, filling: v128): v128 {
  return x + 16 <= end ? v128.load(x) : x < end ? v128.load64_lane(x, filling, 0) : filling;
}

// @ts-ignore: decorator
@inline
function lanes(sums: v128): f64 {
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}
