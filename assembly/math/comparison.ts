/**
 * Comparison and selection of lanes of f64 or f32: 1 or 0, and where()
 * Method: a mask, and what it selects.
 * Source: ECMAScript's operators; NumPy's where().
 * Approximation: none.
 * Special: NaN is unordered, zeros are equal.
 */
import { Binary, Ternary, Unary } from "../op";

class Truth {
  /** 1 in the lanes of a mask, 0 in the others. */
  @inline static of<T>(mask: v128): v128 { return v128.and(mask, v128.splat<T>(<T>1)); }
}

export class Less<T> extends Binary {
  @inline apply(a: v128, b: v128): v128 { return Truth.of<T>(v128.lt<T>(a, b)); }
}

export class LessEqual<T> extends Binary {
  @inline apply(a: v128, b: v128): v128 { return Truth.of<T>(v128.le<T>(a, b)); }
}

export class Greater<T> extends Binary {
  @inline apply(a: v128, b: v128): v128 { return Truth.of<T>(v128.gt<T>(a, b)); }
}

export class GreaterEqual<T> extends Binary {
  @inline apply(a: v128, b: v128): v128 { return Truth.of<T>(v128.ge<T>(a, b)); }
}

export class Equal<T> extends Binary {
  @inline apply(a: v128, b: v128): v128 { return Truth.of<T>(v128.eq<T>(a, b)); }
}

export class NotEqual<T> extends Binary {
  @inline apply(a: v128, b: v128): v128 { return Truth.of<T>(v128.ne<T>(a, b)); }
}

/** The second where the first is not zero (NaN is not), else the third. */
export class Where<T> extends Ternary {
  @inline apply(c: v128, a: v128, b: v128): v128 { return v128.bitselect(a, b, v128.ne<T>(c, v128.splat<T>(<T>0))); }
}

export class IsNan<T> extends Unary {
  @inline fast(x: v128): v128 { return Truth.of<T>(v128.ne<T>(x, x)); }
}

export class IsFinite<T> extends Unary {
  @inline fast(x: v128): v128 { return Truth.of<T>(v128.lt<T>(v128.abs<T>(x), v128.splat<T>(<T>Infinity))); }
}

export class IsInf<T> extends Unary {
  @inline fast(x: v128): v128 { return Truth.of<T>(v128.eq<T>(v128.abs<T>(x), v128.splat<T>(<T>Infinity))); }
}
