/** Exports only: name and dtype. Each takes its frame, the units [begin, end), and the thread's scratch. */
import { finish, small } from "./finish";
import { countRecords, range, scatterRecords } from "./records";
import { count, scatter } from "./spread";

export { offsets } from "./spread";

export function range_8(f: usize, begin: u32, end: u32, s: usize): void { range<u64>(f, begin, end); }
export function count_8(f: usize, begin: u32, end: u32, s: usize): void { countRecords<u64>(f, begin, end); }
export function scatter_8(f: usize, begin: u32, end: u32, s: usize): void { scatterRecords<u64>(f, begin, end, s); }

export function range_16(f: usize, begin: u32, end: u32, s: usize): void { range<v128>(f, begin, end); }
export function count_16(f: usize, begin: u32, end: u32, s: usize): void { countRecords<v128>(f, begin, end); }
export function scatter_16(f: usize, begin: u32, end: u32, s: usize): void { scatterRecords<v128>(f, begin, end, s); }

export function count_float64(f: usize, begin: u32, end: u32, s: usize): u32 { return count<f64>(f, begin, end); }
export function spread_float64(f: usize, begin: u32, end: u32, s: usize): void { scatter<f64>(f, begin, end, s, false, false); }
export function gather_float64(f: usize, begin: u32, end: u32, s: usize): void { scatter<f64>(f, begin, end, s, false, true); }
export function spreadIndices_float64(f: usize, begin: u32, end: u32, s: usize): void { scatter<f64>(f, begin, end, s, true, false); }
export function finish_float64(f: usize, begin: u32, end: u32, s: usize): void { finish<f64>(f, begin, end, s, false); }
export function finishIndices_float64(f: usize, begin: u32, end: u32, s: usize): void { finish<f64>(f, begin, end, s, true); }
export function small_float64(f: usize, begin: u32, end: u32, s: usize): void { small<f64>(f, s, false); }
export function smallIndices_float64(f: usize, begin: u32, end: u32, s: usize): void { small<f64>(f, s, true); }

export function count_float32(f: usize, begin: u32, end: u32, s: usize): u32 { return count<f32>(f, begin, end); }
export function spread_float32(f: usize, begin: u32, end: u32, s: usize): void { scatter<f32>(f, begin, end, s, false, false); }
export function gather_float32(f: usize, begin: u32, end: u32, s: usize): void { scatter<f32>(f, begin, end, s, false, true); }
export function spreadIndices_float32(f: usize, begin: u32, end: u32, s: usize): void { scatter<f32>(f, begin, end, s, true, false); }
export function finish_float32(f: usize, begin: u32, end: u32, s: usize): void { finish<f32>(f, begin, end, s, false); }
export function finishIndices_float32(f: usize, begin: u32, end: u32, s: usize): void { finish<f32>(f, begin, end, s, true); }
export function small_float32(f: usize, begin: u32, end: u32, s: usize): void { small<f32>(f, s, false); }
export function smallIndices_float32(f: usize, begin: u32, end: u32, s: usize): void { small<f32>(f, s, true); }

export function count_int8(f: usize, begin: u32, end: u32, s: usize): u32 { return count<i8>(f, begin, end); }
export function spread_int8(f: usize, begin: u32, end: u32, s: usize): void { scatter<i8>(f, begin, end, s, false, false); }
export function gather_int8(f: usize, begin: u32, end: u32, s: usize): void { scatter<i8>(f, begin, end, s, false, true); }
export function spreadIndices_int8(f: usize, begin: u32, end: u32, s: usize): void { scatter<i8>(f, begin, end, s, true, false); }
export function finish_int8(f: usize, begin: u32, end: u32, s: usize): void { finish<i8>(f, begin, end, s, false); }
export function finishIndices_int8(f: usize, begin: u32, end: u32, s: usize): void { finish<i8>(f, begin, end, s, true); }
export function small_int8(f: usize, begin: u32, end: u32, s: usize): void { small<i8>(f, s, false); }
export function smallIndices_int8(f: usize, begin: u32, end: u32, s: usize): void { small<i8>(f, s, true); }

export function count_uint8(f: usize, begin: u32, end: u32, s: usize): u32 { return count<u8>(f, begin, end); }
export function spread_uint8(f: usize, begin: u32, end: u32, s: usize): void { scatter<u8>(f, begin, end, s, false, false); }
export function gather_uint8(f: usize, begin: u32, end: u32, s: usize): void { scatter<u8>(f, begin, end, s, false, true); }
export function spreadIndices_uint8(f: usize, begin: u32, end: u32, s: usize): void { scatter<u8>(f, begin, end, s, true, false); }
export function finish_uint8(f: usize, begin: u32, end: u32, s: usize): void { finish<u8>(f, begin, end, s, false); }
export function finishIndices_uint8(f: usize, begin: u32, end: u32, s: usize): void { finish<u8>(f, begin, end, s, true); }
export function small_uint8(f: usize, begin: u32, end: u32, s: usize): void { small<u8>(f, s, false); }
export function smallIndices_uint8(f: usize, begin: u32, end: u32, s: usize): void { small<u8>(f, s, true); }

export function count_int16(f: usize, begin: u32, end: u32, s: usize): u32 { return count<i16>(f, begin, end); }
export function spread_int16(f: usize, begin: u32, end: u32, s: usize): void { scatter<i16>(f, begin, end, s, false, false); }
export function gather_int16(f: usize, begin: u32, end: u32, s: usize): void { scatter<i16>(f, begin, end, s, false, true); }
export function spreadIndices_int16(f: usize, begin: u32, end: u32, s: usize): void { scatter<i16>(f, begin, end, s, true, false); }
export function finish_int16(f: usize, begin: u32, end: u32, s: usize): void { finish<i16>(f, begin, end, s, false); }
export function finishIndices_int16(f: usize, begin: u32, end: u32, s: usize): void { finish<i16>(f, begin, end, s, true); }
export function small_int16(f: usize, begin: u32, end: u32, s: usize): void { small<i16>(f, s, false); }
export function smallIndices_int16(f: usize, begin: u32, end: u32, s: usize): void { small<i16>(f, s, true); }

