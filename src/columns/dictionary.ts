/** Dictionaries of text: different strings, each with its code, in order of first appearance. */
import { textsAt } from "./take";
import { textAt, textsOf } from "./texts";
import type { Texts, Validity } from "./types";
import { isValid } from "./validity";

export class Dictionary {
  readonly #codes = new Map<string, number>();

  /** The code of a string, which is new where nobody gave it before. */
  add(text: string): number {
    let code = this.#codes.get(text);
    if (code === undefined) this.#codes.set(text, (code = this.#codes.size));
    return code;
  }

  get size(): number {
    return this.#codes.size;
  }

  /** By their codes. */
  strings(): string[] {
    return [...this.#codes.keys()];
  }

  texts(): Texts {
    return textsOf(this.strings());
  }
}

/** The code of each of some strings. */
export function codesIn(dictionary: Dictionary, texts: Texts): Uint32Array {
  const codes = new Uint32Array(texts.offsets.length - 1);
  for (let i = 0; i < codes.length; i++) codes[i] = dictionary.add(textAt(texts, i));
  return codes;
}

/** Codes of some strings as a column has them: in order of first appearance, without strings that no row has, and 0 under nulls. */
export function inOrder(texts: Texts, codes: Uint32Array, validity: Validity | undefined): { texts: Texts; codes: Uint32Array } {
  const NEW = 0xffffffff;
  const renamed = new Uint32Array(texts.offsets.length - 1).fill(NEW);
  const kept: number[] = [];
  const ordered = new Uint32Array(codes.length);
  for (let row = 0; row < codes.length; row++) {
    if (validity && !isValid(validity, row)) continue;
    const code = codes[row]!;
    if (renamed[code] === NEW) renamed[code] = kept.push(code) - 1;
    ordered[row] = renamed[code]!;
  }
  return { texts: textsAt(texts, Uint32Array.from(kept)), codes: ordered };
}
