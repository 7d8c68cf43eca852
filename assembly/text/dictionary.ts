/**
 * Texts that repeat, each written once: numbered in the order in which they first appear.
 * Method: a hash table with open addressing for each unit of rows; then the units' few texts go through one of the whole column.
 * Source: multiplicative hashing of words (Knuth, TAOCP 6.4).
 * Special: a unit of which more than half differ gives up, and so does a column of more than MOST texts: they are copied as they stand.
 */
import { Found, FOUND_BYTES, NONE } from "./found";

/** Slots of a unit's table, in the seat's scratch; and texts that may differ in a unit of few rows. */
const UNIT_SLOTS: u32 = 1024;
const FEW: u32 = 64;
/** Texts of a column, and slots of its table. */
const MOST: u32 = 8192;
const SLOTS: u32 = 16384;
/** Of a slot: the text's key, its size and its number, from 1 on; 0 where there is none. */
const SLOT_BITS: usize = 4;
const SIZE: usize = 8;
const NUMBER: usize = 12;
/** Texts that are their own key. */
const SHORT: usize = 8;
const MULTIPLIER: u64 = 0x9e3779b97f4a7c15;

/** The first bytes of eight, of which `size` are some; of none all. Bytes beyond the text may be read. */
@inline function wordOf(p: usize, size: usize): u64 { return load<u64>(p) & (~(<u64>0) >> (64 - (<u64>size << 3))); }

function hashOf(p: usize, size: usize): u64 {
  let hash: u64 = 0;
  const end = p + size;
  for (; p + 8 < end; p += 8) {
    hash = (hash ^ load<u64>(p)) * MULTIPLIER;
    hash ^= hash >>> 29;
  }
  return (hash ^ wordOf(p, end - p)) * MULTIPLIER;
}

@inline function areSame(p: usize, q: usize, size: usize): bool {
  for (let i: usize = 0; i < size; i += 16) {
    const differ = ~(<u32>i8x16.bitmask(i8x16.eq(v128.load(p + i), v128.load(q + i)))) & 0xffff;
    if (differ && <usize>ctz(differ) < size - i) return false;
  }
  return true;
}

/** The slot of a text, which has its number, or which it shall have. `ends`: where texts with a number end, from `texts` on. */
@inline function slotOf(p: usize, size: usize, texts: usize, ends: usize, slots: usize, mask: u32): usize {
  const isShort = size <= SHORT, key = isShort ? (size ? wordOf(p, size) : 0) : hashOf(p, size);
  let at = <u32>(((key ^ <u64>size) * MULTIPLIER) >>> 40), slot = slots + (<usize>(at & mask) << SLOT_BITS);
  while (load<u32>(slot, NUMBER) != 0) {
    if (load<u64>(slot) == key && load<u32>(slot, SIZE) == <u32>size) {
      if (isShort) return slot;
      const end = <usize>load<u32>(ends + (<usize>(load<u32>(slot, NUMBER) - 1) << 2));
      if (areSame(p, texts + end - size, size)) return slot;
    }
    slot = slots + (<usize>(++at & mask) << SLOT_BITS);
  }
  store<u64>(slot, key);
  store<u32>(slot, <u32>size, SIZE);
  return slot;
}

@inline export function numberIn(slot: usize): u32 { return load<u32>(slot, NUMBER); }
@inline export function giveNumber(slot: usize, number: u32): void { store<u32>(slot, number, NUMBER); }

@inline export function clearUnitTable(scratch: usize): void { memory.fill(scratch, 0, <usize>UNIT_SLOTS << SLOT_BITS); }

/** Texts that may differ among so many rows of a unit: no more than half of its slots. */
@inline export function mostOf(rows: usize): u32 { return max<u32>(FEW, <u32>rows >> 1); }

/** The slot of a text in a unit's table. */
@inline export function unitSlot(p: usize, size: usize, texts: usize, ends: usize, scratch: usize): usize {
  return slotOf(p, size, texts, ends, scratch, UNIT_SLOTS - 1);
}

@unmanaged class MergeFrame {
  /** Of each column a Merged. */
  columns: u32;
  /** Units of rows of each, and the rows of one. */
  units: u32;
  unit: u32;
  /** Where the columns' texts go, one column after the other, GAP bytes apart. */
  texts: u32;
}

@unmanaged class Merged {
  /** Of each unit a Found. */
  found: u32;
  /** From each unit's first row on: where its texts end; and room for their numbers in the column. */
  ends: u32;
  numbers: u32;
  /** Where the column's texts end: written. */
  all: u32;
  /** How many there are; NONE where the column gave up. Where they lie. */
  count: u32;
  texts: u32;
}

const MERGED_BYTES: usize = 24;
const GAP: usize = 64;

/** Bytes of a column's texts in all of its units. */
function bytesIn(column: Merged, units: u32): usize {
  let bytes: usize = 0;
  for (let i: u32 = 0; i < units; i++) {
    const found = changetype<Found>(<usize>column.found + <usize>i * FOUND_BYTES);
    if (found.failed != NONE) return 0;
    bytes += <usize>found.bytes;
  }
  return bytes;
}

/** A unit is a column: its units' texts become the column's. */
export function dictionary_merge(frame: usize, begin: usize, end: usize, scratch: usize): void {
  const f = changetype<MergeFrame>(frame);
  for (let unit = begin; unit < end; unit++) {
    let texts = <usize>f.texts;
    for (let i: usize = 0; i < unit; i++) {
      texts += bytesIn(changetype<Merged>(<usize>f.columns + i * MERGED_BYTES), f.units) + GAP;
    }
    merge(f, changetype<Merged>(<usize>f.columns + unit * MERGED_BYTES), texts, scratch);
  }
}

function merge(f: MergeFrame, column: Merged, texts: usize, slots: usize): void {
  const all = <usize>column.all;
  let count: u32 = 0, free = texts;
  memory.fill(slots, 0, <usize>SLOTS << SLOT_BITS);
  column.count = NONE;
  for (let i: u32 = 0; i < f.units; i++) {
    const found = changetype<Found>(<usize>column.found + <usize>i * FOUND_BYTES);
    if (found.failed != NONE) return;
    const first = <usize>i * <usize>f.unit << 2, ends = <usize>column.ends + first, numbers = <usize>column.numbers + first;
    let p = <usize>found.texts;
    for (let k: u32 = 0; k < found.distinct; k++) {
      const e = <usize>found.texts + <usize>load<u32>(ends + (<usize>k << 2)), size = e - p;
      const slot = slotOf(p, size, texts, all, slots, SLOTS - 1);
      if (numberIn(slot) == 0) {
        if (count == MOST) return;
        memory.copy(free, p, size);
        free += size;
        store<u32>(all + (<usize>count << 2), <u32>(free - texts));
        giveNumber(slot, ++count);
      }
      store<u32>(numbers + (<usize>k << 2), numberIn(slot) - 1);
      p = e;
    }
  }
  column.count = count;
  column.texts = <u32>texts;
}
