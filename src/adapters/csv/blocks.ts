/** A CSV file as blocks of whole rows, whose fields are known. */
import { setImmediate as pause } from "node:timers/promises";
import { RaggedRow, TooLarge } from "../../data-errors";
import { BadFile } from "../../errors";
import { type CsvFields, type CsvLayout, type CsvParsing, UnclosedQuote } from "../csv-parsing";
import { quoted } from "../../shown";
import { type LinesBefore, NO_LINES, withBlankLines } from "./blank-lines";
import type { BlockRooms } from "./block-rooms";
import { plainParsing } from "./plain";

/** What a file's blocks have in common. */
export interface BlockContext {
  source: string;
  parsing: CsvParsing;
  layout: CsvLayout;
  /** Fields of a row. */
  columns: number;
  /** Rows of other lengths are filled, or cut where nothing is lost. */
  fills: boolean;
}

export interface CsvBlock {
  bytes: Uint8Array;
  fields: CsvFields;
  /** Of the file, from 0. */
  firstRow: number;
  before: LinesBefore;
  /** Who parses its columns: arrays that were mended are known to the plain parser alone. */
  parsing: CsvParsing;
}

const SPACE = 32;
const TAB = 9;

/** @throws BadFile for a quote that is not closed */
async function rawFields(
  bytes: Uint8Array, isLast: boolean, firstRow: number, { parsing, layout, source }: BlockContext,
): Promise<CsvFields> {
  try {
    return await parsing.fields(bytes, layout, isLast);
  } catch (error) {
    throw error instanceof UnclosedQuote ? unclosedQuote(source, firstRow + error.row) : error;
  }
}

export function unclosedQuote(source: string, row: number): BadFile {
  return new BadFile(
    `${source}: row ${row + 1}: a field's quote is opened and not closed. Close it (a quote inside a quoted field is written twice), or ` +
      'read without quotes: quote: ""',
  );
}

/** A block of which no more is known than its bytes, `rows` rows of it, and what was before it. */
export type KeptBlock = Pick<CsvBlock, "bytes" | "firstRow" | "before"> & { rows: number };

/** @throws RaggedRow, BadFile */
export async function blockOf({ bytes, firstRow, before, rows }: KeptBlock, context: BlockContext): Promise<CsvBlock> {
  await pause();
  return cut(evened(bytes, await rawFields(bytes, true, firstRow, context), firstRow, before, context), rows);
}

/** The first rows of a block. */
function cut(block: CsvBlock, rows: number): CsvBlock {
  const { fields } = block;
  if (fields.count <= rows) return block;
  const end = fields.rows[rows]!;
  const first = { count: rows, rows: fields.rows.subarray(0, rows + 1), begins: fields.begins.subarray(0, end) };
  return { ...block, fields: { ...fields, ...first, ends: fields.ends.subarray(0, end) } };
}

/** A file whose first bytes are read: what comes after them. */
export interface CsvStart {
  head: Uint8Array;
  chunks: AsyncIterator<Uint8Array>;
}

/**
 * Blocks of as many bytes as rooms have, or of as many as a row takes; `limit` rows at most. Each is used before the next but one is asked
 * for. @throws RaggedRow, BadFile, TooLarge, and what the source throws
 */
export async function* blocksOf(
  { head, chunks }: CsvStart, rooms: BlockRooms, limit: number, mostBytes: number, context: BlockContext,
): AsyncGenerator<CsvBlock> {
  const { size } = rooms;
  /** What has come, and is in no block; and the end of the last block, which is no whole row. */
  let come = head;
  let rest = head.subarray(0, 0);
  let firstRow = 0;
  let target = size;
  let ended = false;
  let before = NO_LINES;
  while (firstRow < limit && !(ended && come.length + rest.length === 0)) {
    let length = rest.length;
    const room = await rooms.begin(rest, Math.max(target, length));
    while (length < target) {
      const taken = come.subarray(0, target - length);
      room.set(taken, length);
      length += taken.length;
      come = come.subarray(taken.length);
      if (come.length > 0 || ended) break;
      const next = await chunks.next();
      if (next.done) ended = true;
      else come = next.value;
    }
    let bytes = room.subarray(0, length);
    if (length > Math.max(mostBytes, size)) {
      throw new TooLarge(
        `${context.source}: row ${firstRow + 1} takes more than ${mostBytes} bytes. Is a quote not closed? Else raise memoryLimit`,
      );
    }
    const isLast = ended && come.length === 0;
    let fields = await rawFields(bytes, isLast, firstRow, context);
    if (fields.count === 0 && !isLast) {
      before = linesAfter(bytes, fields, fields.bytes, before, context);
      rest = bytes.subarray(fields.bytes);
      target = Math.max(size, rest.length * 2);
      continue;
    }
    let end = fields.bytes;
    const wanted = limit - firstRow;
    if (fields.count > wanted) {
      end = fields.ends[fields.rows[wanted]! - 1]!;
      fields = await rawFields(bytes.subarray(0, end), true, firstRow, context);
    }
    rest = bytes.subarray(end);
    bytes = bytes.subarray(0, end);
    target = size;
    const block = cut(evened(bytes, fields, firstRow, before, context), wanted);
    before = linesAfter(bytes, fields, end, before, context);
    await pause(); // whatever the source is, others have their turn
    firstRow += block.fields.count;
    if (block.fields.count > 0) {
      rooms.turn();
      yield block;
    }
    if (isLast && end === 0) return;
  }
}

