/** What a column has in one batch, and the pieces of several batches as one column. */
import { Column } from "../../columns/column";
import { concatColumns } from "../../columns/concat";
import { Dictionary } from "../../columns/dictionary";
import type { ColumnData, Validity } from "../../columns/types";
import { isValid, joinedValidity } from "../../columns/validity";
import type { TypedArray } from "../../dtype";

/** Rows that refer to the texts of a dictionary, in any order. */
export interface CodedPiece {
  readonly length: number;
  readonly codes: Uint32Array;
  readonly validity: Validity | undefined;
  /** A column of plain texts, with nulls perhaps. The same object where several batches have the same dictionary. */
  readonly dictionary: Column;
}

export type ArrowPiece = Column | CodedPiece;

/** All rows, at least of one piece: over the memory of a single one where its layout is that of columns. @throws TooLarge */
export function joined(pieces: readonly ArrowPiece[]): Column {
  const [first] = pieces;
  if (!(first instanceof Column)) return coded(pieces as readonly CodedPiece[]);
  if (pieces.length === 1) return first;
  return concatColumns(pieces as readonly Column[]);
}

/** Codes anew, in order of first appearance, of strings that differ. */
function coded(pieces: readonly CodedPiece[]): Column {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const codes = new Uint32Array(length);
  const validity = joinedValidity(pieces, length);
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
export class FirstAppearance extends Dictionary {
  /** The number of a dictionary's string; kept in `known`, which has -1 for those that have not appeared. */
  number(known: Int32Array, dictionary: Column, index: number): number {
    return known[index]! >= 0 ? known[index]! : (known[index] = this.add(dictionary.get(index) as string));
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
