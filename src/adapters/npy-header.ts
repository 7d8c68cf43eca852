/** The header of a NumPy array: the dtype of its elements, its shape, and in which order they lie. */
import { UnsupportedType } from "../data-errors";
import { BadFile } from "../errors";
import { quoted } from "../shown";

/** How an element lies in memory. */
export interface NpyType {
  /** NumPy's letter: b i u f S U M m. */
  readonly kind: string;
  readonly bytes: number;
  readonly isBigEndian: boolean;
  /** Of M and m: "D", "ns" and so on. */
  readonly unit: string;
}

/** An element, or of records each field, in order. */
export interface NpyField {
  /** Empty where the elements are no records. */
  readonly name: string;
  readonly offset: number;
  /** As NumPy writes it, for messages. */
  readonly dtype: string;
  /** Undefined for one that columns cannot have. */
  readonly type: NpyType | undefined;
}

export interface NpyHeader {
  /** Bytes before the first element. */
  readonly begin: number;
  readonly shape: readonly number[];
  readonly isFortran: boolean;
  readonly itemBytes: number;
  readonly fields: readonly NpyField[];
  readonly isRecords: boolean;
}

export const NPY_MAGIC = "\x93NUMPY";
/** Of magic word, version and length. */
export const NPY_PREFIX_BYTES = 12;
const MOST_HEADER_BYTES = 1 << 20;
const MOST_DEPTH = 32;
const MOST_FIELDS = 100_000;

/** Bytes before the first element, by the first 12. @throws UnsupportedType, BadFile */
export function npyHeaderBytes(name: string, head: Uint8Array): number {
  const version = head[6]!;
  if (version < 1 || version > 3) {
    throw new UnsupportedType(`${name}: it is of version ${version} of NumPy's format; 1 to 3 are known. Save it again with numpy.save`);
  }
  const view = new DataView(head.buffer, head.byteOffset);
  const bytes = version === 1 ? 10 + view.getUint16(8, true) : 12 + view.getUint32(8, true);
  if (bytes > MOST_HEADER_BYTES) throw broken(name, `has ${bytes} bytes`);
  return bytes;
}

const broken = (name: string, what: string) =>
  new BadFile(`${name}: the header of the NumPy array ${what}. The file is damaged: save it again with numpy.save`);

/** @throws BadFile, UnsupportedType */
export function npyHeaderIn(name: string, head: Uint8Array): NpyHeader {
  const isLatin = head[6]! < 3;
  const text = new TextDecoder(isLatin ? "latin1" : "utf-8").decode(head.subarray(head[6] === 1 ? 10 : 12));
  const header = literalIn(text);
  const dict = header instanceof Map ? header : new Map<unknown, unknown>();
  const descr = dict.get("descr");
  const isFortran = dict.get("fortran_order");
  const shape = dict.get("shape");
  if (typeof isFortran !== "boolean" || !isShape(shape) || descr === undefined) throw broken(name, "cannot be read");
  const fields: NpyField[] = [];
  const itemBytes = fieldsOf(descr, "", 0, fields, 0);
  if (itemBytes === undefined) throw broken(name, "has a dtype that cannot be read");
  const items = shape.reduce((product, size) => product * size, 1);
  const isPossible = items * itemBytes <= Number.MAX_SAFE_INTEGER && (itemBytes > 0 || items <= MOST_FIELDS);
  if (!isPossible) throw broken(name, "has an impossible shape");
  return { begin: head.length, shape, isFortran, itemBytes, fields, isRecords: Array.isArray(descr) };
}

function isShape(shape: unknown): shape is number[] {
  return Array.isArray(shape) && shape.every((size) => Number.isSafeInteger(size) && size >= 0);
}

/** Adds the fields of a dtype; its bytes, or undefined where it is none. */
function fieldsOf(descr: unknown, name: string, offset: number, into: NpyField[], depth: number): number | undefined {
  if (typeof descr === "string") {
    const bytes = itemBytesOf(descr);
    if (bytes !== undefined) into.push({ name, offset, dtype: descr, type: typeOf(descr, bytes) });
    return bytes;
  }
  if (!Array.isArray(descr) || depth > MOST_DEPTH) return undefined;
  let total = 0;
  for (const field of descr as unknown[]) {
    if (!Array.isArray(field) || field.length < 2) return undefined;
    const [titled, type, shape = []] = field as [unknown, unknown, unknown];
    const own = Array.isArray(titled) ? titled[1] : titled;
    if (typeof own !== "string" || !isShape(shape)) return undefined;
    const path = name === "" ? own : `${name}.${own}`;
    const count = shape.reduce((product, size) => product * size, 1);
    if (count > MOST_FIELDS || into.length > MOST_FIELDS) return undefined;
    const before = into.length;
    for (let i = 0; i < count; i++) {
      const bytes = fieldsOf(type, shape.length > 0 ? `${path}_${i}` : path, offset + total, into, depth + 1);
      if (bytes === undefined) return undefined;
      total += bytes;
    }
    if (own === "") into.length = before; // NumPy's padding between fields
  }
  return total;
}

const DTYPE = /^([<>|=])([a-zA-Z])(\d*)(?:\[(\d*)(\w+)\])?$/;

