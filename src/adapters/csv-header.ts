/**
 * The header of a CSV file: the first line that names every column that is wanted and has as many fields as the record after it (a
 * commented one only where no such line follows at once). So lines of prose or comments may stand before it, and it may be a comment
 * itself.
 */
import { TextDecoder } from "node:util";
import { parse } from "csv-parse/sync";
import { quoted, shown } from "../shown";

/** What is wrong with a file: a sentence for its owner, that begins after the file's name. */
export class BadCsv extends Error {
  readonly ofFile = true;
}

export interface CsvOptions {
  /** One character. */
  delimiter: string;
  /** Lines that begin with it are left out; "" for none. */
  comment: string;
  /** The columns that are wanted; without a header they are numbered from 1. */
  columns: string[];
  hasHeader: boolean;
  /** Rows of a batch, at most. Default 16,384. */
  batchRows?: number;
  ways: Ways;
}

/** Ways out as messages say them: the API has other words for them than the command line. */
export interface Ways {
  /** Ends "It looks separated by ...: ". */
  delimiter(sign: string): string;
  /** A sentence for a file without a header. */
  noHeader: string;
  /** Ends "rename one, or ". */
  byNumber: string;
  /** A sentence for lines that may be comments. */
  comment(sign: string): string;
  /** A sentence for a text that may stand for a missing value. */
  missing(text: string): string;
}

export interface Header {
  names: string[];
  at: number[];
  /** What it and all before it take of the file. */
  bytes: number;
  lines: number;
}

export const RECORD_ENDS = ["\r\n", "\n", "\r"];
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const HEAD_LINES = 1000;
/** The sign of a commented header, where the caller names none. Lines before the header are no rows, so this drops no data. */
const HEADER_SIGN = "#";
const utf8 = new TextDecoder("utf-8", { fatal: true });

/** @throws BadCsv */
export function refuseUtf16(head: Buffer): void {
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) {
    throw new BadCsv("is UTF-16: convert it to UTF-8 first (iconv -f utf-16 -t utf-8)");
  }
}

/** The header in the bytes there are so far (whole lines, or all if `ended`), or why there is none. @throws BadCsv */
export function headerIn(head: Buffer, options: CsvOptions, ended: boolean): { header?: Header; problem?: string } {
  const mark = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  const text = head.subarray(mark);
  if (text.length === 0) return { problem: "is empty" };
  const found = options.hasHeader ? findHeader(text, options, ended) : numbered(text, options);
  return typeof found === "string" ? { problem: found } : { header: { ...found, bytes: found.bytes + mark } };
}

function findHeader(head: Buffer, options: CsvOptions, ended: boolean): Header | string {
  const { columns } = options;
  const comment = options.comment || HEADER_SIGN;
  let first: string[] | undefined;
  let odd: Header | undefined;
  for (let begin = 0, line = 0; begin < head.length && line < HEAD_LINES; line++) {
    const end = endOfLine(head, begin);
    const text = head.toString("latin1", begin, end);
    const isComment = comment !== "" && text.startsWith(comment);
    // A comment's sign stands before the first name, or is part of it.
    const starts = isComment ? [begin + comment.length + /^\s*/.exec(text.slice(comment.length))![0].length, begin] : [begin];
    for (const from of text.trim() === "" ? [] : starts) {
      const record = recordAt(head, from, options);
      if (!isComment) first ??= record.names;
      const at = positionsOf(columns, record.names);
      if (!at) continue;
      const next = nextRecord(head, from + record.bytes, options);
      const isLikeNext = next?.length === record.names.length;
      // A line of prose or a comment may name the columns too, and the header follows it. What follows a header is data, whatever it says.
      if ((isComment || !isLikeNext) && next !== undefined && positionsOf(columns, next) !== undefined) continue;
      const header = {
        names: record.names,
        at,
        bytes: from + record.bytes,
        lines: line + countLines(head.subarray(begin, from + record.bytes)),
      };
      if (isLikeNext || (next === undefined && ended)) return checked(header, options);
      odd ??= header;
    }
    begin = end;
  }
  if (odd && ended) return checked(odd, options); // the row after it is at fault, and will be told
  return notFound(options, first ?? recordAt(head, 0, options).names);
}

