/** CSV in memory, read as tests want it. */
import { openCsv } from "../../src/adapters/csv/reader";
import { TextBuilder } from "../../src/adapters/csv/text-builder";
import type { CsvReadOptions } from "../../src/adapters/csv/options";
import { plainParsing } from "../../src/adapters/csv/plain";
import type { CsvFields, CsvParsing } from "../../src/adapters/csv-parsing";
import type { ByteSource, TablePart, Wanted, WantedType } from "../../src/adapters/format";
import type { Column } from "../../src/columns/column";
import type { ColumnType } from "../../src/columns/types";

export const bytesOf = (text: string | Uint8Array) => (typeof text === "string" ? new TextEncoder().encode(text) : text);

/** A file named data.csv that comes in chunks of so many bytes; a stream can be read once. */
export function sourceOf(text: string | Uint8Array, chunkBytes = 1 << 16, isStream = false): ByteSource {
  const bytes = bytesOf(text);
  return {
    name: "data.csv",
    size: bytes.length,
    slice: isStream ? undefined : async (begin, end) => bytes.subarray(begin, end),
    async *stream() {
      for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.slice(at, at + chunkBytes);
    },
  };
}

export interface ReadSettings extends CsvReadOptions {
  columns?: string[];
  types?: Record<string, ColumnType | WantedType>;
  limit?: number;
  mostBytes?: number;
  partRows?: number;
}

export function splitSettings(settings: ReadSettings) {
  const { columns, types = {}, limit = Number.POSITIVE_INFINITY, mostBytes = 1e9, partRows = 1e9, ...options } = settings;
  const asked = Object.entries(types).map(([name, type]): [string, WantedType] => [name, typeof type === "string" ? { type } : type]);
  const wanted: Wanted = { columns, types: new Map(asked), limit, mostBytes, partRows };
  return { wanted, options: options as CsvReadOptions };
}

export async function partOf(
  text: string | Uint8Array, settings: ReadSettings = {}, parsing: CsvParsing = plainParsing, chunkBytes?: number,
): Promise<TablePart> {
  const { wanted, options } = splitSettings(settings);
  return (await openCsv(sourceOf(text, chunkBytes), options, parsing)).whole(wanted);
}

export async function partsOf(text: string | Uint8Array, settings: ReadSettings, parsing: CsvParsing = plainParsing): Promise<TablePart[]> {
  const { wanted, options } = splitSettings(settings);
  const parts: TablePart[] = [];
  for await (const part of (await openCsv(sourceOf(text), options, parsing)).parts(wanted)) parts.push(part);
  return parts;
}

/** A table as data: each column's type, with its unit and zone where they are not the usual ones, and its values. */
export function shownPart(part: TablePart) {
  return part.map(([name, column]) => [
    name, [column.type, column.unit === "us" ? undefined : column.unit, column.zone].filter(Boolean).join(" "), column.toArray(),
  ]);
}

export const tableOf = async (...args: Parameters<typeof partOf>) => shownPart(await partOf(...args));

/** The same parser over blocks of so many rows at most. */
export function inBlocksOf(rows: number, parsing: CsvParsing = plainParsing): CsvParsing {
  return {
    async fields(block, layout, isLast) {
      const found = await parsing.fields(block, layout, isLast);
      return found.count <= rows ? found : firstRows(found, rows, block);
    },
    column: parsing.column,
  };
}

function firstRows(fields: CsvFields, count: number, block: Uint8Array): CsvFields {
  const end = fields.rows[count]!;
  let bytes = fields.ends[end - 1]!;
  if (block[bytes] === 13) bytes++;
  if (block[bytes] === 10) bytes++;
  const widths = new Set(Array.from({ length: count }, (_, row) => fields.rows[row + 1]! - fields.rows[row]!));
  return { ...fields, count, rows: fields.rows.slice(0, count + 1), bytes, columns: widths.size === 1 ? [...widths][0] : undefined };
}

/** A parser that gives text as a dictionary. */
export const withCodes: CsvParsing = {
  fields: plainParsing.fields,
  async column(block, fields, at, type, layout) {
    const found = await plainParsing.column(block, fields, at, type, layout);
    if (type !== "text") return found;
    const texts = new TextBuilder("text");
    const column = found as Column;
    for (let times = 0; times < 3; times++) texts.add(column); // so often that it is sure to repeat
    return texts.column().slice(0, column.length);
  },
};

/** A parser that finds nothing plain: all values take the slow way. */
export const nothingPlain: CsvParsing = {
  fields: plainParsing.fields,
  column: async (block, fields, at, type, layout) =>
    type === "text" ? plainParsing.column(block, fields, at, type, layout) : { failedAt: 0 },
};
