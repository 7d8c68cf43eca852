/**
 * exp(x), log(x), sin(x), cos(x), tanh(x) on four lanes of f32
 * Method: exp: k = round(x/ln 2), e^r. log: x = 2^k z, z in [2/3, 4/3). sin, cos: k = round(x 2/pi), pi/2 in three parts. tanh: a
 * polynomial below 0.625, else 1 - 2/(e^2x + 1), what the sum rounds put back. Remainders are in two parts.
 * Source: the schemes of exp.ts, log.ts and trig.ts without their tables; assembly/fit/single.py.
 * Approximation: 2^-28 relative at most.
 * Special: lanes beyond a kernel's range, and where too much was cancelled, are done by the kernel on f64, and rounded.
 */
import { UNFUSED } from "../build";
import { Flagging, Unary } from "../op";
import { SINGLE_COS, SINGLE_EXP, SINGLE_LOG, SINGLE_TANH, SINGLE_TRIG } from "../tables/single";
import { Exp } from "./exp";
import { Log } from "./log";
import { Cos, Sin } from "./trig";

/** `op` on f64, in the flagged lanes; out of line, seldom. */
function mendWide<Op extends Flagging>(x: v128, y: v128, flagged: v128): v128 {
  const low = f64x2.promote_low_f32x4(x), high = f64x2.promote_low_f32x4(v128.shuffle<u64>(x, x, 1, 0));
  const wide = v128.shuffle<u64>(f32x4.demote_f64x2_zero(whole<Op>(low)), f32x4.demote_f64x2_zero(whole<Op>(high)), 0, 2);
  return v128.bitselect(wide, y, flagged);
}

function whole<Op extends Flagging>(x: v128): v128 {
  const op = changetype<Op>(0);
  return op.mend(x, op.fast(x));
}

const COMMON: usize = memory.data<f32>([
  1.0, // 0x1p+0
  0.5, // 0x1p-1
  2.0, // 0x1p+1
  -0.0, // -0x0p+0
  12582912.0, // 0x1.8p+23
], 16);

class Floats {
  @inline static one(): v128 { return v128.load32_splat(COMMON); }
  @inline static half(): v128 { return v128.load32_splat(COMMON + 4); }
  @inline static two(): v128 { return v128.load32_splat(COMMON + 8); }
  @inline static signs(): v128 { return v128.load32_splat(COMMON + 12); }
  /** 1.5 * 2^23: added, it leaves an integer in the low bits. */
  @inline static round(): v128 { return v128.load32_splat(COMMON + 16); }
  @inline static number(base: usize, offset: usize): v128 { return v128.load32_splat(base + offset); }
  /** a b + c, fused or not: as that of Lanes. */
  @inline static mulAdd(a: v128, b: v128, c: v128): v128 {
    if (ASC_FEATURE_RELAXED_SIMD && !UNFUSED) return v128.relaxed_madd<f32>(a, b, c);
    return f32x4.add(f32x4.mul(a, b), c);
  }
}

/** e^x = s + s more, |x| <= 87. */
class Power {
  @inline static biased(x: v128): v128 { return f32x4.add(f32x4.mul(x, Floats.number(SINGLE_EXP, 0)), Floats.round()); }
  @inline static scale(x: v128): v128 { return i32x4.add(i32x4.shl(Power.biased(x), 23), Floats.one()); }
  @inline static more(x: v128): v128 {
    const k = f32x4.sub(Power.biased(x), Floats.round());
    const a = f32x4.sub(x, f32x4.mul(k, Floats.number(SINGLE_EXP, 4))), step = f32x4.mul(k, Floats.number(SINGLE_EXP, 8)); // a is exact
    const r = f32x4.sub(a, step), rLow = f32x4.sub(f32x4.sub(a, r), step), square = f32x4.mul(r, r);
    const p23 = Floats.mulAdd(r, Floats.number(SINGLE_EXP, 16), Floats.number(SINGLE_EXP, 12));
    const p45 = Floats.mulAdd(r, Floats.number(SINGLE_EXP, 24), Floats.number(SINGLE_EXP, 20));
    const p = Floats.mulAdd(square, Floats.mulAdd(square, Floats.number(SINGLE_EXP, 28), p45), p23);
    return f32x4.add(r, Floats.mulAdd(square, p, rLow));
  }
}

