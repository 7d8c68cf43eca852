/** Text of any encoding as UTF-8 bytes. */
import { isAscii, isUtf8 } from "node:buffer";
import { TextDecoder } from "node:util";
import { BadFile } from "../../errors";
import { joined } from "../streamed-bytes";

export { joined };

/** Bytes by which an encoding is told. */
const HEAD_BYTES = 1 << 16;
/** Of bytes most of which are no UTF-8, in their beginning. */
const SEEMS_OLD = "windows-1252?";
/** "" is UTF-8 or, if the first character beyond ASCII is none, windows-1252, of which Latin-1's printable characters are a part. */
type Encoding = "" | typeof SEEMS_OLD | "utf-8" | "windows-1252" | "utf-16le" | "utf-16be" | (string & {});

/** What callers may write beside the names of https://encoding.spec.whatwg.org. */
const OTHER_NAMES: Record<string, string> = { utf16: "utf-16le", "utf-16": "utf-16le", utf8: "utf-8", latin1: "windows-1252" };

/** The name of an encoding as TextDecoder has it; undefined for none. */
export function encodingNamed(name: string): string | undefined {
  try {
    return new TextDecoder(OTHER_NAMES[name.toLowerCase()] ?? name).encoding;
  } catch {
    return undefined;
  }
}

/** Bytes of both are lent until the next ones are asked for. @throws BadFile where bytes are not of the encoding, what the source throws */
export async function* utf8Of(source: AsyncIterable<Uint8Array>, name: string, asked: string | undefined): AsyncGenerator<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  try {
    const parts: Uint8Array[] = [];
    let size = 0;
    let next = await chunks.next();
    for (; !next.done; next = await chunks.next()) {
      size += next.value.length;
      const isEnough = size >= HEAD_BYTES;
      parts.push(isEnough ? next.value : next.value.slice());
      if (isEnough) break;
    }
    const head = joined(parts);
    const { encoding, marks } = encodingOf(head, asked);
    const recode = recoderOf(encoding, name);
    yield recode(head.subarray(marks), false);
    if (next.done) {
      yield recode(NO_BYTES, true);
      return;
    }
    for (next = await chunks.next(); !next.done; next = await chunks.next()) yield recode(next.value, false);
    yield recode(NO_BYTES, true);
  } finally {
    await chunks.return?.();
  }
}

const NO_BYTES = new Uint8Array(0);
const FIRST_BEYOND_ASCII = 0x80;

const startsWith = (head: Uint8Array, ...bytes: number[]) => bytes.every((byte, i) => head[i] === byte);

/** By a byte order mark, then what is asked for, then what the bytes look like. */
function encodingOf(head: Uint8Array, asked: string | undefined): { encoding: Encoding; marks: number } {
  if (startsWith(head, 0xef, 0xbb, 0xbf)) return { encoding: "utf-8", marks: 3 };
  if (startsWith(head, 0xff, 0xfe)) return { encoding: "utf-16le", marks: 2 };
  if (startsWith(head, 0xfe, 0xff)) return { encoding: "utf-16be", marks: 2 };
  if (asked !== undefined) return { encoding: encodingNamed(asked)!, marks: 0 };
  const utf16 = unmarkedUtf16(head);
  if (utf16 || isAscii(head)) return { encoding: utf16 ?? "", marks: 0 };
  const census = new Utf8Census();
  census.add(head.subarray(0, wholeCharacters(head)));
  return { encoding: census.isUtf8 ? "utf-8" : SEEMS_OLD, marks: 0 };
}

/** Counts what is UTF-8 in bytes and what is not. Of text in UTF-8 little is damaged; of other text little looks like UTF-8. */
class Utf8Census {
  #characters = 0;
  #others = 0;
  #rest = NO_BYTES;
  #offset = 0;
  firstBad: { at: number; byte: number } | undefined;

  /** Whether the bytes are UTF-8, whole or damaged. */
  get isUtf8(): boolean {
    return this.#characters > 0 && this.#characters >= this.#others;
  }

  add(chunk: Uint8Array): void {
    const bytes = this.#rest.length > 0 ? joined([this.#rest, chunk]) : chunk;
    const whole = wholeCharacters(bytes);
    this.#count(bytes, whole);
    this.#rest = bytes.slice(whole);
    this.#offset += whole;
  }

  #count(bytes: Uint8Array, end: number): void {
    if (isAscii(bytes)) return;
    for (let at = 0; at < end; ) {
      const length = bytes[at]! < FIRST_BEYOND_ASCII ? 1 : characterAt(bytes, at);
      if (length > 1) this.#characters++;
      if (length === 0) {
        this.#others++;
        this.firstBad ??= { at: this.#offset + at, byte: bytes[at]! };
      }
      at += Math.max(1, length);
    }
  }
}

