/**
 * CSV: rows of text, read as a stream; columns of numbers in them; rows written. Missing values stay what they are.
 *
 * Text is kept as bytes, one a character (latin1), from the file in to the file out: so it comes out as it was, whatever its encoding.
 * Only what is compared with a caller's words, or shown, is decoded.
 */
import { once } from "node:events";
import { Readable } from "node:stream";
import { CsvError, parse, type Parser } from "csv-parse";
import { BadCsv, type CsvOptions, decoded, type Header, headerIn, RECORD_ENDS, refuseUtf16, type Ways } from "./csv-header";
import { kindOf } from "./kinds";
import { quoted } from "../shown";

export { BadCsv, type CsvOptions, decoded, type Ways };

export interface Csv {
  /** The header's names as they stand, in bytes; without a header, numbers from 1. */
  names: string[];
  /** Where the wanted columns are. */
  at: number[];
  /**
   * The rows after the header, some thousand at a time, or as they come. A blank line (nothing, or spaces) is no row where there is more
   * than one column. In a file of one column it is a missing value, if a row follows: blank lines at the end of the file are no rows.
   */
  batches(): AsyncGenerator<string[][]>;
}

/** What is read for the header at most, and what tells of which kind a file is. */
const HEAD_BYTES = 1 << 20;
const FIRST_BYTES = 64;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
/** A batch's rows, and characters for each of them, at most; a record's. */
const BATCH_ROWS = 16_384;
const ROW_CHARACTERS = 64;
const MOST_RECORD_BYTES = 1 << 20;
/** After that long without another row, those there are go on: a slow source shall not wait for a whole batch. */
const PATIENCE_MS = 50;
/** What a missing value is written as, by those who write tables; and blank. */
const MISSING = new Set(["", "NA", "N/A", "NaN", "nan", "null", "NULL", "None"]);
/** Characters of a field that a message shows. */
const MOST_SHOWN = 200;
/** What Number() reads, and no table means. */
const RADIX = /^\s*0[xob]/i;

