/** Exports only, a line per kernel and dtype: name, loop, op. Pointers are byte addresses in the imported memory; counts are elements. */
import { Count, Look } from "./count";
import { Convert, F32, F64, Loop } from "./loop";
import { Add, Abs, Divide, Multiply, Negate, Sqrt, Square, Subtract } from "./math/arithmetic";
import { Exp } from "./math/exp";
import { Log, OnePlusSqrt } from "./math/log";
import { Cos, Sin, SinPlusCos } from "./math/trig";
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
export function exp_f64(x: usize, out: usize, count: usize): void { f64s.flagging<Exp>(x, out, count); }
export function exp_f32(x: usize, out: usize, count: usize): void { f32s.flagging<Exp>(x, out, count); }
export function log_f64(x: usize, out: usize, count: usize): void { f64s.flagging<Log>(x, out, count); }
export function log_f32(x: usize, out: usize, count: usize): void { f32s.flagging<Log>(x, out, count); }
export function sin_f64(x: usize, out: usize, count: usize): void { f64s.flagging<Sin>(x, out, count); }
export function sin_f32(x: usize, out: usize, count: usize): void { f32s.flagging<Sin>(x, out, count); }
export function cos_f64(x: usize, out: usize, count: usize): void { f64s.flagging<Cos>(x, out, count); }
export function cos_f32(x: usize, out: usize, count: usize): void { f32s.flagging<Cos>(x, out, count); }
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

export function may_have_nan_f64(x: usize, count: usize): bool { return changetype<Look<F64>>(0).mayHaveNaN(x, count); }
export function may_have_nan_f32(x: usize, count: usize): bool { return changetype<Look<F32>>(0).mayHaveNaN(x, count); }
export function count_nan_f64_f64(a: usize, aStride: usize, b: usize, bStride: usize, count: usize): usize { return changetype<Count<F64, F64>>(0).nan(a, aStride, b, bStride, count); }
export function count_nan_f64_f32(a: usize, aStride: usize, b: usize, bStride: usize, count: usize): usize { return changetype<Count<F64, F32>>(0).nan(a, aStride, b, bStride, count); }
export function count_nan_f32_f32(a: usize, aStride: usize, b: usize, bStride: usize, count: usize): usize { return changetype<Count<F32, F32>>(0).nan(a, aStride, b, bStride, count); }

/** Float32 to float64 (exact), and back (rounded once): between tiles of different dtypes. */
export function promote(x: usize, out: usize, count: usize): void { changetype<Convert<F32, F64>>(0).run(x, out, count); }
export function demote(x: usize, out: usize, count: usize): void { changetype<Convert<F64, F32>>(0).run(x, out, count); }

/** Where the statics end: memory from here on is the scheduler's. */
export function heap_base(): usize { return __heap_base; }
