/**
 * Sorts one segment of records in cache, stably. R is the record, u64 or v128: its first eight bytes are compared.
 *
 * A pass over more digits than there are records leaves them nearly sorted; a digit that holds too many is sorted by a pass of its
 * own, or at the last by merging, so no data is quadratic; insertion does the rest.
 */

/** The most digits of a pass. */
export const MOST_DIGITS: u32 = 16384;
/** Records under one digit that insertion may sort. */
const CROWD: u32 = 24;
/** Records that insertion sorts at once. */
const FEW: u32 = 16;
/** Passes under a pass; then records are merged. */
const DEEPEST: u32 = 2;

@inline function insertOne<R>(first: usize, p: usize): void {
  const key = load<u64>(p);
  let q = p;
  if (load<u64>(p - sizeof<R>()) > key) {
    const record = load<R>(p);
    do {
      store<R>(q, load<R>(q - sizeof<R>()));
      q -= sizeof<R>();
    } while (q > first && load<u64>(q - sizeof<R>()) > key);
    store<R>(q, record);
  }
}

function insertion<R>(first: usize, end: usize): void {
  for (let p = first + sizeof<R>(); p < end; p += sizeof<R>()) insertOne<R>(first, p);
}

/** Sorts what is at `records`, with room for as much at `spare`. */
function merging<R>(records: usize, spare: usize, count: usize): void {
  const bytes = count * sizeof<R>();
  const run: usize = 8 * sizeof<R>();
  for (let at: usize = 0; at < bytes; at += run) insertion<R>(records + at, records + min(at + run, bytes));
  let from = records, to = spare;
  for (let width = run; width < bytes; width <<= 1) {
    for (let at: usize = 0; at < bytes; at += width << 1) {
      let a = from + at, b = from + min(at + width, bytes), q = to + at;
      const endA = b, endB = from + min(at + (width << 1), bytes);
      while (a < endA && b < endB) {
        const second = load<u64>(b) < load<u64>(a);
        store<R>(q, load<R>(second ? b : a));
        if (second) b += sizeof<R>();
        else a += sizeof<R>();
        q += sizeof<R>();
      }
      memory.copy(q, a, endA - a);
      memory.copy(q + (endA - a), b, endB - b);
    }
    const swapped = from;
    from = to;
    to = swapped;
  }
  if (from != records) memory.copy(records, from, bytes);
}

/**
 * Sorts `count` records from `from` to `to`; `spare` has room for as many and may be `from`. At `digits` is room for DEEPEST + 1 tables.
 * Returns false if nothing was moved, as all keys are equal.
 */
export function sortSegment<R>(from: usize, to: usize, spare: usize, count: u32, digits: usize, depth: u32): bool {
  const bytes = (<usize>count) * sizeof<R>(), end = from + bytes;
  if (count <= FEW) {
    memory.copy(to, from, bytes);
    insertion<R>(to, to + bytes);
    return true;
  }
  let least = load<u64>(from), most = least;
  for (let p = from + sizeof<R>(); p < end; p += sizeof<R>()) {
    const key = load<u64>(p);
    least = key < least ? key : least;
    most = key > most ? key : most;
  }
  if (least == most) return false;
  // Twice as many digits as records: fewer records out of place, whose order the processor cannot foretell.
  const wanted = min(MOST_DIGITS, count << 1);
  const rangeBits = 64 - <u32>clz(most - least), digitBits = 32 - clz(wanted - 1);
  const shift = <u64>(rangeBits > digitBits ? rangeBits - digitBits : 0);
  const used = <u32>((most - least) >> shift) + 1;
  memory.fill(digits, 0, (<usize>used) << 2);
  for (let p = from; p < end; p += sizeof<R>()) {
    const c = digits + (<usize>((load<u64>(p) - least) >> shift) << 2);
    store<u32>(c, load<u32>(c) + 1);
  }
  let sum: u32 = 0, crowd: u32 = 0;
  const endDigits = digits + ((<usize>used) << 2);
  for (let c = digits; c < endDigits; c += 4) {
    const here = load<u32>(c);
    store<u32>(c, sum);
    sum += here;
    crowd = here > crowd ? here : crowd;
  }
  for (let p = from; p < end; p += sizeof<R>()) {
    const record = load<R>(p);
    const c = digits + (<usize>((load<u64>(p) - least) >> shift) << 2);
    const at = load<u32>(c);
    store<R>(to + (<usize>at) * sizeof<R>(), record);
    store<u32>(c, at + 1);
  }
  if (shift == 0) return true;
  if (crowd > CROWD) {
    let begin: u32 = 0;
    for (let c = digits; c < endDigits; c += 4) {
      const after = load<u32>(c);
      const at = (<usize>begin) * sizeof<R>();
      if (after - begin > CROWD) crowded<R>(to + at, spare + at, after - begin, digits, depth);
      begin = after;
    }
  }
  insertion<R>(to, to + bytes);
  return true;
}

function crowded<R>(records: usize, spare: usize, count: u32, digits: usize, depth: u32): void {
  if (depth == DEEPEST) return merging<R>(records, spare, count);
  memory.copy(spare, records, (<usize>count) * sizeof<R>());
  sortSegment<R>(spare, records, spare, count, digits + (<usize>MOST_DIGITS << 2), depth + 1);
}
