/**
 * exp(x), log(x), sin(x), cos(x), tanh(x) on four lanes of f32
 * Method: exp: k = round(x/ln 2), e^r. log: x = 2^k z, z in [2/3, 4/3). sin, cos: by the table of trig.ts, on two lanes of f64 twice.
 * tanh: a polynomial below 0.625, else 1 - 2/(e^2x + 1), what the sum rounds put back. Remainders are in two parts.
 * Source: the schemes of exp.ts and log.ts without their tables; trig.ts; assembly/fit/single.py.
 * Approximation: 2^-28 relative at most.
 * Special: lanes beyond a kernel's range are done by the kernel on f64, and rounded.
 */
import { UNFUSED } from "../build";
import { Lanes } from "../lanes";
import { Flagging, Unary } from "../op";
import { SingleCommon, SingleExpNumbers, SingleLogNumbers, SingleTanhNumbers } from "../tables/single";
import { TrigNumbers, TrigRows, TrigSingle } from "../tables/trig";
import { Exp } from "./exp";
import { Log } from "./log";
import { Cos, Sin, Wave } from "./trig";

/** `op` on f64, in the flagged lanes; out of line, seldom. */
function mendWide<Op extends Flagging>(x: v128, y: v128, flagged: v128): v128 {
  return v128.bitselect(Halves.join(whole<Op>(Halves.low(x)), whole<Op>(Halves.high(x))), y, flagged);
}

function whole<Op extends Flagging>(x: v128): v128 {
  const op = changetype<Op>(0), y = op.fast(x);
  return v128.any_true(op.flags(x)) ? op.mend(x, y) : y;
}

/** Four lanes of f32 as twice two of f64, and back. */
class Halves {
  @inline static low(x: v128): v128 { return f64x2.promote_low_f32x4(x); }
  @inline static high(x: v128): v128 { return f64x2.promote_low_f32x4(v128.shuffle<u64>(x, x, 1, 0)); }
  @inline static join(low: v128, high: v128): v128 {
    return v128.shuffle<u64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
  }
}

/** Of a float32's fraction. */
const FRACTION_BITS: i32 = 23;
/** Beyond ±LIMIT e^x may be no normal number. */
const LIMIT: f32 = 87.0; // 0x1.5cp+6

class Floats {
  /** a b + c, fused or not: as that of Lanes. */
  @inline static mulAdd(a: v128, b: v128, c: v128): v128 {
    if (ASC_FEATURE_RELAXED_SIMD && !UNFUSED) return v128.relaxed_madd<f32>(a, b, c);
    return f32x4.add(f32x4.mul(a, b), c);
  }
}

/** e^x = s + s more, |x| <= LIMIT. */
class Power {
  @inline static biased(x: v128): v128 { return f32x4.add(f32x4.mul(x, SingleExpNumbers.inverseLn2()), SingleCommon.round()); }
  @inline static scale(x: v128): v128 { return i32x4.add(i32x4.shl(Power.biased(x), FRACTION_BITS), SingleCommon.one()); }
  @inline static more(x: v128): v128 {
    const k = f32x4.sub(Power.biased(x), SingleCommon.round());
    const a = f32x4.sub(x, f32x4.mul(k, SingleExpNumbers.ln2High())); // exact
    const step = f32x4.mul(k, SingleExpNumbers.ln2Low());
    const r = f32x4.sub(a, step);
    const rLow = f32x4.sub(f32x4.sub(a, r), step);
    const square = f32x4.mul(r, r);
    const c23 = Floats.mulAdd(r, SingleExpNumbers.c3(), SingleExpNumbers.c2());
    const c45 = Floats.mulAdd(r, SingleExpNumbers.c5(), SingleExpNumbers.c4());
    const c456 = Floats.mulAdd(square, SingleExpNumbers.c6(), c45);
    const p = Floats.mulAdd(square, c456, c23);
    return f32x4.add(r, Floats.mulAdd(square, p, rLow));
  }
}

export class SingleExp extends Flagging {
  @inline fast(x: v128): v128 { return Floats.mulAdd(Power.scale(x), Power.more(x), Power.scale(x)); }
  @inline flags(x: v128): v128 { return f32x4.gt(f32x4.abs(x), f32x4.splat(LIMIT)); }
  @inline mend(x: v128, y: v128): v128 { return mendWide<Exp>(x, y, this.flags(x)); }
}

/** The bits of 2/3, of the smallest normal with its sign turned, and how many positive normals there are, less 1, likewise. */
const TWO_THIRDS: i32 = 0x3f2aaaab;
const LEAST: i32 = <i32>0x80800000;
const NORMALS: i32 = <i32>0xfeffffff;

