/** What Arrow's messages say before their bodies: schemas, and where the buffers of a batch of rows lie. */
import { Date as DateType } from "apache-arrow/fb/date";
import { Decimal } from "apache-arrow/fb/decimal";
import { DictionaryBatch } from "apache-arrow/fb/dictionary-batch";
import { Duration } from "apache-arrow/fb/duration";
import type { Field } from "apache-arrow/fb/field";
import { FloatingPoint } from "apache-arrow/fb/floating-point";
import { Footer } from "apache-arrow/fb/footer";
import { Int } from "apache-arrow/fb/int";
import { Message } from "apache-arrow/fb/message";
import { RecordBatch } from "apache-arrow/fb/record-batch";
import { Schema } from "apache-arrow/fb/schema";
import { Time } from "apache-arrow/fb/time";
import { Timestamp } from "apache-arrow/fb/timestamp";
import { Union } from "apache-arrow/fb/union";
import { ByteBuffer, Encoding } from "flatbuffers";
import type { TimeUnit } from "../../columns/types";
import { UnsupportedType } from "../../data-errors";
import { quoted } from "../../shown";
import { demand } from "./malformed";
import { ARROW, type ArrowField, type ArrowDataType } from "./types";

export interface ArrowSchema {
  readonly fields: readonly ArrowField[];
  /** Of the format: 4 or 5. */
  readonly version: number;
}

/** Where something lies, in bytes. */
export interface ArrowExtent {
  readonly begin: number;
  readonly end: number;
}

export type ArrowCodec = "lz4" | "zstd";

/** Some rows of all fields, or the values of a dictionary: where its buffers lie in the message's body. */
export interface BatchLayout {
  readonly length: number;
  readonly nodes: readonly { readonly length: number; readonly nullCount: number }[];
  readonly buffers: readonly ArrowExtent[];
  /** How many buffers hold the long values of each array of views. */
  readonly variadic: readonly number[];
  readonly codec: ArrowCodec | undefined;
}

interface ArrowHeader {
  readonly bodyLength: number;
}
export type ArrowMessage = ArrowHeader &
  (
    | { readonly kind: "schema"; readonly schema: ArrowSchema }
    | { readonly kind: "rows"; readonly batch: BatchLayout }
    | { readonly kind: "dictionary"; readonly batch: BatchLayout; readonly id: string; readonly isDelta: boolean }
  );

/** A message of a file, by its footer. */
export interface FooterBlock {
  readonly begin: number;
  readonly metadataLength: number;
  readonly bodyLength: number;
}

export interface ArrowFooter {
  readonly schema: ArrowSchema;
  readonly dictionaries: readonly FooterBlock[];
  readonly batches: readonly FooterBlock[];
}

export const UNITS: readonly TimeUnit[] = ["s", "ms", "us", "ns"];
const FLOAT_BITS = [16, 32, 64];
export const CODECS: readonly ArrowCodec[] = ["lz4", "zstd"];
const MOST_DEPTH = 64;
const OLDEST_VERSION = 4;
/** Of a field's table and its offset: so many of them metadata have at most. */
const LEAST_FIELD_BYTES = 8;
export const HEADERS = { schema: 1, dictionary: 2, rows: 3 };

/** @throws Malformed, UnsupportedType, and whatever damaged bytes make the accessors throw */
export function messageIn(name: string, bytes: Uint8Array): ArrowMessage {
  const message = Message.getRootAsMessage(new ByteBuffer(bytes));
  const bodyLength = sizeOf(message.bodyLength(), "the length of a message's body");
  const version = message.version() + 1;
  switch (message.headerType() as number) {
    case HEADERS.schema:
      return { kind: "schema", bodyLength, schema: schemaIn(name, found(message.header(new Schema())), bytes.length, version) };
    case HEADERS.rows:
      return { kind: "rows", bodyLength, batch: batchIn(name, found(message.header(new RecordBatch())), bytes.length) };
    case HEADERS.dictionary: {
      const header = found<DictionaryBatch>(message.header(new DictionaryBatch()));
      const batch = batchIn(name, found(header.data()), bytes.length);
      return { kind: "dictionary", bodyLength, batch, id: String(header.id()), isDelta: header.isDelta() };
    }
    case 4:
    case 5:
      throw new UnsupportedType(`${name}: it has a tensor, which is no table. Write a table to it`);
    default:
      demand(false, `a message is of an unknown kind (${message.headerType()})`);
  }
}

/** @throws as messageIn() */
export function footerIn(name: string, bytes: Uint8Array): ArrowFooter {
  const footer = Footer.getRootAsFooter(new ByteBuffer(bytes));
  const blocks = (count: number, at: (i: number) => ReturnType<Footer["recordBatches"]>) =>
    Array.from({ length: countOf(count, bytes.length, 24) }, (_, i): FooterBlock => {
      const block = found(at(i));
      const metadataLength = block.metaDataLength();
      demand(metadataLength > 0, "a message in the footer has no metadata");
      return { begin: sizeOf(block.offset(), "where a message begins"), metadataLength, bodyLength: sizeOf(block.bodyLength(), "a body") };
    });
  return {
    schema: schemaIn(name, found(footer.schema()), bytes.length, footer.version() + 1),
    dictionaries: blocks(footer.dictionariesLength(), (i) => footer.dictionaries(i)),
    batches: blocks(footer.recordBatchesLength(), (i) => footer.recordBatches(i)),
  };
}

