/** What kernels made of a column, as an ordinary one. */
import { Column } from "../columns/column";
import type { Texts, Validity } from "../columns/types";
import { lines } from "../call/phased";
import { type ColumnFound, type RowsOf, type UnitFound, validityBytes, valuesBytes, type WantedColumn } from "../text/columns";

/** Bytes that a column takes of the arena: of its values, and of its bitmap too. */
export function bytesOf(kind: WantedColumn["kind"], rows: number): { values: number; all: number } {
  const values = lines(valuesBytes(kind, rows));
  return { values, all: values + lines(validityBytes(rows)) };
}

/** A copy of what lies in the memory. `unit`: rows of a unit. */
export function columnOf(
  buffer: ArrayBufferLike, of: RowsOf, { kind, at, values, validity }: WantedColumn, found: ColumnFound, unit: number,
): Column | { failedAt: number } {
  if ("failedAt" in found) return found;
  const { rows } = of;
  const bitmap = found.valid === rows ? undefined : bitmapOf(buffer, validity, rows);
  switch (kind) {
    case "float64": {
      const numbers = new Float64Array(new Float64Array(buffer, values, rows));
      for (const row of found.undecided) numbers[row] = Number(fieldOf(buffer, of, row, at));
      return new Column({ type: kind, values: numbers }, rows, bitmap);
    }
    case "int64":
      return new Column({ type: kind, values: new BigInt64Array(new BigInt64Array(buffer, values, rows)) }, rows, bitmap);
    case "boolean":
      return new Column({ type: kind, values: new Uint8Array(new Uint8Array(buffer, values, rows)) }, rows, bitmap);
    case "date":
      return new Column({ type: kind, values: new Int32Array(new Int32Array(buffer, values, rows)) }, rows, bitmap);
    case "timestamp":
      return new Column({ type: kind, values: new BigInt64Array(new BigInt64Array(buffer, values, rows)), unit: "us" }, rows, bitmap);
    default:
      return new Column({ type: kind, texts: textsOf(buffer, new Uint32Array(buffer, values, rows), found.units, unit) }, rows, bitmap);
  }
}

function bitmapOf(buffer: ArrayBufferLike, pointer: number, rows: number): Validity {
  return { bytes: new Uint8Array(new Uint8Array(buffer, pointer, Math.ceil(rows / 8))), offset: 0 };
}

/** Units' texts one behind the other; `ends` are counted from each unit's first. */
function textsOf(buffer: ArrayBufferLike, ends: Uint32Array, units: readonly UnitFound[], rows: number): Texts {
  const bytes = new Uint8Array(units.reduce((sum, unit) => sum + unit.textBytes, 0));
  const offsets = new Uint32Array(ends.length + 1);
  let base = 0;
  units.forEach(({ texts, textBytes: size }, i) => {
    bytes.set(new Uint8Array(buffer, texts, size), base);
    const to = Math.min(ends.length, (i + 1) * rows);
    for (let row = i * rows; row < to; row++) offsets[row + 1] = base + ends[row]!;
    base += size;
  });
  return { offsets, bytes };
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
