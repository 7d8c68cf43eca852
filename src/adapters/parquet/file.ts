/** A Parquet file's footer: what it holds, and where. */
import type { ColumnMetaData, FileMetaData } from "hyparquet";
import { parquetMetadata, parquetSchema } from "hyparquet";
import { deserializeTCompactProtocol } from "hyparquet/src/thrift.js";
import { TooLarge, TruncatedFile, UnknownFormat, UnsupportedType } from "../../data-errors";
import { AutofluxError, BadFile } from "../../errors";
import type { ByteSource } from "../format";
import { shown } from "../../shown";
import { arrowTypes } from "./arrow-schema";
import { type ParquetLeaf, leavesOf } from "./schema";

/** Some rows that lie together: a chunk a column. */
export interface RowGroupPlace {
  rows: number;
  /** By the index of leaves. */
  chunks: readonly ChunkPlace[];
}

export interface ChunkPlace {
  meta: ColumnMetaData;
  begin: number;
  end: number;
}

export interface ParquetFile {
  name: string;
  leaves: readonly ParquetLeaf[];
  groups: readonly RowGroupPlace[];
  rows: number;
  slice(begin: number, end: number): Promise<Uint8Array>;
}

const MAGIC = "PAR1";
const ENCRYPTED_MAGIC = "PARE";
const TAIL_BYTES = 64 * 1024;
const END_BYTES = 8;
const latin1 = (bytes: Uint8Array, begin = 0, end = bytes.length) => Buffer.from(bytes.subarray(begin, end)).toString("latin1");

/** @throws UnknownFormat, TruncatedFile, BadFile, UnsupportedType, TooLarge, and what reading throws */
export async function parquetFile(source: ByteSource, mostBytes: number): Promise<ParquetFile> {
  const { size, slice } = await sliceable(source, mostBytes);
  const name = shown(source.name);
  const head = await slice(0, Math.min(size, MAGIC.length));
  if (latin1(head) === ENCRYPTED_MAGIC) throw encrypted(name);
  if (latin1(head) !== MAGIC.slice(0, size)) {
    throw new UnknownFormat(`${name}: does not begin with PAR1, as Parquet files do. Is it another format?`);
  }
  const tail = await slice(Math.max(0, size - TAIL_BYTES), size);
  const end = latin1(tail, tail.length - MAGIC.length);
  if (end === ENCRYPTED_MAGIC) throw encrypted(name);
  const length = tail.length < END_BYTES ? 0 : new DataView(tail.buffer, tail.byteOffset).getUint32(tail.length - END_BYTES, true);
  const begin = size - END_BYTES - length;
  if (end !== MAGIC || size < END_BYTES + MAGIC.length) {
    throw new TruncatedFile(`${name}: ends without the footer of a Parquet file, after ${size} bytes. Get or write the whole file`);
  }
  if (begin < MAGIC.length) throw new BadFile(`${name}: its footer says that it has ${length} bytes, the file has ${size}. Write it again`);
  const footer = begin >= size - tail.length ? tail.subarray(begin - size) : await slice(begin, size);
  try {
    return { ...contents(metadataOf(footer), begin, name), name, slice };
  } catch (error) {
    throw error instanceof AutofluxError ? error : new BadFile(`${name}: its footer cannot be read (${messageOf(error)}). Write it again`);
  }
}

const BYTE_ORDER_MARK = Buffer.from("\ufeff");
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** hyparquet drops a U+FEFF that a column's name begins with: those names are read anew. */
function metadataOf(footer: Uint8Array): FileMetaData {
  const metadata = parquetMetadata(footer, { geoparquet: false });
  if (Buffer.from(footer.buffer, footer.byteOffset, footer.length).indexOf(BYTE_ORDER_MARK) < 0) return metadata;
  const view = new DataView(footer.buffer, footer.byteOffset, footer.length);
  const { field_2: elements } = deserializeTCompactProtocol({ view, offset: 0 }) as { field_2: { field_4: Uint8Array }[] };
  return { ...metadata, schema: metadata.schema.map((element, i) => ({ ...element, name: decoder.decode(elements[i]!.field_4) })) };
}

export function messageOf(error: unknown): string {
  return shown(error instanceof Error ? error.message : String(error)).slice(0, 200);
}

const encrypted = (name: string) => new UnsupportedType(`${name}: is encrypted, which is not supported. Decrypt it first`);

/** A source that can only be read from front to back is read to its end. */
async function sliceable(source: ByteSource, mostBytes: number): Promise<{ size: number; slice: ParquetFile["slice"] }> {
  const { slice, size } = source;
  if (slice && size !== undefined) return { size, slice: (begin, end) => slice(begin, end) };
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source.stream()) {
    length += chunk.length;
    if (length > mostBytes) {
      throw new TooLarge(
        `${shown(source.name)}: is larger than ${mostBytes} bytes, the limit: a Parquet file that comes as a stream is held in memory. ` +
          "Read it from disk, or raise memoryLimit",
      );
    }
    chunks.push(chunk);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return { size: length, slice: async (begin, end) => whole.subarray(begin, end) };
}

function contents(metadata: FileMetaData, footerAt: number, name: string): Pick<ParquetFile, "leaves" | "groups" | "rows"> {
  const arrow = metadata.key_value_metadata?.find(({ key }) => key === "ARROW:schema")?.value;
  const leaves = leavesOf(parquetSchema(metadata), arrowTypes(arrow));
  const groups = metadata.row_groups.map(({ columns, num_rows: rows }, group) => ({
    rows: whole(rows, `rows of row group ${group + 1}`),
    chunks: columns.map(({ meta_data: meta, crypto_metadata: isSecret, file_path: file }): ChunkPlace => {
      if (isSecret || !meta) throw encrypted(name);
      if (file) throw new UnsupportedType(`${name}: its data lie in another file, ${shown(file)}, which is not supported`);
      const data = whole(meta.data_page_offset, "a column's place");
      const dictionary = Number(meta.dictionary_page_offset ?? 0);
      const begin = dictionary > 0 && dictionary < data ? dictionary : data;
      const end = begin + whole(meta.total_compressed_size, "a column's bytes");
      // Chunks of no rows may lie nowhere.
      if (Number(rows) > 0 && (begin < MAGIC.length || end > footerAt)) {
        throw new RangeError(`a column lies at bytes ${begin} to ${end}, the footer at ${footerAt}`);
      }
      return { meta, begin, end };
    }),
  }));
  const rows = whole(metadata.num_rows, "rows");
  const told = groups.reduce((sum, group) => sum + group.rows, 0);
  if (told !== rows) throw new RangeError(`${rows} rows, of which its row groups have ${told}`);
  return { leaves, groups, rows };
}

function whole(value: bigint | number | undefined, what: string): number {
  const number = Number(value);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new RangeError(`${what}: ${value}`);
}