function notFound({ columns, delimiter, ways }: CsvOptions, first: string[]): string {
  const names = first.map((name) => decoded(name).trim());
  const missing = columns.find((name) => !names.includes(name)) ?? columns.join(", ");
  const shownNames = names.slice(0, 12).map((name) => shown(name.length > 60 ? `${name.slice(0, 60)}...` : name));
  const near = names.find((name) => name.toLowerCase() === missing.toLowerCase());
  const other = names.length === 1 ? [";", "\t", "|", ","].find((d) => d !== delimiter && names[0]!.includes(d)) : undefined;
  const hint = other
    ? `. It looks separated by ${JSON.stringify(other)}: ${ways.delimiter(other)}`
    : near ? `; did you mean ${quoted(near)}?` : `. ${ways.noHeader}`;
  return `has no column ${quoted(missing)}; its first line has ${shownNames.join(", ")}${names.length > 12 ? ", ..." : ""}${hint}`;
}

function numbered(head: Buffer, options: CsvOptions): Header | string {
  const names = nextRecord(head, 0, options)?.map((_, i) => String(i + 1)) ?? [];
  const at = positionsOf(options.columns, names);
  if (!at) {
    return `has ${names.length} columns: without a header they are named 1 to ${names.length}, got ${shown(options.columns.join(", "))}`;
  }
  return { names, at, bytes: 0, lines: 0 };
}

/** The first record from `begin` on that is neither blank nor a comment. */
function nextRecord(head: Buffer, begin: number, options: CsvOptions): string[] | undefined {
  const { comment } = options;
  for (; begin < head.length; begin = endOfLine(head, begin)) {
    const text = head.toString("latin1", begin, endOfLine(head, begin));
    if (text.trim() !== "" && !(comment !== "" && text.startsWith(comment))) return recordAt(head, begin, options).names;
  }
  return undefined;
}

/** The index after the next line's end; a carriage return alone ends a line too. */
function endOfLine(bytes: Buffer, begin: number): number {
  const feed = bytes.indexOf(LINE_FEED, begin);
  const end = feed < 0 ? bytes.length : feed + 1;
  const carriage = bytes.subarray(begin, end).indexOf(CARRIAGE_RETURN);
  if (carriage < 0) return end;
  const after = begin + carriage + 1;
  return bytes[after] === LINE_FEED ? after + 1 : after;
}

/** The record that begins at `begin`, and its bytes with the line's end. Prose may be no record at all: then it has no names. */
function recordAt(head: Buffer, begin: number, { delimiter }: CsvOptions): { names: string[]; bytes: number } {
  const options = {
    delimiter,
    record_delimiter: RECORD_ENDS,
    encoding: "latin1" as const,
    to: 1,
    raw: true,
    relax_quotes: true,
    relax_column_count: true,
  };
  try {
    const [first] = parse(head.subarray(begin), options) as unknown as { record: string[]; raw: string }[];
    if (!first) return { names: [], bytes: 0 };
    const end = begin + first.raw.length;
    const endsInHalf = head[end - 1] === CARRIAGE_RETURN && head[end] === LINE_FEED; // the parser's raw text has one byte of a line's end
    return { names: first.record, bytes: first.raw.length + (endsInHalf ? 1 : 0) };
  } catch {
    return { names: [], bytes: 0 };
  }
}

function countLines(bytes: Buffer): number {
  return bytes.toString("latin1").split(/\r\n|\r|\n/).length - 1;
}

/** Where the columns are, if all are there. Names are decoded as UTF-8, or as Latin-1 where they are none. */
function positionsOf(columns: string[], names: string[]): number[] | undefined {
  const trimmed = names.map((name) => decoded(name).trim());
  const at = columns.map((name) => trimmed.indexOf(name));
  return at.includes(-1) ? undefined : at;
}

/** @throws BadCsv where a wanted name stands for two columns */
function checked(header: Header, { columns, ways }: CsvOptions): Header {
  const names = header.names.map((name) => decoded(name).trim());
  const twice = columns.find((name) => names.indexOf(name) !== names.lastIndexOf(name));
  if (twice !== undefined) throw new BadCsv(`has more than one column ${quoted(twice)}: rename one, or ${ways.byNumber}`);
  return header;
}

/** Bytes as text: UTF-8, or Latin-1 where they are no UTF-8. */
export function decoded(bytes: string): string {
  try {
    return utf8.decode(Buffer.from(bytes, "latin1"));
  } catch {
    return bytes;
  }
}
