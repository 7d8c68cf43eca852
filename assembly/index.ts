/** Exports only, a line per kernel and dtype: name, loop, op. Pointers are byte addresses in the imported memory; counts are elements. */
import { Count, Either, Look, OfPower } from "./count";
import { Convert, F32, F64, Loop } from "./loop";
import {
  Abs, Add, Ceil, Clip, Copysign, Divide, Floor, Fmax, Fmin, Maximum, Minimum, Multiply, Negate, Reciprocal, Rint, Round, Sign, Sqrt, Square, Subtract, Trunc,
} from "./math/arithmetic";
import { Equal, Greater, GreaterEqual, IsFinite, IsInf, IsNan, Less, LessEqual, NotEqual, Where } from "./math/comparison";
import { Degrees, Radians } from "./math/angle";
import { Acos, Asin } from "./math/asin";
import { Atan } from "./math/atan";
import { Relu, Sigmoid, Softplus } from "./math/activation";
import { Exp, Exp2, Exp10 } from "./math/exp";
import { Expm1 } from "./math/expm1";
import { Cosh, Sinh, Tanh } from "./math/hyperbolic";
import { Log, OnePlusSqrt } from "./math/log";
import { Log10, Log2 } from "./math/log-bases";
import { Log1p } from "./math/log1p";
import { Pow } from "./math/pow";
import { Cos, Sin, SinPlusCos, Tan } from "./math/trig";
import { Of, ToF32 } from "./op";

const f64s = changetype<Loop<F64>>(0);
const f32s = changetype<Loop<F32>>(0);

