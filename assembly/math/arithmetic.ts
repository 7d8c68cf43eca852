/**
 * Arithmetic of lanes of f64 or f32
 * Method: an instruction, or a few.
 * Source: ECMAScript's operators and Math where they have it, else NumPy.
 * Approximation: none; the exact result, rounded once.
 * Special: as those sources have it; an op says so where they differ.
 */
import { Lanes } from "../lanes";
import { Binary, Ternary, Unary } from "../op";

export class Sqrt<T> extends Unary {
  @inline fast(x: v128): v128 { return v128.sqrt<T>(x); }
}

export class Square<T> extends Unary {
  @inline fast(x: v128): v128 { return v128.mul<T>(x, x); }
}

export class Reciprocal<T> extends Unary {
  @inline fast(x: v128): v128 { return v128.div<T>(v128.splat<T>(<T>1), x); }
}

export class Abs<T> extends Unary {
  @inline fast(x: v128): v128 { return v128.abs<T>(x); }
}

export class Negate<T> extends Unary {
  @inline fast(x: v128): v128 { return v128.neg<T>(x); }
}

/** Zeros and NaN are their own sign. */
export class Sign<T> extends Unary {
  @inline fast(x: v128): v128 {
    const unit = v128.or(v128.and(x, Lanes.sign<T>()), v128.splat<T>(<T>1));
    return v128.bitselect(unit, x, v128.gt<T>(v128.abs<T>(x), v128.splat<T>(<T>0)));
  }
}

export class Floor<T> extends Unary {
  @inline fast(x: v128): v128 { return v128.floor<T>(x); }
}

export class Ceil<T> extends Unary {
  @inline fast(x: v128): v128 { return v128.ceil<T>(x); }
}

export class Trunc<T> extends Unary {
  @inline fast(x: v128): v128 { return v128.trunc<T>(x); }
}

/** Halves to even. */
export class Rint<T> extends Unary {
  @inline fast(x: v128): v128 { return v128.nearest<T>(x); }
}

/** Math.round: halves up, and what is rounded to zero keeps its sign. x - floor(x) is exact. */
export class Round<T> extends Unary {
  @inline fast(x: v128): v128 {
    const low = v128.floor<T>(x);
    const up = v128.and(v128.ge<T>(v128.sub<T>(x, low), v128.splat<T>(<T>0.5)), v128.splat<T>(<T>1));
    return v128.or(v128.add<T>(low, up), v128.and(x, Lanes.sign<T>()));
  }
}

export class Add<T> extends Binary {
  @inline apply(a: v128, b: v128): v128 { return v128.add<T>(a, b); }
}

export class Subtract<T> extends Binary {
  @inline apply(a: v128, b: v128): v128 { return v128.sub<T>(a, b); }
}

export class Multiply<T> extends Binary {
  @inline apply(a: v128, b: v128): v128 { return v128.mul<T>(a, b); }
}

export class Divide<T> extends Binary {
  @inline apply(a: v128, b: v128): v128 { return v128.div<T>(a, b); }
}

/** The first with the sign of the second; that of NaN, which engines may choose, counts as positive. */
export class Copysign<T> extends Binary {
  @inline apply(a: v128, b: v128): v128 { return v128.or(v128.abs<T>(a), v128.and(v128.and(b, Lanes.sign<T>()), v128.eq<T>(b, b))); }
}

/**
 * Math.min and Math.max: NaN if either is, and -0 before 0. In V8 on x64 `f64x2.min` is eight instructions, and `f64x2.pmin`, which gives
 * its first operand where neither is less, is one: taken both ways round, the results differ in a zero's sign or where one is NaN.
 */
class Both {
  /** With the bits of both, -0 and NaN prevail. */
  @inline static least<T>(a: v128, b: v128): v128 { return v128.or(v128.pmin<T>(a, b), v128.pmin<T>(b, a)); }
  /** -0 - (-0) is 0, and what is taken from NaN is without effect. */
  @inline static most<T>(a: v128, b: v128): v128 {
    const p = v128.pmax<T>(a, b), q = v128.pmax<T>(b, a);
    return v128.sub<T>(v128.or(p, q), v128.xor(p, q));
  }
}

export class Minimum<T> extends Binary {
  @inline apply(a: v128, b: v128): v128 { return Both.least<T>(a, b); }
}

export class Maximum<T> extends Binary {
  @inline apply(a: v128, b: v128): v128 { return Both.most<T>(a, b); }
}

/** The other one where one is NaN. */
class Present {
  @inline static choose<T>(a: v128, b: v128, value: v128): v128 {
    return v128.bitselect(b, v128.bitselect(a, value, v128.ne<T>(b, b)), v128.ne<T>(a, a));
  }
}

export class Fmin<T> extends Binary {
  @inline apply(a: v128, b: v128): v128 { return Present.choose<T>(a, b, Both.least<T>(a, b)); }
}

export class Fmax<T> extends Binary {
  @inline apply(a: v128, b: v128): v128 { return Present.choose<T>(a, b, Both.most<T>(a, b)); }
}

/** min(max(x, low), high): NaN if any is. */
export class Clip<T> extends Ternary {
  @inline apply(x: v128, low: v128, high: v128): v128 { return Both.least<T>(Both.most<T>(x, low), high); }
}
