/** Columns of strings. */
import { shown } from "../errors";
import { Column } from "./column";
import { Dictionary } from "./dictionary";
import { LoneSurrogate, textsOf } from "./texts";
import { badRow, type ColumnOptions, validityOf } from "./values";

/** Fewer distinct texts than this are never too many for a dictionary while rows are still to come. */
const FEW_TEXTS = 1024;

/** Text, with a dictionary where not more than every second text is new. @throws BadValue for half of a character */
export function ofTexts(values: ArrayLike<string | null | undefined>, options: ColumnOptions): Column {
  const { length } = values;
  const validity = validityOf(values);
  const dictionary = new Dictionary();
  const codes = codesOf(values, dictionary);
  if (codes) {
    return new Column({ type: "text", texts: encoded(dictionary.strings(), (at) => codes.indexOf(at), options), codes }, length, validity);
  }
  const all = Array.from({ length }, (_, row) => values[row] ?? "");
  return new Column({ type: "text", texts: encoded(all, (at) => at, options) }, length, validity);
}

/** Codes of the texts, which go to the dictionary; undefined where too many texts differ. */
function codesOf(values: ArrayLike<string | null | undefined>, dictionary: Dictionary): Uint32Array | undefined {
  const { length } = values;
  const codes = new Uint32Array(length);
  for (let row = 0; row < length; row++) {
    const text = values[row];
    if (text === null || text === undefined) continue;
    const known = dictionary.size;
    const code = dictionary.add(text);
    if (code === known && code >= FEW_TEXTS && code > row / 2) return undefined;
    codes[row] = code;
  }
  return dictionary.size > 0 && dictionary.size <= length / 2 ? codes : undefined;
}

/** @throws BadValue for half a character */
function encoded(texts: string[], rowOf: (at: number) => number, options: ColumnOptions) {
  try {
    return textsOf(texts);
  } catch (error) {
    if (!(error instanceof LoneSurrogate)) throw error;
    throw badRow(options, rowOf(error.index), "text", `${shown(texts[error.index])}, which has half of a character (a lone surrogate)`);
  }
}
