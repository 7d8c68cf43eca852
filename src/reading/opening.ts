/** A source opened as a table: decompressed, its format found, its reader made. */
import type { ByteSource, TableReader } from "../adapters/format";
import { TooLarge, UnknownFormat } from "../data-errors";
import { BadOption, } from "../errors";
import { type FormatName, formatOf, HEAD_BYTES } from "./detect";
import type { FormatCall, Formats } from "./formats";
import { BytesOrigin } from "./memory-source";
import type { AskedTable } from "./options";
import type { Origin } from "./origin";
import { packingOf, unpacked } from "./unpack";
import { unknownColumn } from "../columns/unknown-column";

/** The call in which a file is read, told what is read. */
export interface ReadWatch {
  readonly stop: AbortSignal;
  readonly format: FormatCall;
  /** Throws where the call is to end. */
  read(bytes: number): void;
}

export interface OpenTable {
  readonly reader: TableReader;
  /** Bytes of the file, where that is known; and what they may take in memory. */
  readonly size: number | undefined;
  readonly estimate: number | undefined;
  /** What a unit of the format, decoded as a whole, may take: of lazy tables too. */
  readonly unitBytes: number;
  /** Closes all of it, in any case. */
  close(): Promise<void>;
}

/** Compressed files in compressed files; more layers are nobody's data. */
const MOST_LAYERS = 2;
/** How many bytes one of a compressed file may become, about. */
const PACKED_GROWTH = 5;

/**
 * `mostBytes`: what may come out of compressed bytes. @throws what sources, decompressors and readers throw, UnknownFormat, UnknownColumn
 */
export async function openTable(
  origin: Origin, formats: Formats, asked: AskedTable, mostBytes: number, watch: ReadWatch, where: string,
): Promise<OpenTable> {
  const opened = await origin.open(watch.stop);
  const closers: (() => Promise<unknown>)[] = [() => opened.close()];
  const close = async () => {
    for (const one of closers.reverse()) await one().catch(() => {});
    closers.length = 0;
  };
  try {
    let source = watched(opened, watch);
    let growth = 1;
    let begun = await begin(source);
    for (let layers = 0; ; layers++) {
      closers.push(begun.leave);
      const packing = packingOf(begun.head);
      if (!packing) break;
      if (layers === MOST_LAYERS) throw new UnknownFormat(`${where}: ${origin.name} is compressed more than twice. Decompress it first`);
      growth *= PACKED_GROWTH;
      source = unpacked(begun.source, packing, mostBytes, where);
      begun = await begin(source);
    }
    const { encoding } = asked.ofFormat;
    const looked = { head: begun.head, name: source.name, encoding: typeof encoding === "string" ? encoding : undefined };
    const name = formatOf(looked, asked.format, where);
    const { limitBytes } = watch.format.instance.settings;
    const unitBytes = formats[name].hasUnits ? Math.min(mostBytes, asked.mostBytes ?? limitBytes) : mostBytes;
    const reader = await readerOf(begun.source, name, formats, asked, unitBytes, watch.format);
    closers.push(() => reader.close());
    checkColumns(reader.names, [...(asked.columns ?? []), ...asked.types.keys()], where);
    const { size } = opened;
    const estimate = size === undefined ? undefined : size * growth * formats[name].growth * shareOf(reader, asked);
    return { reader, size, estimate, unitBytes, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function readerOf(
  source: ByteSource, name: FormatName, formats: Formats, { ofFormat }: AskedTable, mostBytes: number, call: FormatCall,
): Promise<TableReader> {
  const { open, needsAll, readKeys } = formats[name];
  const { where } = call;
  const foreign = Object.keys(ofFormat).find((key) => !readKeys.includes(key));
  if (foreign !== undefined) throw new BadOption(`${where}: ${source.name} is ${name}, which has no option ${foreign}`);
  const options = { ...ofFormat, mostBytes };
  return source.slice || !needsAll ? open(source, options, call) : held(source, mostBytes, where).then((all) => open(all, options, call));
}

/** Of columns that were asked for, how much of the file they are, about. */
function shareOf({ names }: TableReader, { columns }: AskedTable): number {
  return columns && names.length > 0 ? Math.min(1, columns.length / names.length) : 1;
}

/** @throws UnknownColumn, which names the nearest */
export function checkColumns(names: readonly string[], wanted: readonly string[], where: string): void {
  const missing = wanted.find((name) => !names.includes(name));
  if (missing !== undefined) throw unknownColumn(where, missing, names);
}

/** The source, of which each part that is read is told. */
function watched(source: ByteSource, { read }: ReadWatch): ByteSource {
  const { slice } = source;
  return {
    name: source.name,
    size: source.size,
    slice: slice && (async (from, to) => {
      const bytes = await slice(from, to);
      read(bytes.length);
      return bytes;
    }),
    async *stream(lent) {
      for await (const bytes of source.stream(lent)) {
        read(bytes.length);
        yield bytes;
      }
    },
  };
}

/** The first bytes of a source, and the source as if nothing were read of it. */
async function begin(source: ByteSource): Promise<{ head: Uint8Array; source: ByteSource; leave: () => Promise<unknown> }> {
  const { slice, size } = source;
  if (slice && size !== undefined) return { head: await slice(0, Math.min(size, HEAD_BYTES)), source, leave: async () => {} };
  const steps = source.stream()[Symbol.asyncIterator]();
  const leave = async () => steps.return?.();
  const first: Uint8Array[] = [];
  let bytes = 0;
  try {
    while (bytes < HEAD_BYTES) {
      const { value, done } = await steps.next();
      if (done) break;
      first.push(value);
      bytes += value.length;
    }
  } catch (error) {
    await leave();
    throw error;
  }
  const all = Buffer.concat(first);
  const rest = async function* () {
    try {
      if (all.length > 0) yield all;
      for (let next = await steps.next(); !next.done; next = await steps.next()) yield next.value;
    } finally {
      await leave();
    }
  };
  return { head: all.subarray(0, HEAD_BYTES), source: { ...source, stream: rest }, leave };
}

/** All bytes of a stream in memory. @throws TooLarge */
async function held(source: ByteSource, mostBytes: number, where: string): Promise<ByteSource> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of source.stream()) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes <= mostBytes) continue;
    throw new TooLarge(
      `${where}: ${source.name} must be held in memory to be read, and has more than ${mostBytes} bytes. Write it to a file and read ` +
        "that, or raise mostBytes or memoryLimit",
    );
  }
  return new BytesOrigin(Buffer.concat(chunks), source.name).open();
}
