/**
 * sin(x), cos(x), sin(x) + cos(x) and tan(x)
 * Method: k = round(x * 256/pi), r + l = x - k pi/256 in two doubles; a row of a whole turn's table holds S and C of k pi/256, and
 * sin x = S cos(r + l) + C sin(r + l). Of C a power of two near it, the middle, makes a product with r that is exact.
 * Source: assembly/fit/trig.py.
 * Approximation: |r| <= pi/512, sine 2^-61 relative, cosine 2^-58 absolute.
 * Special: |r| < |k| 2^-49 tells cancellation, |k| > 2^30 size. Such lanes are reduced again: by pi/2 in 30 + 30 + 30 + 53 bits
 * up to 2^23 of it, beyond by Payne and Hanek. Infinities and NaN give NaN by arithmetic alone.
 */
import { Lanes } from "../lanes";
import { Flagging, Unary } from "../op";
import { Split } from "../split";
import { TrigCareful, TrigNumbers, TrigRows } from "../tables/trig";
import { Reduced, reduce } from "./payne-hanek";

/** What a kernel makes of the reduced argument: `k` has its place in the turn in its lowest bits. */
export class Wanted {
  @inline of(r: v128, l: v128, k: v128): v128 { return r; }
}

/** Rows of a turn. */
const ROWS: usize = 512;
/** A quarter turn is 2^7 rows. */
const QUARTER_BITS: i32 = 7;
/** k times the parts of pi/2 in TrigCareful is exact up to here. */
const MOST: f64 = 8388608.0; // 0x1p+23

/** Columns of the table for both lanes: at the rows, or (`isOn`) a quarter turn further on, where the sine is the cosine. */
class Columns {
  @inline static left(row: usize, isOn: bool): v128 { return isOn ? TrigRows.leftOn(row) : TrigRows.left(row); }
  @inline static right(row: usize, isOn: bool): v128 { return isOn ? TrigRows.rightOn(row) : TrigRows.right(row); }
  @inline static sine(row0: usize, row1: usize, isOn: bool): v128 {
    return Lanes.lows(Columns.left(row0, isOn), Columns.left(row1, isOn));
  }
  /** The cosine less the middle. */
  @inline static beside(row0: usize, row1: usize, isOn: bool): v128 {
    return Lanes.highs(Columns.left(row0, isOn), Columns.left(row1, isOn));
  }
  @inline static middle(row0: usize, row1: usize, isOn: bool): v128 {
    return Lanes.lows(Columns.right(row0, isOn), Columns.right(row1, isOn));
  }
  /** What the sine is too much. */
  @inline static excess(row0: usize, row1: usize, isOn: bool): v128 {
    return Lanes.highs(Columns.right(row0, isOn), Columns.right(row1, isOn));
  }
}

/** The sine of k pi/256 + r + l, or its cosine, as high() - low(). */
export class Wave {
  @inline static row(k: v128, lane: u8): usize {
    return TrigRows.row(<usize>(lane ? i32x4.extract_lane(k, 2) : i32x4.extract_lane(k, 0)) & (ROWS - 1));
  }
  /** sin(r + l) - r. */
  @inline static bend(r: v128, l: v128): v128 {
    const z = f64x2.mul(r, r);
    return Lanes.mulAdd(f64x2.mul(r, z), Lanes.mulAdd(z, TrigNumbers.s1(), TrigNumbers.s0()), l);
  }
  /** 1 - cos r. */
  @inline static fall(r: v128): v128 {
    const z = f64x2.mul(r, r);
    return f64x2.mul(z, Lanes.mulAdd(z, TrigNumbers.c1(), TrigNumbers.c0()));
  }
  /** The product is exact. */
  @inline static high(r: v128, k: v128, isOn: bool): v128 {
    const row0 = Wave.row(k, 0), row1 = Wave.row(k, 1);
    return Lanes.mulAdd(Columns.middle(row0, row1, isOn), r, Columns.sine(row0, row1, isOn));
  }
  @inline static low(r: v128, bend: v128, fall: v128, k: v128, isOn: bool): v128 {
    const row0 = Wave.row(k, 0), row1 = Wave.row(k, 1);
    const sine = Columns.sine(row0, row1, isOn), middle = Columns.middle(row0, row1, isOn), beside = Columns.beside(row0, row1, isOn);
    const lost = Lanes.subMul(f64x2.sub(Wave.high(r, k, isOn), sine), middle, r); // exact: the sine is the greater of the two, or 0
    const early = f64x2.add(lost, Lanes.subMul(Columns.excess(row0, row1, isOn), beside, r));
    return Lanes.subMul(Lanes.mulAdd(sine, fall, early), f64x2.add(middle, beside), bend);
  }
  /** -0 stays -0. */
  @inline static of(r: v128, bend: v128, fall: v128, k: v128, isOn: bool): v128 {
    return f64x2.sub(Wave.high(r, k, isOn), Wave.low(r, bend, fall, k, isOn));
  }
}

