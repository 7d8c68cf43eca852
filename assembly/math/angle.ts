/**
 * degrees(x), radians(x)
 * Method: one product with 180/pi, pi/180 as doubles.
 * Source: exact constants, rounded: assembly/fit/angle.py.
 * Approximation: 0.28 and 0.09 ulp of the constants, the product's rounding; less than 0.9 ulp in all.
 * Special: none; zeros keep their sign, infinities and NaN flow through.
 */
import { Unary } from "../op";

const DEGREE: f64 = 57.29577951308232; // 0x1.ca5dc1a63c1f8p+5
const RADIAN: f64 = 0.017453292519943295; // 0x1.1df46a2529d39p-6

export class Degrees extends Unary {
  @inline fast(x: v128): v128 { return f64x2.mul(x, f64x2.splat(DEGREE)); }
}

export class Radians extends Unary {
  @inline fast(x: v128): v128 { return f64x2.mul(x, f64x2.splat(RADIAN)); }
}
