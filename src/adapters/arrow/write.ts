/** Tables as Arrow's IPC formats, stream and file. */
import * as zlib from "node:zlib";
import type { Column } from "../../columns/column";
import { UnsupportedType } from "../../data-errors";
import { BadOption } from "../../errors";
import type { TablePart } from "../format";
import { lz4Framed } from "../lz4";
import { quoted } from "../../shown";
import { buffersOfColumn, buffersOfTexts, fieldOfColumn, WrittenTexts } from "./columns-out";
import { dictionaryMessage, footerBytes, padded, rowsMessage, schemaMessage, type WrittenBatch, type WrittenField } from "./encode";
import { type ArrowCodec, CODECS, type FooterBlock } from "./metadata";

export interface ArrowWriting {
  /** Default: "file". */
  format?: "file" | "stream" | undefined;
  /** Default: "none". zstd is there from Node 22.15 on. */
  compression?: "none" | ArrowCodec | undefined;
}

const CONTAINERS: readonly string[] = ["file", "stream"];

type ArrowOut = (bytes: Uint8Array) => Promise<void>;

const MAGIC = new TextEncoder().encode("ARROW1\0\0");
const END = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);
/** Smaller bodies are given as one piece. */
const SMALL_BODY = 1 << 20;

/**
 * Types and nulls as they are; decimals as decimal128, text with codes as a dictionary of int32, one for all parts. A part is a batch of
 * rows. A file's dictionaries come last where it has several parts: its footer says where they are.
 *
 * @throws (as a rejected promise) BadOption, UnsupportedType, TooLarge, and what `out` and `parts` throw
 */
export async function writeArrow(parts: AsyncIterable<TablePart>, out: ArrowOut, options: ArrowWriting = {}): Promise<void> {
  const { format = "file", compression = "none" } = options;
  if (!CONTAINERS.includes(format)) throw notOne("container", CONTAINERS, format);
  const writer = new ArrowWriter(out, format === "file", packing(compression));
  let held: TablePart | undefined;
  let count = 0;
  for await (const part of parts) {
    if (count === 0) await writer.begin(part);
    if (held) await writer.rows(held, false);
    held = part;
    count++;
  }
  if (held) await writer.rows(held, count === 1);
  else await writer.begin([]);
  await writer.end();
}

class ArrowWriter {
  #fields: readonly WrittenField[] = [];
  /** Of each column that has codes. */
  #texts: readonly (WrittenTexts | undefined)[] = [];
  readonly #dictionaries: FooterBlock[] = [];
  readonly #batches: FooterBlock[] = [];
  #position = 0;

  constructor(
    private readonly out: ArrowOut,
    private readonly isFile: boolean,
    private readonly compression: ArrowCodec | undefined,
  ) {}

  async begin(part: TablePart): Promise<void> {
    this.#fields = part.map(([name, column], at) => fieldOfColumn(name, column, at));
    this.#texts = this.#fields.map(({ dictionary }) => (dictionary === undefined ? undefined : new WrittenTexts()));
    if (this.isFile) await this.#give(MAGIC);
    await this.#give(schemaMessage(this.#fields));
  }

  /** `isOnly`: whether no other part comes. */
  async rows(part: TablePart, isOnly: boolean): Promise<void> {
    const columns = this.#fields.map((field, at) => this.#codesUnified(field, part[at]![1], at));
    if (!this.isFile || isOnly) await this.#writeDictionaries();
    await this.#writeRows(columns);
  }

  async end(): Promise<void> {
    if (this.isFile) await this.#writeDictionaries();
    await this.#give(END);
    if (this.isFile) await this.#give(footerBytes(this.#fields, this.#dictionaries, this.#batches));
  }

  /** The column as its field says: text with the codes of all parts together, or without any. */
  #codesUnified(field: WrittenField, column: Column, at: number): Column {
    const own = fieldOfColumn(field.name, column, at);
    if (JSON.stringify(own.type) !== JSON.stringify(field.type)) {
      throw new UnsupportedType(`column ${quoted(field.name)} is of another type in a later part. Give all parts the same types`);
    }
    return column.type === "text" ? (this.#texts[at]?.coded(column) ?? WrittenTexts.plain(column)) : column;
  }

