/**
 * log2(x), log10(x)
 * Method: x = 2^k z as in log.ts, log z in two doubles; times 1/ln 2 or 1/ln 10, the product of 26 bits with 26 being exact; plus k, or
 * k log10(2) in two parts. Powers of the base are exact.
 * Source: log.ts; assembly/fit/log-bases.py.
 * Approximation: that of log.ts.
 * Special: as log.
 */
import { Lanes } from "../lanes";
import { Flagging } from "../op";
import { Split } from "../split";
import { Log2Numbers, Log10Numbers } from "../tables/log-bases";
import { LogParts, LogRules } from "./log";

/** log of a number of base b, from its exponent and the logarithm of its fraction. */
export class Base {
  /** 1/ln b in two parts, and whole. */
  @inline inverseHigh(): v128 { return f64x2.splat(0); }
  @inline inverseLow(): v128 { return f64x2.splat(0); }
  @inline inverse(): v128 { return f64x2.splat(0); }
  /** k log b(2) in two parts. */
  @inline exponent(k: v128): v128 { return k; }
  @inline exponentLow(k: v128): v128 { return f64x2.splat(0); }
}

export class Two extends Base {
  @inline inverseHigh(): v128 { return Log2Numbers.inverseHigh(); }
  @inline inverseLow(): v128 { return Log2Numbers.inverseLow(); }
  @inline inverse(): v128 { return Log2Numbers.inverse(); }
  @inline exponent(k: v128): v128 { return k; }
  @inline exponentLow(k: v128): v128 { return f64x2.splat(0); }
}

export class Ten extends Base {
  @inline inverseHigh(): v128 { return Log10Numbers.inverseHigh(); }
  @inline inverseLow(): v128 { return Log10Numbers.inverseLow(); }
  @inline inverse(): v128 { return Log10Numbers.inverse(); }
  @inline exponent(k: v128): v128 { return f64x2.mul(k, Log10Numbers.twoHigh()); } // exact
  @inline exponentLow(k: v128): v128 { return f64x2.mul(k, Log10Numbers.twoLow()); }
}

export class LogBase<B extends Base> extends Flagging {
  @inline static of<C extends Base>(x: v128, origin: v128): v128 {
    const base = changetype<C>(0);
    const k = LogParts.exponent(x, origin);
    const r = LogParts.remainder(x), c = LogParts.logOfPoint(x);
    const high = f64x2.add(c, r);
    const highLow = f64x2.add(f64x2.sub(c, high), r);
    const low = Lanes.mulAdd(f64x2.mul(r, r), LogParts.polynomial(r), highLow);
    const upper = Split.upper(high);
    const lower = f64x2.sub(high, upper);
    const product = f64x2.mul(upper, base.inverseHigh());
    const lowerProduct = f64x2.mul(f64x2.add(lower, low), base.inverse());
    const rest = Lanes.mulAdd(upper, base.inverseLow(), lowerProduct);
    const whole = base.exponent(k);
    const sum = f64x2.add(whole, product);
    const sumLow = f64x2.add(f64x2.sub(whole, sum), product); // |whole| > |product|, or whole = 0
    return f64x2.add(sum, f64x2.add(sumLow, f64x2.add(base.exponentLow(k), rest)));
  }
  @inline fast(x: v128): v128 { return LogBase.of<B>(x, LogParts.origin()); }
  @inline flags(x: v128): v128 { return LogParts.irregular(x); }
  @inline mend(x: v128, y: v128): v128 { return mendLogBase<B>(x, y); }
}

function mendLogBase<B extends Base>(x: v128, y: v128): v128 {
  return LogRules.mend(x, y, LogBase.of<B>(LogParts.scaled(x), LogParts.scaledOrigin()));
}

export class Log2 extends LogBase<Two> {}
export class Log10 extends LogBase<Ten> {}
