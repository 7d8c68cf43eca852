/** Columns one after the other, as one. */
import { Column } from "./column";
import { codesIn, Dictionary } from "./dictionary";
import { takeTexts } from "./texts";
import type { ColumnData, Validity } from "./types";
import { allValid, setNull } from "./validity";

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