/** Of text that is mostly ASCII every other byte is zero. */
function unmarkedUtf16(head: Uint8Array): Encoding | undefined {
  const zeros = [0, 0];
  const count = Math.min(head.length, HEAD_BYTES);
  for (let i = 0; i < count; i++) if (head[i] === 0) zeros[i & 1]!++;
  const [even, odd] = zeros as [number, number];
  const half = count / 2;
  if (half < 2) return undefined;
  if (odd > 0.4 * half && even < odd / 4) return "utf-16le";
  return even > 0.4 * half && odd < even / 4 ? "utf-16be" : undefined;
}

/** How many bytes of UTF-8 are whole characters: a character at the end may be cut. */
function wholeCharacters(bytes: Uint8Array): number {
  const { length } = bytes;
  for (let back = 1; back <= Math.min(3, length); back++) {
    const byte = bytes[length - back]!;
    if ((byte & 0xc0) === 0x80) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return needed > back ? length - back : length;
  }
  return length;
}

type Recode = (chunk: Uint8Array, isLast: boolean) => Uint8Array;

function recoderOf(encoding: Encoding, name: string): Recode {
  if (encoding === "windows-1252") return fromWindows1252;
  if (encoding === "utf-8" || encoding === "" || encoding === SEEMS_OLD) return checkedUtf8(name, encoding);
  const decoder = new TextDecoder(encoding, { fatal: true });
  return (chunk, isLast) => {
    try {
      return Buffer.from(decoder.decode(chunk, { stream: !isLast }), "utf8");
    } catch {
      throw new BadFile(`${name}: its bytes are no ${encoding.toUpperCase()}. Name its encoding: encoding: "..."`);
    }
  };
}

/**
 * UTF-8 as it is. Until a character beyond ASCII has come, it may as well be windows-1252: the first such character decides, if it is
 * not known yet; that as much of a file that seems to be windows-1252 is UTF-8 is an error at its end.
 */
function checkedUtf8(name: string, encoding: Encoding): Recode {
  let isCertain = encoding === "utf-8";
  let rest = NO_BYTES;
  let offset = 0;
  let old = encoding === SEEMS_OLD ? new Utf8Census() : undefined;
  const notUtf8 = (at: number, byte: number) =>
    new BadFile(
      `${name}: byte ${at} (0x${byte.toString(16)}) is no UTF-8, though other characters are. Mend it, or name the file's encoding, such ` +
        'as encoding: "windows-1252"',
    );
  const fromOld = (census: Utf8Census, bytes: Uint8Array, isLast: boolean) => {
    census.add(bytes);
    if (isLast && census.isUtf8) throw notUtf8(offset + census.firstBad!.at, census.firstBad!.byte);
    return fromWindows1252(bytes);
  };
  return (chunk, isLast) => {
    if (old) return fromOld(old, chunk, isLast);
    const bytes = rest.length > 0 ? joined([rest, chunk]) : chunk;
    if (!isCertain && !isAscii(bytes)) {
      const first = bytes.findIndex((byte) => byte >= FIRST_BEYOND_ASCII);
      const character = characterAt(bytes, first);
      const isCut = !isLast && first + 4 > bytes.length && wholeCharacters(bytes) <= first;
      if (character > 0) isCertain = true;
      else if (!isCut) {
        old = new Utf8Census();
        rest = NO_BYTES;
        return fromOld(old, bytes, isLast);
      }
    }
    const whole = isLast ? bytes.length : wholeCharacters(bytes);
    const text = bytes.subarray(0, whole);
    if (!isUtf8(text)) {
      const at = badByte(text);
      throw notUtf8(offset + at, text[at]!);
    }
    rest = bytes.slice(whole);
    offset += whole;
    return text;
  };
}

/** Bytes of the UTF-8 character that begins at `at`; 0 where there is none. */
function characterAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  return at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length)) ? length : 0;
}

function badByte(bytes: Uint8Array): number {
  let at = 0;
  for (let length = 0; at < bytes.length && (length = characterAt(bytes, at)) > 0; ) at += length;
  return at;
}

/** The characters of bytes 0x80 to 0x9f; those that windows-1252 leaves out are control characters, as the standard has them. */
const MIDDLE = [
  0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d, 0x17d, 0x8f,
  0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178,
];

function fromWindows1252(chunk: Uint8Array): Uint8Array {
  if (isAscii(chunk)) return chunk;
  const target = new Uint8Array(chunk.length * 3);
  let at = 0;
  for (let i = 0; i < chunk.length; i++) {
    const byte = chunk[i]!;
    const code = byte >= 0x80 && byte < 0xa0 ? MIDDLE[byte - 0x80]! : byte;
    if (code < 0x80) target[at++] = code;
    else if (code < 0x800) {
      target[at++] = 0xc0 | (code >> 6);
      target[at++] = 0x80 | (code & 63);
    } else {
      target[at++] = 0xe0 | (code >> 12);
      target[at++] = 0x80 | ((code >> 6) & 63);
      target[at++] = 0x80 | (code & 63);
    }
  }
  return target.subarray(0, at);
}