export class SingleExp extends Flagging {
  @inline fast(x: v128): v128 { return Floats.mulAdd(Power.scale(x), Power.more(x), Power.scale(x)); }
  @inline flags(x: v128): v128 { return f32x4.gt(f32x4.abs(x), f32x4.splat(87)); }
  @inline mend(x: v128, y: v128): v128 { return mendWide<Exp>(x, y, this.flags(x)); }
}

/** The bits of 2/3, of the smallest normal with its sign turned, and how many positive normals there are, less 1, likewise. */
const TWO_THIRDS: i32 = 0x3f2aaaab;
const LEAST: i32 = <i32>0x80800000;
const NORMALS: i32 = <i32>0xfeffffff;

export class SingleLog extends Flagging {
  @inline fast(x: v128): v128 {
    const scale = i32x4.shr_s(i32x4.sub(x, i32x4.splat(TWO_THIRDS)), 23), k = f32x4.convert_i32x4_s(scale);
    const f = f32x4.sub(i32x4.sub(x, i32x4.shl(scale, 23)), Floats.one()), square = f32x4.mul(f, f), fourth = f32x4.mul(square, square);
    const p01 = Floats.mulAdd(f, Floats.number(SINGLE_LOG, 12), Floats.number(SINGLE_LOG, 8));
    const p23 = Floats.mulAdd(f, Floats.number(SINGLE_LOG, 20), Floats.number(SINGLE_LOG, 16));
    const p45 = Floats.mulAdd(f, Floats.number(SINGLE_LOG, 28), Floats.number(SINGLE_LOG, 24));
    const p67 = Floats.mulAdd(f, Floats.number(SINGLE_LOG, 36), Floats.number(SINGLE_LOG, 32));
    const upper = Floats.mulAdd(fourth, Floats.number(SINGLE_LOG, 40), Floats.mulAdd(square, p67, p45));
    const p = Floats.mulAdd(fourth, upper, Floats.mulAdd(square, p23, p01));
    const bend = f32x4.sub(f32x4.mul(f32x4.mul(f, square), p), f32x4.mul(square, Floats.half()));
    const whole = f32x4.mul(k, Floats.number(SINGLE_LOG, 0)), high = f32x4.add(whole, f); // whole is exact, and 0 or more than f
    const low = Floats.mulAdd(k, Floats.number(SINGLE_LOG, 4), f32x4.add(f32x4.sub(whole, high), f));
    return f32x4.add(high, f32x4.add(bend, low));
  }
  @inline flags(x: v128): v128 { return i32x4.gt_s(i32x4.sub(x, i32x4.splat(LEAST)), i32x4.splat(NORMALS)); }
  @inline mend(x: v128, y: v128): v128 { return mendWide<Log>(x, y, this.flags(x)); }
}

/** Beyond this k times the parts of pi/2 is not exact. */
const WIDE: f32 = 12000.0; // 0x1.77p+13
/** What k may lose, beside r. */
const LOSS: f32 = 4.76837158203125e-7; // 0x1p-21

