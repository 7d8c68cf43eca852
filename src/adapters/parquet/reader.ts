/** Parquet files: row group by row group, only the columns that are asked for. */
import type { CompressionCodec } from "hyparquet";
import type { Column } from "../../columns/column";
import { BadValue, DuplicateColumn, UnsupportedType } from "../../data-errors";
import { AutofluxError, BadFile } from "../../errors";
import type { ByteSource, TablePart, TableReader, Wanted } from "../format";
import { retyped } from "../retype";
import { quoted, shown } from "../../shown";
import { Budget } from "../budget";
import { messageOf, type ParquetFile, parquetFile } from "./file";
import { pagesOf } from "./pages";
import type { ParquetLeaf, LeafType } from "./schema";
import { BadText, type ColumnSink, sinkOf } from "./sinks";
import { type DenseValues, denseOf } from "./typed";
import { codesOf, type EncodedValues, plainValues } from "./values";
import { unknownColumn } from "../../columns/unknown-column";

export interface ParquetReadOptions {
  /** Of a source that can only be read from front to back: it is held in memory. */
  mostBytes: number;
}

/** A column that can be read. */
type ReadableLeaf = ParquetLeaf & { type: LeafType };

/** A row group is cut into parts where it has more than so many times the rows that are wanted. */
const MANY = 2;
const SMALLER = "Read fewer columns (columns), raise memoryLimit, or write smaller row groups";

/** @throws UnknownFormat, TruncatedFile, BadFile, UnsupportedType, TooLarge, and what reading throws */
export async function openParquet(source: ByteSource, { mostBytes }: ParquetReadOptions): Promise<TableReader> {
  const file = await parquetFile(source, mostBytes);
  return {
    names: file.leaves.map(({ name }) => name),
    numRows: file.rows,
    whole(wanted) {
      const budget = new Budget(file.name, wanted.mostBytes);
      return rowsOf(file, file.groups.keys(), wanted, Math.min(wanted.limit, file.rows), 0, budget);
    },
    parts: (wanted) => partsOf(file, wanted),
    close: async () => {},
  };
}

async function* partsOf(file: ParquetFile, wanted: Wanted): AsyncGenerator<TablePart> {
  chosen(file, wanted.columns);
  let rows = 0;
  for (const [group, { rows: own }] of file.groups.entries()) {
    const some = Math.min(own, wanted.limit - rows);
    if (some <= 0) continue;
    const budget = new Budget(`${file.name}, row group ${group + 1}`, wanted.mostBytes, SMALLER);
    const part = await rowsOf(file, [group], wanted, some, rows, budget);
    rows += some;
    const step = some > MANY * wanted.partRows ? wanted.partRows : some;
    for (let at = 0; at < some; at += step) yield part.map(([name, column]) => [name, column.slice(at, at + step)] as const);
  }
  // Even a table of no rows has columns.
  if (rows === 0) yield await rowsOf(file, [], wanted, 0, 0, new Budget(file.name, wanted.mostBytes));
}

/** The first `rows` of some row groups. */
async function rowsOf(
  file: ParquetFile, groups: Iterable<number>, wanted: Wanted, rows: number, before: number, budget: Budget,
): Promise<TablePart> {
  const filling = chosen(file, wanted.columns).map((leaf) => ({ leaf, sink: sinkOf(leaf.type, rows, budget) }));
  let left = rows;
  for (const group of groups) {
    const { chunks, rows: own } = file.groups[group]!;
    const some = Math.min(own, left);
    if (some === 0) continue;
    for (const { leaf, sink } of filling) {
      const where = `${file.name}, column ${shown(leaf.name)}, row group ${group + 1}`;
      const chunk = chunks[leaf.index];
      const size = chunk ? chunk.end - chunk.begin : 0;
      budget.take(size);
      const bytes = chunk && (await file.slice(chunk.begin, chunk.end));
      guarded(where, () => {
        if (!bytes || chunk.meta.type !== leaf.element.type) throw new RangeError("its type is not that of the footer");
        const { num_values: values } = chunk.meta;
        if (Number(values) !== own) throw new RangeError(`it has ${values} values, the row group ${own} rows`);
        fill(sink, leaf, chunk.meta.codec, bytes, { group: own, wanted: some }, budget, where);
      });
      budget.take(-size);
    }
    left -= some;
  }
  return filling.map(({ leaf, sink }) => {
    const column = finished(file, leaf, sink, before);
    const type = wanted.types.get(leaf.name);
    return [leaf.name, type ? retyped(column, type, { name: leaf.name, where: file.name, before }) : column] as const;
  });
}