export class SingleLog extends Flagging {
  @inline fast(x: v128): v128 {
    const scale = i32x4.shr_s(i32x4.sub(x, i32x4.splat(TWO_THIRDS)), FRACTION_BITS);
    const k = f32x4.convert_i32x4_s(scale);
    const f = f32x4.sub(i32x4.sub(x, i32x4.shl(scale, FRACTION_BITS)), SingleCommon.one());
    const square = f32x4.mul(f, f);
    const fourth = f32x4.mul(square, square);
    const d34 = Floats.mulAdd(f, SingleLogNumbers.d4(), SingleLogNumbers.d3());
    const d56 = Floats.mulAdd(f, SingleLogNumbers.d6(), SingleLogNumbers.d5());
    const d78 = Floats.mulAdd(f, SingleLogNumbers.d8(), SingleLogNumbers.d7());
    const d910 = Floats.mulAdd(f, SingleLogNumbers.d10(), SingleLogNumbers.d9());
    const d7To11 = Floats.mulAdd(fourth, SingleLogNumbers.d11(), Floats.mulAdd(square, d910, d78));
    const p = Floats.mulAdd(fourth, d7To11, Floats.mulAdd(square, d56, d34));
    const bend = f32x4.sub(f32x4.mul(f32x4.mul(f, square), p), f32x4.mul(square, SingleCommon.half()));
    const whole = f32x4.mul(k, SingleLogNumbers.ln2High()); // exact, and 0 or more than f
    const high = f32x4.add(whole, f);
    const left = f32x4.add(f32x4.sub(whole, high), f);
    const low = Floats.mulAdd(k, SingleLogNumbers.ln2Low(), left);
    return f32x4.add(high, f32x4.add(bend, low));
  }
  @inline flags(x: v128): v128 { return i32x4.gt_s(i32x4.sub(x, i32x4.splat(LEAST)), i32x4.splat(NORMALS)); }
  @inline mend(x: v128, y: v128): v128 { return mendWide<Log>(x, y, this.flags(x)); }
}

/** Up to here no float32 is so near to a multiple of pi/2 that its reduction in two parts would show. */
const WIDE: f32 = 1048576.0; // 0x1p+20

/** The sine of a float32, or its cosine, to 2^-33 of it. */
class ShortWave {
  @inline static of(x: v128, isOn: bool): v128 {
    const biased = Lanes.mulAdd(x, TrigNumbers.inverseStep(), TrigNumbers.round());
    const k = f64x2.sub(biased, TrigNumbers.round());
    const r = Lanes.subMul(Lanes.subMul(x, k, TrigNumbers.step1()), k, TrigSingle.stepRest()); // the first product is exact
    const z = f64x2.mul(r, r), row0 = Wave.row(biased, 0), row1 = Wave.row(biased, 1);
    const sine = TrigRows.first(row0, row1), cosine = TrigRows.firstOn(row0, row1);
    const step = f64x2.mul(r, Lanes.subMul(Lanes.one(), z, TrigSingle.sixth()));
    const arch = Lanes.subMul(Lanes.one(), z, Lanes.half());
    return isOn
      ? Lanes.subMul(f64x2.mul(cosine, arch), sine, step)
      : Lanes.mulAdd(sine, arch, f64x2.mul(cosine, step)); // -0 stays -0
  }
  @inline static both(x: v128, isOn: bool): v128 {
    return Halves.join(ShortWave.of(Halves.low(x), isOn), ShortWave.of(Halves.high(x), isOn));
  }
  @inline static fails(x: v128): v128 { return f32x4.gt(f32x4.abs(x), f32x4.splat(WIDE)); }
}

export class SingleSin extends Flagging {
  @inline fast(x: v128): v128 { return ShortWave.both(x, false); }
  @inline flags(x: v128): v128 { return ShortWave.fails(x); }
  @inline mend(x: v128, y: v128): v128 { return mendWide<Sin>(x, y, ShortWave.fails(x)); }
}

export class SingleCos extends Flagging {
  @inline fast(x: v128): v128 { return ShortWave.both(x, true); }
  @inline flags(x: v128): v128 { return ShortWave.fails(x); }
  @inline mend(x: v128, y: v128): v128 { return mendWide<Cos>(x, y, ShortWave.fails(x)); }
}

/** Where the polynomial ends, and where tanh is 1. */
const NEAR: f32 = 0.625; // 0x1.4p-1
const FLAT: f32 = 10.0; // 0x1.4p+3

export class SingleTanh extends Unary {
  @inline fast(x: v128): v128 {
    const a = f32x4.abs(x), one = SingleCommon.one();
    const z = f32x4.mul(x, x);
    const z2 = f32x4.mul(z, z);
    const t01 = Floats.mulAdd(z, SingleTanhNumbers.t1(), SingleTanhNumbers.t0());
    const t23 = Floats.mulAdd(z, SingleTanhNumbers.t3(), SingleTanhNumbers.t2());
    const t234 = Floats.mulAdd(z2, SingleTanhNumbers.t4(), t23);
    const p = Floats.mulAdd(z2, t234, t01);
    const near = Floats.mulAdd(f32x4.mul(z, a), p, a);
    const clamped = f32x4.pmin(a, f32x4.splat(FLAT));
    const twice = f32x4.add(clamped, clamped);
    const s = Power.scale(twice);
    const more = f32x4.mul(s, Power.more(twice));
    const e = f32x4.add(s, more);
    const d = f32x4.add(e, one);
    const dLow = f32x4.add(f32x4.add(f32x4.sub(e, d), one), f32x4.add(f32x4.sub(s, e), more));
    const q = f32x4.div(SingleCommon.two(), d);
    const rest = f32x4.sub(one, q);
    const restLow = f32x4.sub(f32x4.sub(one, rest), q);
    const qLow = f32x4.mul(f32x4.mul(q, q), f32x4.mul(dLow, SingleCommon.half()));
    const far = f32x4.add(rest, f32x4.add(restLow, qLow));
    return v128.or(v128.bitselect(near, far, f32x4.lt(a, f32x4.splat(NEAR))), v128.and(x, SingleCommon.signs()));
  }
}