function schemaIn(name: string, schema: Schema, metadataBytes: number, version: number): ArrowSchema {
  if (version < OLDEST_VERSION) {
    throw new UnsupportedType(`${name}: it is of version ${version} of Arrow's format, older than ${OLDEST_VERSION}. Write it again`);
  }
  if ((schema.endianness() as number) !== 0) {
    throw new UnsupportedType(`${name}: its numbers are big-endian. Write it again on a machine that is little-endian`);
  }
  const budget = { fields: Math.floor(metadataBytes / LEAST_FIELD_BYTES) };
  const count = countOf(schema.fieldsLength(), metadataBytes, LEAST_FIELD_BYTES);
  return { version, fields: Array.from({ length: count }, (_, i) => fieldIn(name, found(schema.fields(i)), budget, 0)) };
}

/** A name may begin with U+FEFF, which Arrow's own decoder would leave out. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Damaged offsets may lead in a circle, or to one field many times. */
function fieldIn(file: string, field: Field, budget: { fields: number }, depth: number): ArrowField {
  demand(--budget.fields >= 0 && depth < MOST_DEPTH, "the schema has more fields, or deeper ones, than it has bytes for");
  const count = countOf(field.childrenLength(), budget.fields * LEAST_FIELD_BYTES, LEAST_FIELD_BYTES);
  const encoding = field.dictionary();
  const index = encoding?.indexType();
  const name = decoder.decode((field.name(Encoding.UTF8_BYTES) as Uint8Array | null) ?? undefined);
  return {
    name,
    type: typeIn(file, name, field),
    children: Array.from({ length: count }, (_, i) => fieldIn(file, found(field.children(i)), budget, depth + 1)),
    dictionary: encoding ? { id: String(encoding.id()), index: index ? intOf(index) : USUAL_INDEX } : undefined,
  };
}

const USUAL_INDEX: ArrowDataType = { id: ARROW.int, bits: 32, isSigned: true };

/** @throws UnsupportedType for one that the format did not have yet: nobody knows how many buffers it has */
function typeIn(file: string, name: string, field: Field): ArrowDataType {
  const id = field.typeType() as number;
  if (id > ARROW.largeListView) {
    throw new UnsupportedType(
      `${file}: column ${quoted(name)} is of a type of Arrow's format that is not known (number ${id}). Write it without that column`,
    );
  }
  const as = <T>(type: T): T => found(field.type(type) as T | null);
  switch (id) {
    case ARROW.int:
      return intOf(as(new Int()));
    case ARROW.float:
      return { id, bits: within(FLOAT_BITS, as(new FloatingPoint()).precision()) };
    case ARROW.decimal: {
      const type = as(new Decimal());
      return { id, bits: type.bitWidth(), precision: type.precision(), scale: type.scale() };
    }
    case ARROW.date:
      return { id, bits: within([32, 64], as(new DateType()).unit()) };
    case ARROW.time: {
      const type = as(new Time());
      return { id, bits: type.bitWidth(), unit: within(UNITS, type.unit()) };
    }
    case ARROW.timestamp: {
      const type = as(new Timestamp());
      return { id, unit: within(UNITS, type.unit()), zone: type.timezone() || undefined };
    }
    case ARROW.duration:
      return { id, unit: within(UNITS, as(new Duration()).unit()) };
    case ARROW.union:
      return { id, isDense: (as(new Union()).mode() as number) === 1 };
    default:
      return { id };
  }
}

const intOf = (type: Int): ArrowDataType => ({ id: ARROW.int, bits: type.bitWidth(), isSigned: type.isSigned() });

function batchIn(name: string, batch: RecordBatch, metadataBytes: number): BatchLayout {
  const nodes = Array.from({ length: countOf(batch.nodesLength(), metadataBytes, 16) }, (_, i) => {
    const node = found(batch.nodes(i));
    return { length: sizeOf(node.length(), "the length of an array"), nullCount: sizeOf(node.nullCount(), "the number of nulls") };
  });
  const buffers = Array.from({ length: countOf(batch.buffersLength(), metadataBytes, 16) }, (_, i) => {
    const buffer = found(batch.buffers(i));
    const begin = sizeOf(buffer.offset(), "where a buffer begins");
    return { begin, end: begin + sizeOf(buffer.length(), "the length of a buffer") };
  });
  const variadic = Array.from({ length: countOf(batch.variadicBufferCountsLength(), metadataBytes, 8) }, (_, i) =>
    sizeOf(batch.variadicBufferCounts(i) ?? 0n, "the number of buffers"),
  );
  const compression = batch.compression();
  const codec = compression ? CODECS[compression.codec()] : undefined;
  if (compression && !codec) {
    throw new UnsupportedType(`${name}: it is compressed by a codec that is not known (${compression.codec()}). Write it with lz4 or zstd`);
  }
  return { length: sizeOf(batch.length(), "the number of rows"), nodes, buffers, variadic, codec };
}

function sizeOf(value: bigint, what: string): number {
  demand(value >= 0n && value <= BigInt(Number.MAX_SAFE_INTEGER), `${what} is ${value}`);
  return Number(value);
}

/** How many parts a vector has, each of so many bytes at least. */
function countOf(count: number, metadataBytes: number, leastBytes: number): number {
  demand(count >= 0 && count * leastBytes <= metadataBytes, `a list of ${count} does not fit in the metadata`);
  return count;
}

function within<T>(values: readonly T[], at: number): T {
  demand(at >= 0 && at < values.length, `a type has a parameter that is not known (${at})`);
  return values[at]!;
}

function found<T>(part: T | null): T {
  demand(part !== null, "a part of the metadata is missing");
  return part;
}