/** Undefined for what is no dtype. */
function itemBytesOf(dtype: string): number | undefined {
  const [, , kind, size] = DTYPE.exec(dtype) ?? [];
  if (kind === undefined) return undefined;
  if (kind === "O") return 8;
  if (size === "") return undefined;
  return Number(size) * (kind === "U" ? 4 : 1);
}

const SIZES: Record<string, readonly number[]> = { b: [1], i: [1, 2, 4, 8], u: [1, 2, 4, 8], f: [2, 4, 8], M: [8], m: [8] };
const UNITS: Record<string, readonly string[]> = {
  M: ["Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns"],
  m: ["W", "D", "h", "m", "s", "ms", "us", "ns"],
};

function typeOf(dtype: string, bytes: number): NpyType | undefined {
  const [, order, kind, , step = "", unit = ""] = DTYPE.exec(dtype) as unknown as string[];
  const isText = kind === "S" || kind === "U";
  if (!isText && !SIZES[kind!]?.includes(bytes)) return undefined;
  if (UNITS[kind!] && (!UNITS[kind!]!.includes(unit) || (step !== "" && step !== "1"))) return undefined;
  return { kind: kind!, bytes, isBigEndian: order === ">", unit };
}

/** @throws UnsupportedType: why a column cannot be made of a dtype */
export function refuseDtype(name: string, column: string, dtype: string): never {
  throw new UnsupportedType(
    `${name}: column ${quoted(column)} is of the dtype ${quoted(dtype)}, which columns cannot have. Save it with a plain one ` +
      '(a.astype("f8"), a.real, a.astype("M8[ns]")), or read the others (columns: [...])',
  );
}

/** @throws UnsupportedType where the elements are Python's objects */
export function refuseObjects(name: string, fields: readonly NpyField[]): void {
  if (!fields.some(({ dtype }) => /^[<>|=]?O/.test(dtype))) return;
  throw new UnsupportedType(
    `${name}: it is an array of Python's objects, stored as a pickle, which could run any code and is not read. Save it with a plain ` +
      'dtype: numpy.save(path, a.astype("U")), or a.astype("f8")',
  );
}

/** A literal of Python: text, numbers, True, False, None, lists and tuples as arrays, dicts as maps; undefined for anything else. */
function literalIn(text: string): unknown {
  const reading = new LiteralReader(text);
  try {
    const value = reading.value(0);
    return reading.isAtEnd() ? value : undefined;
  } catch {
    return undefined; // no literal, or one that the host's regular expressions find too long
  }
}

class NoLiteral extends Error {}

const TOKEN = /\s*(?:([[\](){},:])|(-?\d+)L?|(True|False|None)\b|u?('(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"))/y;
const CLOSING: Record<string, string> = { "[": "]", "(": ")", "{": "}" };
const WORDS: Record<string, unknown> = { True: true, False: false, None: null };

class LiteralReader {
  #at = 0;

  constructor(private readonly text: string) {}

  isAtEnd(): boolean {
    return this.text.slice(this.#at).trim() === "";
  }

  value(depth: number): unknown {
    const [, sign, number, word, quotedText] = this.#token();
    if (number !== undefined) return Number(number);
    if (word !== undefined) return WORDS[word];
    if (quotedText !== undefined) return unescaped(quotedText.slice(1, -1));
    const closing = CLOSING[sign!];
    if (closing === undefined || depth > MOST_DEPTH) throw new NoLiteral();
    const items: unknown[] = [];
    const dict = new Map<unknown, unknown>();
    let hasComma = false;
    while (!this.#takes(closing)) {
      const item = this.value(depth + 1);
      items.push(item);
      if (sign === "{") {
        if (!this.#takes(":")) throw new NoLiteral();
        dict.set(item, this.value(depth + 1));
      }
      hasComma = this.#takes(",");
      if (hasComma) continue;
      if (!this.#takes(closing)) throw new NoLiteral();
      break;
    }
    if (sign === "{") return dict;
    return sign === "(" && items.length === 1 && !hasComma ? items[0] : items;
  }

  #token(): RegExpExecArray {
    TOKEN.lastIndex = this.#at;
    const found = TOKEN.exec(this.text);
    if (!found) throw new NoLiteral();
    this.#at = TOKEN.lastIndex;
    return found;
  }

  #takes(sign: string): boolean {
    const before = this.#at;
    TOKEN.lastIndex = before;
    const found = TOKEN.exec(this.text);
    if (found?.[1] !== sign) return false;
    this.#at = TOKEN.lastIndex;
    return true;
  }
}

const ESCAPES: Record<string, string> = { n: "\n", r: "\r", t: "\t", "\\": "\\", "'": "'", '"': '"' };

function unescaped(text: string): string {
  return text.replace(/\\(x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|[\s\S])/gi, (_, sign: string) => {
    const code = sign.length > 1 ? Number.parseInt(sign.slice(1), 16) : -1;
    if (code > 0x10ffff) throw new NoLiteral();
    return code >= 0 ? String.fromCodePoint(code) : (ESCAPES[sign] ?? `\\${sign}`);
  });
}