export function sqrt_f64(x: usize, out: usize, count: usize): void { f64s.unary<Sqrt>(x, out, count); }
export function sqrt_f32(x: usize, out: usize, count: usize): void { f32s.unary<Sqrt>(x, out, count); }
export function square_f64(x: usize, out: usize, count: usize): void { f64s.unary<Square>(x, out, count); }
export function square_f32(x: usize, out: usize, count: usize): void { f32s.unary<Square>(x, out, count); }
export function abs_f64(x: usize, out: usize, count: usize): void { f64s.unary<Abs>(x, out, count); }
export function abs_f32(x: usize, out: usize, count: usize): void { f32s.unary<Abs>(x, out, count); }
export function negate_f64(x: usize, out: usize, count: usize): void { f64s.unary<Negate>(x, out, count); }
export function negate_f32(x: usize, out: usize, count: usize): void { f32s.unary<Negate>(x, out, count); }
export function reciprocal_f64(x: usize, out: usize, count: usize): void { f64s.unary<Reciprocal>(x, out, count); }
export function reciprocal_f32(x: usize, out: usize, count: usize): void { f32s.unary<Reciprocal>(x, out, count); }
export function sign_f64(x: usize, out: usize, count: usize): void { f64s.unary<Sign>(x, out, count); }
export function sign_f32(x: usize, out: usize, count: usize): void { f32s.unary<Sign>(x, out, count); }
export function floor_f64(x: usize, out: usize, count: usize): void { f64s.unary<Floor>(x, out, count); }
export function floor_f32(x: usize, out: usize, count: usize): void { f32s.unary<Floor>(x, out, count); }
export function ceil_f64(x: usize, out: usize, count: usize): void { f64s.unary<Ceil>(x, out, count); }
export function ceil_f32(x: usize, out: usize, count: usize): void { f32s.unary<Ceil>(x, out, count); }
export function trunc_f64(x: usize, out: usize, count: usize): void { f64s.unary<Trunc>(x, out, count); }
export function trunc_f32(x: usize, out: usize, count: usize): void { f32s.unary<Trunc>(x, out, count); }
export function rint_f64(x: usize, out: usize, count: usize): void { f64s.unary<Rint>(x, out, count); }
export function rint_f32(x: usize, out: usize, count: usize): void { f32s.unary<Rint>(x, out, count); }
export function round_f64(x: usize, out: usize, count: usize): void { f64s.unary<Round>(x, out, count); }
export function round_f32(x: usize, out: usize, count: usize): void { f32s.unary<Round>(x, out, count); }
export function isnan_f64(x: usize, out: usize, count: usize): void { f64s.unary<IsNan>(x, out, count); }
export function isnan_f32(x: usize, out: usize, count: usize): void { f32s.unary<IsNan>(x, out, count); }
export function isfinite_f64(x: usize, out: usize, count: usize): void { f64s.unary<IsFinite>(x, out, count); }
export function isfinite_f32(x: usize, out: usize, count: usize): void { f32s.unary<IsFinite>(x, out, count); }
export function isinf_f64(x: usize, out: usize, count: usize): void { f64s.unary<IsInf>(x, out, count); }
export function isinf_f32(x: usize, out: usize, count: usize): void { f32s.unary<IsInf>(x, out, count); }
export function exp_f64(x: usize, out: usize, count: usize): void { f64s.flagging<Exp>(x, out, count); }
export function exp_f32(x: usize, out: usize, count: usize): void { f32s.flagging<Exp>(x, out, count); }
export function log_f64(x: usize, out: usize, count: usize): void { f64s.flagging<Log>(x, out, count); }
export function log_f32(x: usize, out: usize, count: usize): void { f32s.flagging<Log>(x, out, count); }
export function sin_f64(x: usize, out: usize, count: usize): void { f64s.flagging<Sin>(x, out, count); }
export function sin_f32(x: usize, out: usize, count: usize): void { f32s.flagging<Sin>(x, out, count); }
export function cos_f64(x: usize, out: usize, count: usize): void { f64s.flagging<Cos>(x, out, count); }
export function cos_f32(x: usize, out: usize, count: usize): void { f32s.flagging<Cos>(x, out, count); }
export function exp2_f64(x: usize, out: usize, count: usize): void { f64s.flagging<Exp2>(x, out, count); }
export function exp2_f32(x: usize, out: usize, count: usize): void { f32s.flagging<Exp2>(x, out, count); }
export function exp10_f64(x: usize, out: usize, count: usize): void { f64s.flagging<Exp10>(x, out, count); }
export function exp10_f32(x: usize, out: usize, count: usize): void { f32s.flagging<Exp10>(x, out, count); }
export function expm1_f64(x: usize, out: usize, count: usize): void { f64s.flagging<Expm1>(x, out, count); }
export function expm1_f32(x: usize, out: usize, count: usize): void { f32s.flagging<Expm1>(x, out, count); }
export function log2_f64(x: usize, out: usize, count: usize): void { f64s.flagging<Log2>(x, out, count); }
export function log2_f32(x: usize, out: usize, count: usize): void { f32s.flagging<Log2>(x, out, count); }
export function log10_f64(x: usize, out: usize, count: usize): void { f64s.flagging<Log10>(x, out, count); }
export function log10_f32(x: usize, out: usize, count: usize): void { f32s.flagging<Log10>(x, out, count); }
export function log1p_f64(x: usize, out: usize, count: usize): void { f64s.flagging<Log1p>(x, out, count); }
export function log1p_f32(x: usize, out: usize, count: usize): void { f32s.flagging<Log1p>(x, out, count); }
export function sinh_f64(x: usize, out: usize, count: usize): void { f64s.flagging<Sinh>(x, out, count); }
export function sinh_f32(x: usize, out: usize, count: usize): void { f32s.flagging<Sinh>(x, out, count); }
export function cosh_f64(x: usize, out: usize, count: usize): void { f64s.flagging<Cosh>(x, out, count); }
export function cosh_f32(x: usize, out: usize, count: usize): void { f32s.flagging<Cosh>(x, out, count); }
export function tanh_f64(x: usize, out: usize, count: usize): void { f64s.unary<Tanh>(x, out, count); }
export function tanh_f32(x: usize, out: usize, count: usize): void { f32s.unary<Tanh>(x, out, count); }
export function sigmoid_f64(x: usize, out: usize, count: usize): void { f64s.flagging<Sigmoid>(x, out, count); }
export function sigmoid_f32(x: usize, out: usize, count: usize): void { f32s.flagging<Sigmoid>(x, out, count); }
export function softplus_f64(x: usize, out: usize, count: usize): void { f64s.flagging<Softplus>(x, out, count); }
export function softplus_f32(x: usize, out: usize, count: usize): void { f32s.flagging<Softplus>(x, out, count); }
export function relu_f64(x: usize, out: usize, count: usize): void { f64s.unary<Relu>(x, out, count); }
export function relu_f32(x: usize, out: usize, count: usize): void { f32s.unary<Relu>(x, out, count); }
export function degrees_f64(x: usize, out: usize, count: usize): void { f64s.unary<Degrees>(x, out, count); }
export function degrees_f32(x: usize, out: usize, count: usize): void { f32s.unary<Degrees>(x, out, count); }
export function radians_f64(x: usize, out: usize, count: usize): void { f64s.unary<Radians>(x, out, count); }
export function radians_f32(x: usize, out: usize, count: usize): void { f32s.unary<Radians>(x, out, count); }
export function tan_f64(x: usize, out: usize, count: usize): void { f64s.flagging<Tan>(x, out, count); }
export function tan_f32(x: usize, out: usize, count: usize): void { f32s.flagging<Tan>(x, out, count); }
export function asin_f64(x: usize, out: usize, count: usize): void { f64s.unary<Asin>(x, out, count); }
export function asin_f32(x: usize, out: usize, count: usize): void { f32s.unary<Asin>(x, out, count); }
export function acos_f64(x: usize, out: usize, count: usize): void { f64s.unary<Acos>(x, out, count); }
export function acos_f32(x: usize, out: usize, count: usize): void { f32s.unary<Acos>(x, out, count); }
export function atan_f64(x: usize, out: usize, count: usize): void { f64s.unary<Atan>(x, out, count); }
export function atan_f32(x: usize, out: usize, count: usize): void { f32s.unary<Atan>(x, out, count); }
export function exp_sqrt_f64(x: usize, out: usize, count: usize): void { f64s.flagging<Of<Exp, Sqrt>>(x, out, count); }
export function exp_sqrt_f32(x: usize, out: usize, count: usize): void { f32s.flagging<Of<Exp, ToF32<Sqrt>>>(x, out, count); }
export function log_sqrt1_f64(x: usize, out: usize, count: usize): void { f64s.flagging<Of<Log, OnePlusSqrt>>(x, out, count); }
export function sin_plus_cos_f64(x: usize, out: usize, count: usize): void { f64s.flagging<SinPlusCos>(x, out, count); }

