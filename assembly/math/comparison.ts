/** Comparison and selection: 1 or 0, as ECMAScript's operators compare (NaN is unordered, zeros are equal); where() as NumPy's. */
import { Binary, Ternary, Unary } from "../op";

class Truth {
  /** 1 in the lanes of a mask, 0 in the others. */
  @inline static of(mask: v128): v128 { return v128.and(mask, f64x2.splat(1)); }
}

export class Less extends Binary {
  @inline apply(a: v128, b: v128): v128 { return Truth.of(f64x2.lt(a, b)); }
}

export class LessEqual extends Binary {
  @inline apply(a: v128, b: v128): v128 { return Truth.of(f64x2.le(a, b)); }
}

export class Greater extends Binary {
  @inline apply(a: v128, b: v128): v128 { return Truth.of(f64x2.gt(a, b)); }
}

export class GreaterEqual extends Binary {
  @inline apply(a: v128, b: v128): v128 { return Truth.of(f64x2.ge(a, b)); }
}

export class Equal extends Binary {
  @inline apply(a: v128, b: v128): v128 { return Truth.of(f64x2.eq(a, b)); }
}

export class NotEqual extends Binary {
  @inline apply(a: v128, b: v128): v128 { return Truth.of(f64x2.ne(a, b)); }
}

/** The second where the first is not zero (NaN is not), else the third. */
export class Where extends Ternary {
  @inline apply(c: v128, a: v128, b: v128): v128 { return v128.bitselect(a, b, f64x2.ne(c, f64x2.splat(0))); }
}

export class IsNan extends Unary {
  @inline fast(x: v128): v128 { return Truth.of(f64x2.ne(x, x)); }
}

export class IsFinite extends Unary {
  @inline fast(x: v128): v128 { return Truth.of(f64x2.lt(f64x2.abs(x), f64x2.splat(Infinity))); }
}

export class IsInf extends Unary {
  @inline fast(x: v128): v128 { return Truth.of(f64x2.eq(f64x2.abs(x), f64x2.splat(Infinity))); }
}
