/** What Arrow's messages say before their bodies, as bytes. */
import { Block } from "apache-arrow/fb/block";
import { BodyCompression } from "apache-arrow/fb/body-compression";
import { Bool } from "apache-arrow/fb/bool";
import { Buffer as BufferPlace } from "apache-arrow/fb/buffer";
import { Date as DateType } from "apache-arrow/fb/date";
import { Decimal } from "apache-arrow/fb/decimal";
import { DictionaryBatch } from "apache-arrow/fb/dictionary-batch";
import { DictionaryEncoding } from "apache-arrow/fb/dictionary-encoding";
import { Duration } from "apache-arrow/fb/duration";
import { Field } from "apache-arrow/fb/field";
import { FieldNode } from "apache-arrow/fb/field-node";
import { FloatingPoint } from "apache-arrow/fb/floating-point";
import { Footer } from "apache-arrow/fb/footer";
import { Int } from "apache-arrow/fb/int";
import { Message } from "apache-arrow/fb/message";
import { RecordBatch } from "apache-arrow/fb/record-batch";
import { Schema } from "apache-arrow/fb/schema";
import { Timestamp } from "apache-arrow/fb/timestamp";
import { Utf8 } from "apache-arrow/fb/utf8";
import { Builder, type Offset } from "flatbuffers";
import { type ArrowCodec, CODECS, type FooterBlock, HEADERS, UNITS } from "./metadata";
import { ARROW, type ArrowDataType } from "./types";

export interface WrittenField {
  readonly name: string;
  readonly type: ArrowDataType;
  /** The number of its dictionary, whose codes are int32. */
  readonly dictionary: number | undefined;
}

/** Buffers of a message's body, each at the next multiple of 64 bytes. */
export interface WrittenBatch {
  readonly length: number;
  readonly nodes: readonly { readonly length: number; readonly nullCount: number }[];
  readonly buffers: readonly Uint8Array[];
  readonly codec: ArrowCodec | undefined;
}

/** Version 5 of the format, as the metadata number it. */
const VERSION = 4;
const ALIGNMENT = 64;
export const padded = (bytes: number) => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
const bodyBytes = ({ buffers }: WrittenBatch) => buffers.reduce((sum, { length }) => sum + padded(length), 0);

export function schemaMessage(fields: readonly WrittenField[]): Uint8Array {
  const builder = new Builder();
  return finished(builder, HEADERS.schema, schemaIn(builder, fields), 0);
}

export function rowsMessage(batch: WrittenBatch): Uint8Array {
  const builder = new Builder();
  return finished(builder, HEADERS.rows, batchIn(builder, batch), bodyBytes(batch));
}

export function dictionaryMessage(id: number, batch: WrittenBatch): Uint8Array {
  const builder = new Builder();
  const data = batchIn(builder, batch);
  DictionaryBatch.startDictionaryBatch(builder);
  DictionaryBatch.addId(builder, BigInt(id));
  DictionaryBatch.addData(builder, data);
  return finished(builder, HEADERS.dictionary, DictionaryBatch.endDictionaryBatch(builder), bodyBytes(batch));
}

/** The footer, its length, the magic word. */
export function footerBytes(
  fields: readonly WrittenField[],
  dictionaries: readonly FooterBlock[],
  batches: readonly FooterBlock[],
): Uint8Array {
  const builder = new Builder();
  const schema = schemaIn(builder, fields);
  const blocks = (list: readonly FooterBlock[], start: (builder: Builder, count: number) => void) => {
    start(builder, list.length);
    for (const { begin, metadataLength, bodyLength } of [...list].reverse()) {
      Block.createBlock(builder, BigInt(begin), metadataLength, BigInt(bodyLength));
    }
    return builder.endVector();
  };
  const rows = blocks(batches, Footer.startRecordBatchesVector);
  const words = blocks(dictionaries, Footer.startDictionariesVector);
  Footer.startFooter(builder);
  Footer.addVersion(builder, VERSION);
  Footer.addSchema(builder, schema);
  Footer.addRecordBatches(builder, rows);
  Footer.addDictionaries(builder, words);
  Footer.finishFooterBuffer(builder, Footer.endFooter(builder));
  const footer = builder.asUint8Array();
  const bytes = new Uint8Array(footer.length + 10);
  bytes.set(footer);
  new DataView(bytes.buffer).setInt32(footer.length, footer.length, true);
  bytes.set(new TextEncoder().encode("ARROW1"), footer.length + 4);
  return bytes;
}

