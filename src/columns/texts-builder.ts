/** Texts that are written one after another. */
import type { Texts } from "./types";

const encoder = new TextEncoder();
const FEWEST_BYTES = 64;
/** Shorter pieces are copied sooner by a loop than by a call. */
const SHORT = 32;

export class TextsBuilder {
  readonly #offsets: Uint32Array;
  #bytes: Uint8Array;
  #end = 0;
  #count = 0;

  /** Room for `count` texts of about `bytes` bytes in all. */
  constructor(count: number, bytes: number) {
    this.#offsets = new Uint32Array(count + 1);
    this.#bytes = new Uint8Array(Math.max(FEWEST_BYTES, bytes));
  }

  /** Bytes [begin, end) as the next piece of the text. */
  add(bytes: Uint8Array, begin: number, end: number): void {
    const size = end - begin;
    this.#reserve(size);
    if (size < SHORT) for (let i = 0; i < size; i++) this.#bytes[this.#end + i] = bytes[begin + i]!;
    else this.#bytes.set(bytes.subarray(begin, end), this.#end);
    this.#end += size;
  }

  addString(text: string): void {
    this.#reserve(text.length * 3);
    this.#end += encoder.encodeInto(text, this.#bytes.subarray(this.#end)).written;
  }

  /** The text ends here; without any pieces it is empty. */
  endText(): void {
    this.#offsets[++this.#count] = this.#end;
  }

  finish(): Texts {
    return { offsets: this.#offsets, bytes: this.#bytes.subarray(0, this.#end) };
  }

  #reserve(size: number): void {
    if (this.#end + size <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#end + size));
    grown.set(this.#bytes.subarray(0, this.#end));
    this.#bytes = grown;
  }
}
