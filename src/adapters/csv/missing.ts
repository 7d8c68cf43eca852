/** Texts that stand for nulls. */
import type { Column } from "../../columns/column";
import { textsIn } from "../../columns/texts";
import type { CsvFields } from "../csv-parsing";
import { CsvField } from "./field";
import type { CsvTextData } from "./text-builder";

/** Outside quotes, and without blanks around them; in quotes where a column has no text. */
const MISSING = ["NA", "N/A", "n/a", "#N/A", "#NA", "<NA>", "null", "NULL", "Null", "None", "-", "--", "–", "—", "\\N"];

export class MissingWords {
  readonly #words: ReadonlySet<string>;
  readonly #bytes: readonly Uint8Array[];
  /** Whether a word begins with a byte. */
  readonly #firsts = new Uint8Array(256);
  readonly #longest: number;
  readonly #field = new CsvField();
  /** Whether a word may be a number, a date or a boolean as well: then fields must be made blank before any parsing. */
  readonly areValues: boolean;

  /** `usual`: the usual words, too. */
  constructor(more: readonly string[], usual: boolean) {
    this.#words = new Set([...(usual ? MISSING : []), ...more.map((text) => text.trim())]);
    this.areValues = more.some((text) => /[\dtf]/.test(text));
    this.#bytes = [...this.#words].map((word) => new TextEncoder().encode(word)).filter(({ length }) => length > 0);
    for (const [first] of this.#bytes) this.#firsts[first!] = 1;
    this.#longest = Math.max(0, ...this.#bytes.map(({ length }) => length));
  }

  /** Whether a text without blanks around it is null where it is in quotes, too. */
  has(text: string): boolean {
    return text === "" || this.#words.has(text);
  }

  /** Whether text may have such words: those of a dictionary are looked at. */
  isAmong({ data }: Column): boolean {
    const { texts, codes } = data as CsvTextData;
    return !codes || textsIn(texts).some((text) => this.has(text.trim()));
  }

  /** Makes the fields of a column that stand for nulls fields of no bytes. Returns how many they are. */
  blank(block: Uint8Array, { count, rows, begins, ends }: CsvFields, at: number): number {
    const field = this.#field;
    let blanked = 0;
    for (let row = 0; row < count; row++) {
      const f = rows[row]! + at;
      field.begin = begins[f]!;
      field.end = ends[f]!;
      field.trim(block);
      const size = field.end - field.begin;
      if (size > this.#longest || this.#firsts[block[field.begin]!] === 0 || !this.#isWord(block, field.begin, size)) continue;
      ends[f] = begins[f]!;
      blanked++;
    }
    return blanked;
  }

  #isWord(block: Uint8Array, begin: number, size: number): boolean {
    return this.#bytes.some((word) => word.length === size && word.every((byte, i) => block[begin + i] === byte));
  }
}

/** Whether text would be read as null, if it were not in quotes. */
export function standsForNull(text: string): boolean {
  return text.trim() === "" || MISSING.includes(text.trim());
}
