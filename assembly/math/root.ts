/**
 * cbrt(x), hypot(a, b), rsqrt(x) = 1/sqrt(x)
 * Method: a first value, and what it leaves, exactly enough, put back by a step of Newton's.
 *   cbrt: y = |x|^(-1/3) from the bits of x divided by 3, in two steps of order 4 and 3; t = x y^2 in 26 bits, x - t^3 exactly.
 *   hypot: the root of a^2 + b^2 in two doubles.
 *   rsqrt: s = sqrt(x) and 1/s, with x - s^2 and 1 - s/s.
 * Source: assembly/fit/root.py (the constant of the bits); the first value of an inverse root after C. McEniry (2007).
 * Approximation: the first value of a cube root to a tenth, put back to less than an ulp; half an inverse root to a part in 500.
 * Special: magnitudes near the ends of the exponents are scaled first; zeros, infinities and NaN go by rule.
 */
import { Lanes } from "../lanes";
import { BinaryFlagging, Flagging } from "../op";
import { Split } from "../split";
import { RootNumbers } from "../tables/root";

/** Less half the bits of z, the bits of 1/sqrt(z), more or less. */
const INVERSE_START: i64 = 0x5fe6eb50c7b537a9;
/** Of half of Newton's y (3/2 - z/2 y^2): half of 3/2, and half of 1/2. */
const HALF_OF_START: f64 = 0.75; // 0x1.8p-1
const HALF_OF_STEP: f64 = 0.25; // 0x1p-2

/** 1/(2 sqrt(z)) to a part in 500: for what is below an ulp of the root. */
export class InverseRoot {
  @inline static half(z: v128): v128 {
    const y = i64x2.sub(i64x2.splat(INVERSE_START), i64x2.shr_u(z, 1));
    const step = f64x2.mul(f64x2.mul(f64x2.splat(HALF_OF_STEP), z), f64x2.mul(y, y));
    const factor = f64x2.sub(f64x2.splat(HALF_OF_START), step);
    return f64x2.mul(y, factor);
  }
  /** z - s^2, where s is sqrt(z) rounded. */
  @inline static left(z: v128, s: v128): v128 {
    const upper = Split.upper(s); // its square is exact
    const left = f64x2.sub(z, f64x2.mul(upper, upper));
    return f64x2.sub(left, f64x2.mul(f64x2.sub(s, upper), f64x2.add(s, upper)));
  }
}

const HALF_BITS: i32 = 32;

class CubeRoot {
  /** Of |x| in 2^±960. */
  @inline static of(x: v128): v128 {
    const a = f64x2.abs(x), integer = RootNumbers.integer();
    // The upper half of the bits as a double, to a third, and back: 2^52 makes an integer of it.
    const upper = f64x2.sub(v128.or(i64x2.shr_u(a, HALF_BITS), integer), integer);
    const third = f64x2.mul(upper, RootNumbers.third());
    const y0 = i64x2.shl(f64x2.add(f64x2.sub(RootNumbers.start(), third), integer), HALF_BITS);
    const y1 = CubeRoot.closer(a, y0);
    const y2 = CubeRoot.closer(a, y1);
    const square = f64x2.mul(y2, y2);
    const t = Split.nearest(f64x2.mul(a, square));
    const t2 = f64x2.mul(t, t); // exact
    const t2h = Split.nearest(t2);
    const left = f64x2.sub(f64x2.sub(a, f64x2.mul(t2h, t)), f64x2.mul(f64x2.sub(t2, t2h), t));
    const step = f64x2.mul(left, f64x2.mul(square, RootNumbers.c1()));
    const stepAgain = f64x2.mul(f64x2.mul(step, step), y2);
    const root = f64x2.add(t, f64x2.add(step, stepAgain));
    return v128.or(root, v128.and(x, Lanes.signs()));
  }
  /** y (1 - e)^(-1/3) in degree 3 of e = 1 - a y^3. */
  @inline static closer(a: v128, y: v128): v128 {
    const e = f64x2.sub(Lanes.one(), f64x2.mul(f64x2.mul(a, y), f64x2.mul(y, y)));
    const c23 = Lanes.mulAdd(e, RootNumbers.c3(), RootNumbers.c2());
    const p = Lanes.mulAdd(e, c23, RootNumbers.c1());
    return Lanes.mulAdd(f64x2.mul(y, e), p, y);
  }
  @inline static fails(x: v128): v128 {
    const a = f64x2.abs(x);
    return v128.not(v128.and(f64x2.ge(a, f64x2.splat(TINY)), f64x2.le(a, f64x2.splat(HUGE))));
  }
}

const TINY: f64 = 1.0261342003245941e-289; // 0x1p-960
const HUGE: f64 = 9.7453140114e+288; // 0x1p+960
const CUBE: f64 = 5.846006549323612e+48; // 0x1p+162
const THIRD_DOWN: f64 = 5.551115123125783e-17; // 0x1p-54
const THIRD_UP: f64 = 18014398509481984.0; // 0x1p+54

function mendCbrt(x: v128, y: v128): v128 {
  const a = f64x2.abs(x), isTiny = f64x2.lt(a, f64x2.splat(TINY));
  const factor = v128.bitselect(f64x2.splat(CUBE), f64x2.splat(1 / CUBE), isTiny);
  const back = v128.bitselect(f64x2.splat(THIRD_DOWN), f64x2.splat(THIRD_UP), isTiny);
  const isOrdinary = v128.and(f64x2.gt(a, f64x2.splat(0)), f64x2.lt(a, f64x2.splat(Infinity)));
  const root = f64x2.mul(CubeRoot.of(f64x2.mul(x, factor)), back);
  return v128.bitselect(v128.bitselect(root, x, isOrdinary), y, CubeRoot.fails(x));
}

