/** Text of many blocks as one column: a dictionary where values repeat, else one after the other. */
import { Column } from "../../columns/column";
import type { ColumnData, Texts } from "../../columns/types";
import { isValid } from "../../columns/validity";
import { TooLarge } from "../../data-errors";
import { kept } from "./room";
import { ValidityBuilder } from "./validity-builder";

export type CsvTextData = Extract<ColumnData, { type: "text" }>;

/** After so many rows, and at the end, it is decided whether values repeat: whatever the blocks, it is the same. */
const TRIAL_ROWS = 1 << 16;
/** Within the trial, after so many rows it is seen whether so many differ already that they are sure not to. */
const TRIAL_STEP = 1 << 12;
const MOST_BYTES = 2 ** 32 - 1;
/** Room for text of which that much is expected: what is a little too small would be copied. */
const SPARE = 1.05;

/** Texts, one after the other. */
class AppendedTexts {
  bytes = new Uint8Array(1 << 10);
  offsets = new Uint32Array(1 << 8);
  count = 0;
  end = 0;

  constructor(readonly where: string) {}

  add(bytes: Uint8Array, begin: number, end: number): void {
    const size = end - begin;
    if (this.end + size > this.bytes.length || this.count + 1 === this.offsets.length) this.reserve(1, size);
    if (size > 32) this.bytes.set(bytes.subarray(begin, end), this.end);
    else for (let i = 0; i < size; i++) this.bytes[this.end + i] = bytes[begin + i]!;
    this.end += size;
    this.offsets[++this.count] = this.end;
  }

  /** Texts [from, to). */
  addAll({ offsets, bytes }: Texts, from: number, to: number): void {
    const begin = offsets[from]!, size = offsets[to]! - begin;
    this.reserve(to - from, size);
    this.bytes.set(bytes.subarray(begin, begin + size), this.end);
    const away = this.end - begin, own = this.offsets, at = this.count - from;
    for (let i = from + 1; i <= to; i++) own[at + i] = away + offsets[i]!;
    this.count += to - from;
    this.end += size;
  }

  /** Room for so many more texts of so many bytes, and for as many again as there are if there was none. @throws TooLarge */
  reserve(texts: number, size: number): void {
    const count = this.count + 1 + texts, end = this.end + size;
    if (end > MOST_BYTES) {
      throw new TooLarge(`${this.where}: its text takes more than 4 GiB. Go through the file in parts, or leave the column out`);
    }
    if (end > this.bytes.length) {
      const larger = new Uint8Array(Math.min(MOST_BYTES, Math.max(this.bytes.length * 2, end)));
      larger.set(this.bytes.subarray(0, this.end));
      this.bytes = larger;
    }
    if (count > this.offsets.length) {
      const larger = new Uint32Array(Math.max(this.offsets.length * 2, count));
      larger.set(this.offsets.subarray(0, this.count + 1));
      this.offsets = larger;
    }
  }