/** A caller's words as the bytes of a file in UTF-8, which is what they are compared with. */
export function bytesOfText(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** Reads as far as the header; the source is the caller's to close. @throws BadCsv, and what the source throws */
export async function openCsv(source: AsyncIterable<Uint8Array>, options: CsvOptions): Promise<Csv> {
  const chunks = source[Symbol.asyncIterator]();
  const read: Uint8Array[] = [];
  let bytes = 0;
  for (;;) {
    const { value, done } = await chunks.next();
    if (value) {
      read.push(value);
      bytes += value.length;
    }
    const ended = done === true || bytes >= HEAD_BYTES;
    if (!ended && !hasLineEnd(value) && bytes > FIRST_BYTES) continue;
    const head = Buffer.concat(read);
    refuseOtherKinds(head);
    const lines = done ? head : wholeLines(head);
    const { header, problem } = headerIn(lines, options, ended);
    if (header) return { ...header, batches: () => batchesOf(prepended(head.subarray(header.bytes), chunks), options, header) };
    if (ended) {
      throw new BadCsv(
        lines.length === 0 && !done ? `has a first line of more than ${HEAD_BYTES} bytes: is it a CSV file?` : withoutZeros(head, problem!),
      );
    }
  }
}

/** @throws BadCsv for what is no text */
function refuseOtherKinds(head: Buffer): void {
  refuseUtf16(head);
  const kind = kindOf(head);
  if (kind) throw new BadCsv(`is ${kind.is}, no CSV file. ${kind.way}`);
}

function withoutZeros(head: Buffer, problem: string): string {
  return head.includes(0)
    ? "has bytes that are zero, so it is no text in UTF-8: is it UTF-16 (iconv -f utf-16 -t utf-8), or no CSV file at all?"
    : problem;
}

function hasLineEnd(chunk: Uint8Array): boolean {
  return chunk.includes(LINE_FEED) || chunk.includes(CARRIAGE_RETURN);
}

/** As far as the last line's end. A carriage return at the very end may be the half of one. */
function wholeLines(head: Buffer): Buffer {
  const feed = head.lastIndexOf(LINE_FEED);
  return head.subarray(0, 1 + (feed >= 0 || head.length < 2 ? feed : head.lastIndexOf(CARRIAGE_RETURN, head.length - 2)));
}

async function* prepended(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (first.length > 0) yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

/** A row of a file of one column, and how many lines of nothing the parser has left out so far. */
interface Single {
  row: string[];
  blanksSoFar: number;
}

async function* batchesOf(bytes: AsyncIterable<Uint8Array>, options: CsvOptions, { names, lines }: Header): AsyncGenerator<string[][]> {
  const { delimiter, comment, batchRows = BATCH_ROWS } = options;
  const isSingle = names.length === 1;
  const parser = parse({
    delimiter, record_delimiter: RECORD_ENDS, encoding: "latin1", comment: comment || null, comment_no_infix: true, relax_quotes: true,
    relax_column_count: true, skip_empty_lines: true, max_record_size: MOST_RECORD_BYTES,
  });
  if (isSingle) pushSingles(parser);
  const input = Readable.from(bytes, { objectMode: false });
  input.on("error", (error) => parser.destroy(error));
  input.pipe(parser);
  let failure: { error: unknown } | undefined;
  parser.on("error", (error) => {
    failure = { error };
  });
  let rows = 0;
  let batch: string[][] = [];
  let characters = 0;
  let blanks = 0;
  let blanksBefore = 0;
  const isFull = () => batch.length >= batchRows || characters >= batchRows * ROW_CHARACTERS;
  try {
    for (;;) {
      const read = parser.read() as string[] | Single | null;
      if (read === null) {
        if (failure) throw failure.error;
        if (parser.readableEnded) break;
        if (await hasMore(parser, batch.length > 0)) continue;
      } else {
        const row = isSingle ? (read as Single).row : (read as string[]);
        if (isSingle) {
          const { blanksSoFar } = read as Single;
          blanks += blanksSoFar - blanksBefore;
          blanksBefore = blanksSoFar;
        }
        if (isSpaces(row, isSingle)) {
          blanks++;
          continue;
        }
        if (row.length !== names.length) throw new BadCsv(badRow(row, rows + (isSingle ? blanks : 0) + 1, names.length, options));
        for (; isSingle && blanks > 0; blanks--) {
          rows++;
          batch.push([""]);
          if (!isFull()) continue;
          yield batch;
          batch = [];
          characters = 0;
        }
        rows++;
        batch.push(row);
        for (let i = 0; i < row.length; i++) characters += row[i]!.length;
        if (!isFull()) continue;
      }
      yield batch;
      batch = [];
      characters = 0;
    }
  } catch (error) {
    throw parseFailure(error, lines, parser);
  } finally {
    input.destroy();
    parser.destroy();
  }
  if (batch.length > 0) yield batch;
}

/** Its hook for rows (on_record) would tell the same, and make an object of thirty fields for each of them. */
function pushSingles(parser: Parser): void {
  const push = parser.push.bind(parser);
  parser.push = (row: string[] | null) => push(row && ({ row, blanksSoFar: parser.info.empty_lines } satisfies Single));
}

/** A line of spaces alone. An empty field in quotes is a row of a file of one column. */
function isSpaces(row: string[], isSingle: boolean): boolean {
  return row.length === 1 && (!isSingle || row[0] !== "") && row[0]!.trim() === "";
}

function badRow(row: string[], number: number, fields: number, { delimiter, comment, ways }: CsvOptions): string {
  const start = decoded(row.join(delimiter).slice(0, 60));
  const isComment = comment === "" && /^\s*(#|\/\/|%)/.exec(start);
  return `row ${number} has ${row.length} fields, the header ${fields}: ` +
    `${quoted(start)}${isComment ? `. ${ways.comment(isComment[1]!)}` : ""}`;
}

/** Waits until the parser has rows or is at its end; with `impatient`, not for long: then false. */
async function hasMore(parser: Parser, impatient: boolean): Promise<boolean> {
  const over = new AbortController();
  const { signal } = over;
  const waits: Promise<unknown>[] = [once(parser, "readable", { signal }), once(parser, "end", { signal })];
  let timer: NodeJS.Timeout | undefined;
  if (impatient) waits.push(new Promise((resolve) => { timer = setTimeout(resolve, PATIENCE_MS, "late"); }));
  try {
    return (await Promise.race(waits)) !== "late";
  } catch {
    return true; // an error: the next read tells
  } finally {
    clearTimeout(timer);
    over.abort();
    for (const wait of waits) wait.catch(() => {});
  }
}

/** The parser's own errors, by the row after which they are. */
function parseFailure(error: unknown, linesBefore: number, parser: Parser): unknown {
  if (!(error instanceof CsvError)) return error;
  const { records = 0 } = error as { records?: number };
  const at = records === 0 ? `line ${linesBefore + 1}` : `after row ${records}`;
  const isQuoted = (parser as { state?: { quoting?: boolean } }).state?.quoting === true;
  if (error.code === "CSV_MAX_RECORD_SIZE" && !isQuoted) {
    return new BadCsv(
      `${at}: a row has more than ${MOST_RECORD_BYTES} characters. Is it a CSV file? Split the row, or leave out its long fields`,
    );
  }
  if (error.code === "CSV_MAX_RECORD_SIZE" || error.code === "CSV_QUOTE_NOT_CLOSED") {
    const within = error.code === "CSV_MAX_RECORD_SIZE" ? ` within ${MOST_RECORD_BYTES} characters` : "";
    return new BadCsv(`${at}: a field's quote is opened and not closed${within}. Close it; a quote inside a quoted field is written twice`);
  }
  return new BadCsv(`${at}: ${error.message.replace(/\s*at line \d+.*$/, "")}`);
}

/** The number of a row's field. @throws BadCsv where it is none */
export function numberOf(
  field: string,
  moreMissing: ReadonlySet<string>,
  row: number,
  column: string,
  { comment, ways }: Pick<CsvOptions, "comment" | "ways">,
): number {
  const value = numberIn(field, moreMissing);
  if (value !== undefined) return value;
  const text = decoded(field);
  const isComment = comment === "" && /^\s*(#)/.exec(text);
  const start = text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}...` : text;
  throw new BadCsv(
    `row ${row}, column ${quoted(column)}: ${quoted(start)} is no number. ` +
      `${ways.missing(text.trim())}${isComment ? `. ${ways.comment("#")}` : ""}`,
  );
}

/** A field's number, decimal, as JavaScript reads it; NaN where the value is missing; undefined where it is something else. */
export function numberIn(field: string, moreMissing: ReadonlySet<string>): number | undefined {
  if (moreMissing.size > 0 && moreMissing.has(field.trim())) return Number.NaN;
  const value = Number(field);
  if (value !== 0 && !Number.isNaN(value) && !RADIX.test(field)) return value;
  const text = field.trim();
  if (MISSING.has(text)) return Number.NaN;
  return Number.isNaN(value) || RADIX.test(text) ? undefined : value;
}

/** A row as a line, fields quoted where they need it (RFC 4180), or where the line would be read as a comment. */
export function lineOf(fields: readonly string[], { delimiter, comment }: Pick<CsvOptions, "delimiter" | "comment">): string {
  let line = "";
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i]!;
    const needsQuotes =
      field.includes('"') ||
      field.includes(delimiter) ||
      field.includes("\n") ||
      field.includes("\r") ||
      (i === 0 && comment !== "" && field.startsWith(comment));
    line += (i > 0 ? delimiter : "") + (needsQuotes ? `"${field.replaceAll('"', '""')}"` : field);
  }
  return `${line}\n`;
}

/** A number's shortest text that reads back as the same double; minus zero keeps its sign. */
export function textOf(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}
