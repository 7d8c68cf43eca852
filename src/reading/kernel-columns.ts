/** What kernels made of a column, as an ordinary one. */
import { Column } from "../columns/column";
import type { Texts, Validity } from "../columns/types";
import type { TypedArray } from "../dtype";
import { lines } from "../call/phased";
import {
  type ColumnFound, NONE, type RowsOf, type UnitFound, validityBytes, valuesBytes, type WantedColumn, workBytes,
} from "../text/columns";

/** A column whose values go to `pointer`; and where the next one's may go. */
export function wantedAt(pointer: number, kind: WantedColumn["kind"], at: number, rows: number): { wanted: WantedColumn; end: number } {
  const validity = pointer + lines(valuesBytes(kind, rows)), work = validity + lines(validityBytes(rows));
  return { wanted: { kind, at, values: pointer, validity, work }, end: work + lines(workBytes(kind, rows)) };
}

/** Arrays that each column takes anew. */
export class ColumnScratch {
  private words = new Uint32Array(0);
  private bytes = new Uint8Array(0);

  wordsOf(length: number): Uint32Array<ArrayBuffer> {
    if (length > this.words.length) this.words = new Uint32Array(length + (length >> 2));
    return this.words.subarray(0, length);
  }

  bytesOf(length: number): Uint8Array<ArrayBuffer> {
    if (length > this.bytes.length) this.bytes = new Uint8Array(length + (length >> 2));
    return this.bytes.subarray(0, length);
  }
}

/**
 * A copy of what lies in the memory. With `scratch` it is lent: it is to be used before the memory is given back, and before the next
 * column is made. `unit`: rows of a unit. Undefined of codes where too many texts differ.
 */
export function columnOf(
  buffer: ArrayBufferLike, of: RowsOf, { kind, at, values, validity }: WantedColumn, found: ColumnFound, unit: number,
  scratch: ColumnScratch | undefined,
): Column | { failedAt: number } | undefined {
  if ("failedAt" in found) return kind === "codes" ? undefined : found;
  const { rows } = of;
  const own = <A extends TypedArray>(array: A) => (scratch ? array : (array.slice() as A));
  const bitmap = found.valid === rows ? undefined : bitmapOf(buffer, validity, rows);
  switch (kind) {
    case "float64": {
      const numbers = own(new Float64Array(buffer, values, rows));
      for (const row of found.undecided) numbers[row] = Number(fieldOf(buffer, of, row, at));
      return new Column({ type: kind, values: numbers }, rows, bitmap);
    }
    case "int64":
      return new Column({ type: kind, values: own(new BigInt64Array(buffer, values, rows)) }, rows, bitmap);
    case "boolean":
      return new Column({ type: kind, values: own(new Uint8Array(buffer, values, rows)) }, rows, bitmap);
    case "date":
      return new Column({ type: kind, values: own(new Int32Array(buffer, values, rows)) }, rows, bitmap);
    case "timestamp":
      return new Column({ type: kind, values: own(new BigInt64Array(buffer, values, rows)), unit: "us" }, rows, bitmap);
    case "codes": {
      if (!found.dictionary) return undefined;
      const { count, ends, texts, numbers } = found.dictionary;
      const offsets = new Uint32Array(count + 1);
      offsets.set(new Uint32Array(buffer, ends, count), 1);
      const bytes = new Uint8Array(new Uint8Array(buffer, texts, offsets[count]));
      const codes = codesOf(new Uint32Array(buffer, values, rows), new Uint32Array(buffer, numbers, rows), unit, scratch);
      return new Column({ type: "text", texts: { offsets, bytes }, codes }, rows, bitmap);
    }
    default: {
      const texts = textsOf(buffer, new Uint32Array(buffer, values, rows), found.units, unit, scratch);
      return new Column({ type: kind, texts }, rows, bitmap);
    }
  }
}

function bitmapOf(buffer: ArrayBufferLike, pointer: number, rows: number): Validity {
  return { bytes: new Uint8Array(new Uint8Array(buffer, pointer, Math.ceil(rows / 8))), offset: 0 };
}

/** Units' texts one behind the other; `ends` are counted from each unit's first. */
function textsOf(
  buffer: ArrayBufferLike, ends: Uint32Array, units: readonly UnitFound[], rows: number, scratch: ColumnScratch | undefined,
): Texts {
  const size = units.reduce((sum, unit) => sum + unit.textBytes, 0);
  const bytes = scratch?.bytesOf(size) ?? new Uint8Array(size);
  const offsets = scratch?.wordsOf(ends.length + 1) ?? new Uint32Array(ends.length + 1);
  offsets[0] = 0;
  let base = 0;
  units.forEach(({ texts, textBytes: size }, i) => {
    bytes.set(new Uint8Array(buffer, texts, size), base);
    const to = Math.min(ends.length, (i + 1) * rows);
    for (let row = i * rows; row < to; row++) offsets[row + 1] = base + ends[row]!;
    base += size;
  });
  return { offsets, bytes };
}

/** The column's numbers of texts, from the units' own. */
function codesOf(own: Uint32Array, numbers: Uint32Array, unit: number, scratch: ColumnScratch | undefined): Uint32Array {
  const codes = scratch?.wordsOf(own.length) ?? new Uint32Array(own.length);
  for (let first = 0; first < own.length; first += unit) {
    const to = Math.min(own.length, first + unit);
    for (let row = first; row < to; row++) {
      const number = own[row]!;
      codes[row] = number === NONE ? 0 : numbers[first + number]!;
    }
  }
  return codes;
}

/** The text of a number, which is ASCII, without its quotes. */
function fieldOf(buffer: ArrayBufferLike, { block, begins, ends, fields, quote }: RowsOf, row: number, at: number): string {
  const place = 4 * (row * fields + at);
  const [begin] = new Uint32Array(buffer, begins + place, 1), [end] = new Uint32Array(buffer, ends + place, 1);
  const bytes = new Uint8Array(buffer, block + begin!, end! - begin!);
  let text = "";
  for (const byte of bytes) if (byte !== quote) text += String.fromCharCode(byte);
  return text;
}