/** With its prefix: the mark of a message, and the length of its metadata, which end at a multiple of 8 bytes. */
function finished(builder: Builder, kind: number, header: Offset, bodyLength: number): Uint8Array {
  Message.startMessage(builder);
  Message.addVersion(builder, VERSION);
  Message.addHeaderType(builder, kind);
  Message.addHeader(builder, header);
  Message.addBodyLength(builder, BigInt(bodyLength));
  Message.finishMessageBuffer(builder, Message.endMessage(builder));
  const metadata = builder.asUint8Array();
  const bytes = new Uint8Array(8 + Math.ceil(metadata.length / 8) * 8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0xffff_ffff, true);
  view.setInt32(4, bytes.length - 8, true);
  bytes.set(metadata, 8);
  return bytes;
}

function batchIn(builder: Builder, { length, nodes, buffers, codec }: WrittenBatch): Offset {
  RecordBatch.startNodesVector(builder, nodes.length);
  for (const node of [...nodes].reverse()) FieldNode.createFieldNode(builder, BigInt(node.length), BigInt(node.nullCount));
  const nodesAt = builder.endVector();
  let end = buffers.reduce((sum, buffer) => sum + padded(buffer.length), 0);
  RecordBatch.startBuffersVector(builder, buffers.length);
  for (const buffer of [...buffers].reverse()) {
    end -= padded(buffer.length);
    BufferPlace.createBuffer(builder, BigInt(end), BigInt(buffer.length));
  }
  const buffersAt = builder.endVector();
  const compression = codec === undefined ? undefined : BodyCompression.createBodyCompression(builder, CODECS.indexOf(codec), 0);
  RecordBatch.startRecordBatch(builder);
  RecordBatch.addLength(builder, BigInt(length));
  RecordBatch.addNodes(builder, nodesAt);
  RecordBatch.addBuffers(builder, buffersAt);
  if (compression !== undefined) RecordBatch.addCompression(builder, compression);
  return RecordBatch.endRecordBatch(builder);
}

function schemaIn(builder: Builder, fields: readonly WrittenField[]): Offset {
  const all = Schema.createFieldsVector(builder, fields.map((field) => fieldIn(builder, field)));
  return Schema.createSchema(builder, 0, all, 0, 0);
}

function fieldIn(builder: Builder, { name, type, dictionary }: WrittenField): Offset {
  const nameAt = builder.createString(name);
  const typeAt = typeIn(builder, type);
  const children = Field.createChildrenVector(builder, []);
  let encoding: Offset | undefined;
  if (dictionary !== undefined) {
    const index = Int.createInt(builder, 32, true);
    DictionaryEncoding.startDictionaryEncoding(builder);
    DictionaryEncoding.addId(builder, BigInt(dictionary));
    DictionaryEncoding.addIndexType(builder, index);
    encoding = DictionaryEncoding.endDictionaryEncoding(builder);
  }
  Field.startField(builder);
  Field.addName(builder, nameAt);
  Field.addNullable(builder, true);
  Field.addTypeType(builder, type.id);
  Field.addType(builder, typeAt);
  if (encoding !== undefined) Field.addDictionary(builder, encoding);
  Field.addChildren(builder, children);
  return Field.endField(builder);
}

function typeIn(builder: Builder, type: ArrowDataType): Offset {
  const unit = UNITS.indexOf(type.unit!);
  switch (type.id) {
    case ARROW.int:
      return Int.createInt(builder, type.bits!, type.isSigned!);
    case ARROW.float:
      return FloatingPoint.createFloatingPoint(builder, type.bits === 32 ? 1 : 2);
    case ARROW.bool:
      return Bool.createBool(builder);
    case ARROW.date:
      return DateType.createDate(builder, 0);
    case ARROW.timestamp:
      return Timestamp.createTimestamp(builder, unit, type.zone === undefined ? 0 : builder.createString(type.zone));
    case ARROW.duration:
      return Duration.createDuration(builder, unit);
    case ARROW.decimal:
      return Decimal.createDecimal(builder, type.precision!, type.scale!, type.bits!);
    default:
      return Utf8.createUtf8(builder);
  }
}
