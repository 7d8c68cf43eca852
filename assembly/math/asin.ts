/**
 * asin(x), acos(x)
 * Method: with s = |x|, or sqrt((1 - |x|)/2) in two doubles where |x| > 1/2: asin s = s + s^3 P(s^2),
 * and asin x = pi/2 - 2 asin s there; acos x = pi/2 - asin x, 2 asin s, or pi - 2 asin s. What the sum with pi/2 or pi loses is put back.
 * Source: assembly/fit/asin.py, root.ts.
 * Approximation: degree 25 on |s| <= 1/2, error relative to s 2^-55.9.
 * Special: |x| > 1 gives NaN by the root of a negative number; NaN flows through.
 */
import { Lanes } from "../lanes";
import { Unary } from "../op";
import { AsinNumbers } from "../tables/asin";
import { InverseRoot } from "./root";

class Parts {
  @inline static isFar(x: v128): v128 { return f64x2.gt(f64x2.abs(x), Lanes.half()); }
  /** s^2. */
  @inline static square(x: v128): v128 {
    const a = f64x2.abs(x), half = Lanes.half();
    const far = f64x2.mul(f64x2.sub(Lanes.one(), a), half);
    return v128.bitselect(far, f64x2.mul(a, a), Parts.isFar(x));
  }
  @inline static s(x: v128): v128 { return v128.bitselect(f64x2.sqrt(Parts.square(x)), f64x2.abs(x), Parts.isFar(x)); }
  /** asin s - s. */
  @inline static rest(x: v128): v128 {
    const z = Parts.square(x), s = Parts.s(x);
    const z2 = f64x2.mul(z, z);
    const z4 = f64x2.mul(z2, z2);
    const p01 = Lanes.mulAdd(z, AsinNumbers.p1(), AsinNumbers.p0());
    const p23 = Lanes.mulAdd(z, AsinNumbers.p3(), AsinNumbers.p2());
    const p45 = Lanes.mulAdd(z, AsinNumbers.p5(), AsinNumbers.p4());
    const p67 = Lanes.mulAdd(z, AsinNumbers.p7(), AsinNumbers.p6());
    const p89 = Lanes.mulAdd(z, AsinNumbers.p9(), AsinNumbers.p8());
    const p1011 = Lanes.mulAdd(z, AsinNumbers.p11(), AsinNumbers.p10());
    const p8To11 = Lanes.mulAdd(z2, p1011, p89);
    const p4To7 = Lanes.mulAdd(z2, p67, p45);
    const p4To11 = Lanes.mulAdd(z4, p8To11, p4To7);
    const p0To3 = Lanes.mulAdd(z2, p23, p01);
    const p = Lanes.mulAdd(z4, p4To11, p0To3);
    return f64x2.mul(f64x2.mul(s, z), p);
  }
  /** What the root's rounding left. */
  @inline static rootLow(x: v128): v128 {
    const z = Parts.square(x);
    return f64x2.mul(InverseRoot.left(z, Parts.s(x)), InverseRoot.half(z));
  }
}

export class Asin extends Unary {
  @inline fast(x: v128): v128 {
    const s = Parts.s(x), rest = Parts.rest(x), halfPi = AsinNumbers.halfPi();
    const near = f64x2.add(s, rest);
    const twice = f64x2.add(s, s);
    const sum = f64x2.sub(halfPi, twice);
    const low = f64x2.sub(f64x2.sub(halfPi, sum), twice);
    const restOfBoth = f64x2.add(rest, Parts.rootLow(x));
    const sumLow = f64x2.sub(f64x2.add(low, AsinNumbers.halfPiLow()), f64x2.add(restOfBoth, restOfBoth));
    const far = f64x2.add(sum, sumLow);
    return v128.or(v128.bitselect(far, near, Parts.isFar(x)), v128.and(x, Lanes.signs()));
  }
}

export class Acos extends Unary {
  @inline fast(x: v128): v128 {
    const isFar = Parts.isFar(x), s = Parts.s(x);
    const rest = f64x2.add(Parts.rest(x), v128.and(Parts.rootLow(x), isFar));
    const sign = v128.and(x, Lanes.signs()), isNegative = f64x2.lt(x, f64x2.splat(0));
    // pi/2 - (s + rest) with x's sign, 2 (s + rest), or pi - 2 (s + rest).
    const start = v128.bitselect(v128.and(AsinNumbers.pi(), isNegative), AsinNumbers.halfPi(), isFar);
    const startLow = v128.bitselect(v128.and(AsinNumbers.piLow(), isNegative), AsinNumbers.halfPiLow(), isFar);
    const turn = v128.bitselect(sign, v128.xor(sign, Lanes.signs()), isFar);
    const step = v128.xor(v128.bitselect(f64x2.add(s, s), s, isFar), turn);
    const stepRest = v128.xor(v128.bitselect(f64x2.add(rest, rest), rest, isFar), turn);
    const sum = f64x2.add(start, step);
    const low = f64x2.add(f64x2.sub(start, sum), step);
    return f64x2.add(sum, f64x2.add(f64x2.add(low, startLow), stepRest));
  }
}
