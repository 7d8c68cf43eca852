/** Records in buckets to a sorted result: large buckets are parted again, level by level, the others sorted in cache. */
import type { Algorithm, Lease } from "../threads/phase";
import type { OrderDtype } from "./elements";

/** The most records that are sorted in cache. */
export const ROOM = 32_768;
/** Records of a unit of the last phase, about. */
const GROUP = 16_384;
/** Records of a piece of a segment that is parted again. */
const PIECE = 65_536;
const PIECE_BYTES = 32;
const FEWEST_DIGITS = 64;
const MOST_DIGITS = 2048;
/** Records of a bucket, about. */
const BUCKET = 1024;
/** Tables of 16,384 digits that sorting in cache has: assembly/order/segment.ts. */
const TABLES_BYTES = 3 * 16_384 * 4;
const SORT_NS = 8;
/** A level consumes at least six of the 64 bits of a key. */
const MOST_LEVELS = 11;

/** Neighbouring records, sorted among segments but not in themselves. */
interface Segment {
  /** The address of its first record. */
  records: number;
  /** Where its first record is in the result. */
  start: number;
  count: number;
}

export interface Result {
  dtype: OrderDtype;
  byIndex: boolean;
  out: number;
}

export const recordBytes = ({ dtype, byIndex }: Pick<Result, "dtype" | "byIndex">) => (byIndex && /64$/.test(dtype) ? 16 : 8);
export const cacheBytes = (count: number, bytes: number) => 2 * count * bytes + TABLES_BYTES;

/** The segments that a table of ends makes of records at `records`, the first of which is at `start` in the result. */
export function segmentsOf(ends: Uint32Array, records: number, bytes: number, start: number): Segment[] {
  const segments: Segment[] = [];
  let from = start;
  for (const end of ends) {
    if (end > from) segments.push({ records: records + from * bytes, start: from, count: end - from });
    from = Math.max(from, end);
  }
  return segments;
}

/** Sorts segments whose records lie in `records`, of `count` in all. */
export function* finish(lease: Lease, segments: Segment[], count: number, records: number, result: Result): Algorithm<void> {
  const bytes = recordBytes(result);
  const done: Segment[] = [];
  let large: Segment[] = [], other = 0, here = records;
  const part = (found: Segment[]) => {
    for (const segment of found) (segment.count > ROOM ? large : done).push(segment);
  };
  part(segments);
  while (large.length > 0) {
    if (other === 0) other = lease.bytes(count * bytes).pointer;
    const parted = large;
    large = [];
    part(yield* partAgain(lease, parted, other, bytes, result, done));
    [here, other] = [other, here];
  }
  yield* sortInCache(lease, done, bytes, result);
}

