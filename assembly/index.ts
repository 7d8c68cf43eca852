/**
 * Exports only, one per kernel and dtype: name, loop, op. Pointers are byte addresses in the imported memory; counts are elements.
 * What has no kernel for f32 is done in f64 between promote and demote. Where a result can be NaN though no operand is, a kernel returns
 * whether one is.
 */
import { NaNs } from "./count";
import { F32, F64, Wide32 } from "./format";
import { Convert, Loop, Quiet, Watchful } from "./loop";
import {
  Abs, Add, Ceil, Clip, Copysign, Divide, Floor, Fmax, Fmin, Maximum, Minimum, Multiply,
  Negate, Reciprocal, Rint, Round, Sign, Sqrt, Square, Subtract, Trunc,
} from "./math/arithmetic";
import { Equal, Greater, GreaterEqual, IsFinite, IsInf, IsNan, Less, LessEqual, NotEqual, Where } from "./math/comparison";
import { Degrees, Radians } from "./math/angle";
import { Acos, Asin } from "./math/asin";
import { Atan } from "./math/atan";
import { Atan2 } from "./math/atan2";
import { Logaddexp, Relu, Sigmoid, Softplus } from "./math/activation";
import { Erf, Erfc, Gelu } from "./math/error";
import { Exp, Exp2, Exp10 } from "./math/exp";
import { Expm1 } from "./math/expm1";
import { Fma, Fma32 } from "./math/fma";
import { Gamma, Lgamma } from "./math/gamma";
import { Cosh, Sinh, Tanh } from "./math/hyperbolic";
import { Acosh, Asinh, Atanh } from "./math/inverse-hyperbolic";
import { Log, OnePlusSqrt } from "./math/log";
import { Log10, Log2 } from "./math/log-bases";
import { Log1p } from "./math/log1p";
import { Pow } from "./math/pow";
import { Remainder } from "./math/remainder";
import { Cbrt, Hypot, Rsqrt } from "./math/root";
import { SingleCos, SingleExp, SingleLog, SingleSin, SingleTanh } from "./math/single";
import { Cos, Sin, SinPlusCos, Tan } from "./math/trig";
import { Cospi, Sinpi } from "./math/trig-pi";
import { Of } from "./op";
import { Extreme, ExtremeKept, ExtremeValue, Largest, Smallest } from "./reduce/extreme";
import { Dot, Elements, Product, Sum } from "./reduce/fold";
import { Kept } from "./reduce/kept";
import { CoMoments, Moments } from "./reduce/moments";
import { Norm } from "./reduce/norm";
import { Nonzero } from "./reduce/nonzero";
import { Spread } from "./reduce/spread";

const f64s = changetype<Loop<F64, Quiet<F64>>>(0);
const f32s = changetype<Loop<F32, Quiet<F32>>>(0);
const wide = changetype<Loop<Wide32, Quiet<Wide32>>>(0);
const watchfulF64s = changetype<Loop<F64, Watchful<F64>>>(0);
const watchfulF32s = changetype<Loop<F32, Watchful<F32>>>(0);
const watchfulWide = changetype<Loop<Wide32, Watchful<Wide32>>>(0);

