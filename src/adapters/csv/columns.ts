/** The types that columns become when all values are known. */
import { Column } from "../../columns/column";
import { secondsOf } from "../../columns/calendar";
import { type ColumnData, type ColumnType, NUMBER_ARRAYS, type NumberType } from "../../columns/types";
import { shownAt } from "../../columns/zones";

/** A column of nulls alone: text, as nothing says otherwise. */
export function nulls(column: Column): Column {
  const texts = { offsets: new Uint32Array(1), bytes: new Uint8Array(0) };
  return new Column({ type: "text", texts, codes: new Uint32Array(column.length) }, column.length, column.validity);
}

/** Whether all of an int64 column's values are int32. */
export function fitsInt32(column: Column): boolean {
  const values = column.values as BigInt64Array;
  const words = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
  let differ = 0;
  for (let at = 0; at < words.length; at += 2) differ |= (words[at]! >> 31) ^ words[at + 1]!;
  if (differ === 0) return true;
  if (column.nullCount === 0) return false;
  for (let row = 0; row < values.length; row++) {
    if (words[2 * row]! >> 31 !== words[2 * row + 1] && !column.isNull(row)) return false;
  }
  return true;
}

/** Integers of 64 bits as another type of number. `refuse` throws for the row of one that is beyond its range. */
export function narrowed(column: Column, type: ColumnType, refuse: (row: number, value: string) => never): Column {
  if (type === "int64") return column;
  const wide = column.values as BigInt64Array;
  if (type === "int32" && fitsInt32(column)) return new Column({ type, values: lowWords(wide) }, column.length, column.validity);
  const values = new NUMBER_ARRAYS[type as NumberType](column.length);
  for (let row = 0; row < column.length; row++) {
    if (column.isNull(row)) continue;
    values[row] = values instanceof BigUint64Array ? wide[row]! : Number(wide[row]!);
    if (BigInt(values[row]!) !== wide[row]) refuse(row, String(wide[row]));
  }
  return new Column({ type: type as NumberType, values }, column.length, column.validity);
}

/** Times of a zone's clocks as moments. `refuse` throws for the row of one that they never show. */
export function localised(column: Column, zone: string, refuse: (row: number, text: string) => never): Column {
  const data = column.data as Extract<ColumnData, { type: "timestamp" }>;
  const values = data.values.slice();
  if (zone !== "UTC") {
    for (let row = 0; row < column.length; row++) {
      if (column.isNull(row)) continue;
      const { seconds } = secondsOf(values[row]!, data.unit);
      const utc = shownAt(zone, seconds);
      if (utc === undefined) refuse(row, column.get(row) as string);
      values[row] = values[row]! + BigInt(utc - seconds) * 1_000_000n;
    }
  }
  return new Column({ ...data, values, zone }, column.length, column.validity);
}

function lowWords(values: BigInt64Array): Int32Array {
  const low = new Int32Array(values.length);
  lowWordsInto(low, 0, values);
  return low;
}

/** Values that are known to be int32, from row `at` on. */
export function lowWordsInto(low: Int32Array, at: number, values: BigInt64Array): void {
  const words = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
  for (let row = 0; row < values.length; row++) low[at + row] = words[2 * row]!;
}
