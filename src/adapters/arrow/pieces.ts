/** What a column has in one batch, and the pieces of several batches as one column. */
import { Column } from "../../columns/column";
import type { ColumnData, Texts, Validity } from "../../columns/types";
import { textsOf } from "../../columns/texts";
import { aligned, isValid } from "../../columns/validity";
import type { TypedArray } from "../../dtype";
import { demand } from "./malformed";

/** Rows that refer to the texts of a dictionary, in any order. */
export interface CodedPiece {
  readonly length: number;
  readonly codes: Uint32Array;
  readonly validity: Validity | undefined;
  /** A column of plain texts, with nulls perhaps. The same object where several batches have the same dictionary. */
  readonly dictionary: Column;
}

export type ArrowPiece = Column | CodedPiece;

/** All rows, at least of one piece: over the memory of a single one where its layout is that of columns. @throws Malformed */
export function joined(pieces: readonly ArrowPiece[]): Column {
  const [first] = pieces;
  if (!(first instanceof Column)) return coded(pieces as readonly CodedPiece[]);
  if (pieces.length === 1) return first;
  const columns = pieces as readonly Column[];
  const length = columns.reduce((sum, piece) => sum + piece.length, 0);
  return new Column(dataOf(columns, length), length, validityOf(columns, length));
}

function dataOf(columns: readonly Column[], length: number): ColumnData {
  const { data } = columns[0]!;
  if (data.type === "text") return { type: "text", texts: joinedTexts(columns, length) };
  const { values } = data;
  const words = data.type === "decimal" ? data.words : 1;
  const all = new (values.constructor as new (length: number) => TypedArray)(length * words);
  let at = 0;
  for (const column of columns) {
    (all as Float64Array).set(column.values as Float64Array, at);
    at += column.length * words;
  }
  return { ...data, values: all } as ColumnData;
}

function joinedTexts(columns: readonly Column[], length: number): Texts {
  const all = columns.map(({ data }) => (data as Extract<ColumnData, { type: "text" }>).texts);
  const size = all.reduce((sum, { offsets }) => sum + offsets.at(-1)! - offsets[0]!, 0);
  demand(size <= 0xffff_ffff, "a column has more than 4 GB of text");
  const offsets = new Uint32Array(length + 1);
  const bytes = new Uint8Array(size);
  let row = 0;
  let end = 0;
  for (const texts of all) {
    const shift = end - texts.offsets[0]!;
    bytes.set(texts.bytes.subarray(texts.offsets[0]!, texts.offsets.at(-1)!), end);
    for (let i = 1; i < texts.offsets.length; i++) offsets[row + i] = texts.offsets[i]! + shift;
    row += texts.offsets.length - 1;
    end = offsets[row]!;
  }
  return { offsets, bytes };
}

function validityOf(pieces: readonly Pick<CodedPiece, "length" | "validity">[], length: number): Validity | undefined {
  if (pieces.every(({ validity }) => validity === undefined)) return undefined;
  const only = pieces.length === 1 ? pieces[0]!.validity : undefined;
  if (only) return only;
  const bytes = new Uint8Array(Math.ceil(length / 8));
  let row = 0;
  for (const piece of pieces) {
    if (piece.validity && (row & 7) === 0) {
      bytes.set(aligned(piece.validity, piece.length), row >> 3);
      if (piece.length & 7) bytes[(row + piece.length) >> 3]! &= (1 << (piece.length & 7)) - 1; // what lies beyond is the next one's
    } else {
      for (let i = 0; i < piece.length; i++) {
        if (!piece.validity || isValid(piece.validity, i)) bytes[(row + i) >> 3]! |= 1 << ((row + i) & 7);
      }
    }
    row += piece.length;
  }
  return { bytes, offset: 0 };
}

/** Codes anew, in order of first appearance, of strings that differ. */
function coded(pieces: readonly CodedPiece[]): Column {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const codes = new Uint32Array(length);
  const validity = validityOf(pieces, length);
  const order = new FirstAppearance();
  const numbers = new Map<Column, Int32Array>();
  let isSame = pieces.length === 1;
  let at = 0;
  for (const piece of pieces) {
    const { dictionary } = piece;
    const known = numbers.get(dictionary) ?? new Int32Array(dictionary.length).fill(-1);
    numbers.set(dictionary, known);
    for (let row = 0; row < piece.length; row++, at++) {
      if (piece.validity && !isValid(piece.validity, row)) {
        isSame &&= piece.codes[row] === 0;
        continue;
      }
      const given = piece.codes[row]!;
      const code = order.number(known, dictionary, given);
      codes[at] = code;
      isSame &&= code === given;
    }
  }
  const { dictionary, codes: given } = pieces[0]!;
  if (isSame && order.size === dictionary.length && dictionary.data.type === "text") {
    return new Column({ type: "text", texts: dictionary.data.texts, codes: given }, length, validity);
  }
  return new Column({ type: "text", texts: order.texts(), codes }, length, validity);
}

/** Strings of several dictionaries, numbered as they first appear. */
export class FirstAppearance {
  readonly #numbers = new Map<string, number>();

  get size(): number {
    return this.#numbers.size;
  }

  /** The number of a dictionary's string; kept in `known`, which has -1 for those that have not appeared. */
  number(known: Int32Array, dictionary: Column, index: number): number {
    if (known[index]! >= 0) return known[index]!;
    const text = dictionary.get(index) as string;
    let number = this.#numbers.get(text);
    if (number === undefined) this.#numbers.set(text, (number = this.#numbers.size));
    return (known[index] = number);
  }

  texts(): Texts {
    return textsOf([...this.#numbers.keys()]);
  }
}

/** The values of a dictionary by codes, null where a row is: for those that are no text. */
export function taken(dictionary: Column, codes: Uint32Array, validity: Validity | undefined): Column {
  const { data } = dictionary as { data: Exclude<ColumnData, { type: "text" }> };
  const words = data.type === "decimal" ? data.words : 1;
  const values = new (data.values.constructor as new (length: number) => TypedArray)(codes.length * words);
  for (let row = 0; row < codes.length; row++) {
    if (validity && !isValid(validity, row)) continue;
    for (let k = 0; k < words; k++) values[row * words + k] = data.values[codes[row]! * words + k]!;
  }
  return new Column({ ...data, values } as ColumnData, codes.length, validity);
}
