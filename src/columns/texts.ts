/** Strings as UTF-8 bytes and offsets. */
import type { Texts } from "./types";

/** Text that is no text: half of a character that UTF-16 writes as two. */
export class LoneSurrogate extends Error {
  constructor(readonly index: number) {
    super(`string ${index} has half of a character (a lone surrogate)`);
  }
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();
const LONGEST_BY_HAND = 24;

/** String `at` of `texts`. */
export function textAt({ offsets, bytes }: Texts, at: number): string {
  const begin = offsets[at]!;
  const end = offsets[at + 1]!;
  if (end - begin <= LONGEST_BY_HAND) {
    let text = "";
    let i = begin;
    for (; i < end && bytes[i]! < 0x80; i++) text += String.fromCharCode(bytes[i]!);
    if (i === end) return text;
  }
  return decoder.decode(bytes.subarray(begin, end));
}

/** All strings. */
export function textsIn(texts: Texts): string[] {
  return Array.from({ length: texts.offsets.length - 1 }, (_, i) => textAt(texts, i));
}

/** @throws LoneSurrogate */
export function textsOf(strings: readonly string[]): Texts {
  const offsets = new Uint32Array(strings.length + 1);
  let most = 0;
  for (const text of strings) most += text.length * 3;
  let bytes = new Uint8Array(Math.min(most, Math.max(64, strings.length * 16)));
  let end = 0;
  for (let i = 0; i < strings.length; i++) {
    const text = strings[i]!;
    if (!isWellFormed(text)) throw new LoneSurrogate(i);
    if (end + text.length * 3 > bytes.length) {
      const grown = new Uint8Array(Math.max(bytes.length * 2, end + text.length * 3));
      grown.set(bytes.subarray(0, end));
      bytes = grown;
    }
    end += encoder.encodeInto(text, bytes.subarray(end)).written;
    offsets[i + 1] = end;
  }
  return { offsets, bytes: bytes.subarray(0, end) };
}

const SURROGATE = /\p{Cs}/u;

export function isWellFormed(text: string): boolean {
  return !SURROGATE.test(text);
}