export function sqrt_f64(x: usize, out: usize, count: usize): bool { return watchfulF64s.unary<Sqrt<f64>>(x, out, count); }
export function sqrt_f32(x: usize, out: usize, count: usize): bool { return watchfulF32s.unary<Sqrt<f32>>(x, out, count); }
export function square_f64(x: usize, out: usize, count: usize): void { f64s.unary<Square<f64>>(x, out, count); }
export function square_f32(x: usize, out: usize, count: usize): void { f32s.unary<Square<f32>>(x, out, count); }
export function abs_f64(x: usize, out: usize, count: usize): void { f64s.unary<Abs<f64>>(x, out, count); }
export function abs_f32(x: usize, out: usize, count: usize): void { f32s.unary<Abs<f32>>(x, out, count); }
export function negate_f64(x: usize, out: usize, count: usize): void { f64s.unary<Negate<f64>>(x, out, count); }
export function negate_f32(x: usize, out: usize, count: usize): void { f32s.unary<Negate<f32>>(x, out, count); }
export function reciprocal_f64(x: usize, out: usize, count: usize): void { f64s.unary<Reciprocal<f64>>(x, out, count); }
export function reciprocal_f32(x: usize, out: usize, count: usize): void { f32s.unary<Reciprocal<f32>>(x, out, count); }
export function sign_f64(x: usize, out: usize, count: usize): void { f64s.unary<Sign<f64>>(x, out, count); }
export function sign_f32(x: usize, out: usize, count: usize): void { f32s.unary<Sign<f32>>(x, out, count); }
export function floor_f64(x: usize, out: usize, count: usize): void { f64s.unary<Floor<f64>>(x, out, count); }
export function floor_f32(x: usize, out: usize, count: usize): void { f32s.unary<Floor<f32>>(x, out, count); }
export function ceil_f64(x: usize, out: usize, count: usize): void { f64s.unary<Ceil<f64>>(x, out, count); }
export function ceil_f32(x: usize, out: usize, count: usize): void { f32s.unary<Ceil<f32>>(x, out, count); }
export function trunc_f64(x: usize, out: usize, count: usize): void { f64s.unary<Trunc<f64>>(x, out, count); }
export function trunc_f32(x: usize, out: usize, count: usize): void { f32s.unary<Trunc<f32>>(x, out, count); }
export function rint_f64(x: usize, out: usize, count: usize): void { f64s.unary<Rint<f64>>(x, out, count); }
export function rint_f32(x: usize, out: usize, count: usize): void { f32s.unary<Rint<f32>>(x, out, count); }
export function round_f64(x: usize, out: usize, count: usize): void { f64s.unary<Round<f64>>(x, out, count); }
export function round_f32(x: usize, out: usize, count: usize): void { f32s.unary<Round<f32>>(x, out, count); }
export function isnan_f64(x: usize, out: usize, count: usize): void { f64s.unary<IsNan<f64>>(x, out, count); }
export function isnan_f32(x: usize, out: usize, count: usize): void { f32s.unary<IsNan<f32>>(x, out, count); }
export function isfinite_f64(x: usize, out: usize, count: usize): void { f64s.unary<IsFinite<f64>>(x, out, count); }
export function isfinite_f32(x: usize, out: usize, count: usize): void { f32s.unary<IsFinite<f32>>(x, out, count); }
export function isinf_f64(x: usize, out: usize, count: usize): void { f64s.unary<IsInf<f64>>(x, out, count); }
export function isinf_f32(x: usize, out: usize, count: usize): void { f32s.unary<IsInf<f32>>(x, out, count); }
export function exp_f64(x: usize, out: usize, count: usize): void { f64s.flagging<Exp>(x, out, count); }
export function exp_f32(x: usize, out: usize, count: usize): void { f32s.flagging<SingleExp>(x, out, count); }
export function log_f64(x: usize, out: usize, count: usize): bool { return watchfulF64s.flagging<Log>(x, out, count); }
export function log_f32(x: usize, out: usize, count: usize): bool { return watchfulF32s.flagging<SingleLog>(x, out, count); }
export function sin_f64(x: usize, out: usize, count: usize): bool { return watchfulF64s.flagging<Sin>(x, out, count); }
export function sin_f32(x: usize, out: usize, count: usize): bool { return watchfulF32s.longFlagging<SingleSin>(x, out, count); }
export function cos_f64(x: usize, out: usize, count: usize): bool { return watchfulF64s.flagging<Cos>(x, out, count); }
export function cos_f32(x: usize, out: usize, count: usize): bool { return watchfulF32s.longFlagging<SingleCos>(x, out, count); }
export function exp2_f64(x: usize, out: usize, count: usize): void { f64s.flagging<Exp2>(x, out, count); }
export function exp10_f64(x: usize, out: usize, count: usize): void { f64s.flagging<Exp10>(x, out, count); }
export function expm1_f64(x: usize, out: usize, count: usize): void { f64s.flagging<Expm1>(x, out, count); }
export function log2_f64(x: usize, out: usize, count: usize): bool { return watchfulF64s.flagging<Log2>(x, out, count); }
export function log10_f64(x: usize, out: usize, count: usize): bool { return watchfulF64s.flagging<Log10>(x, out, count); }
export function log1p_f64(x: usize, out: usize, count: usize): bool { return watchfulF64s.longFlagging<Log1p>(x, out, count); }
export function sinh_f64(x: usize, out: usize, count: usize): void { f64s.longFlagging<Sinh>(x, out, count); }
export function cosh_f64(x: usize, out: usize, count: usize): void { f64s.flagging<Cosh>(x, out, count); }
export function tanh_f64(x: usize, out: usize, count: usize): void { f64s.longUnary<Tanh>(x, out, count); }
export function tanh_f32(x: usize, out: usize, count: usize): void { f32s.longUnary<SingleTanh>(x, out, count); }
export function sigmoid_f64(x: usize, out: usize, count: usize): void { f64s.flagging<Sigmoid>(x, out, count); }
export function softplus_f64(x: usize, out: usize, count: usize): void { f64s.longFlagging<Softplus>(x, out, count); }
export function relu_f64(x: usize, out: usize, count: usize): void { f64s.unary<Relu<f64>>(x, out, count); }
export function relu_f32(x: usize, out: usize, count: usize): void { f32s.unary<Relu<f32>>(x, out, count); }
export function degrees_f64(x: usize, out: usize, count: usize): void { f64s.unary<Degrees>(x, out, count); }
export function degrees_f32(x: usize, out: usize, count: usize): void { wide.unary<Degrees>(x, out, count); }
export function radians_f64(x: usize, out: usize, count: usize): void { f64s.unary<Radians>(x, out, count); }
export function radians_f32(x: usize, out: usize, count: usize): void { wide.unary<Radians>(x, out, count); }
export function tan_f64(x: usize, out: usize, count: usize): bool { return watchfulF64s.longUnary<Tan>(x, out, count); }
export function asin_f64(x: usize, out: usize, count: usize): bool { return watchfulF64s.longUnary<Asin>(x, out, count); }
export function acos_f64(x: usize, out: usize, count: usize): bool { return watchfulF64s.longUnary<Acos>(x, out, count); }
export function atan_f64(x: usize, out: usize, count: usize): void { f64s.longUnary<Atan>(x, out, count); }
export function cbrt_f64(x: usize, out: usize, count: usize): void { f64s.flagging<Cbrt>(x, out, count); }
export function rsqrt_f64(x: usize, out: usize, count: usize): bool { return watchfulF64s.flagging<Rsqrt>(x, out, count); }
export function sinpi_f64(x: usize, out: usize, count: usize): bool { return watchfulF64s.longFlagging<Sinpi>(x, out, count); }
export function cospi_f64(x: usize, out: usize, count: usize): bool { return watchfulF64s.longUnary<Cospi>(x, out, count); }
export function asinh_f64(x: usize, out: usize, count: usize): void { f64s.longFlagging<Asinh>(x, out, count); }
export function acosh_f64(x: usize, out: usize, count: usize): bool { return watchfulF64s.longFlagging<Acosh>(x, out, count); }
export function atanh_f64(x: usize, out: usize, count: usize): bool { return watchfulF64s.longFlagging<Atanh>(x, out, count); }
export function erf_f64(x: usize, out: usize, count: usize): void { f64s.longUnary<Erf>(x, out, count); }
export function erfc_f64(x: usize, out: usize, count: usize): void { f64s.longUnary<Erfc>(x, out, count); }
export function gamma_f64(x: usize, out: usize, count: usize): bool { return watchfulF64s.longUnary<Gamma>(x, out, count); }
export function lgamma_f64(x: usize, out: usize, count: usize): void { f64s.longUnary<Lgamma>(x, out, count); }
export function gelu_f64(x: usize, out: usize, count: usize): void { f64s.longUnary<Gelu>(x, out, count); }
export function exp_sqrt_f64(x: usize, out: usize, count: usize): bool { return watchfulF64s.flagging<Of<Exp, Sqrt<f64>>>(x, out, count); }
export function exp_sqrt_f32(x: usize, out: usize, count: usize): bool {
  return watchfulF32s.flagging<Of<SingleExp, Sqrt<f32>>>(x, out, count);
}
export function log_sqrt1_f64(x: usize, out: usize, count: usize): bool {
  return watchfulF64s.flagging<Of<Log, OnePlusSqrt>>(x, out, count);
}
export function sin_plus_cos_f64(x: usize, out: usize, count: usize): bool { return watchfulF64s.longUnary<SinPlusCos>(x, out, count); }

