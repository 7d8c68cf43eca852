/** Which format bytes have: by their content, and where that leaves it open by their name. */
import { isUtf8 } from "node:buffer";
import { kindOf } from "../adapters/kinds";
import { quoted } from "../shown";
import { UnknownFormat } from "../data-errors";
import { BadFile } from "../errors";

export const FORMATS = ["csv", "tsv", "json", "ndjson", "npy", "npz", "arrow", "parquet"] as const;
export type FormatName = (typeof FORMATS)[number];

/** So many bytes are looked at. */
export const HEAD_BYTES = 1 << 16;

const CALLED: Record<FormatName, string> = {
  csv: "a CSV file", tsv: "a file of tab-separated values", json: "a JSON file", ndjson: "a file of JSON lines",
  npy: "a NumPy array (.npy)",
  npz: "an archive of NumPy arrays (.npz)", arrow: "an Arrow file or stream", parquet: "a Parquet file",
};
/** Formats that begin with a signature. */
const BINARY: readonly FormatName[] = ["npy", "npz", "arrow", "parquet"];
const ENDINGS: Readonly<Record<string, FormatName>> = {
  csv: "csv", tsv: "tsv", tab: "tsv", json: "json", geojson: "json", ndjson: "ndjson", jsonl: "ndjson", npy: "npy", npz: "npz",
  arrow: "arrow", arrows: "arrow", ipc: "arrow", feather: "arrow", parquet: "parquet", pq: "parquet",
};
/** What a JSON list or object goes on with; "[id],[name]" is the header of a CSV file, "[2016-12-19 16:31" the beginning of a log. */
const JSON_LIST = /^\[\s*(?:[[{"\]]|(?:-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|true|false|null)\s*(?:[,\]]|$)|$)/i;
const JSON_OBJECT = /^\{\s*(?:["}]|$)/;
const MARKUP = /^<(?:!doctype html|html|\?xml|svg)\b/i;
/** Tab, line feed, form feed, carriage return, and the end of files of MS-DOS. */
const TEXT_CONTROLS = [9, 10, 12, 13, 26];
/** One byte in so many may be another control, as in the colours of a log: in UTF-8, which binary data hardly ever are, or not. */
const BYTES_A_CONTROL = { utf8: 10, other: 100 };
/** In UTF-8 so short that not one may be, one of so many may. */
const LEAST_BYTES_A_CONTROL = 4;
const FIRST_TEXT_BYTE = 32;
/** The byte order marks, one character a byte. */
const UTF_32 = ["\xff\xfe\0\0", "\0\0\xfe\xff"];
const FIRST_NPY_NAME = 30;

/** The format that a name promises. */
export function formatOfName(name: string): FormatName | undefined {
  const ending = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase();
  return ending !== undefined && Object.hasOwn(ENDINGS, ending) ? ENDINGS[ending] : undefined;
}

export interface Looked {
  /** The first bytes, HEAD_BYTES at most. */
  head: Uint8Array;
  name: string;
  /** That the caller gives: so it is text. */
  encoding?: string | undefined;
}

/** `asked` is what the caller says it is. @throws UnknownFormat, BadFile */
export function formatOf(looked: Looked, asked: FormatName | undefined, where: string): FormatName {
  const { head, name, encoding } = looked;
  const named = formatOfName(name);
  if (head.length === 0) {
    if (asked === "ndjson") return asked; // no lines: a table of no rows
    throw new BadFile(`${where}: ${name} is empty`);
  }
  if (UTF_32.includes(latin1(head.subarray(0, 4)))) {
    throw new UnknownFormat(`${where}: ${name} is text in UTF-32, which cannot be read. Save it as UTF-8`);
  }
  const found = signedFormat(head);
  if (asked !== undefined) {
    if (BINARY.includes(asked) ? found === asked : !found && !kindOf(head)) return asked;
    throw new UnknownFormat(`${where}: ${name} is not ${CALLED[asked]}: ${whatIs(looked)}. Leave format out, or give the right one`);
  }
  if (found) return found;
  if (encoding !== undefined) return textFormat(textIn(head, encoding), named && BINARY.includes(named) ? undefined : named);
  const kind = kindOf(head);
  if (kind) throw new UnknownFormat(`${where}: ${name} is ${kind.is}, which cannot be read. ${kind.way}`);
  if (!isTextual(head)) {
    throw new UnknownFormat(
      `${where}: ${name} is of no format that can be read (${FORMATS.join(", ")}): ${whatIs(looked)}. If it is text all the same, give ` +
        "format",
    );
  }
  const text = textIn(head);
  if (MARKUP.test(text)) {
    throw new UnknownFormat(`${where}: ${name} is HTML or XML, not data. If it was downloaded, look whether it is the page of an error`);
  }
  if (named && BINARY.includes(named)) {
    throw new UnknownFormat(
      `${where}: ${name} is named as ${CALLED[named]}, but does not begin as one: ${whatIs(looked)}. If it is text, give format: "csv" ` +
        "or its like",
    );
  }
  return textFormat(text, named);
}

/** The format whose signature the bytes begin with. */
function signedFormat(head: Uint8Array): FormatName | undefined {
  const first = latin1(head.subarray(0, 8));
  if (first.startsWith("PAR1")) return "parquet";
  if (first.startsWith("ARROW1") || isArrowStream(head)) return "arrow";
  if (first.startsWith("\x93NUMPY")) return "npy";
  if (!first.startsWith("PK\x03\x04")) return undefined;
  const nameBytes = head[26]! | (head[27]! << 8);
  return /\.npy$/.test(latin1(head.subarray(FIRST_NPY_NAME, FIRST_NPY_NAME + nameBytes))) ? "npz" : undefined;
}

/** A continuation marker, and the length of the schema's message, which is a multiple of 8. */
function isArrowStream(head: Uint8Array): boolean {
  if (head.length < 8 || head.subarray(0, 4).some((byte) => byte !== 0xff)) return false;
  const length = new DataView(head.buffer, head.byteOffset).getInt32(4, true);
  return length >= 0 && length % 8 === 0;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}

/** Text in any encoding. */
function isTextual(head: Uint8Array): boolean {
  if (isUtf16(head)) return true;
  let controls = 0;
  let zeros = 0;
  for (const byte of head) {
    if (byte === 0) zeros++;
    if ((byte < FIRST_TEXT_BYTE && !TEXT_CONTROLS.includes(byte)) || byte === 127) controls++;
  }
  if (controls === 0) return true;
  // A character may be cut at the end.
  const isUnicode = [0, 1, 2, 3].some((cut) => isUtf8(head.subarray(0, Math.max(0, head.length - cut))));
  if (!isUnicode) return zeros === 0 && controls * BYTES_A_CONTROL.other <= head.length;
  return controls * BYTES_A_CONTROL.utf8 <= head.length || (controls === 1 && head.length >= LEAST_BYTES_A_CONTROL);
}

/** With its mark; or without, in ASCII characters: every other byte is 0. */
function isUtf16(head: Uint8Array): boolean {
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) return true;
  if (head.length < 4) return false;
  const zeros = head[0] === 0 ? 0 : 1;
  for (let at = 0; at + 1 < Math.min(head.length, 512); at += 2) {
    if (head[at + zeros] !== 0 || head[at + 1 - zeros]! < 9) return false;
  }
  return true;
}

/** The beginning as text, its mark and blanks left out. */
function textIn(head: Uint8Array, asked?: string): string {
  const isBig = (head[0] === 0xfe && head[1] === 0xff) || head[0] === 0;
  const encoding = asked ?? (isUtf16(head) ? (isBig ? "utf-16be" : "utf-16le") : "utf-8");
  return decoderOf(encoding).decode(head).trimStart();
}

/** Of a name that is none, which is for the format's reader to say, any. */
function decoderOf(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding);
  } catch {
    return new TextDecoder("latin1");
  }
}

function textFormat(text: string, named: FormatName | undefined): FormatName {
  if (JSON_LIST.test(text)) return "json";
  if (JSON_OBJECT.test(text)) return named === "ndjson" || (named !== "json" && isLines(text)) ? "ndjson" : "json";
  if (named === "json" || named === "ndjson") return named; // what is wrong with it is for its reader to say
  return named === "tsv" ? "tsv" : "csv";
}

/** Whether the first line is a value of its own, and another follows. */
function isLines(text: string): boolean {
  const [first, ...rest] = text.split(/\r?\n/);
  if (!rest.some((line) => line.trim() !== "")) return false;
  try {
    JSON.parse(first!);
    return true;
  } catch {
    return false;
  }
}

/** What bytes are, for a message. */
function whatIs({ head }: Looked): string {
  const signed = signedFormat(head);
  if (signed) return `it is ${CALLED[signed]}`;
  const kind = kindOf(head);
  if (kind) return `it is ${kind.is}`;
  if (isTextual(head)) return `it begins with ${quoted(textIn(head).slice(0, 40))}`;
  return `it begins with the bytes ${Buffer.from(head.subarray(0, 8)).toString("hex").replace(/(..)(?=.)/g, "$1 ")}`;
}
