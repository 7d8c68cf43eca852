/** Parquet files, written row group by row group. */
import zlib from "node:zlib";
import type { CompressionCodec, DecodedArray } from "hyparquet";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import type { Column } from "../../columns/column";
import { unscaled } from "../../columns/decimals";
import { textsIn } from "../../columns/texts";
import type { Texts } from "../../columns/types";
import { BadValue, UnsupportedType } from "../../data-errors";
import { BadOption, UnsupportedInput } from "../../errors";
import type { NamedColumn, TablePart } from "../format";
import { quoted, shown } from "../../shown";
import { arrowMetadata, digitsOf, schemaOf } from "./columns-schema";

export interface ParquetWriteOptions {
  /** Of pages. Default "snappy". "zstd" needs a version of Node that has it. */
  compression?: "none" | "snappy" | "gzip" | "brotli" | "zstd";
  /** Rows of a row group, at most. Default 131,072. */
  rowGroupRows?: number;
}

const ROW_GROUP_ROWS = 131_072;
/** A row group is also ended where its values take so many bytes, about. */
const ROW_GROUP_BYTES = 128 * 1024 * 1024;
const CODECS: Record<string, CompressionCodec> = { none: "UNCOMPRESSED", snappy: "SNAPPY", gzip: "GZIP", brotli: "BROTLI", zstd: "ZSTD" };
const BROTLI_QUALITY = 5;

type Compress = (bytes: Uint8Array) => Uint8Array;

/** @throws BadOption, UnsupportedType, BadValue, UnsupportedInput, and what `out` throws */
export async function writeParquet(
  parts: AsyncIterable<TablePart>, out: (bytes: Uint8Array) => Promise<void>, options: ParquetWriteOptions = {},
): Promise<void> {
  const { codec, compressors } = compression(options.compression ?? "snappy");
  const most = options.rowGroupRows ?? ROW_GROUP_ROWS;
  if (!(Number.isInteger(most) && most > 0)) {
    throw new BadOption(`writing Parquet: rowGroupRows must be a whole number above 0, got ${shown(String(most))}`);
  }
  const bytes = new ByteWriter();
  let file: { writer: ParquetWriter; first: TablePart } | undefined;
  let group: { slices: Column[][]; rows: number; bytes: number } | undefined;
  let written = 0;
  const drain = async () => {
    await out(bytes.getBytes());
    bytes.index = 0;
  };
  const end = async () => {
    if (!file || !group) return;
    const { slices, rows } = group;
    const columnData = file.first.map(([name], i) => ({ name, ...valuesOf(name, slices[i]!, written) }));
    file.writer.write({ columnData, rowGroupSize: rows });
    written += rows;
    group = undefined;
    await drain();
  };
  for await (const part of parts) {
    if (file) checkSame(file.first, part);
    file ??= { first: part, writer: new ParquetWriter({ writer: bytes, ...settings(part), codec, compressors }) };
    const length = part[0]?.[1].length ?? 0;
    const rowBytes = Math.max(1, part.reduce((sum, [, column]) => sum + bytesOf(column), 0) / Math.max(1, length));
    for (let row = 0; row < length; ) {
      group ??= { slices: part.map(() => []), rows: 0, bytes: 0 };
      const fitting = Math.max(1, Math.floor((ROW_GROUP_BYTES - group.bytes) / rowBytes));
      const some = Math.min(length - row, most - group.rows, fitting);
      for (const [i, [, column]] of part.entries()) group.slices[i]!.push(column.slice(row, row + some));
      group.rows += some;
      group.bytes += some * rowBytes;
      row += some;
      if (group.rows >= most || group.bytes >= ROW_GROUP_BYTES) await end();
    }
  }
  if (!file) throw new UnsupportedInput("writing Parquet: there is no table to write. Give one with columns, even if it has no rows");
  await end();
  await file.writer.finish();
  await drain();
}

function settings(part: TablePart) {
  if (part.length === 0) throw new UnsupportedInput("writing Parquet: the table has no columns, as Parquet files must");
  const kvMetadata = arrowMetadata(part);
  // An empty list is none that readers of Thrift accept.
  return { schema: schemaOf(part), createdBy: "autoflux", ...(kvMetadata.length > 0 && { kvMetadata }) };
}

