/**
 * sin(x), cos(x), sin(x) + cos(x) and tan(x)
 * Method: k = round(x * 2/pi), r - l = x - k pi/2 in two doubles; both polynomials, chosen and signed by k mod 4.
 * Source: polynomials of FreeBSD msun / fdlibm; assembly/fit/trig.py.
 * Approximation: |r| <= pi/4, sine 3.9e-18 relative, cosine 9.8e-19 absolute.
 * Special: |r| < |k| 2^-23.5 tells both cancellation and size. Such lanes are reduced again: by pi/2 in 30 + 30 + 30 + 53 bits
 * where |k| <= 2^23, beyond by Payne and Hanek. Infinities and NaN give NaN by arithmetic alone.
 */
import { Lanes } from "../lanes";
import { Flagging } from "../op";
import { Split } from "../split";
import { TrigCareful, TrigNumbers, TrigWords } from "../tables/trig";
import { Reduced, reduce } from "./payne-hanek";

/** What a kernel makes of the reduced argument: `k` has the quadrant in its two lowest bits. */
export class Wanted {
  @inline of(r: v128, l: v128, k: v128): v128 { return r; }
}

/** Brings bit 1 of k up to the sign. */
const TURN_BITS: i32 = 62;
/** k times the parts of pi/2 in TrigCareful is exact up to here. */
const MOST: f64 = 8388608.0; // 0x1p+23

class Polynomial {
  /** r - sin(r - l), |r| <= pi/4. */
  @inline static bend(r: v128, l: v128, z: v128): v128 {
    const w = f64x2.mul(z, z);
    const s01 = Lanes.mulAdd(z, TrigNumbers.s1(), TrigNumbers.s0());
    const s23 = Lanes.mulAdd(z, TrigNumbers.s3(), TrigNumbers.s2());
    const s45 = Lanes.mulAdd(z, TrigNumbers.s5(), TrigNumbers.s4());
    const s2To5 = Lanes.mulAdd(w, s45, s23);
    const s = Lanes.mulAdd(w, s2To5, s01);
    return Lanes.mulAdd(f64x2.mul(z, r), s, l);
  }

  /** sin(r - l). -0 stays -0: the correction is subtracted. */
  @inline static sine(r: v128, l: v128, z: v128): v128 { return f64x2.sub(r, Polynomial.bend(r, l, z)); }

  /** What rounding left of it. */
  @inline static sineLow(r: v128, l: v128, z: v128): v128 {
    return f64x2.sub(f64x2.sub(r, Polynomial.sine(r, l, z)), Polynomial.bend(r, l, z));
  }

  /** 1 - z/2, rounded. */
  @inline static arch(z: v128): v128 { return f64x2.sub(Lanes.one(), f64x2.mul(z, Lanes.half())); }

  /** cos(r - l) less that, |r| <= pi/4. */
  @inline static archRest(r: v128, l: v128, z: v128): v128 {
    const w = f64x2.mul(z, z), one = Lanes.one();
    const c01 = Lanes.mulAdd(z, TrigNumbers.c1(), TrigNumbers.c0());
    const c23 = Lanes.mulAdd(z, TrigNumbers.c3(), TrigNumbers.c2());
    const c45 = Lanes.mulAdd(z, TrigNumbers.c5(), TrigNumbers.c4());
    const c2To5 = Lanes.mulAdd(w, c45, c23);
    const c = Lanes.mulAdd(w, c2To5, c01);
    const half = f64x2.mul(z, Lanes.half());
    const low = f64x2.sub(f64x2.sub(one, Polynomial.arch(z)), half);
    return Lanes.mulAdd(w, c, Lanes.mulAdd(r, l, low));
  }

  /** cos(r - l). */
  @inline static cosine(r: v128, l: v128, z: v128): v128 { return f64x2.add(Polynomial.arch(z), Polynomial.archRest(r, l, z)); }

  /** What rounding left of it. */
  @inline static cosineLow(r: v128, l: v128, z: v128): v128 {
    return f64x2.add(f64x2.sub(Polynomial.arch(z), Polynomial.cosine(r, l, z)), Polynomial.archRest(r, l, z));
  }

  /** `value` with its sign turned where bit 1 of `quadrant` is set. */
  @inline static signed(value: v128, quadrant: v128): v128 {
    return v128.xor(value, v128.and(i64x2.shl(quadrant, TURN_BITS), Lanes.signs()));
  }

  /** All bits set where k is odd. */
  @inline static odd(k: v128): v128 {
    const one = TrigWords.quadrant();
    return i64x2.eq(v128.and(k, one), one);
  }
}

export class Sine extends Wanted {
  @inline of(r: v128, l: v128, k: v128): v128 {
    const z = f64x2.mul(r, r);
    const value = v128.bitselect(Polynomial.cosine(r, l, z), Polynomial.sine(r, l, z), Polynomial.odd(k));
    return Polynomial.signed(value, k);
  }
}

export class Cosine extends Wanted {
  @inline of(r: v128, l: v128, k: v128): v128 {
    const z = f64x2.mul(r, r);
    const value = v128.bitselect(Polynomial.sine(r, l, z), Polynomial.cosine(r, l, z), Polynomial.odd(k));
    return Polynomial.signed(value, i64x2.add(k, TrigWords.quadrant()));
  }
}

class SinePlusCosine extends Wanted {
  @inline of(r: v128, l: v128, k: v128): v128 {
    const z = f64x2.mul(r, r), odd = Polynomial.odd(k);
    const s = Polynomial.sine(r, l, z);
    const c = Polynomial.cosine(r, l, z);
    const sine = Polynomial.signed(v128.bitselect(c, s, odd), k);
    const cosine = Polynomial.signed(v128.bitselect(s, c, odd), i64x2.add(k, TrigWords.quadrant()));
    return f64x2.add(sine, cosine);
  }
}