  texts(): Texts {
    return { offsets: kept(this.offsets, this.count + 1), bytes: kept(this.bytes, this.end) };
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

function hasTextUnderNull({ data, validity }: Column, from: number, to: number): boolean {
  if (!validity) return false;
  const { offsets } = (data as CsvTextData).texts;
  for (let row = from; row < to; row++) if (!isValid(validity, row) && offsets[row] !== offsets[row + 1]) return true;
  return false;
}

function roomFor(array: Uint32Array<ArrayBuffer>, length: number, least: number): Uint32Array<ArrayBuffer> {
  if (length <= array.length) return array;
  const larger = new Uint32Array(Math.max(array.length * 2, length, least));
  larger.set(array);
  return larger;
}

export class TextBuilder {
  #length = 0;
  readonly #validity = new ValidityBuilder();
  #dictionary: TextDictionary | undefined;
  #codes = new Uint32Array(1 << 10);
  readonly #strings: AppendedTexts;

  /** `where`: as errors begin. `rows`: how many will come, about. */
  constructor(
    where: string,
    readonly rows = 0,
  ) {
    this.#dictionary = new TextDictionary(where);
    this.#strings = new AppendedTexts(where);
  }

  get length(): number {
    return this.#length;
  }

  /** Copies the texts of a column. */
  add(column: Column): void {
    const { texts, codes } = column.data as CsvTextData;
    const known = codes && new Int32Array(texts.offsets.length - 1).fill(-1);
    this.#validity.add(column);
    for (let from = 0, to = 0; from < column.length; from = to) {
      if (this.#dictionary && this.#length <= TRIAL_ROWS && !this.#mayRepeat()) this.#becomePlain();
      const isTrial = this.#dictionary !== undefined && this.#length < TRIAL_ROWS;
      to = isTrial ? Math.min(column.length, from + TRIAL_STEP, from + TRIAL_ROWS - this.#length) : column.length;
      if (this.#dictionary) this.#addCodes(column, known, from, to);
      else this.#addTexts(column, from, to);
      this.#length += to - from;
    }
  }

  /** `known`: of entries of the column's dictionary, their codes in this one. */
  #addCodes({ data, validity }: Column, known: Int32Array | undefined, from: number, to: number): void {
    const { texts: { offsets, bytes }, codes } = data as CsvTextData;
    const dictionary = this.#dictionary!;
    const own = (this.#codes = roomFor(this.#codes, this.#length + to - from, this.#length === 0 ? this.rows : 0));
    const away = this.#length - from;
    if (!codes || !known) {
      for (let row = from; row < to; row++) {
        if (!validity || isValid(validity, row)) own[row + away] = dictionary.codeOf(bytes, offsets[row]!, offsets[row + 1]!);
      }
      return;
    }
    for (let row = from; row < to; row++) {
      if (validity && !isValid(validity, row)) continue;
      const entry = codes[row]!;
      let code = known[entry]!;
      if (code < 0) code = known[entry] = dictionary.codeOf(bytes, offsets[entry]!, offsets[entry + 1]!);
      own[row + away] = code;
    }
  }

  /** A null is empty text. */
  #addTexts(column: Column, from: number, to: number): void {
    const { texts, codes } = column.data as CsvTextData;
    const { offsets, bytes } = texts;
    if (!codes && !hasTextUnderNull(column, from, to)) {
      this.#strings.addAll(texts, from, to);
      return;
    }
    for (let row = from; row < to; row++) {
      const entry = codes ? codes[row]! : row;
      if (column.isNull(row)) this.#strings.add(bytes, 0, 0);
      else this.#strings.add(bytes, offsets[entry]!, offsets[entry + 1]!);
    }
  }

  /** Whether values may repeat as far as the trial's end; at its end, whether they do. */
  #mayRepeat(): boolean {
    return this.#dictionary!.strings.count * 2 <= TRIAL_ROWS;
  }

  #repeats(): boolean {
    return this.#dictionary!.strings.count * 2 <= this.#length;
  }

  #becomePlain(): void {
    const { bytes, offsets, count } = this.#dictionary!.strings;
    const codes = this.#codes;
    let size = 0;
    for (let row = 0; row < this.#length; row++) size += offsets[codes[row]! + 1]! - offsets[codes[row]!]!;
    const times = Math.max(1, this.rows / this.#length);
    this.#strings.reserve(Math.ceil(this.#length * times), Math.min(MOST_BYTES / 2, Math.ceil(size * times * SPARE)));
    for (let row = 0; row < this.#length; row++) {
      const code = this.#codes[row]!;
      if (count === 0 || this.#validity.isNull(row)) this.#strings.add(bytes, 0, 0);
      else this.#strings.add(bytes, offsets[code]!, offsets[code + 1]!);
    }
    this.#dictionary = undefined;
  }

  column(): Column {
    if (this.#dictionary && !this.#repeats()) this.#becomePlain();
    const codes = this.#dictionary && kept(this.#codes, this.#length);
    const texts = (this.#dictionary?.strings ?? this.#strings).texts();
    return new Column({ type: "text", texts, ...(codes && { codes }) }, this.#length, this.#validity.bitmap());
  }
}