/** What broke is the file, wherever it was found out. */
function guarded(where: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (error instanceof AutofluxError) throw error;
    throw new BadFile(`${where}: cannot be decoded (${messageOf(error)}). The file is damaged: write it again`);
  }
}

interface RowCounts {
  /** Of the row group. */
  group: number;
  wanted: number;
}

function fill(
  sink: ColumnSink, leaf: ReadableLeaf, codec: CompressionCodec, chunk: Uint8Array, rows: RowCounts, budget: Budget, where: string,
): void {
  const { type, type_length: length } = leaf.element;
  const valuesOf = (encoded: EncodedValues) => denseOf(plainValues(type!, length, encoded, where), leaf.type);
  let dictionary: DenseValues | undefined;
  let size = 0;
  let left = rows.wanted;
  for (const page of pagesOf(chunk, { codec, levels: leaf.levels, rows: rows.group, where }, budget)) {
    if (page.is === "dictionary") {
      dictionary = valuesOf({ bytes: page.bytes, at: 0, count: page.count, encoding: "PLAIN", budget });
      size = page.count;
      continue;
    }
    const encoded = { bytes: page.bytes, at: page.at, count: page.values, encoding: page.encoding, budget };
    const isCoded = page.encoding === "RLE_DICTIONARY" || page.encoding === "PLAIN_DICTIONARY";
    const codes = isCoded ? codesOf(encoded, size) : undefined;
    // Pages of nulls alone need no dictionary.
    if (isCoded) dictionary ??= valuesOf({ bytes: new Uint8Array(0), at: 0, count: 0, encoding: "PLAIN", budget });
    const dense = isCoded ? dictionary! : valuesOf(encoded);
    const some = Math.min(page.count, left);
    sink.append({ rows: some, present: page.present?.subarray(0, some), dense, codes });
    left -= some;
    if (left === 0) return;
  }
}

function finished(file: ParquetFile, leaf: ReadableLeaf, sink: ColumnSink, before: number): Column {
  try {
    return sink.finish();
  } catch (error) {
    if (!(error instanceof BadText)) throw error;
    const row = before + error.row;
    const column = shown(leaf.name);
    if (leaf.element.converted_type === undefined && leaf.element.logical_type === undefined) {
      throw new UnsupportedType(
        `${file.name}: column ${column} is binary (row ${row} is no text in UTF-8), which is not supported. Leave it out: ` +
          `columns: [${otherNames(file, leaf)}]`,
      );
    }
    throw new BadValue(`${file.name}: column ${column}, row ${row}: is no text in UTF-8. Write it again from text`, row, leaf.name);
  }
}

/** The columns that are wanted, in that order. @throws UnknownColumn, DuplicateColumn, UnsupportedType */
function chosen(file: ParquetFile, columns: readonly string[] | undefined): ReadableLeaf[] {
  const { name: where, leaves } = file;
  const wanted = columns ?? leaves.map(({ name }) => name);
  return wanted.map((name) => {
    const [leaf, second] = leaves.filter((one) => one.name === name);
    if (!leaf) throw unknownColumn(where, name, leaves.map((one) => one.name));
    if (second) throw new DuplicateColumn(`${where}: two columns are named ${quoted(name)}. Rename one where the file is written`);
    if (typeof leaf.type !== "string") return leaf as ReadableLeaf;
    throw new UnsupportedType(
      `${where}: column ${quoted(name)} is of type ${shown(leaf.type)}, which is not supported. Leave it out: ` +
        `columns: [${otherNames(file, leaf)}]`,
    );
  });
}

const MOST_NAMES = 20;

function namesOf(leaves: readonly ParquetLeaf[]): string {
  const names = leaves.slice(0, MOST_NAMES).map(({ name }) => quoted(name));
  return `${names.join(", ")}${leaves.length > MOST_NAMES ? ", ..." : ""}`;
}

function otherNames({ leaves }: ParquetFile, leaf: ParquetLeaf): string {
  return namesOf(leaves.filter((one) => one !== leaf && typeof one.type !== "string"));
}
