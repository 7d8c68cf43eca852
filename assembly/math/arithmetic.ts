/** Arithmetic: one correctly rounded instruction each, as ECMAScript's operators and Math.sqrt, Math.abs. */
import { Binary, Unary } from "../op";

export class Sqrt extends Unary {
  @inline fast(x: v128): v128 { return f64x2.sqrt(x); }
}

export class Square extends Unary {
  @inline fast(x: v128): v128 { return f64x2.mul(x, x); }
}

export class Abs extends Unary {
  @inline fast(x: v128): v128 { return f64x2.abs(x); }
}

export class Negate extends Unary {
  @inline fast(x: v128): v128 { return f64x2.neg(x); }
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