/** Sine over cosine, or minus cosine over sine, the rounding errors of both put back. A zero keeps its sign. */
class Tangent extends Wanted {
  @inline of(r: v128, l: v128, k: v128): v128 {
    const z = f64x2.mul(r, r), odd = Polynomial.odd(k);
    const s = Polynomial.sine(r, l, z), sLow = Polynomial.sineLow(r, l, z);
    const c = Polynomial.cosine(r, l, z), cLow = Polynomial.cosineLow(r, l, z);
    const top = v128.bitselect(c, s, odd), bottom = v128.bitselect(s, c, odd);
    const topLow = v128.bitselect(cLow, sLow, odd), bottomLow = v128.bitselect(sLow, cLow, odd);
    const inverse = f64x2.div(Lanes.one(), bottom);
    const q = f64x2.mul(top, inverse); // what q lacks is put back below
    const product = f64x2.mul(q, bottom);
    const left = f64x2.sub(f64x2.sub(top, product), Split.rest(q, bottom, product));
    const rest = f64x2.add(left, Lanes.subMul(topLow, q, bottomLow));
    const value = v128.bitselect(q, Lanes.mulAdd(inverse, rest, q), f64x2.eq(q, f64x2.splat(0)));
    return v128.xor(value, v128.and(odd, Lanes.signs()));
  }
}

/** x = k pi/2 + r - l with pi/2 in two parts, 28 bits and 53. */
class Reduction {
  /** k in the low bits. */
  @inline static biased(x: v128): v128 { return Lanes.mulAdd(x, TrigNumbers.twoOverPi(), TrigNumbers.round()); }
  @inline static multiple(x: v128): v128 { return f64x2.sub(Reduction.biased(x), TrigNumbers.round()); }
  /** x - k * high: exact where |k| < 2^25. */
  @inline static high(x: v128): v128 { return Lanes.subMul(x, Reduction.multiple(x), TrigNumbers.halfPiHigh()); }
  @inline static remainder(x: v128): v128 { return Lanes.subMul(Reduction.high(x), Reduction.multiple(x), TrigNumbers.halfPiLow()); }
  /** |r| < |k| 2^-23.5: too much was cancelled, or k is too large. */
  @inline static fails(x: v128): v128 {
    const least = f64x2.mul(f64x2.abs(Reduction.multiple(x)), TrigNumbers.loss());
    return f64x2.lt(f64x2.abs(Reduction.remainder(x)), least);
  }
}

/** One huge lane by Payne and Hanek, in both lanes of the result. */
function hugeLane<W extends Wanted>(x: f64): v128 {
  reduce(x);
  const sign = x < 0 ? -1.0 : 1.0, quadrant = x < 0 ? -Reduced.quadrant : Reduced.quadrant;
  return changetype<W>(0).of(f64x2.splat(sign * Reduced.remainder), f64x2.splat(sign * Reduced.tail), i64x2.splat(quadrant));
}

/** The flagged lanes again, with care. */
function careful<W extends Wanted>(x: v128, y: v128): v128 {
  const mask = Reduction.fails(x);
  const round = TrigNumbers.round();
  const biased = f64x2.add(f64x2.mul(x, TrigNumbers.twoOverPi()), round);
  const k = f64x2.sub(biased, round);
  const a = f64x2.sub(x, f64x2.mul(k, TrigCareful.halfPi1())); // exact where |k| <= MOST
  const p2 = f64x2.mul(k, TrigCareful.halfPi2()), p3 = f64x2.mul(k, TrigCareful.halfPi3());
  const b = f64x2.sub(a, p2);
  const c = f64x2.sub(b, p3);
  const bBack = f64x2.sub(b, a), cBack = f64x2.sub(c, b);
  const bError = f64x2.sub(f64x2.sub(a, f64x2.sub(b, bBack)), f64x2.add(p2, bBack));
  const cError = f64x2.sub(f64x2.sub(b, f64x2.sub(c, cBack)), f64x2.add(p3, cBack));
  const rest = f64x2.sub(f64x2.add(bError, cError), f64x2.mul(k, TrigCareful.halfPi4()));
  const r = f64x2.add(c, rest);
  const l = f64x2.sub(f64x2.sub(r, c), rest);
  let z = changetype<W>(0).of(r, l, biased);
  const huge = v128.and(mask, f64x2.gt(f64x2.abs(k), f64x2.splat(MOST)));
  if (v128.any_true(huge)) {
    if (i64x2.extract_lane(huge, 0)) z = v128.shuffle<u64>(hugeLane<W>(f64x2.extract_lane(x, 0)), z, 0, 3);
    if (i64x2.extract_lane(huge, 1)) z = v128.shuffle<u64>(z, hugeLane<W>(f64x2.extract_lane(x, 1)), 0, 3);
  }
  return v128.bitselect(z, y, mask);
}

class Trig<W extends Wanted> extends Flagging {
  @inline fast(x: v128): v128 {
    const r = Reduction.remainder(x);
    const l = Lanes.mulAdd(Reduction.multiple(x), TrigNumbers.halfPiLow(), f64x2.sub(r, Reduction.high(x)));
    return changetype<W>(0).of(r, l, Reduction.biased(x));
  }
  @inline flags(x: v128): v128 { return Reduction.fails(x); }
  @inline mend(x: v128, y: v128): v128 { return careful<W>(x, y); }
}

export class Sin extends Trig<Sine> {}
export class Cos extends Trig<Cosine> {}
export class SinPlusCos extends Trig<SinePlusCosine> {}
export class Tan extends Trig<Tangent> {}
