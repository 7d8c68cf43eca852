/** The names of the catalog's operations as types: what the compiler checks calls against (test/public-api.test.ts keeps them complete). */

/** Elementary operations of one input: each has a kernel for float64 and for float32. */
export type ElementaryOperation =
  | "sqrt" | "square" | "reciprocal" | "abs" | "negate" | "sign" | "floor" | "ceil" | "round" | "trunc" | "rint"
  | "isnan" | "isfinite" | "isinf" | "exp" | "exp2" | "exp10" | "expm1" | "log" | "log2" | "log10" | "log1p" | "sin" | "cos" | "tan" | "asin" | "acos" | "atan"
  | "degrees" | "radians" | "sinh" | "cosh" | "tanh" | "sigmoid" | "softplus" | "relu";

/** Compositions, with exactly the bits of their steps. */
export type NamedOperation = "exp_sqrt" | "sin_exp" | "log_sqrt1" | "sin_plus_cos";

/** Operations of one input. */
export type UnaryOperation = ElementaryOperation | NamedOperation;

/** Operations of two inputs. */
export type BinaryOperation =
  | "add" | "subtract" | "multiply" | "divide" | "pow" | "copysign" | "minimum" | "maximum" | "fmin" | "fmax"
  | "less" | "less_equal" | "greater" | "greater_equal" | "equal" | "not_equal";

/** Operations of three inputs. */
export type TernaryOperation = "clip" | "where";
