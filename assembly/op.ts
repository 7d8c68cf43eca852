/**
 * Ops: the body of a kernel on one vector, of two f64 lanes unless it says otherwise. A field-less class given as a type parameter is
 * folded away by the compiler (a function given as a value would leave an indirect call per step).
 *
 * An op is lanewise: a lane's result depends on that lane's operands alone.
 */
export class Unary {
  @inline fast(x: v128): v128 { return x; }
}

/**
 * An op whose fast body cannot do every lane: it flags the others, and `mend` replaces those and no more. What `fast` and `flags`
 * have in common is computed once: the compilers see to it.
 */
export class Flagging extends Unary {
  /** All bits set in the lanes whose fast result does not count. */
  @inline flags(x: v128): v128 { return x; }
  /** `y` with its flagged lanes computed with care; out of line, seldom. */
  @inline mend(x: v128, y: v128): v128 { return y; }
}

export class Binary {
  @inline apply(a: v128, b: v128): v128 { return a; }
}

/** As Flagging, of two operands. */
export class BinaryFlagging {
  @inline fast(a: v128, b: v128): v128 { return a; }
  @inline flags(a: v128, b: v128): v128 { return a; }
  @inline mend(a: v128, b: v128, y: v128): v128 { return y; }
}

export class Ternary {
  @inline apply(a: v128, b: v128, c: v128): v128 { return a; }
}

/** As Flagging, of three operands. */
export class TernaryFlagging {
  @inline fast(a: v128, b: v128, c: v128): v128 { return a; }
  @inline flags(a: v128, b: v128, c: v128): v128 { return a; }
  @inline mend(a: v128, b: v128, c: v128, y: v128): v128 { return y; }
}

/** Outer(Inner(x)) in one pass, with the bits of the two steps done one by one. */
export class Of<Outer extends Flagging, Inner extends Unary> extends Flagging {
  @inline fast(x: v128): v128 { return changetype<Outer>(0).fast(changetype<Inner>(0).fast(x)); }
  @inline flags(x: v128): v128 { return changetype<Outer>(0).flags(changetype<Inner>(0).fast(x)); }
  @inline mend(x: v128, y: v128): v128 { return changetype<Outer>(0).mend(changetype<Inner>(0).fast(x), y); }
}
