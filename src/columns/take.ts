/** Rows of columns by their positions, and columns one after the other. */
import { Column } from "./column";
import { codesIn, Dictionary } from "./dictionary";
import { takeTexts } from "./texts";
import type { ColumnData, Validity } from "./types";
import { allValid, isValid, setNull } from "./validity";

/** A column of some rows of another, in their order. The dictionary of texts is kept as it is. */
export function takeRows(column: Column, rows: Uint32Array): Column {
  const { data, validity } = column;
  const { length } = rows;
  const taken = validity && allValid(length);
  if (taken) for (let i = 0; i < length; i++) if (!isValid(validity, rows[i]!)) setNull(taken, i);
  return new Column(dataOf(data, rows), length, taken);
}

function dataOf(data: ColumnData, rows: Uint32Array): ColumnData {
  if (data.type === "text") {
    if (!data.codes) return { type: "text", texts: takeTexts(data.texts, rows) };
    const codes = new Uint32Array(rows.length);
    for (let i = 0; i < rows.length; i++) codes[i] = data.codes[rows[i]!]!;
    return { type: "text", texts: data.texts, codes };
  }
  const words = data.type === "decimal" ? data.words : 1;
  const from = data.values as Float64Array;
  const values = new (from.constructor as Float64ArrayConstructor)(rows.length * words);
  if (words === 1) for (let i = 0; i < rows.length; i++) values[i] = from[rows[i]!]!;
  else for (let i = 0; i < values.length; i++) values[i] = from[rows[i >> 1]! * 2 + (i & 1)]!;
  return { ...data, values } as ColumnData;
}

/** The rows of columns of one type, one column after the other. */
export function joined(columns: readonly Column[]): Column {
  const [first] = columns as [Column];
  if (columns.length === 1) return first;
  const length = columns.reduce((sum, column) => sum + column.length, 0);
  return new Column(joinedData(columns), length, joinedValidity(columns, length));
}

function joinedValidity(columns: readonly Column[], length: number): Validity | undefined {
  if (columns.every(({ nullCount }) => nullCount === 0)) return undefined;
  const all = allValid(length);
  let at = 0;
  for (const column of columns) {
    if (column.nullCount > 0) for (let row = 0; row < column.length; row++) if (column.isNull(row)) setNull(all, at + row);
    at += column.length;
  }
  return all;
}

function joinedData(columns: readonly Column[]): ColumnData {
  const parts = columns.map(({ data }) => data);
  const first = parts[0]!;
  if (first.type === "text") return joinedTexts(columns);
  const arrays = parts.map((part) => (part as { values: Float64Array }).values);
  const values = new (arrays[0]!.constructor as Float64ArrayConstructor)(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    values.set(array, at);
    at += array.length;
  }
  return { ...first, values } as ColumnData;
}

type TextData = Extract<ColumnData, { type: "text" }>;

function joinedTexts(columns: readonly Column[]): ColumnData {
  const parts = columns.map(({ data }) => data as TextData);
  const lengths = columns.map(({ length }) => length);
  const all = lengths.reduce((sum, length) => sum + length, 0);
  if (parts.every(({ codes }) => codes)) {
    const dictionary = new Dictionary();
    const codes = new Uint32Array(all);
    let at = 0;
    for (const [i, part] of parts.entries()) {
      const known = codesIn(dictionary, part.texts);
      for (let row = 0; row < lengths[i]!; row++) codes[at + row] = known[part.codes![row]!]!;
      at += lengths[i]!;
    }
    return { type: "text", texts: dictionary.texts(), codes };
  }
  const plain = parts.map(({ texts, codes }) => (codes ? takeTexts(texts, codes) : texts));
  const offsets = new Uint32Array(all + 1);
  const bytes = new Uint8Array(plain.reduce((sum, texts, i) => sum + texts.offsets[lengths[i]!]! - texts.offsets[0]!, 0));
  let [row, end] = [0, 0];
  for (const [i, texts] of plain.entries()) {
    const [begin, stop] = [texts.offsets[0]!, texts.offsets[lengths[i]!]!];
    bytes.set(texts.bytes.subarray(begin, stop), end);
    for (let k = 1; k <= lengths[i]!; k++) offsets[row + k] = end + texts.offsets[k]! - begin;
    row += lengths[i]!;
    end += stop - begin;
  }
  return { type: "text", texts: { offsets, bytes } };
}