function linesAfter(bytes: Uint8Array, fields: CsvFields, size: number, before: LinesBefore, context: BlockContext): LinesBefore {
  return context.columns === 1 ? withBlankLines(bytes, fields, size, context.layout.comment, before).after : before;
}

/** The same rows, and nulls for blank lines where there is one column; each with as many fields as the header. @throws RaggedRow */
function evened(bytes: Uint8Array, raw: CsvFields, firstRow: number, before: LinesBefore, context: BlockContext): CsvBlock {
  const { columns, fills, layout } = context;
  const mended = columns === 1 ? withBlankLines(bytes, raw, bytes.length, layout.comment, before).fields : undefined;
  const fields = mended ?? raw;
  const parsing = mended ? plainParsing : context.parsing;
  if (fields.count === 0 || fields.columns === columns) return { bytes, fields, firstRow, before, parsing };
  const begins = new Uint32Array(fields.count * columns);
  const ends = new Uint32Array(fields.count * columns);
  let count = 0;
  for (let row = 0; row < fields.count; row++) {
    const first = fields.rows[row]!;
    const got = fields.rows[row + 1]! - first;
    if (got === 1 && columns > 1 && isBlank(bytes, fields, first)) continue;
    if (got < columns && !fills) throw ragged(bytes, fields, row, firstRow + count, context);
    for (let f = columns; f < got; f++) {
      if (!fills || !isBlank(bytes, fields, first + f)) throw ragged(bytes, fields, row, firstRow + count, context);
    }
    for (let f = 0; f < Math.min(got, columns); f++) {
      begins[count * columns + f] = fields.begins[first + f]!;
      ends[count * columns + f] = fields.ends[first + f]!;
    }
    count++;
  }
  const rows = Uint32Array.from({ length: count + 1 }, (_, row) => row * columns);
  return { bytes, fields: { count, rows, begins, ends, bytes: fields.bytes, columns }, firstRow, before, parsing: plainParsing };
}

function isBlank(bytes: Uint8Array, { begins, ends }: CsvFields, f: number): boolean {
  for (let at = begins[f]!; at < ends[f]!; at++) if (bytes[at] !== SPACE && bytes[at] !== TAB) return false;
  return true;
}

const MOST_SHOWN = 60;

function ragged(
  bytes: Uint8Array, fields: CsvFields, row: number, number: number, { source, columns, fills, layout }: BlockContext,
): RaggedRow {
  const first = fields.rows[row]!;
  const got = fields.rows[row + 1]! - first;
  const text = Buffer.from(bytes.subarray(fields.begins[first]!, fields.ends[first + got - 1]!)).toString("utf8");
  const start = quoted(text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}...` : text);
  const comment = layout.comment === 0 && /^\s*(#|%|\/\/)/.exec(text)?.[1]?.[0];
  const extra = fills ? "Fields beyond those expected must be blank" : 'If all beyond those expected are blank, give ragged: "fill"';
  const way = got < columns ? 'If the fields that it lacks at its end are nulls, give ragged: "fill"' : extra;
  const before = number === 0 && got > columns ? ". If the lines before it are neither a header nor rows, leave them out: skipRows" : "";
  const wayOut = comment ? `If it is a comment, give comment: "${comment}"` : way;
  return new RaggedRow(`${source}: row ${number + 1} has ${got} fields, ${columns} are expected: ${start}. ${wayOut}${before}`, number + 1);
}