export function add_f64(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void { f64s.binary<Add>(a, aStride, b, bStride, out, count); }
export function add_f32(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void { f32s.binary<Add>(a, aStride, b, bStride, out, count); }
export function subtract_f64(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void { f64s.binary<Subtract>(a, aStride, b, bStride, out, count); }
export function subtract_f32(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void { f32s.binary<Subtract>(a, aStride, b, bStride, out, count); }
export function multiply_f64(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void { f64s.binary<Multiply>(a, aStride, b, bStride, out, count); }
export function multiply_f32(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void { f32s.binary<Multiply>(a, aStride, b, bStride, out, count); }
export function divide_f64(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void { f64s.binary<Divide>(a, aStride, b, bStride, out, count); }
export function divide_f32(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void { f32s.binary<Divide>(a, aStride, b, bStride, out, count); }
export function pow_f64(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void { f64s.binaryFlagging<Pow>(a, aStride, b, bStride, out, count); }
export function pow_f32(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void { f32s.binaryFlagging<Pow>(a, aStride, b, bStride, out, count); }
export function copysign_f64(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void { f64s.binary<Copysign>(a, aStride, b, bStride, out, count); }
export function copysign_f32(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void { f32s.binary<Copysign>(a, aStride, b, bStride, out, count); }
export function minimum_f64(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void { f64s.binary<Minimum>(a, aStride, b, bStride, out, count); }
export function minimum_f32(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void { f32s.binary<Minimum>(a, aStride, b, bStride, out, count); }
export function maximum_f64(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void { f64s.binary<Maximum>(a, aStride, b, bStride, out, count); }
export function maximum_f32(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void { f32s.binary<Maximum>(a, aStride, b, bStride, out, count); }
export function fmin_f64(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void { f64s.binary<Fmin>(a, aStride, b, bStride, out, count); }
export function fmin_f32(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void { f32s.binary<Fmin>(a, aStride, b, bStride, out, count); }
export function fmax_f64(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void { f64s.binary<Fmax>(a, aStride, b, bStride, out, count); }
export function fmax_f32(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void { f32s.binary<Fmax>(a, aStride, b, bStride, out, count); }
export function less_f64(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void { f64s.binary<Less>(a, aStride, b, bStride, out, count); }
export function less_f32(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void { f32s.binary<Less>(a, aStride, b, bStride, out, count); }
export function less_equal_f64(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void { f64s.binary<LessEqual>(a, aStride, b, bStride, out, count); }
export function less_equal_f32(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void { f32s.binary<LessEqual>(a, aStride, b, bStride, out, count); }
export function greater_f64(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void { f64s.binary<Greater>(a, aStride, b, bStride, out, count); }
export function greater_f32(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void { f32s.binary<Greater>(a, aStride, b, bStride, out, count); }
export function greater_equal_f64(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void { f64s.binary<GreaterEqual>(a, aStride, b, bStride, out, count); }
export function greater_equal_f32(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void { f32s.binary<GreaterEqual>(a, aStride, b, bStride, out, count); }
export function equal_f64(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void { f64s.binary<Equal>(a, aStride, b, bStride, out, count); }
export function equal_f32(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void { f32s.binary<Equal>(a, aStride, b, bStride, out, count); }
export function not_equal_f64(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void { f64s.binary<NotEqual>(a, aStride, b, bStride, out, count); }
export function not_equal_f32(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void { f32s.binary<NotEqual>(a, aStride, b, bStride, out, count); }

export function clip_f64(a: usize, aStride: usize, b: usize, bStride: usize, c: usize, cStride: usize, out: usize, count: usize): void { f64s.ternary<Clip>(a, aStride, b, bStride, c, cStride, out, count); }
export function clip_f32(a: usize, aStride: usize, b: usize, bStride: usize, c: usize, cStride: usize, out: usize, count: usize): void { f32s.ternary<Clip>(a, aStride, b, bStride, c, cStride, out, count); }
export function where_f64(a: usize, aStride: usize, b: usize, bStride: usize, c: usize, cStride: usize, out: usize, count: usize): void { f64s.ternary<Where>(a, aStride, b, bStride, c, cStride, out, count); }
export function where_f32(a: usize, aStride: usize, b: usize, bStride: usize, c: usize, cStride: usize, out: usize, count: usize): void { f32s.ternary<Where>(a, aStride, b, bStride, c, cStride, out, count); }

export function may_have_nan_f64(x: usize, count: usize): bool { return changetype<Look<F64>>(0).mayHaveNaN(x, count); }
export function may_have_nan_f32(x: usize, count: usize): bool { return changetype<Look<F32>>(0).mayHaveNaN(x, count); }
export function count_nan_f64_f64(a: usize, aStride: usize, b: usize, bStride: usize, count: usize): usize { return changetype<Count<F64, F64, Either>>(0).nan(a, aStride, b, bStride, count); }
export function count_nan_f64_f32(a: usize, aStride: usize, b: usize, bStride: usize, count: usize): usize { return changetype<Count<F64, F32, Either>>(0).nan(a, aStride, b, bStride, count); }
export function count_nan_f32_f32(a: usize, aStride: usize, b: usize, bStride: usize, count: usize): usize { return changetype<Count<F32, F32, Either>>(0).nan(a, aStride, b, bStride, count); }
export function count_nan_pow_f64_f64(a: usize, aStride: usize, b: usize, bStride: usize, count: usize): usize { return changetype<Count<F64, F64, OfPower>>(0).nan(a, aStride, b, bStride, count); }
export function count_nan_pow_f64_f32(a: usize, aStride: usize, b: usize, bStride: usize, count: usize): usize { return changetype<Count<F64, F32, OfPower>>(0).nan(a, aStride, b, bStride, count); }
export function count_nan_pow_f32_f64(a: usize, aStride: usize, b: usize, bStride: usize, count: usize): usize { return changetype<Count<F32, F64, OfPower>>(0).nan(a, aStride, b, bStride, count); }
export function count_nan_pow_f32_f32(a: usize, aStride: usize, b: usize, bStride: usize, count: usize): usize { return changetype<Count<F32, F32, OfPower>>(0).nan(a, aStride, b, bStride, count); }

/** Float32 to float64 (exact), and back (rounded once): between tiles of different dtypes. */
export function promote(x: usize, out: usize, count: usize): void { changetype<Convert<F32, F64>>(0).run(x, out, count); }
export function demote(x: usize, out: usize, count: usize): void { changetype<Convert<F64, F32>>(0).run(x, out, count); }

/** Where the statics end: memory from here on is the scheduler's. */
export function heap_base(): usize { return __heap_base; }