export class Cbrt extends Flagging {
  @inline fast(x: v128): v128 { return CubeRoot.of(x); }
  @inline flags(x: v128): v128 { return CubeRoot.fails(x); }
  @inline mend(x: v128, y: v128): v128 { return mendCbrt(x, y); }
}

class Hypotenuse {
  @inline static of(a: v128, b: v128): v128 {
    const x = f64x2.pmax(f64x2.abs(a), f64x2.abs(b));
    const y = f64x2.pmin(f64x2.abs(a), f64x2.abs(b));
    const x2 = f64x2.mul(x, x), y2 = f64x2.mul(y, y);
    const sum = f64x2.add(x2, y2);
    const h = f64x2.sqrt(sum);
    // What the squares and their sum have left out, and what the root has.
    const sumLow = f64x2.add(f64x2.sub(x2, sum), y2);
    const rest = f64x2.sub(sumLow, f64x2.add(InverseRoot.left(x2, x), InverseRoot.left(y2, y)));
    const left = f64x2.add(InverseRoot.left(sum, h), rest);
    return f64x2.add(h, f64x2.mul(left, InverseRoot.half(sum)));
  }
  @inline static fails(a: v128, b: v128): v128 {
    const sum = f64x2.add(f64x2.mul(a, a), f64x2.mul(b, b));
    return v128.not(v128.and(f64x2.ge(sum, f64x2.splat(SMALL_SQUARE)), f64x2.le(sum, f64x2.splat(LARGE_SQUARE))));
  }
}

const SMALL_SQUARE: f64 = 1.499696813895631e-241; // 0x1p-800
const LARGE_SQUARE: f64 = 1.0715086071862673e+301; // 0x1p+1000
const FAR_UP: f64 = 4.149515568880993e+180; // 0x1p+600

/** Infinite if either is, even beside NaN. */
function mendHypot(a: v128, b: v128, y: v128): v128 {
  const isSmall = f64x2.lt(f64x2.pmax(f64x2.abs(a), f64x2.abs(b)), Lanes.one());
  const infinity = f64x2.splat(Infinity);
  const factor = v128.bitselect(f64x2.splat(FAR_UP), f64x2.splat(1 / FAR_UP), isSmall);
  const back = v128.bitselect(f64x2.splat(1 / FAR_UP), f64x2.splat(FAR_UP), isSmall);
  let z = f64x2.mul(Hypotenuse.of(f64x2.mul(a, factor), f64x2.mul(b, factor)), back);
  z = v128.bitselect(f64x2.splat(NaN), z, v128.or(f64x2.ne(a, a), f64x2.ne(b, b)));
  z = v128.bitselect(infinity, z, v128.or(f64x2.eq(f64x2.abs(a), infinity), f64x2.eq(f64x2.abs(b), infinity)));
  return v128.bitselect(z, y, Hypotenuse.fails(a, b));
}

export class Hypot extends BinaryFlagging {
  @inline fast(a: v128, b: v128): v128 { return Hypotenuse.of(a, b); }
  @inline flags(a: v128, b: v128): v128 { return Hypotenuse.fails(a, b); }
  @inline mend(a: v128, b: v128, y: v128): v128 { return mendHypot(a, b, y); }
}

class ReciprocalRoot {
  @inline static of(x: v128): v128 {
    const one = Lanes.one();
    const s = f64x2.sqrt(x);
    const y = f64x2.div(one, s);
    const su = Split.upper(s), yu = Split.upper(y);
    const ofUpper = f64x2.sub(f64x2.sub(one, f64x2.mul(su, yu)), f64x2.mul(su, f64x2.sub(y, yu)));
    const ofQuotient = f64x2.sub(ofUpper, f64x2.mul(f64x2.sub(s, su), y));
    const ofRoot = f64x2.mul(f64x2.mul(InverseRoot.left(x, s), y), f64x2.mul(y, Lanes.half()));
    return f64x2.add(y, f64x2.mul(y, f64x2.sub(ofQuotient, ofRoot)));
  }
  @inline static fails(x: v128): v128 {
    return v128.not(v128.and(f64x2.ge(x, f64x2.splat(TINY)), f64x2.lt(x, f64x2.splat(Infinity))));
  }
}

/** Zeros give infinity of their sign, infinity zero, what is negative NaN. */
function mendRsqrt(x: v128, y: v128): v128 {
  const isTiny = v128.and(f64x2.gt(x, f64x2.splat(0)), f64x2.lt(x, f64x2.splat(TINY)));
  const scaled = f64x2.mul(ReciprocalRoot.of(f64x2.mul(x, f64x2.splat(FAR_UP))), f64x2.splat(ROOT_UP));
  return v128.bitselect(v128.bitselect(scaled, f64x2.div(Lanes.one(), f64x2.sqrt(x)), isTiny), y, ReciprocalRoot.fails(x));
}

const ROOT_UP: f64 = 2.037035976334486e+90; // 0x1p+300

export class Rsqrt extends Flagging {
  @inline fast(x: v128): v128 { return ReciprocalRoot.of(x); }
  @inline flags(x: v128): v128 { return ReciprocalRoot.fails(x); }
  @inline mend(x: v128, y: v128): v128 { return mendRsqrt(x, y); }
}
