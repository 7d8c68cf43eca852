/** Arrow's messages one after the other: by the footer of a file, or from front to back of a stream. */
import { UnknownFormat, UnsupportedType } from "../../data-errors";
import { BadFile } from "../../errors";
import type { ByteSource } from "../format";
import { shown } from "../../shown";
import type { ArrowBody } from "./batch";
import { type ArrowBytes, bodyFrom, SlicedBytes, type ArrowSlice, StreamedArrow, truncated } from "./bytes";
import { decoding, demand } from "./malformed";
import { type ArrowFooter, type ArrowMessage, type ArrowSchema, type FooterBlock, type ArrowExtent, footerIn, messageIn } from "./metadata";

export interface ReceivedMessage {
  readonly message: ArrowMessage;
  /** What of the body lies at these places; whatever else it has is not read, where that can be. */
  body(wanted: readonly ArrowExtent[]): Promise<ArrowBody>;
}

/** What was opened: the schema, and all messages after it, from the beginning each time, where the source can be read again. */
export interface ArrowMessages {
  readonly schema: ArrowSchema;
  all(mostBytes: number): AsyncGenerator<ReceivedMessage>;
  close(): Promise<void>;
}

const MAGIC = "ARROW1";
/** Of a file: the footer's length and the magic word. */
const TAIL_BYTES = 10;
const CONTINUATION = 0xffff_ffff;
const PREFIX_BYTES = 8;
/** No schema and no batch has metadata of more. */
const MOST_METADATA_BYTES = 1 << 28;

/** @throws UnknownFormat, TruncatedFile, UnsupportedType, BadFile, TooLarge, and what reading throws */
export async function openMessages(source: ByteSource, mostBytes: number): Promise<ArrowMessages> {
  const { slice, size } = source;
  const name = shown(source.name);
  if (slice && size !== undefined) {
    if (isFile(name, await slice(0, Math.min(PREFIX_BYTES, size)))) return fileMessages(name, slice, size);
    const bytes = new SlicedBytes(name, slice, size);
    const schema = await schemaOf(name, bytes);
    const begin = bytes.at;
    return { schema, all: (most) => ofStream(name, new SlicedBytes(name, slice, size, begin), most), close: async () => {} };
  }
  const bytes = new StreamedArrow(name, source.stream());
  try {
    if (!isFile(name, await bytes.peek(PREFIX_BYTES))) {
      return { schema: await schemaOf(name, bytes), all: (most) => ofStream(name, bytes, most), close: () => bytes.leave() };
    }
    const all = await bytes.all(mostBytes); // the footer, without which a file cannot be read, is at its end
    return await fileMessages(name, async (begin, end) => all.subarray(begin, end), all.length);
  } catch (error) {
    await bytes.leave();
    throw error;
  }
}

async function schemaOf(name: string, bytes: ArrowBytes): Promise<ArrowSchema> {
  const message = await messageOf(name, bytes);
  return decoding(name, () => {
    demand(message?.kind === "schema", "they do not begin with a schema");
    return message.schema;
  });
}

async function* ofStream(name: string, bytes: ArrowBytes, mostBytes: number): AsyncGenerator<ReceivedMessage> {
  try {
    for (;;) {
      const message = await messageOf(name, bytes);
      if (!message) break;
      yield { message, body: await bytes.body(message.bodyLength, mostBytes) };
    }
    if ((await bytes.take(1)).length > 0) {
      throw new BadFile(`${name}: after the end of the Arrow stream there are more bytes. Give each stream by itself`);
    }
  } finally {
    await bytes.leave();
  }
}

/** The next message; undefined at the mark of the end. @throws TruncatedFile where neither comes */
async function messageOf(name: string, bytes: ArrowBytes): Promise<ArrowMessage | undefined> {
  const word = async () => {
    const four = await bytes.take(4);
    if (four.length < 4) throw truncated(name);
    return new DataView(four.buffer, four.byteOffset).getUint32(0, true);
  };
  const first = await word();
  const size = first === CONTINUATION ? await word() : first;
  if (size === 0) return undefined;
  decoding(name, () => demand(size <= MOST_METADATA_BYTES, `a message has ${size} bytes of metadata`));
  const metadata = await bytes.take(size);
  if (metadata.length < size) throw truncated(name);
  return decoding(name, () => messageIn(name, metadata));
}

/** Whether bytes begin an Arrow file rather than a stream. @throws UnknownFormat, TruncatedFile, UnsupportedType */
function isFile(name: string, head: Uint8Array): boolean {
  const text = String.fromCharCode(...head.subarray(0, MAGIC.length));
  if (text === MAGIC) return true;
  if (head.length < PREFIX_BYTES) {
    if (head.length === 0 || MAGIC.startsWith(text) || head.subarray(0, 4).every((byte) => byte === 0xff)) throw truncated(name);
  } else if (text.startsWith("FEA1")) {
    throw new UnsupportedType(`${name}: it is a Feather file of version 1. Write it again: pyarrow.feather.write_feather writes version 2`);
  } else if (new DataView(head.buffer, head.byteOffset).getUint32(0, true) === CONTINUATION) {
    return false;
  }
  throw new UnknownFormat(`${name}: it is neither an Arrow file (it does not begin with ${MAGIC}) nor an Arrow stream`);
}

async function fileMessages(name: string, slice: ArrowSlice, size: number): Promise<ArrowMessages> {
  if (size < PREFIX_BYTES + TAIL_BYTES) throw truncated(name);
  const tail = await slice(size - TAIL_BYTES, size);
  if (String.fromCharCode(...tail.subarray(4)) !== MAGIC) throw truncated(name);
  const footerBytes = new DataView(tail.buffer, tail.byteOffset).getInt32(0, true);
  const end = size - TAIL_BYTES;
  decoding(name, () => demand(footerBytes > 0 && footerBytes <= end - PREFIX_BYTES, `the footer's length is ${footerBytes}`));
  const bytes = await slice(end - footerBytes, end);
  const footer = decoding(name, () => footerIn(name, bytes));
  return { schema: footer.schema, all: () => ofFooter(name, slice, end - footerBytes, footer), close: async () => {} };
}

async function* ofFooter(
  name: string,
  slice: ArrowSlice,
  end: number,
  { dictionaries, batches }: ArrowFooter,
): AsyncGenerator<ReceivedMessage> {
  for (const block of [...dictionaries, ...batches]) yield atBlock(name, slice, end, block);
}

async function atBlock(name: string, slice: ArrowSlice, end: number, block: FooterBlock): Promise<ReceivedMessage> {
  const { begin, metadataLength, bodyLength } = block;
  const bodyBegin = begin + metadataLength;
  const isInside = metadataLength > PREFIX_BYTES && bodyBegin + bodyLength <= end;
  decoding(name, () => demand(isInside, "a message in the footer lies beyond the file"));
  const metadata = await slice(begin, bodyBegin);
  return decoding(name, () => {
    const view = new DataView(metadata.buffer, metadata.byteOffset);
    const isMarked = view.getUint32(0, true) === CONTINUATION;
    const from = isMarked ? PREFIX_BYTES : 4;
    const size = view.getInt32(from - 4, true);
    demand(size > 0 && size <= metadataLength - from, "a message's length is not that in the footer");
    const message = messageIn(name, metadata.subarray(from, from + size));
    demand(message.kind !== "schema" && message.bodyLength <= bodyLength, "a message is not the one in the footer");
    return { message, body: (wanted: readonly ArrowExtent[]) => bodyFrom(name, slice, bodyBegin, message.bodyLength, wanted) };
  });
}

