/** Levels below the first, over records: of segments too large to be sorted in cache. A unit is a piece of a segment. */

/** A piece: 32 bytes. */
@unmanaged class Piece {
  records: u32; count: u32;
  least: u64;
  shift: u32;
  /** Which table has its counts. */
  table: u32;
  unused: u64;
}

@unmanaged export class RecordsFrame {
  pieces: u32;
  digits: u32;
  tables: u32;
  /** Where records go, or where the range of a piece goes. */
  out: u32;
  /** The bits of a record that are its key. */
  mask: u64;
}

/** The least and the greatest key of each piece. */
@inline export function range<R>(pointer: usize, begin: u32, end: u32): void {
  const f = changetype<RecordsFrame>(pointer);
  for (let unit = begin; unit < end; unit++) {
    const piece = changetype<Piece>(<usize>f.pieces + (<usize>unit << 5));
    let p = <usize>piece.records, least = load<u64>(p), most = least;
    const stop = p + <usize>piece.count * sizeof<R>();
    for (; p < stop; p += sizeof<R>()) {
      const key = load<u64>(p);
      least = key < least ? key : least;
      most = key > most ? key : most;
    }
    const out = <usize>f.out + (<usize>unit << 4);
    store<u64>(out, least & f.mask);
    store<u64>(out, most & f.mask, 8);
  }
}

@inline export function countRecords<R>(pointer: usize, begin: u32, end: u32): void {
  const f = changetype<RecordsFrame>(pointer);
  for (let unit = begin; unit < end; unit++) {
    const piece = changetype<Piece>(<usize>f.pieces + (<usize>unit << 5));
    const table = <usize>f.tables + ((<usize>piece.table * f.digits) << 2);
    memory.fill(table, 0, (<usize>f.digits) << 2);
    const least = piece.least, shift = <u64>piece.shift;
    let p = <usize>piece.records;
    const stop = p + <usize>piece.count * sizeof<R>();
    for (; p < stop; p += sizeof<R>()) {
      const c = table + (<usize>((load<u64>(p) - least) >> shift) << 2);
      store<u32>(c, load<u32>(c) + 1);
    }
  }
}

@inline export function scatterRecords<R>(pointer: usize, begin: u32, end: u32, next: usize): void {
  const f = changetype<RecordsFrame>(pointer);
  for (let unit = begin; unit < end; unit++) {
    const piece = changetype<Piece>(<usize>f.pieces + (<usize>unit << 5));
    memory.copy(next, <usize>f.tables + ((<usize>piece.table * f.digits) << 2), (<usize>f.digits) << 2);
    const least = piece.least, shift = <u64>piece.shift, out = <usize>f.out;
    let p = <usize>piece.records;
    const stop = p + <usize>piece.count * sizeof<R>();
    for (; p < stop; p += sizeof<R>()) {
      const c = next + (<usize>((load<u64>(p) - least) >> shift) << 2);
      const at = load<u32>(c);
      store<u32>(c, at + 1);
      store<R>(out + (<usize>at) * sizeof<R>(), load<R>(p));
    }
  }
}
