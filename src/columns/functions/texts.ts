/** Loops over texts of columns: once for each text of a dictionary, else once a row. */
import { BadValue } from "../../data-errors";
import { shown } from "../../errors";
import { Column } from "../column";
import { textAt, textsIn, textsOf } from "../texts";
import { TextsBuilder } from "../texts-builder";
import { type TextData, valuesAt, withoutDictionary } from "../take";
import type { Texts, Validity } from "../types";
import { aligned, allValid, isValid, setNull } from "../validity";

/** Writes what becomes of a text, of bytes [begin, end), in pieces. `at` is its row, where there is no dictionary. False for null. */
export type TextWriter = (bytes: Uint8Array, begin: number, end: number, out: TextsBuilder, at: number) => boolean;

/** What is given by reading a text. */
export const enum Reading {
  value,
  none,
  bad,
}

/** Reads a text, of bytes [begin, end), into element `at`: its row, where there is no dictionary. */
export type TextReader = (bytes: Uint8Array, begin: number, end: number, at: number) => Reading;

/** A column of texts that has no larger dictionary than rows: what is done for each text is not done in vain. */
export function compactTexts(column: Column): Column & { readonly data: TextData } {
  const { codes, texts } = column.data as TextData;
  return (codes && texts.offsets.length - 1 > column.length ? withoutDictionary(column) : column) as Column & { readonly data: TextData };
}

/** Text made of each text. */
export function mapTexts(given: Column, write: TextWriter, validity: Validity | undefined = given.validity): Column {
  const column = compactTexts(given);
  const { texts, codes } = column.data;
  const { offsets, bytes } = texts;
  const count = codes ? offsets.length - 1 : column.length;
  const out = new TextsBuilder(count, count === 0 ? 0 : offsets[count]! - offsets[0]!);
  const isNone = new Uint8Array(count);
  let nones = 0;
  for (let i = 0; i < count; i++) {
    const isWritten = !codes && validity && !isValid(validity, i) ? true : write(bytes, offsets[i]!, offsets[i + 1]!, out, i);
    if (!isWritten) nones += isNone[i] = 1;
    out.endText();
  }
  const written = out.finish();
  if (codes) return ofDictionary(written, codes, nones > 0 ? isNone : undefined, column.length, validity);
  return new Column({ type: "text", texts: written }, column.length, nones > 0 ? without(validity, isNone, column.length) : validity);
}

/** The rows of a validity that are not marked. */
function without(validity: Validity | undefined, marked: Uint8Array, length: number): Validity {
  const left = validity ? { bytes: aligned(validity, length), offset: 0 } : allValid(length);
  for (let row = 0; row < length; row++) if (marked[row]) setNull(left, row);
  return left;
}

/** A column of codes whose texts may have become equal, or null. */
export function ofDictionary(
  texts: Texts, codes: Uint32Array, isNone: Uint8Array | undefined, length: number, validity: Validity | undefined,
): Column {
  const places = new Map<string, number>();
  const newCodes = new Uint32Array(texts.offsets.length - 1);
  const kept: string[] = [];
  for (const [i, text] of textsIn(texts).entries()) {
    if (isNone?.[i]) continue;
    const known = places.get(text);
    newCodes[i] = known ?? kept.length;
    if (known !== undefined) continue;
    places.set(text, kept.length);
    kept.push(text);
  }
  if (kept.length === newCodes.length) return new Column({ type: "text", texts, codes }, length, validity);
  const mapped = valuesAt(newCodes, codes);
  const left = isNone ? without(validity, valuesAt(isNone, codes), length) : validity;
  return new Column({ type: "text", texts: textsOf(kept), codes: mapped }, length, left);
}

/** How elements that were read once for each text come to their rows. */
export interface ReadTexts {
  /** Of each row, where there is a dictionary. */
  readonly codes: Uint32Array | undefined;
  readonly validity: Validity | undefined;
}

/**
 * Reads each text once.
 *
 * @throws what `failure` makes of the first row whose text is bad
 */
export function readTexts(
  column: Column & { readonly data: TextData }, read: TextReader, failure: (text: string, row: number) => Error,
  validity: Validity | undefined = column.validity,
): ReadTexts {
  const { texts, codes } = column.data;
  const { offsets, bytes } = texts;
  const { length } = column;
  if (!codes) {
    let left: Validity | undefined;
    for (let row = 0; row < length; row++) {
      if (validity && !isValid(validity, row)) continue;
      const reading = read(bytes, offsets[row]!, offsets[row + 1]!, row);
      if (reading === Reading.bad) throw failure(textAt(texts, row), row);
      if (reading === Reading.none) setNull((left ??= without(validity, new Uint8Array(length), length)), row);
    }
    return { codes, validity: left ?? validity };
  }
  const readings = Uint8Array.from({ length: offsets.length - 1 }, (_, i) => read(bytes, offsets[i]!, offsets[i + 1]!, i));
  if (readings.every((reading) => reading === Reading.value)) return { codes, validity };
  for (let row = 0; row < length; row++) {
    const isBad = readings[codes[row]!] === Reading.bad && (!validity || isValid(validity, row));
    if (isBad) throw failure(textAt(texts, codes[row]!), row);
  }
  return { codes, validity: without(validity, valuesAt(readings, codes), length) };
}

/** The error of a text that cannot be read. Rows are counted from 1. */
export function badText(call: string, wanted: string): (text: string, row: number) => BadValue {
  return (text, row) => new BadValue(`${call}: row ${row + 1}: expected ${wanted}, got ${shown(text)}`, row + 1, "");
}