export function count_uint16(f: usize, begin: u32, end: u32, s: usize): u32 { return count<u16>(f, begin, end); }
export function spread_uint16(f: usize, begin: u32, end: u32, s: usize): void { scatter<u16>(f, begin, end, s, false, false); }
export function gather_uint16(f: usize, begin: u32, end: u32, s: usize): void { scatter<u16>(f, begin, end, s, false, true); }
export function spreadIndices_uint16(f: usize, begin: u32, end: u32, s: usize): void { scatter<u16>(f, begin, end, s, true, false); }
export function finish_uint16(f: usize, begin: u32, end: u32, s: usize): void { finish<u16>(f, begin, end, s, false); }
export function finishIndices_uint16(f: usize, begin: u32, end: u32, s: usize): void { finish<u16>(f, begin, end, s, true); }
export function small_uint16(f: usize, begin: u32, end: u32, s: usize): void { small<u16>(f, s, false); }
export function smallIndices_uint16(f: usize, begin: u32, end: u32, s: usize): void { small<u16>(f, s, true); }

export function count_int32(f: usize, begin: u32, end: u32, s: usize): u32 { return count<i32>(f, begin, end); }
export function spread_int32(f: usize, begin: u32, end: u32, s: usize): void { scatter<i32>(f, begin, end, s, false, false); }
export function gather_int32(f: usize, begin: u32, end: u32, s: usize): void { scatter<i32>(f, begin, end, s, false, true); }
export function spreadIndices_int32(f: usize, begin: u32, end: u32, s: usize): void { scatter<i32>(f, begin, end, s, true, false); }
export function finish_int32(f: usize, begin: u32, end: u32, s: usize): void { finish<i32>(f, begin, end, s, false); }
export function finishIndices_int32(f: usize, begin: u32, end: u32, s: usize): void { finish<i32>(f, begin, end, s, true); }
export function small_int32(f: usize, begin: u32, end: u32, s: usize): void { small<i32>(f, s, false); }
export function smallIndices_int32(f: usize, begin: u32, end: u32, s: usize): void { small<i32>(f, s, true); }

export function count_uint32(f: usize, begin: u32, end: u32, s: usize): u32 { return count<u32>(f, begin, end); }
export function spread_uint32(f: usize, begin: u32, end: u32, s: usize): void { scatter<u32>(f, begin, end, s, false, false); }
export function gather_uint32(f: usize, begin: u32, end: u32, s: usize): void { scatter<u32>(f, begin, end, s, false, true); }
export function spreadIndices_uint32(f: usize, begin: u32, end: u32, s: usize): void { scatter<u32>(f, begin, end, s, true, false); }
export function finish_uint32(f: usize, begin: u32, end: u32, s: usize): void { finish<u32>(f, begin, end, s, false); }
export function finishIndices_uint32(f: usize, begin: u32, end: u32, s: usize): void { finish<u32>(f, begin, end, s, true); }
export function small_uint32(f: usize, begin: u32, end: u32, s: usize): void { small<u32>(f, s, false); }
export function smallIndices_uint32(f: usize, begin: u32, end: u32, s: usize): void { small<u32>(f, s, true); }

export function count_bigint64(f: usize, begin: u32, end: u32, s: usize): u32 { return count<i64>(f, begin, end); }
export function spread_bigint64(f: usize, begin: u32, end: u32, s: usize): void { scatter<i64>(f, begin, end, s, false, false); }
export function gather_bigint64(f: usize, begin: u32, end: u32, s: usize): void { scatter<i64>(f, begin, end, s, false, true); }
export function spreadIndices_bigint64(f: usize, begin: u32, end: u32, s: usize): void { scatter<i64>(f, begin, end, s, true, false); }
export function finish_bigint64(f: usize, begin: u32, end: u32, s: usize): void { finish<i64>(f, begin, end, s, false); }
export function finishIndices_bigint64(f: usize, begin: u32, end: u32, s: usize): void { finish<i64>(f, begin, end, s, true); }
export function small_bigint64(f: usize, begin: u32, end: u32, s: usize): void { small<i64>(f, s, false); }
export function smallIndices_bigint64(f: usize, begin: u32, end: u32, s: usize): void { small<i64>(f, s, true); }

export function count_biguint64(f: usize, begin: u32, end: u32, s: usize): u32 { return count<u64>(f, begin, end); }
export function spread_biguint64(f: usize, begin: u32, end: u32, s: usize): void { scatter<u64>(f, begin, end, s, false, false); }
export function gather_biguint64(f: usize, begin: u32, end: u32, s: usize): void { scatter<u64>(f, begin, end, s, false, true); }
export function spreadIndices_biguint64(f: usize, begin: u32, end: u32, s: usize): void { scatter<u64>(f, begin, end, s, true, false); }
export function finish_biguint64(f: usize, begin: u32, end: u32, s: usize): void { finish<u64>(f, begin, end, s, false); }
export function finishIndices_biguint64(f: usize, begin: u32, end: u32, s: usize): void { finish<u64>(f, begin, end, s, true); }
export function small_biguint64(f: usize, begin: u32, end: u32, s: usize): void { small<u64>(f, s, false); }
export function smallIndices_biguint64(f: usize, begin: u32, end: u32, s: usize): void { small<u64>(f, s, true); }