export class Sine extends Wanted {
  @inline of(r: v128, l: v128, k: v128): v128 { return Wave.of(r, Wave.bend(r, l), Wave.fall(r), k, false); }
}

export class Cosine extends Wanted {
  @inline of(r: v128, l: v128, k: v128): v128 { return Wave.of(r, Wave.bend(r, l), Wave.fall(r), k, true); }
}

class SinePlusCosine extends Wanted {
  @inline of(r: v128, l: v128, k: v128): v128 {
    return f64x2.add(changetype<Sine>(0).of(r, l, k), changetype<Cosine>(0).of(r, l, k));
  }
}

/** Sine over cosine, the rounding errors of both put back. A zero keeps its sign. */
class Tangent extends Wanted {
  @inline of(r: v128, l: v128, k: v128): v128 {
    const bend = Wave.bend(r, l), fall = Wave.fall(r);
    return Tangent.over(Wave.high(r, k, false), Wave.low(r, bend, fall, k, false), r, bend, fall, k);
  }
  @inline static over(sine: v128, sineLow: v128, r: v128, bend: v128, fall: v128, k: v128): v128 {
    const cosine = Wave.high(r, k, true), cosineLow = Wave.low(r, bend, fall, k, true);
    const divisor = f64x2.sub(cosine, cosineLow), upper = Split.upper(divisor);
    const inverse = f64x2.div(Lanes.one(), divisor);
    const q = Split.upper(f64x2.mul(f64x2.sub(sine, sineLow), inverse)); // what it lacks is put back below
    const left = f64x2.sub(f64x2.sub(sine, f64x2.mul(q, upper)), sineLow); // the product is exact, and so is the first difference
    const divisorRest = f64x2.sub(f64x2.sub(cosine, upper), cosineLow);
    const rest = Lanes.subMul(left, q, divisorRest);
    return v128.or(Lanes.mulAdd(inverse, rest, q), v128.and(q, Lanes.signs()));
  }
}

/** x = k pi/256 + r + l with pi/256 in three parts, 23 bits, 23 and 53. */
class Reduction {
  /** k in the low bits. */
  @inline static biased(x: v128): v128 { return Lanes.mulAdd(x, TrigNumbers.inverseStep(), TrigNumbers.round()); }
  @inline static multiple(x: v128): v128 { return f64x2.sub(Reduction.biased(x), TrigNumbers.round()); }
  /** x less k times the first two parts: exact where |k| <= 2^30. */
  @inline static high(x: v128): v128 {
    const k = Reduction.multiple(x);
    return Lanes.subMul(Lanes.subMul(x, k, TrigNumbers.step1()), k, TrigNumbers.step2());
  }
  @inline static remainder(x: v128): v128 { return Lanes.subMul(Reduction.high(x), Reduction.multiple(x), TrigNumbers.step3()); }
  /** What rounding left of it. */
  @inline static rest(x: v128): v128 {
    return Lanes.subMul(f64x2.sub(Reduction.high(x), Reduction.remainder(x)), Reduction.multiple(x), TrigNumbers.step3());
  }
  /** Too much was cancelled, or k is too large. */
  @inline static fails(x: v128): v128 {
    const k = Reduction.multiple(x), r = Reduction.remainder(x);
    const square = f64x2.mul(k, k);
    const isLost = f64x2.lt(f64x2.mul(r, r), f64x2.mul(square, TrigNumbers.loss()));
    return v128.or(isLost, f64x2.gt(square, TrigNumbers.most()));
  }
}