export function add_f64(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): bool {
  return watchfulF64s.binary<Add<f64>>(a, aStride, b, bStride, out, count);
}
export function add_f32(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): bool {
  return watchfulF32s.binary<Add<f32>>(a, aStride, b, bStride, out, count);
}
export function subtract_f64(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): bool {
  return watchfulF64s.binary<Subtract<f64>>(a, aStride, b, bStride, out, count);
}
export function subtract_f32(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): bool {
  return watchfulF32s.binary<Subtract<f32>>(a, aStride, b, bStride, out, count);
}
export function multiply_f64(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): bool {
  return watchfulF64s.binary<Multiply<f64>>(a, aStride, b, bStride, out, count);
}
export function multiply_f32(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): bool {
  return watchfulF32s.binary<Multiply<f32>>(a, aStride, b, bStride, out, count);
}
export function divide_f64(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): bool {
  return watchfulF64s.binary<Divide<f64>>(a, aStride, b, bStride, out, count);
}
export function divide_f32(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): bool {
  return watchfulF32s.binary<Divide<f32>>(a, aStride, b, bStride, out, count);
}
export function pow_f64(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): bool {
  return watchfulF64s.binaryFlagging<Pow>(a, aStride, b, bStride, out, count);
}
export { pow_number_f32, pow_number_f64 } from "./power-loop";
export function copysign_f64(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void {
  f64s.binary<Copysign<f64>>(a, aStride, b, bStride, out, count);
}
export function copysign_f32(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void {
  f32s.binary<Copysign<f32>>(a, aStride, b, bStride, out, count);
}
export function minimum_f64(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void {
  f64s.binary<Minimum<f64>>(a, aStride, b, bStride, out, count);
}
export function minimum_f32(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void {
  f32s.binary<Minimum<f32>>(a, aStride, b, bStride, out, count);
}
export function maximum_f64(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void {
  f64s.binary<Maximum<f64>>(a, aStride, b, bStride, out, count);
}
export function maximum_f32(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void {
  f32s.binary<Maximum<f32>>(a, aStride, b, bStride, out, count);
}
export function fmin_f64(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void {
  f64s.binary<Fmin<f64>>(a, aStride, b, bStride, out, count);
}
export function fmin_f32(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void {
  f32s.binary<Fmin<f32>>(a, aStride, b, bStride, out, count);
}
export function fmax_f64(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void {
  f64s.binary<Fmax<f64>>(a, aStride, b, bStride, out, count);
}
export function fmax_f32(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void {
  f32s.binary<Fmax<f32>>(a, aStride, b, bStride, out, count);
}
export function less_f64(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void {
  f64s.binary<Less<f64>>(a, aStride, b, bStride, out, count);
}
export function less_f32(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void {
  f32s.binary<Less<f32>>(a, aStride, b, bStride, out, count);
}
export function less_equal_f64(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void {
  f64s.binary<LessEqual<f64>>(a, aStride, b, bStride, out, count);
}
export function less_equal_f32(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void {
  f32s.binary<LessEqual<f32>>(a, aStride, b, bStride, out, count);
}
export function greater_f64(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void {
  f64s.binary<Greater<f64>>(a, aStride, b, bStride, out, count);
}
export function greater_f32(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void {
  f32s.binary<Greater<f32>>(a, aStride, b, bStride, out, count);
}
export function greater_equal_f64(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void {
  f64s.binary<GreaterEqual<f64>>(a, aStride, b, bStride, out, count);
}
export function greater_equal_f32(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void {
  f32s.binary<GreaterEqual<f32>>(a, aStride, b, bStride, out, count);
}
export function equal_f64(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void {
  f64s.binary<Equal<f64>>(a, aStride, b, bStride, out, count);
}
export function equal_f32(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void {
  f32s.binary<Equal<f32>>(a, aStride, b, bStride, out, count);
}
export function not_equal_f64(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void {
  f64s.binary<NotEqual<f64>>(a, aStride, b, bStride, out, count);
}
export function not_equal_f32(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void {
  f32s.binary<NotEqual<f32>>(a, aStride, b, bStride, out, count);
}
export function remainder_f64(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): bool {
  return watchfulF64s.binaryFlagging<Remainder>(a, aStride, b, bStride, out, count);
}
export function hypot_f64(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void {
  f64s.binaryFlagging<Hypot>(a, aStride, b, bStride, out, count);
}
export function logaddexp_f64(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void {
  f64s.binaryFlagging<Logaddexp>(a, aStride, b, bStride, out, count);
}
export function atan2_f64(a: usize, aStride: usize, b: usize, bStride: usize, out: usize, count: usize): void {
  f64s.binaryFlagging<Atan2>(a, aStride, b, bStride, out, count);
}

export function clip_f64(a: usize, aStride: usize, b: usize, bStride: usize, c: usize, cStride: usize, out: usize, count: usize): void {
  f64s.ternary<Clip<f64>>(a, aStride, b, bStride, c, cStride, out, count);
}
export function clip_f32(a: usize, aStride: usize, b: usize, bStride: usize, c: usize, cStride: usize, out: usize, count: usize): void {
  f32s.ternary<Clip<f32>>(a, aStride, b, bStride, c, cStride, out, count);
}
export function where_f64(a: usize, aStride: usize, b: usize, bStride: usize, c: usize, cStride: usize, out: usize, count: usize): void {
  f64s.ternary<Where<f64>>(a, aStride, b, bStride, c, cStride, out, count);
}
export function where_f32(a: usize, aStride: usize, b: usize, bStride: usize, c: usize, cStride: usize, out: usize, count: usize): void {
  f32s.ternary<Where<f32>>(a, aStride, b, bStride, c, cStride, out, count);
}
export function fma_f64(a: usize, aStride: usize, b: usize, bStride: usize, c: usize, cStride: usize, out: usize, count: usize): bool {
  return watchfulF64s.ternaryFlagging<Fma>(a, aStride, b, bStride, c, cStride, out, count);
}
export function fma_f32(a: usize, aStride: usize, b: usize, bStride: usize, c: usize, cStride: usize, out: usize, count: usize): bool {
  return watchfulWide.ternary<Fma32>(a, aStride, b, bStride, c, cStride, out, count);
}

export function may_have_nan_f64(x: usize, count: usize): bool { return changetype<NaNs<F64>>(0).mayBeIn(x, count); }
export function may_have_nan_f32(x: usize, count: usize): bool { return changetype<NaNs<Wide32>>(0).mayBeIn(x, count); }
export function mark_nan_f64(x: usize, stride: usize, marks: usize, more: bool, count: usize): void {
  changetype<NaNs<F64>>(0).mark(x, stride, marks, more, count);
}
export function mark_nan_f32(x: usize, stride: usize, marks: usize, more: bool, count: usize): void {
  changetype<NaNs<Wide32>>(0).mark(x, stride, marks, more, count);
}
export function count_nan_f64(x: usize, marks: usize, count: usize): usize { return changetype<NaNs<F64>>(0).count(x, marks, count); }
export function count_nan_f32(x: usize, marks: usize, count: usize): usize { return changetype<NaNs<Wide32>>(0).count(x, marks, count); }

/** Float32 to float64 (exact), and back (rounded once): between tiles of different dtypes. */
export function promote(x: usize, out: usize, count: usize): bool { return changetype<Convert<Wide32, F64>>(0).run(x, out, count); }
export function demote(x: usize, out: usize, count: usize): bool { return changetype<Convert<F64, Wide32>>(0).run(x, out, count); }

/** A block of float64 to a partial result, of two doubles. */
export function fold_sum(x: usize, out: usize, count: usize): void { changetype<Elements<Sum>>(0).run(x, out, count); }
export function fold_product(x: usize, out: usize, count: usize): void { changetype<Elements<Product>>(0).run(x, out, count); }
export function fold_minimum(x: usize, out: usize, count: usize): void { changetype<ExtremeValue<Smallest>>(0).run(x, out, count); }
export function fold_maximum(x: usize, out: usize, count: usize): void { changetype<ExtremeValue<Largest>>(0).run(x, out, count); }
export function fold_nonzero(x: usize, out: usize, count: usize): void { changetype<Nonzero>(0).run(x, out, count); }
export function fold_norm(x: usize, out: usize, count: usize): void { changetype<Norm>(0).run(x, out, count); }
export function fold_moments(x: usize, out: usize, count: usize): void { changetype<Moments>(0).run(x, out, count); }
export function fold_argmin(x: usize, out: usize, count: usize): void { changetype<Extreme<Smallest>>(0).run(x, out, count); }
export function fold_argmax(x: usize, out: usize, count: usize): void { changetype<Extreme<Largest>>(0).run(x, out, count); }
export function fold_argmin_kept(x: usize, out: usize, count: usize): void { changetype<ExtremeKept<Smallest>>(0).run(x, out, count); }
export function fold_argmax_kept(x: usize, out: usize, count: usize): void { changetype<ExtremeKept<Largest>>(0).run(x, out, count); }
export function fold_dot(x: usize, y: usize, out: usize, count: usize): void { changetype<Dot>(0).run(x, y, out, count); }
export function fold_comoments(x: usize, y: usize, out: usize, count: usize): void { changetype<CoMoments>(0).run(x, y, out, count); }
export function kept(x: usize, out: usize, kept: usize, count: usize): usize { return changetype<Kept>(0).run(x, out, kept, count); }
export function kept_pairs(x: usize, y: usize, outX: usize, outY: usize, kept: usize, count: usize): usize {
  return changetype<Kept>(0).pairs(x, y, outX, outY, kept, count);
}

/** An array spread over a result by its shape. */
export function spread_f64(x: usize, length: usize, inner: usize, index: usize, out: usize, count: usize): void {
  changetype<Spread<F64>>(0).run(x, length, inner, index, out, count);
}
export function spread_f32(x: usize, length: usize, inner: usize, index: usize, out: usize, count: usize): void {
  changetype<Spread<F32>>(0).run(x, length, inner, index, out, count);
}

/** Where the statics end: memory from here on is the scheduler's. */
export function heap_base(): usize { return __heap_base; }