function compression(name: string): { codec: CompressionCodec; compressors: Record<string, Compress> } {
  const { zstdCompressSync } = zlib as { zstdCompressSync?: Compress };
  if (!Object.hasOwn(CODECS, name)) {
    throw new BadOption(`writing Parquet: compression must be one of ${Object.keys(CODECS).join(", ")}; got ${quoted(String(name))}`);
  }
  if (name === "zstd" && !zstdCompressSync) {
    throw new UnsupportedType(`writing Parquet: zstd needs Node 22.15 or later, this is ${process.version}. Use snappy, gzip or brotli`);
  }
  const brotli: Compress = (bytes) => zlib.brotliCompressSync(bytes, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } });
  const gzip: Compress = (bytes) => zlib.gzipSync(bytes);
  return { codec: CODECS[name]!, compressors: { GZIP: gzip, BROTLI: brotli, ...(zstdCompressSync && { ZSTD: zstdCompressSync }) } };
}

/** What values take, about. */
function bytesOf({ data, length }: Column): number {
  if (data.type !== "text") return data.values.byteLength;
  const { offsets } = data.texts;
  const size = offsets.at(-1)! - offsets[0]!;
  return data.codes ? (length * size) / Math.max(1, offsets.length - 1) + 4 * length : size + 4 * length;
}

function checkSame(first: TablePart, part: TablePart): void {
  const typed = ([name, { type, unit, zone, data }]: NamedColumn) =>
    JSON.stringify([name, type, unit, zone, data.type === "decimal" && [data.precision, data.scale]]);
  const other = part.find((column, i) => !first[i] || typed(column) !== typed(first[i]!));
  if (!other && part.length === first.length) return;
  const what = other ? `column ${quoted(other[0])} is of type ${other[1].type}` : `there are ${part.length} columns`;
  throw new UnsupportedInput(`writing Parquet: parts of a table have the same columns of the same types; in a later part ${what}`);
}

interface ValuesToWrite {
  data: DecodedArray;
  /** Dictionaries of numbers would make one of 0 and -0. */
  encoding?: "PLAIN";
}

/** The values of some slices, as the library takes them: nulls as null, integers of 64 bits as bigints. */
function valuesOf(name: string, slices: readonly Column[], before: number): ValuesToWrite {
  const length = slices.reduce((sum, slice) => sum + slice.length, 0);
  const { data: first } = slices[0]!;
  const isFloat = first.type === "float64" || first.type === "float32";
  const isPlain = isFloat || /^(int|uint8|uint16|uint64|date)/.test(first.type);
  if (isPlain && slices.every(({ nullCount }) => nullCount === 0)) {
    const data = slices.length === 1 ? slices[0]!.values! : joined(slices, length);
    return { data: data as DecodedArray, ...(isFloat && { encoding: "PLAIN" }) };
  }
  const data = new Array<unknown>(length);
  let at = 0;
  for (const slice of slices) {
    const valueAt = reader(name, slice, before + at);
    for (let row = 0; row < slice.length; row++) data[at + row] = slice.isNull(row) ? null : valueAt(row);
    at += slice.length;
  }
  return { data, ...(isFloat && { encoding: "PLAIN" }) };
}

function joined(slices: readonly Column[], length: number) {
  const whole = new (slices[0]!.values!.constructor as Float64ArrayConstructor)(length);
  let at = 0;
  for (const slice of slices) {
    whole.set(slice.values as Float64Array, at);
    at += slice.length;
  }
  return whole;
}

const MOST_SECONDS = (2n ** 63n - 1n) / 1000n;

function reader(name: string, { data }: Column, before: number): (row: number) => unknown {
  switch (data.type) {
    case "boolean":
      return (row) => data.values[row] === 1;
    case "text":
      return textReader(data.texts, data.codes);
    case "decimal": {
      const factor = 10n ** BigInt(digitsOf(data).scale - data.scale);
      return (row) => unscaled(data, row) * factor;
    }
    case "timestamp":
      if (data.unit !== "s") break;
      return (row) => {
        const seconds = data.values[row]!;
        if (seconds <= MOST_SECONDS && seconds >= -MOST_SECONDS) return seconds * 1000n;
        const place = `column ${shown(name)}, row ${before + row + 1}`;
        throw new BadValue(
          `writing Parquet, ${place}: ${seconds} s are no timestamp in milliseconds, as Parquet has them`, before + row + 1, name,
        );
      };
  }
  const { values } = data as { values: ArrayLike<unknown> };
  return (row) => values[row];
}

/** Strings of dictionaries, made once for all slices of a column. */
const known = new WeakMap<Texts, string[]>();

function textReader(texts: Texts, codes: Uint32Array | undefined): (row: number) => string {
  if (!codes) {
    const strings = textsIn(texts);
    return (row) => strings[row]!;
  }
  let strings = known.get(texts);
  if (!strings) known.set(texts, (strings = textsIn(texts)));
  return (row) => strings[codes[row]!]!;
}
