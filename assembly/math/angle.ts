/**
 * degrees(x), radians(x)
 * Method: one product with 180/pi, pi/180 as doubles.
 * Source: the exact factors, rounded: assembly/fit/angle.py.
 * Approximation: 0.28 and 0.09 ulp of the constants, the product's rounding; less than 0.9 ulp in all.
 * Special: none; zeros keep their sign, infinities and NaN flow through.
 */
import { Unary } from "../op";
import { AngleNumbers } from "../tables/angle";

export class Degrees extends Unary {
  @inline fast(x: v128): v128 { return f64x2.mul(x, AngleNumbers.degree()); }
}

export class Radians extends Unary {
  @inline fast(x: v128): v128 { return f64x2.mul(x, AngleNumbers.radian()); }
}
