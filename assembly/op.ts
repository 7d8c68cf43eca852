/**
 * Ops: the body of a kernel on one vector of two f64 lanes. A field-less class given as a type parameter is folded away by the
 * compiler (a function given as a value would leave an indirect call per step).
 *
 * An op is lanewise: a lane's result depends on that lane's operands alone. A rare path replaces only the lanes that need it.
 */
export class Unary {
  @inline apply(x: v128): v128 { return x; }
}

export class Binary {
  @inline apply(a: v128, b: v128): v128 { return a; }
}

/** Outer(Inner(x)) in one pass, with the bits of the two steps done one by one. */
export class Of<Outer extends Unary, Inner extends Unary> extends Unary {
  @inline apply(x: v128): v128 {
    return changetype<Outer>(0).apply(changetype<Inner>(0).apply(x));
  }
}

/** Rounds each lane to f32 and back: between the steps of a fused f32 kernel, whose steps alone would store f32. */
export class RoundToF32 extends Unary {
  @inline apply(x: v128): v128 {
    return f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(x));
  }
}
