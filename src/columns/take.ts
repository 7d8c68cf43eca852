/** Some rows of a column, in any order. */
import type { TypedArray } from "../dtype";
import { Column } from "./column";
import { halvesOf } from "./int64";
import { TextsBuilder } from "./texts-builder";
import type { ColumnData, Texts, Validity } from "./types";
import { allValid, isValid, setNull } from "./validity";

export type TextData = Extract<ColumnData, { type: "text" }>;

/** The rows of these indices, from 0. An index may come more than once. */
export function takeRows(column: Column, indices: Uint32Array): Column {
  return new Column(dataAt(column.data, indices), indices.length, column.validity && validityAt(column.validity, indices));
}

function dataAt(data: ColumnData, indices: Uint32Array): ColumnData {
  if (data.type === "text") return textAtRows(data, indices);
  if (data.type === "decimal") return { ...data, values: int64At(data.values, indices, data.words) };
  return { ...data, values: valuesAt(data.values, indices) } as ColumnData;
}

function textAtRows({ texts, codes }: TextData, indices: Uint32Array): TextData {
  if (codes) return { type: "text", texts, codes: valuesAt(codes, indices) };
  return { type: "text", texts: textsAt(texts, indices) };
}

/** The texts of some places, one after another. */
export function textsAt({ offsets, bytes }: Texts, places: Uint32Array): Texts {
  let size = 0;
  for (let i = 0; i < places.length; i++) size += offsets[places[i]! + 1]! - offsets[places[i]!]!;
  const builder = new TextsBuilder(places.length, size);
  for (let i = 0; i < places.length; i++) {
    builder.add(bytes, offsets[places[i]!]!, offsets[places[i]! + 1]!);
    builder.endText();
  }
  return builder.finish();
}

/** Elements of some places. */
export function valuesAt<A extends TypedArray>(values: A, places: Uint32Array): A {
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) return int64At(values, places, 1);
  const taken = new (values.constructor as new (length: number) => Float64Array)(places.length);
  const from = values as unknown as Float64Array;
  for (let i = 0; i < places.length; i++) taken[i] = from[places[i]!]!;
  return taken as unknown as A;
}

function int64At<A extends BigInt64Array | BigUint64Array>(values: A, places: Uint32Array, words: 1 | 2): A {
  const taken = new (values.constructor as new (length: number) => A)(places.length * words);
  const from = halvesOf(values);
  const to = halvesOf(taken);
  const width = 2 * words;
  for (let i = 0; i < places.length; i++) {
    for (let half = 0; half < width; half++) to[i * width + half] = from[places[i]! * width + half]!;
  }
  return taken;
}

function validityAt(validity: Validity, indices: Uint32Array): Validity {
  const taken = allValid(indices.length);
  for (let i = 0; i < indices.length; i++) if (!isValid(validity, indices[i]!)) setNull(taken, i);
  return taken;
}

/** The column with a text for each row, where it had a dictionary. */
export function withoutDictionary(column: Column): Column {
  const data = column.data;
  if (data.type !== "text" || !data.codes) return column;
  const { texts, codes } = data;
  const { validity } = column;
  const { offsets, bytes } = texts;
  const builder = new TextsBuilder(column.length, Math.ceil((bytes.length / Math.max(1, offsets.length - 1)) * column.length));
  for (let row = 0; row < column.length; row++) {
    const code = codes[row]!;
    if (!validity || isValid(validity, row)) builder.add(bytes, offsets[code]!, offsets[code + 1]!);
    builder.endText();
  }
  return new Column({ type: "text", texts: builder.finish() }, column.length, validity);
}
