/** The pages of a column chunk: found, checked, decompressed; which of their values are there. */
import zlib from "node:zlib";
import type { CompressionCodec, Encoding, PageHeader } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import type { Budget } from "../budget";
import { decompressed } from "./codecs";
import { type ByteCursor, readHybrid } from "./hybrid";

export interface DictionaryPage {
  is: "dictionary";
  count: number;
  bytes: Uint8Array;
}

export interface DataPage {
  is: "data";
  /** Rows: values and nulls. */
  count: number;
  /** 1 where a row has a value; undefined where all have. */
  present: Uint8Array | undefined;
  /** Values that are there. */
  values: number;
  encoding: Encoding;
  bytes: Uint8Array;
  /** Where the values begin. */
  at: number;
}

export interface ChunkLayout {
  codec: CompressionCodec;
  /** Definition level at which a value is there. */
  levels: number;
  rows: number;
  where: string;
}

/** Newer versions of Node have it. */
const { crc32 } = zlib as { crc32?: (bytes: Uint8Array) => number };

/** Pages of a chunk until all its rows were given. @throws RangeError and what codecs throw for broken bytes; UnsupportedType, TooLarge */
export function* pagesOf(chunk: Uint8Array, layout: ChunkLayout, budget: Budget): Generator<DictionaryPage | DataPage> {
  const reader = { view: new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength), offset: 0 };
  let rows = 0;
  while (rows < layout.rows) {
    const header = parquetHeader(reader);
    const stored = chunk.subarray(reader.offset, reader.offset + header.compressed_page_size);
    if (!(header.compressed_page_size >= 0 && stored.length === header.compressed_page_size)) throw new RangeError("a page ends too early");
    if (!(header.uncompressed_page_size >= 0)) throw new RangeError("a page of no size");
    reader.offset += stored.length;
    if (header.crc !== undefined && crc32 && crc32(stored) !== header.crc >>> 0) throw new RangeError("a page's checksum is not its own");
    budget.take(header.uncompressed_page_size);
    if (header.type === "INDEX_PAGE") continue;
    const page = header.type === "DICTIONARY_PAGE" ? dictionaryPage(header, stored, layout) : dataPage(header, stored, layout, rows);
    if (page.is === "data") rows += page.count;
    yield page;
    budget.take(-header.uncompressed_page_size);
  }
}

function dictionaryPage(header: PageHeader, stored: Uint8Array, { codec, where }: ChunkLayout): DictionaryPage {
  const { num_values: count } = header.dictionary_page_header!;
  if (!(count >= 0)) throw new RangeError(`a dictionary of ${count} values`);
  return { is: "dictionary", count, bytes: decompressed(stored, header.uncompressed_page_size, codec, where) };
}

function dataPage(header: PageHeader, stored: Uint8Array, layout: ChunkLayout, rows: number): DataPage {
  const v2 = header.data_page_header_v2;
  const head = v2 ?? header.data_page_header;
  if (!head) throw new RangeError(`a page of type ${String(header.type)}`);
  const { num_values: count, encoding } = head;
  if (!(count >= 0 && count <= layout.rows - rows)) throw new RangeError(`a page of ${count} values after ${rows} of ${layout.rows}`);
  const page = v2 ? secondVersion(header, stored, layout) : firstVersion(header, stored, layout);
  let values = count;
  let present: Uint8Array | undefined;
  if (page.levels) {
    present = new Uint8Array(count);
    readHybrid(page.levels, page.end, 32 - Math.clz32(layout.levels), present);
    values = countPresent(present, layout.levels);
    if (values === count) present = undefined;
  }
  if (v2 && v2.num_nulls !== count - values) throw new RangeError(`a page of ${v2.num_nulls} nulls has ${count - values}`);
  return { is: "data", count, present, values, encoding, bytes: page.bytes, at: page.at };
}

interface PageParts {
  levels: ByteCursor | undefined;
  /** Where the levels end. */
  end: number;
  bytes: Uint8Array;
  at: number;
}

function firstVersion(header: PageHeader, stored: Uint8Array, { codec, levels, where }: ChunkLayout): PageParts {
  const bytes = decompressed(stored, header.uncompressed_page_size, codec, where);
  if (levels === 0) return { levels: undefined, end: 0, bytes, at: 0 };
  if (header.data_page_header!.definition_level_encoding !== "RLE") throw new RangeError("levels that are not in runs");
  if (bytes.length < 4) throw new RangeError("a page ends too early");
  const end = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  return { levels: { bytes, at: 4 }, end, bytes, at: end };
}

function secondVersion(header: PageHeader, stored: Uint8Array, { codec, levels, where }: ChunkLayout): PageParts {
  const { definition_levels_byte_length: own, repetition_levels_byte_length: before, is_compressed } = header.data_page_header_v2!;
  const begin = before + own;
  const size = header.uncompressed_page_size - begin;
  if (!(own >= 0 && before >= 0 && size >= 0 && begin <= stored.length)) throw new RangeError("levels that are longer than their page");
  const rest = stored.subarray(begin);
  // A page of nulls alone may have no compressed bytes at all, which is no stream of any codec.
  const bytes = is_compressed === false || size === 0 ? rest : decompressed(rest, size, codec, where);
  return { levels: levels === 0 ? undefined : { bytes: stored, at: before }, end: begin, bytes, at: 0 };
}

/** Makes 1 of the level at which there is a value, and 0 of lower ones. */
function countPresent(levels: Uint8Array, highest: number): number {
  let count = 0;
  if (highest === 1) {
    for (let i = 0; i < levels.length; i++) count += levels[i]!;
    return count;
  }
  for (let i = 0; i < levels.length; i++) {
    levels[i] = levels[i] === highest ? 1 : 0;
    count += levels[i]!;
  }
  return count;
}