class Reduction {
  @inline static biased(x: v128): v128 { return f32x4.add(f32x4.mul(x, Floats.number(SINGLE_TRIG, 0)), Floats.round()); }
  @inline static multiple(x: v128): v128 { return f32x4.sub(Reduction.biased(x), Floats.round()); }
  /** Exact. */
  @inline static high(x: v128): v128 {
    const k = Reduction.multiple(x);
    return f32x4.sub(f32x4.sub(x, f32x4.mul(k, Floats.number(SINGLE_TRIG, 4))), f32x4.mul(k, Floats.number(SINGLE_TRIG, 8)));
  }
  @inline static remainder(x: v128): v128 { return f32x4.sub(Reduction.high(x), f32x4.mul(Reduction.multiple(x), Floats.number(SINGLE_TRIG, 12))); }
  @inline static fails(x: v128): v128 {
    const isLost = f32x4.lt(f32x4.abs(Reduction.remainder(x)), f32x4.mul(f32x4.abs(Reduction.multiple(x)), f32x4.splat(LOSS)));
    return v128.or(isLost, v128.not(f32x4.le(f32x4.abs(x), f32x4.splat(WIDE))));
  }
  /** The sine, of k quarter turns more. */
  @inline static wave(x: v128, more: i32): v128 {
    const r = Reduction.remainder(x), step = f32x4.mul(Reduction.multiple(x), Floats.number(SINGLE_TRIG, 12));
    const l = f32x4.add(f32x4.sub(r, Reduction.high(x)), step), z = f32x4.mul(r, r), k = i32x4.add(Reduction.biased(x), i32x4.splat(more));
    const s = Floats.mulAdd(z, Floats.mulAdd(z, Floats.number(SINGLE_TRIG, 24), Floats.number(SINGLE_TRIG, 20)), Floats.number(SINGLE_TRIG, 16));
    const sine = f32x4.sub(r, Floats.mulAdd(f32x4.mul(z, r), s, l)); // -0 stays -0
    const c = Floats.mulAdd(z, Floats.mulAdd(z, Floats.number(SINGLE_COS, 8), Floats.number(SINGLE_COS, 4)), Floats.number(SINGLE_COS, 0));
    const one = Floats.one(), half = f32x4.mul(z, Floats.half()), arch = f32x4.sub(one, half);
    const cosine = f32x4.add(arch, Floats.mulAdd(f32x4.mul(z, z), c, Floats.mulAdd(r, l, f32x4.sub(f32x4.sub(one, arch), half))));
    const isOdd = i32x4.eq(v128.and(k, i32x4.splat(1)), i32x4.splat(1));
    return v128.xor(v128.bitselect(cosine, sine, isOdd), v128.and(i32x4.shl(k, 30), Floats.signs()));
  }
}

export class SingleSin extends Flagging {
  @inline fast(x: v128): v128 { return Reduction.wave(x, 0); }
  @inline flags(x: v128): v128 { return Reduction.fails(x); }
  @inline mend(x: v128, y: v128): v128 { return mendWide<Sin>(x, y, this.flags(x)); }
}

export class SingleCos extends Flagging {
  @inline fast(x: v128): v128 { return Reduction.wave(x, 1); }
  @inline flags(x: v128): v128 { return Reduction.fails(x); }
  @inline mend(x: v128, y: v128): v128 { return mendWide<Cos>(x, y, this.flags(x)); }
}

export class SingleTanh extends Unary {
  @inline fast(x: v128): v128 {
    const a = f32x4.abs(x), one = Floats.one(), z = f32x4.mul(x, x), z2 = f32x4.mul(z, z);
    const p01 = Floats.mulAdd(z, Floats.number(SINGLE_TANH, 4), Floats.number(SINGLE_TANH, 0));
    const p23 = Floats.mulAdd(z, Floats.number(SINGLE_TANH, 12), Floats.number(SINGLE_TANH, 8));
    const p = Floats.mulAdd(z2, Floats.mulAdd(z2, Floats.number(SINGLE_TANH, 16), p23), p01);
    const near = Floats.mulAdd(f32x4.mul(z, a), p, a);
    const clamped = f32x4.pmin(a, f32x4.splat(10)), twice = f32x4.add(clamped, clamped);
    const s = Power.scale(twice), more = f32x4.mul(s, Power.more(twice)), e = f32x4.add(s, more), d = f32x4.add(e, one);
    const dLow = f32x4.add(f32x4.add(f32x4.sub(e, d), one), f32x4.add(f32x4.sub(s, e), more)), q = f32x4.div(Floats.two(), d);
    const rest = f32x4.sub(one, q), restLow = f32x4.sub(f32x4.sub(one, rest), q);
    const far = f32x4.add(rest, f32x4.add(restLow, f32x4.mul(f32x4.mul(q, q), f32x4.mul(dLow, Floats.half()))));
    return v128.or(v128.bitselect(near, far, f32x4.lt(a, f32x4.splat(0.625))), v128.and(x, Floats.signs()));
  }
}
