/** CSV: rows of text, read as a stream; columns of numbers in them; rows written. Missing values stay what they are. */
import { Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { parse as parseText } from "csv-parse/sync";

/** What is wrong with a file: a sentence for its owner. */
export class BadCsv extends Error {}

export interface CsvOptions {
  delimiter: string;
  /** Lines that begin with it are left out; "" for none. */
  comment: string;
  /** The columns that are wanted: the header is the first line that names them all. Without a header they are numbers from 1. */
  columns: string[];
  hasHeader: boolean;
}

export interface Csv {
  /** The header's names as they stand; without a header, numbers from 1. */
  names: string[];
  /** Where the wanted columns are. */
  at: number[];
  /** The rows after the header, blank lines left out, some thousand at a time. */
  batches(): AsyncGenerator<string[][]>;
}

/** The header is looked for in so many bytes and lines. */
const HEAD_BYTES = 1 << 20;
const HEAD_LINES = 1000;
const MOST_RECORD_BYTES = 1 << 16;
const BATCH_ROWS = 16_384;
/** What a missing value is written as, by those who write tables; and blank. */
const MISSING = new Set(["", "NA", "N/A", "NaN", "nan", "null", "NULL", "None"]);
/** What Number() reads, and no table means. */
const RADIX = /^\s*0[xob]/i;

const RECORD_ENDS = ["\r\n", "\n", "\r"];

/** Reads as far as the header. @throws BadCsv, and what the source throws */
export async function openCsv(source: AsyncIterable<Uint8Array>, options: CsvOptions): Promise<Csv> {
  const chunks = source[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  for (;;) {
    const { value, done } = await chunks.next();
    if (value) head = Buffer.concat([head, value]);
    const ended = done || head.length >= HEAD_BYTES;
    const { header, problem } = headerIn(ended ? head : head.subarray(0, head.lastIndexOf(10) + 1), options);
    if (header) return { ...header, batches: () => batchesOf(prepended(head.subarray(header.bytes), chunks), options, header) };
    if (ended) throw new BadCsv(problem);
  }
}

/** The header in the bytes there are so far, or why there is none. */
function headerIn(head: Buffer, options: CsvOptions): { header?: Header; problem?: string } {
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) throw new BadCsv("is UTF-16: convert it to UTF-8 first (iconv -f utf-16 -t utf-8)");
  const mark = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  const text = head.subarray(mark);
  if (text.length === 0) return { problem: "is empty" };
  const found = options.hasHeader ? findHeader(text, options) : numbered(text, options);
  return typeof found === "string" ? { problem: found } : { header: { ...found, bytes: found.bytes + mark } };
}

interface Header {
  names: string[];
  at: number[];
  /** What it and all before it take of the file. */
  bytes: number;
  lines: number;
}

async function* prepended(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (first.length > 0) yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

/** The first line that names every wanted column: prose and comments may stand before it, and it may be a comment itself. */
function findHeader(head: Buffer, options: CsvOptions): Header | string {
  let first: string[] | undefined;
  for (let begin = 0, line = 0; begin < head.length && line < HEAD_LINES; line++) {
    const end = endOfLine(head, begin);
    const text = head.toString("utf8", begin, end);
    const isComment = options.comment !== "" && text.startsWith(options.comment);
    const from = isComment ? begin + options.comment.length + /^\s*/.exec(text.slice(options.comment.length))![0].length : begin;
    if (text.includes('"') || options.columns.every((name) => text.includes(name))) {
      const { names, bytes } = recordAt(head, from, options);
      const at = positionsOf(options.columns, names);
      if (at) {
        return { names, at, bytes: from + bytes, lines: line + countLines(head.subarray(begin, from + bytes)) };
      }
    }
    if (!isComment && text.trim() !== "") first ??= recordAt(head, begin, options).names;
    begin = end;
  }
  return notFound(options, first ?? []);
}

function notFound({ columns, delimiter }: CsvOptions, first: string[]): string {
  const names = first.map((name) => name.trim());
  const missing = columns.find((name) => !names.includes(name)) ?? columns.join(", ");
  const near = names.find((name) => name.toLowerCase() === missing.toLowerCase());
  const other = names.length === 1 ? [";", "\t", "|", ","].find((d) => d !== delimiter && names[0]!.includes(d)) : undefined;
  const shown = names.length > 12 ? `${names.slice(0, 12).join(", ")}, ...` : names.join(", ");
  const hint = other
    ? `. It looks separated by ${JSON.stringify(other)}: use --delimiter`
    : near ? `; did you mean "${near}"?` : ". Without a header, use --no-header and numbers from 1";
  return `has no column "${missing}"; its first line has ${shown}${hint}`;
}

function numbered(head: Buffer, options: CsvOptions): Header | string {
  let begin = 0;
  while (begin < head.length && isSkipped(head.toString("utf8", begin, endOfLine(head, begin)), options)) begin = endOfLine(head, begin);
  const names = recordAt(head, begin, options).names.map((_, i) => String(i + 1));
  const at = positionsOf(options.columns, names);
  if (!at) return `has ${names.length} columns: without a header they are named 1 to ${names.length}, got ${options.columns.join(", ")}`;
  return { names, at, bytes: 0, lines: 0 };
}

function isSkipped(line: string, { comment }: CsvOptions): boolean {
  return line.trim() === "" || (comment !== "" && line.startsWith(comment));
}

/** The index after the next line's end; a carriage return alone ends a line too. */
function endOfLine(bytes: Buffer, begin: number): number {
  const feed = bytes.indexOf(10, begin);
  const end = feed < 0 ? bytes.length : feed + 1;
  const carriage = bytes.subarray(begin, end).indexOf(13);
  return carriage < 0 || begin + carriage + 2 >= end ? end : begin + carriage + 1;
}

/** The record that begins at `begin`, and its bytes with the line's end. Prose may be no record at all: then it has no names. */
function recordAt(head: Buffer, begin: number, { delimiter }: CsvOptions): { names: string[]; bytes: number } {
  const options = { delimiter, record_delimiter: RECORD_ENDS, to: 1, raw: true, relax_quotes: true, relax_column_count: true };
  try {
    const [first] = parseText(head.subarray(begin, begin + MOST_RECORD_BYTES), options) as unknown as { record: string[]; raw: string }[];
    return first ? { names: first.record, bytes: Buffer.byteLength(first.raw) } : { names: [], bytes: 0 };
  } catch {
    return { names: [], bytes: 0 };
  }
}

function countLines(bytes: Buffer): number {
  return bytes.toString("latin1").split(/\r\n|\r|\n/).length - 1;
}

function positionsOf(columns: string[], names: string[]): number[] | undefined {
  const trimmed = names.map((name) => name.trim());
  const at = columns.map((name) => trimmed.indexOf(name));
  for (const [i, position] of at.entries()) {
    if (position >= 0 && trimmed.indexOf(columns[i]!, position + 1) >= 0) throw new BadCsv(`has more than one column "${columns[i]}": rename one, or use --no-header and numbers`);
  }
  return at.includes(-1) ? undefined : at;
}

async function* batchesOf(bytes: AsyncIterable<Uint8Array>, { delimiter, comment }: CsvOptions, { names, lines }: Header): AsyncGenerator<string[][]> {
  const parser = parse({ delimiter, record_delimiter: RECORD_ENDS, comment: comment || null, comment_no_infix: true, relax_column_count: true, skip_empty_lines: false });
  const input = Readable.from(bytes, { objectMode: false });
  input.on("error", (error) => parser.destroy(error));
  let batch: string[][] = [];
  let rows = 0;
  try {
    for await (const row of input.pipe(parser) as AsyncIterable<string[]>) {
      if (row.length !== names.length) {
        if (row.length === 1 && row[0]!.trim() === "") continue;
        throw new BadCsv(`row ${rows + 1} has ${row.length} fields, the header ${names.length}: ${JSON.stringify(row.join(delimiter).slice(0, 60))}`);
      }
      rows++;
      batch.push(row);
      if (batch.length === BATCH_ROWS) {
        yield batch;
        batch = [];
      }
    }
  } catch (error) {
    throw parseFailure(error, lines);
  } finally {
    input.destroy();
  }
  if (batch.length > 0) yield batch;
}

/** The parser's own errors, their lines counted from the file's begin. */
function parseFailure(error: unknown, linesBefore: number): unknown {
  if (!(error instanceof CsvError)) return error;
  const { lines = 0 } = error as { lines?: number };
  const what = error.message.replace(/\s*at line \d+/g, "").replace(/\.+$/, "");
  return new BadCsv(`line ${linesBefore + lines}: ${what}. A quote inside a quoted field is written twice`);
}

/** A field's number, decimal, as JavaScript reads it; NaN where the value is missing; undefined where it is something else. */
export function numberIn(field: string, moreMissing: ReadonlySet<string>): number | undefined {
  const value = Number(field);
  if (value !== 0 && !Number.isNaN(value) && !RADIX.test(field)) return value;
  const text = field.trim();
  if (MISSING.has(text) || moreMissing.has(text)) return Number.NaN;
  return Number.isNaN(value) || RADIX.test(text) ? undefined : value;
}

/** A row as a line, fields quoted where they need it (RFC 4180). */
export function lineOf(fields: readonly string[], delimiter: string): string {
  let line = "";
  for (let i = 0; i < fields.length; i++) line += (i > 0 ? delimiter : "") + quoted(fields[i]!, delimiter);
  return `${line}\n`;
}

function quoted(field: string, delimiter: string): string {
  return field.includes('"') || field.includes("\n") || field.includes("\r") || field.includes(delimiter) ? `"${field.replaceAll('"', '""')}"` : field;
}

/** A number's shortest text that reads back as the same double; minus zero keeps its sign. */
export function textOf(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}
