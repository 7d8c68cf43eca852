/** The names of the catalog's operations as types: what the compiler checks calls against (test/public-api.test.ts keeps them complete). */

/** Elementary operations of one input. */
export type ElementaryOperation =
  | "sqrt" | "square" | "reciprocal" | "abs" | "negate" | "sign" | "floor" | "ceil" | "round" | "trunc" | "rint"
  | "isnan" | "isfinite" | "isinf" | "exp" | "exp2" | "exp10" | "expm1" | "log" | "log2" | "log10" | "log1p" | "cbrt" | "rsqrt"
  | "sin" | "cos" | "tan" | "asin" | "acos" | "atan" | "sinpi" | "cospi" | "degrees" | "radians"
  | "sinh" | "cosh" | "tanh" | "asinh" | "acosh" | "atanh" | "erf" | "erfc" | "gamma" | "lgamma" | "sigmoid" | "softplus" | "relu" | "gelu";

/** Compositions, with exactly the bits of their steps. */
export type NamedOperation = "exp_sqrt" | "sin_exp" | "log_sqrt1" | "sin_plus_cos";

/** Operations of one input. */
export type UnaryOperation = ElementaryOperation | NamedOperation;

/** Operations of two inputs. */
export type BinaryOperation =
  | "add" | "subtract" | "multiply" | "divide" | "remainder" | "pow" | "hypot" | "atan2" | "logaddexp" | "copysign" | "minimum" | "maximum" | "fmin" | "fmax"
  | "less" | "less_equal" | "greater" | "greater_equal" | "equal" | "not_equal";

/** Operations of three inputs. */
export type TernaryOperation = "clip" | "where" | "fma";

/** What arrays are reduced to. */
export type Reduction = "sum" | "mean" | "min" | "max" | "product" | "countNonzero" | "any" | "all" | "norm" | "dot";

/** Operations that have a kernel for float32 too; the others compute float32 in float64, and round. */
export type SingleOperation =
  | "sqrt" | "square" | "reciprocal" | "abs" | "negate" | "sign" | "floor" | "ceil" | "round" | "trunc" | "rint" | "isnan" | "isfinite" | "isinf"
  | "exp" | "log" | "sin" | "cos" | "tanh" | "degrees" | "radians" | "relu" | "add" | "subtract" | "multiply" | "divide" | "copysign"
  | "minimum" | "maximum" | "fmin" | "fmax" | "less" | "less_equal" | "greater" | "greater_equal" | "equal" | "not_equal" | "clip" | "where" | "fma";
