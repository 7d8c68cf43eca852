/** Arithmetic: the exact result, rounded once, as ECMAScript's operators and Math where they have it, else as NumPy. */
import { Binary, Ternary, Unary } from "../op";

export class Sqrt extends Unary {
  @inline fast(x: v128): v128 { return f64x2.sqrt(x); }
}

export class Square extends Unary {
  @inline fast(x: v128): v128 { return f64x2.mul(x, x); }
}

export class Reciprocal extends Unary {
  @inline fast(x: v128): v128 { return f64x2.div(f64x2.splat(1), x); }
}

export class Abs extends Unary {
  @inline fast(x: v128): v128 { return f64x2.abs(x); }
}

export class Negate extends Unary {
  @inline fast(x: v128): v128 { return f64x2.neg(x); }
}

const SIGN: i64 = i64.MIN_VALUE;

/** Zeros and NaN are their own sign. */
export class Sign extends Unary {
  @inline fast(x: v128): v128 {
    const unit = v128.or(v128.and(x, i64x2.splat(SIGN)), f64x2.splat(1));
    return v128.bitselect(unit, x, f64x2.gt(f64x2.abs(x), f64x2.splat(0)));
  }
}

export class Floor extends Unary {
  @inline fast(x: v128): v128 { return f64x2.floor(x); }
}

export class Ceil extends Unary {
  @inline fast(x: v128): v128 { return f64x2.ceil(x); }
}

export class Trunc extends Unary {
  @inline fast(x: v128): v128 { return f64x2.trunc(x); }
}

/** Halves to even. */
export class Rint extends Unary {
  @inline fast(x: v128): v128 { return f64x2.nearest(x); }
}

/** Math.round: halves up, and what is rounded to zero keeps its sign. x - floor(x) is exact. */
export class Round extends Unary {
  @inline fast(x: v128): v128 {
    const low = f64x2.floor(x);
    const up = v128.and(f64x2.ge(f64x2.sub(x, low), f64x2.splat(0.5)), f64x2.splat(1));
    return v128.or(f64x2.add(low, up), v128.and(x, i64x2.splat(SIGN)));
  }
}

export class Add extends Binary {
  @inline apply(a: v128, b: v128): v128 { return f64x2.add(a, b); }
}

export class Subtract extends Binary {
  @inline apply(a: v128, b: v128): v128 { return f64x2.sub(a, b); }
}

export class Multiply extends Binary {
  @inline apply(a: v128, b: v128): v128 { return f64x2.mul(a, b); }
}

export class Divide extends Binary {
  @inline apply(a: v128, b: v128): v128 { return f64x2.div(a, b); }
}

/** The first with the sign of the second; that of NaN, which engines may choose, counts as positive. */
export class Copysign extends Binary {
  @inline apply(a: v128, b: v128): v128 { return v128.or(f64x2.abs(a), v128.and(v128.and(b, i64x2.splat(SIGN)), f64x2.eq(b, b))); }
}

/** Math.min: NaN if either is, and -0 before 0. */
export class Minimum extends Binary {
  @inline apply(a: v128, b: v128): v128 { return f64x2.min(a, b); }
}

export class Maximum extends Binary {
  @inline apply(a: v128, b: v128): v128 { return f64x2.max(a, b); }
}

/** The other one where one is NaN. */
class Present {
  @inline static choose(a: v128, b: v128, value: v128): v128 {
    return v128.bitselect(b, v128.bitselect(a, value, f64x2.ne(b, b)), f64x2.ne(a, a));
  }
}

export class Fmin extends Binary {
  @inline apply(a: v128, b: v128): v128 { return Present.choose(a, b, f64x2.min(a, b)); }
}

export class Fmax extends Binary {
  @inline apply(a: v128, b: v128): v128 { return Present.choose(a, b, f64x2.max(a, b)); }
}

/** min(max(x, low), high): NaN if any is. */
export class Clip extends Ternary {
  @inline apply(x: v128, low: v128, high: v128): v128 { return f64x2.min(f64x2.max(x, low), high); }
}