  /** Those that have grown since they were written. */
  async #writeDictionaries(): Promise<void> {
    for (const [id, texts] of this.#texts.entries()) {
      if (!texts?.isNew()) continue;
      const all = texts.written();
      const batch = this.#batch(all.length, [0], buffersOfTexts(all));
      this.#dictionaries.push(await this.#message(dictionaryMessage(id, batch), batch));
    }
  }

  async #writeRows(columns: readonly Column[]): Promise<void> {
    const length = columns[0]?.length ?? 0;
    if (length > 1 && columns.some(WrittenTexts.isTooLong)) {
      const half = length >> 1;
      await this.#writeRows(columns.map((column) => column.slice(0, half)));
      return this.#writeRows(columns.map((column) => column.slice(half)));
    }
    const batch = this.#batch(length, columns.map(({ nullCount }) => nullCount), columns.flatMap(buffersOfColumn));
    this.#batches.push(await this.#message(rowsMessage(batch), batch));
  }

  #batch(length: number, nullCounts: readonly number[], buffers: readonly Uint8Array[]): WrittenBatch {
    const codec = this.compression;
    const nodes = nullCounts.map((nullCount) => ({ length, nullCount }));
    return { length, nodes, buffers: codec ? buffers.map((buffer) => packed(codec, buffer)) : buffers, codec };
  }

  async #message(head: Uint8Array, { buffers }: WrittenBatch): Promise<FooterBlock> {
    const begin = this.#position;
    await this.#give(head);
    const bodyLength = buffers.reduce((sum, { length }) => sum + padded(length), 0);
    if (bodyLength <= SMALL_BODY) {
      const body = new Uint8Array(bodyLength);
      let at = 0;
      for (const buffer of buffers) {
        body.set(buffer, at);
        at += padded(buffer.length);
      }
      if (bodyLength > 0) await this.#give(body);
    } else {
      for (const buffer of buffers) {
        if (buffer.length > 0) await this.#give(buffer);
        if (padded(buffer.length) > buffer.length) await this.#give(new Uint8Array(padded(buffer.length) - buffer.length));
      }
    }
    return { begin, metadataLength: head.length, bodyLength };
  }

  async #give(bytes: Uint8Array): Promise<void> {
    await this.out(bytes);
    this.#position += bytes.length;
  }
}

/** Not there before Node 22.15. */
const { zstdCompressSync } = zlib as { zstdCompressSync?: (bytes: Uint8Array) => Uint8Array };

function notOne(option: string, known: readonly string[], given: unknown): BadOption {
  return new BadOption(`writing Arrow: ${option} must be one of ${known.map(quoted).join(", ")}; got ${quoted(String(given))}`);
}

/** The codec, if this host has it. @throws BadOption, UnsupportedType */
function packing(codec: "none" | ArrowCodec): ArrowCodec | undefined {
  if (codec === "none") return undefined;
  if (!CODECS.includes(codec)) throw notOne("compression", ["none", ...CODECS], codec);
  if (codec !== "zstd" || zstdCompressSync) return codec;
  throw new UnsupportedType('compression: "zstd" needs Node 22.15 or later. Use "lz4", or none');
}

/** Its length, and the compressed bytes; or -1 and the bytes as they are, where that is no longer. */
function packed(codec: ArrowCodec, buffer: Uint8Array): Uint8Array {
  if (buffer.length === 0) return buffer;
  const smaller = codec === "lz4" ? lz4Framed(buffer) : zstdCompressSync!(buffer);
  const isSmaller = smaller.length < buffer.length;
  const content = isSmaller ? smaller : buffer;
  const whole = new Uint8Array(8 + content.length);
  new DataView(whole.buffer).setBigInt64(0, isSmaller ? BigInt(buffer.length) : -1n, true);
  whole.set(content, 8);
  return whole;
}
