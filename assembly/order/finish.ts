/** The last phase: segments of records sorted in cache, and written out as elements or indices. */
import { decode, recordShift, storeRecord } from "./key";
import { sortSegment } from "./segment";

@unmanaged export class FinishFrame {
  /** Of a segment: its records, where its first is in the result, how many. */
  segments: u32;
  /** Of a unit: its first segment; one more at the end. */
  units: u32;
  out: u32;
  /** Records that a thread's scratch has room for, twice; tables of digits follow. */
  room: u32;
}

@inline function sortBy<E>(from: usize, to: usize, spare: usize, count: u32, digits: usize, byIndex: bool): bool {
  return byIndex && sizeof<E>() == 8 ? sortSegment<v128>(from, to, spare, count, digits, 0)
    : sortSegment<u64>(from, to, spare, count, digits, 0);
}

@inline export function finish<E>(pointer: usize, begin: u32, end: u32, scratch: usize, byIndex: bool): void {
  const f = changetype<FinishFrame>(pointer);
  const spare = scratch + (<usize>f.room << recordShift<E>(byIndex)), digits = spare + (<usize>f.room << recordShift<E>(byIndex));
  const bytes: u32 = byIndex ? 4 : sizeof<E>();
  const last = load<u32>(<usize>f.units + (<usize>end << 2));
  for (let s = load<u32>(<usize>f.units + (<usize>begin << 2)); s < last; s++) {
    const segment = <usize>f.segments + (<usize>s) * 12;
    const from = <usize>load<u32>(segment), count = load<u32>(segment, 8);
    const moved = sortBy<E>(from, scratch, spare, count, digits, byIndex);
    decode<E>(moved ? scratch : from, <usize>f.out + (<usize>load<u32>(segment, 4)) * bytes, count, byIndex);
  }
}

@unmanaged export class SmallFrame { x: u32; count: u32; out: u32; }

/** Everything in one unit, of elements that fit the scratch. */
@inline export function small<E>(pointer: usize, scratch: usize, byIndex: bool): void {
  const f = changetype<SmallFrame>(pointer);
  const size = (<usize>f.count) << recordShift<E>(byIndex);
  const sorted = scratch + size, digits = sorted + size;
  for (let i: u32 = 0; i < f.count; i++) {
    storeRecord<E>(scratch + ((<usize>i) << recordShift<E>(byIndex)), load<E>(<usize>f.x + (<usize>i) * sizeof<E>()), i, byIndex);
  }
  const moved = sortBy<E>(scratch, sorted, scratch, f.count, digits, byIndex);
  decode<E>(moved ? sorted : scratch, <usize>f.out, f.count, byIndex);
}
