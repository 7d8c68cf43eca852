/** Text of many blocks as one column: a dictionary where values repeat, else one after the other. */
import { Column } from "../../columns/column";
import type { ColumnData, Texts } from "../../columns/types";
import { TooLarge } from "../../data-errors";
import { ValidityBuilder } from "./validity-builder";

export type CsvTextData = Extract<ColumnData, { type: "text" }>;

/** After so many rows, and at the end, it is decided whether values repeat: whatever the blocks, it is the same. */
const TRIAL_ROWS = 1 << 16;
const MOST_BYTES = 2 ** 32 - 1;

/** AppendedTexts, appended. */
class AppendedTexts {
  bytes = new Uint8Array(1 << 10);
  offsets = new Uint32Array(1 << 8);
  count = 0;
  end = 0;

  constructor(readonly where: string) {}

  add(bytes: Uint8Array, begin: number, end: number): void {
    const size = end - begin;
    if (this.end + size > this.bytes.length) {
      if (this.end + size > MOST_BYTES) {
        throw new TooLarge(`${this.where}: its text takes more than 4 GiB. Go through the file in parts, or leave the column out`);
      }
      const larger = new Uint8Array(Math.min(MOST_BYTES, Math.max(this.bytes.length * 2, this.end + size)));
      larger.set(this.bytes.subarray(0, this.end));
      this.bytes = larger;
    }
    if (size > 32) this.bytes.set(bytes.subarray(begin, end), this.end);
    else for (let i = 0; i < size; i++) this.bytes[this.end + i] = bytes[begin + i]!;
    this.end += size;
    if (++this.count === this.offsets.length) {
      const larger = new Uint32Array(this.offsets.length * 2);
      larger.set(this.offsets);
      this.offsets = larger;
    }
    this.offsets[this.count] = this.end;
  }

  texts(): Texts {
    return { offsets: this.offsets.slice(0, this.count + 1), bytes: this.bytes.slice(0, this.end) };
  }
}

/** Numbers of strings, in order of first appearance. */
class TextDictionary {
  readonly strings: AppendedTexts;
  #slots = new Int32Array(1 << 9).fill(-1);
  #hashes = new Uint32Array(1 << 8);

  constructor(where: string) {
    this.strings = new AppendedTexts(where);
  }

  codeOf(bytes: Uint8Array, begin: number, end: number): number {
    let hash = 0x811c9dc5;
    for (let i = begin; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
    hash = (hash ^ (hash >>> 15)) >>> 0;
    const { strings } = this;
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (; ; slot = (slot + 1) & mask) {
      const code = this.#slots[slot]!;
      if (code < 0) break;
      if (this.#hashes[code] === hash && isSame(strings, code, bytes, begin, end)) return code;
    }
    const code = strings.count;
    strings.add(bytes, begin, end);
    this.#slots[slot] = code;
    if (code === this.#hashes.length) {
      const larger = new Uint32Array(code * 2);
      larger.set(this.#hashes);
      this.#hashes = larger;
    }
    this.#hashes[code] = hash;
    if (strings.count * 2 > this.#slots.length) this.#grow();
    return code;
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(-1);
    const mask = slots.length - 1;
    for (let code = 0; code < this.strings.count; code++) {
      let slot = this.#hashes[code]! & mask;
      while (slots[slot]! >= 0) slot = (slot + 1) & mask;
      slots[slot] = code;
    }
    this.#slots = slots;
  }
}

function isSame(strings: AppendedTexts, code: number, bytes: Uint8Array, begin: number, end: number): boolean {
  const at = strings.offsets[code]!;
  if (strings.offsets[code + 1]! - at !== end - begin) return false;
  for (let i = begin; i < end; i++) if (strings.bytes[at + i - begin] !== bytes[i]) return false;
  return true;
}

export class TextBuilder {
  #length = 0;
  readonly #validity = new ValidityBuilder();
  #dictionary: TextDictionary | undefined;
  #codes = new Uint32Array(1 << 10);
  readonly #strings: AppendedTexts;

  /** `where`: as errors begin. */
  constructor(where: string) {
    this.#dictionary = new TextDictionary(where);
    this.#strings = new AppendedTexts(where);
  }

  get length(): number {
    return this.#length;
  }

  add(column: Column): void {
    const { texts, codes } = column.data as CsvTextData;
    const { offsets, bytes } = texts;
    this.#validity.add(column);
    const known = codes && new Int32Array(offsets.length - 1).fill(-1);
    for (let row = 0; row < column.length; row++) {
      if (this.#length === TRIAL_ROWS && this.#dictionary && !this.#repeats()) this.#becomePlain();
      const entry = codes ? codes[row]! : row;
      if (!this.#dictionary) {
        if (column.isNull(row)) this.#strings.add(bytes, 0, 0);
        else this.#strings.add(bytes, offsets[entry]!, offsets[entry + 1]!);
      } else {
        if (this.#length === this.#codes.length) {
          const larger = new Uint32Array(this.#length * 2);
          larger.set(this.#codes);
          this.#codes = larger;
        }
        let code = 0;
        if (!column.isNull(row)) {
          code = known ? known[entry]! : -1;
          if (code < 0) code = this.#dictionary.codeOf(bytes, offsets[entry]!, offsets[entry + 1]!);
          if (known) known[entry] = code;
        }
        this.#codes[this.#length] = code;
      }
      this.#length++;
    }
  }

  #repeats(): boolean {
    return this.#dictionary!.strings.count * 2 <= this.#length;
  }

  #becomePlain(): void {
    const { bytes, offsets, count } = this.#dictionary!.strings;
    for (let row = 0; row < this.#length; row++) {
      const code = this.#codes[row]!;
      if (count === 0 || this.#validity.isNull(row)) this.#strings.add(bytes, 0, 0);
      else this.#strings.add(bytes, offsets[code]!, offsets[code + 1]!);
    }
    this.#dictionary = undefined;
  }

  column(): Column {
    if (this.#dictionary && !this.#repeats()) this.#becomePlain();
    const codes = this.#dictionary && this.#codes.slice(0, this.#length);
    const texts = (this.#dictionary?.strings ?? this.#strings).texts();
    return new Column({ type: "text", texts, ...(codes && { codes }) }, this.#length, this.#validity.bitmap());
  }
}
