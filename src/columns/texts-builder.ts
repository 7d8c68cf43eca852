/** Texts that are written one after another. */
import { TooLarge } from "../data-errors";
import type { Texts } from "./types";

const encoder = new TextEncoder();
const FEWEST_BYTES = 64;
/** What offsets of 32 bits can tell. */
const MOST_BYTES = 2 ** 32 - 1;
/** Shorter pieces are copied sooner by a loop than by a call. */
const SHORT = 32;

export class TextsBuilder {
  readonly #offsets: Uint32Array;
  #bytes: Uint8Array;
  #end = 0;
  #count = 0;
  readonly #most: number;

  /** Room for `count` texts of about `bytes` bytes in all. More than `most` bytes are TooLarge. */
  constructor(count: number, bytes: number, most = MOST_BYTES) {
    this.#most = most;
    this.#offsets = new Uint32Array(count + 1);
    this.#bytes = new Uint8Array(Math.min(most, Math.max(FEWEST_BYTES, bytes)));
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
    const needed = this.#end + size;
    if (needed <= this.#bytes.length) return;
    if (needed > this.#most) {
      throw new TooLarge(`the text of a column would take more than ${this.#most} bytes: take fewer rows at a time, or shorter text`);
    }
    const grown = new Uint8Array(Math.min(this.#most, Math.max(this.#bytes.length * 2, needed)));
    grown.set(this.#bytes.subarray(0, this.#end));
    this.#bytes = grown;
  }
}