/** Parts large segments by their own range; of one key alone, a segment is done, in pieces. */
function* partAgain(lease: Lease, large: Segment[], out: number, bytes: number, result: Result, done: Segment[]): Algorithm<Segment[]> {
  const pieces = large.flatMap(({ records, count }, segment) =>
    Array.from({ length: Math.ceil(count / PIECE) }, (_, i) => ({
      segment,
      records: records + i * PIECE * bytes,
      count: Math.min(PIECE, count - i * PIECE),
    })),
  );
  const table = lease.u32((pieces.length * PIECE_BYTES) / 4), ranges = lease.bytes(pieces.length * 16);
  const write = (rows: readonly number[][]) => table.view().set(rows.flat());
  write(pieces.map((piece) => [piece.records, piece.count, 0, 0, 0, 0, 0, 0]));
  // Records of a key above its index are compared by the key.
  const mask = [result.byIndex && bytes === 8 ? 0 : 0xffffffff, 0xffffffff] as const;
  yield {
    kernel: `order.range_${bytes}`,
    frame: { pieces: table.pointer, digits: 0, tables: 0, out: ranges.pointer, mask },
    units: pieces.length,
    unitNs: PIECE,
  };
  const view = ranges.view();
  const found = new BigUint64Array(view.buffer, view.byteOffset, pieces.length * 2);
  const bounds = large.map(() => ({ least: 2n ** 64n, most: -1n }));
  for (const [i, { segment }] of pieces.entries()) {
    const bound = bounds[segment]!;
    if (found[2 * i]! < bound.least) bound.least = found[2 * i]!;
    if (found[2 * i + 1]! > bound.most) bound.most = found[2 * i + 1]!;
  }
  for (const [s, { least, most }] of bounds.entries()) {
    if (least !== most) continue;
    const { records, start, count } = large[s]!;
    for (let i = 0; i < count; i += ROOM) {
      done.push({ records: records + i * bytes, start: start + i, count: Math.min(ROOM, count - i) });
    }
  }
  const left = pieces.filter(({ segment }) => bounds[segment]!.least !== bounds[segment]!.most);
  if (left.length === 0) return [];
  const parted = large.map((_, s) => s).filter((s) => bounds[s]!.least !== bounds[s]!.most);
  const digits = digitsFor(Math.max(...parted.map((s) => large[s]!.count)));
  const shifts = bounds.map(({ least, most }) => Math.max(0, (most - least).toString(2).length - Math.log2(digits)));
  write(
    left.map(({ segment, records, count }, i) => {
      const { least } = bounds[segment]!;
      return [records, count, Number(least & 0xffffffffn), Number(least >> 32n), shifts[segment]!, i, 0, 0];
    }),
  );
  const segments = lease.u32(parted.length * 3), ends = lease.u32(parted.length * digits);
  const counts = lease.u32(left.length * digits), offsets = lease.u32(left.length * digits);
  let first = 0;
  segments.view().set(
    parted.flatMap((s) => {
      const tables = Math.ceil(large[s]!.count / PIECE);
      first += tables;
      return [first - tables, tables, large[s]!.start];
    }),
  );
  yield {
    chain: [
      {
        kernel: `order.count_${bytes}`,
        frame: { pieces: table.pointer, digits, tables: counts.pointer, out: 0, mask },
        units: left.length,
        unitNs: PIECE * 1.5,
      },
      {
        kernel: "order.offsets",
        frame: { segments: segments.pointer, digits, counts: counts.pointer, offsets: offsets.pointer, ends: ends.pointer },
        units: parted.length,
        unitNs: (digits * left.length) / parted.length,
      },
      {
        kernel: `order.scatter_${bytes}`,
        frame: { pieces: table.pointer, digits, tables: offsets.pointer, out, mask },
        units: left.length,
        unitNs: PIECE * 3,
        scratchBytes: digits * 4,
      },
    ],
  };
  const rows = ends.view();
  return parted.flatMap((s, i) => segmentsOf(rows.subarray(i * digits, (i + 1) * digits), out, bytes, large[s]!.start));
}

/** An upper bound of what `finish` leases for `count` elements, records apart: the tables of each level, the lists of the last phase. */
export function finishBytes(count: number): number {
  if (count <= ROOM) return 64 + 16 * digitsFor(count);
  const large = Math.ceil(count / ROOM), pieces = large + Math.ceil(count / PIECE), digits = digitsFor(count);
  const level = pieces * (PIECE_BYTES + 16 + 8 * digits) + large * (12 + 4 * digits) + 6 * 64;
  return MOST_LEVELS * level + 16 * (Math.min(count, MOST_LEVELS * large * digits + digits) + large) + 2 * 64;
}

/** Digits that a segment, or an array, of `count` is parted by: a power of two. */
export function digitsFor(count: number): number {
  let digits = FEWEST_DIGITS;
  while (digits < MOST_DIGITS && digits * BUCKET < count) digits *= 2;
  return digits;
}

function* sortInCache(lease: Lease, segments: Segment[], bytes: number, result: Result): Algorithm<void> {
  const table = lease.u32(segments.length * 3), units = lease.u32(segments.length + 1);
  const rows = table.view(), firsts = units.view();
  let held = Infinity, most = 0, count = 0;
  for (const [i, segment] of segments.entries()) {
    rows.set([segment.records, segment.start, segment.count], i * 3);
    if (held + segment.count > GROUP) {
      firsts[count] = i;
      count += 1;
      held = 0;
    }
    held += segment.count;
    most = Math.max(most, segment.count);
  }
  firsts[count] = segments.length;
  yield {
    kernel: `order.finish${result.byIndex ? "Indices" : ""}_${result.dtype}`,
    frame: { segments: table.pointer, units: units.pointer, out: result.out, room: most },
    units: count,
    unitNs: GROUP * SORT_NS,
    scratchBytes: cacheBytes(most, bytes),
  };
}