/** What is wanted of quadrant pi/2 + r + l, |r| <= pi/4. */
class Quadrant {
  @inline static of<W extends Wanted>(r: v128, l: v128, quadrant: v128): v128 {
    const biased = f64x2.add(f64x2.mul(r, TrigNumbers.inverseStep()), TrigNumbers.round());
    const k = f64x2.sub(biased, TrigNumbers.round());
    const a = f64x2.sub(r, f64x2.mul(k, TrigCareful.stepHigh())); // exact
    const rest = f64x2.sub(l, f64x2.mul(k, TrigCareful.stepLow()));
    const fine = f64x2.add(a, rest);
    const left = f64x2.add(f64x2.sub(a, fine), rest);
    return changetype<W>(0).of(fine, left, i64x2.add(i64x2.shl(quadrant, QUARTER_BITS), biased));
  }
}

/** One huge lane by Payne and Hanek, in both lanes of the result. */
function hugeLane<W extends Wanted>(x: f64): v128 {
  reduce(x);
  const sign = x < 0 ? -1.0 : 1.0, quadrant = x < 0 ? -Reduced.quadrant : Reduced.quadrant;
  return Quadrant.of<W>(f64x2.splat(sign * Reduced.remainder), f64x2.splat(sign * Reduced.tail), i64x2.splat(quadrant));
}

/** The flagged lanes again, with care. */
function careful<W extends Wanted>(x: v128, y: v128): v128 {
  const mask = Reduction.fails(x);
  const round = TrigNumbers.round();
  const biased = f64x2.add(f64x2.mul(x, TrigCareful.twoOverPi()), round);
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
  const l = f64x2.add(f64x2.sub(c, r), rest);
  let z = Quadrant.of<W>(r, l, biased);
  const isHuge = v128.and(f64x2.gt(f64x2.abs(k), f64x2.splat(MOST)), f64x2.lt(f64x2.abs(k), f64x2.splat(Infinity)));
  const huge = v128.and(mask, isHuge);
  if (v128.any_true(huge)) {
    if (i64x2.extract_lane(huge, 0)) z = v128.shuffle<u64>(hugeLane<W>(f64x2.extract_lane(x, 0)), z, 0, 3);
    if (i64x2.extract_lane(huge, 1)) z = v128.shuffle<u64>(z, hugeLane<W>(f64x2.extract_lane(x, 1)), 0, 3);
  }
  return v128.bitselect(z, y, mask);
}

class Trig<W extends Wanted> extends Flagging {
  @inline fast(x: v128): v128 {
    return changetype<W>(0).of(Reduction.remainder(x), Reduction.rest(x), Reduction.biased(x));
  }
  @inline flags(x: v128): v128 { return Reduction.fails(x); }
  @inline mend(x: v128, y: v128): v128 { return careful<W>(x, y); }
}

export class Sin extends Trig<Sine> {}
export class Cos extends Trig<Cosine> {}

/** From the sine, which the caller has. */
function mendSum(x: v128, sine: v128): v128 {
  return careful<SinePlusCosine>(x, f64x2.add(sine, changetype<Cos>(0).fast(x)));
}

/** The check stands between both waves, which parts them: there are not enough registers for both at once. */
export class SinPlusCos extends Unary {
  @inline fast(x: v128): v128 {
    const r = Reduction.remainder(x), k = Reduction.biased(x), bend = Wave.bend(r, Reduction.rest(x)), fall = Wave.fall(r);
    const sine = Wave.of(r, bend, fall, k, false);
    if (v128.any_true(Reduction.fails(x))) return mendSum(x, sine);
    return f64x2.add(sine, Wave.of(r, bend, fall, k, true));
  }
}

function mendQuotient(x: v128, sine: v128, sineLow: v128): v128 {
  const r = Reduction.remainder(x), bend = Wave.bend(r, Reduction.rest(x));
  return careful<Tangent>(x, Tangent.over(sine, sineLow, r, bend, Wave.fall(r), Reduction.biased(x)));
}

/** Likewise. */
export class Tan extends Unary {
  @inline fast(x: v128): v128 {
    const r = Reduction.remainder(x), k = Reduction.biased(x), bend = Wave.bend(r, Reduction.rest(x)), fall = Wave.fall(r);
    const sine = Wave.high(r, k, false), sineLow = Wave.low(r, bend, fall, k, false);
    if (v128.any_true(Reduction.fails(x))) return mendQuotient(x, sine, sineLow);
    return Tangent.over(sine, sineLow, r, bend, fall, k);
  }
}
