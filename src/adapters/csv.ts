/**
 * CSV: rows of text, read as a stream; columns of numbers in them; rows written. Missing values stay what they are.
 *
 * Text is kept as bytes, one a character (latin1), from the file in to the file out: so it comes out as it was, whatever its encoding.
 * Only what is compared with a caller's words, or shown, is decoded.
 */
import { once } from "node:events";
import { Readable } from "node:stream";
import { CsvError, parse, type Parser } from "csv-parse";
import { BadCsv, type CsvOptions, decoded, type Header, headerIn, RECORD_ENDS, refuseUtf16 } from "./csv-header";

export { BadCsv, type CsvOptions, decoded };

export interface Csv {
  /** The header's names as they stand, in bytes; without a header, numbers from 1. */
  names: string[];
  /** Where the wanted columns are. */
  at: number[];
  /** The rows after the header, some thousand at a time, or as they come. Blank lines are left out where there is more than one column. */
  batches(): AsyncGenerator<string[][]>;
}

/** What is read for the header at most. */
const HEAD_BYTES = 1 << 20;
/** A batch's rows, and characters for each of them, at most; a record's. */
const BATCH_ROWS = 16_384;
const ROW_CHARACTERS = 64;
const MOST_RECORD_BYTES = 1 << 20;
/** After that long without another row, those there are go on: a slow source shall not wait for a whole batch. */
const PATIENCE_MS = 50;
/** What a missing value is written as, by those who write tables; and blank. */
const MISSING = new Set(["", "NA", "N/A", "NaN", "nan", "null", "NULL", "None"]);
/** What Number() reads, and no table means. */
const RADIX = /^\s*0[xob]/i;

/** A caller's words as the bytes of a file in UTF-8, which is what they are compared with. */
export function bytesOfText(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** Reads as far as the header; the source is the caller's to close. @throws BadCsv, and what the source throws */
export async function openCsv(source: AsyncIterable<Uint8Array>, options: CsvOptions): Promise<Csv> {
  const chunks = source[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  for (;;) {
    const { value, done } = await chunks.next();
    if (value) head = Buffer.concat([head, value]);
    refuseUtf16(head);
    const ended = done || head.length >= HEAD_BYTES;
    const { header, problem } = headerIn(ended ? head : head.subarray(0, head.lastIndexOf(10) + 1), options, ended);
    if (header) return { ...header, batches: () => batchesOf(prepended(head.subarray(header.bytes), chunks), options, header) };
    if (ended) throw new BadCsv(problem);
  }
}

async function* prepended(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (first.length > 0) yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

async function* batchesOf(bytes: AsyncIterable<Uint8Array>, { delimiter, comment, batchRows = BATCH_ROWS }: CsvOptions, { names, lines }: Header): AsyncGenerator<string[][]> {
  const parser = parse({
    delimiter, record_delimiter: RECORD_ENDS, encoding: "latin1", comment: comment || null, comment_no_infix: true, relax_quotes: true,
    relax_column_count: true, skip_empty_lines: false, max_record_size: MOST_RECORD_BYTES,
  });
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
  try {
    for (;;) {
      const row = parser.read() as string[] | null;
      if (row === null) {
        if (failure) throw failure.error;
        if (parser.readableEnded) break;
        if (await hasMore(parser, batch.length > 0)) continue;
      } else if (row.length === names.length) {
        rows++;
        batch.push(row);
        for (let i = 0; i < row.length; i++) characters += row[i]!.length;
        if (batch.length < batchRows && characters < batchRows * ROW_CHARACTERS) continue;
      } else {
        if (row.length === 1 && row[0]!.trim() === "") continue;
        throw new BadCsv(`row ${rows + 1} has ${row.length} fields, the header ${names.length}: ${JSON.stringify(row.join(delimiter).slice(0, 60))}`);
      }
      yield batch;
      batch = [];
      characters = 0;
    }
  } catch (error) {
    throw parseFailure(error, lines);
  } finally {
    input.destroy();
    parser.destroy();
  }
  if (batch.length > 0) yield batch;
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
function parseFailure(error: unknown, linesBefore: number): unknown {
  if (!(error instanceof CsvError)) return error;
  const { records = 0 } = error as { records?: number };
  const at = records === 0 ? `line ${linesBefore + 1}` : `after row ${records}`;
  if (error.code === "CSV_MAX_RECORD_SIZE" || error.code === "CSV_QUOTE_NOT_CLOSED") {
    return new BadCsv(`${at}: a field's quote is opened and not closed. Close it; a quote inside a quoted field is written twice`);
  }
  return new BadCsv(`${at}: ${error.message.replace(/\s*at line \d+.*$/, "")}`);
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
    const needsQuotes = field.includes('"') || field.includes(delimiter) || field.includes("\n") || field.includes("\r") || (i === 0 && comment !== "" && field.startsWith(comment));
    line += (i > 0 ? delimiter : "") + (needsQuotes ? `"${field.replaceAll('"', '""')}"` : field);
  }
  return `${line}\n`;
}

/** A number's shortest text that reads back as the same double; minus zero keeps its sign. */
export function textOf(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}
