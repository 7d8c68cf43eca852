/**
 * Entries of a zip archive, any of them by itself, with their checksums compared: what fflate does not.
 *
 * Source: PKWARE's APPNOTE.TXT 6.3.10, sections 4.3 to 4.5.
 */
import * as zlib from "node:zlib";
import { TooLarge, TruncatedFile, UnsupportedType } from "../data-errors";
import { BadFile } from "../errors";
import { quoted } from "../shown";

export interface ZipEntry {
  readonly name: string;
  readonly size: number;
  readonly packedSize: number;
  readonly method: number;
  readonly crc: number;
  /** Where its own header is. */
  readonly begin: number;
}

export type ZipSlice = (begin: number, end: number) => Promise<Uint8Array>;

const END = 0x06054b50;
const END_BYTES = 22;
const MOST_COMMENT_BYTES = 65_535;
const LOCATOR = 0x07064b50;
const LOCATOR_BYTES = 20;
const END64 = 0x06064b50;
const END64_BYTES = 56;
const CENTRAL = 0x02014b50;
const CENTRAL_BYTES = 46;
const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
const EXTRA64 = 1;
const IN_EXTRA = 0xffff_ffff;
const ENCRYPTED = 1;
const STORED = 0;
const DEFLATED = 8;
/** No deflated byte makes more. */
const MOST_RATIO = 1032;
const MOST_DIRECTORY_BYTES = 1 << 28;

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
const broken = (file: string, what: string) => new BadFile(`${file}: the zip archive is damaged: ${what}. Write it again`);

/** The part of the file from `begin` to `end`; BadFile where it has no such part. */
export function zipSlice(file: string, slice: ZipSlice, size: number): ZipSlice {
  return (begin, end) => {
    if (!(begin >= 0 && begin <= end && end <= size)) throw broken(file, "an entry lies beyond the file");
    return slice(begin, end);
  };
}

/** @throws TruncatedFile, BadFile, UnsupportedType, and what reading throws */
export async function zipEntries(file: string, slice: ZipSlice, size: number): Promise<ZipEntry[]> {
  const tailBegin = Math.max(0, size - END_BYTES - MOST_COMMENT_BYTES);
  const tail = viewOf(await slice(tailBegin, size));
  let at = tail.byteLength - END_BYTES;
  while (at >= 0 && !(tail.getUint32(at, true) === END && at + END_BYTES + tail.getUint16(at + 20, true) === tail.byteLength)) at--;
  if (at < 0) throw new TruncatedFile(`${file}: the zip archive has no end. The file was cut short: copy or write it again`);
  let count = tail.getUint16(at + 10, true);
  let bytes = tail.getUint32(at + 12, true);
  let begin = tail.getUint32(at + 16, true);
  const locatorAt = tailBegin + at - LOCATOR_BYTES;
  if (locatorAt >= 0) {
    const locator = viewOf(await slice(locatorAt, locatorAt + LOCATOR_BYTES));
    if (locator.getUint32(0, true) === LOCATOR) {
      const end64At = Number(locator.getBigUint64(8, true));
      if (end64At + END64_BYTES > locatorAt) throw broken(file, "its directory lies beyond the file");
      const end64 = viewOf(await slice(end64At, end64At + END64_BYTES));
      if (end64.getUint32(0, true) !== END64) throw broken(file, "its directory is not where it should be");
      count = Number(end64.getBigUint64(32, true));
      bytes = Number(end64.getBigUint64(40, true));
      begin = Number(end64.getBigUint64(48, true));
    }
  }
  if (begin + bytes > tailBegin + at || bytes > MOST_DIRECTORY_BYTES || count * CENTRAL_BYTES > bytes) {
    throw broken(file, "its directory lies beyond the file");
  }
  return directoryIn(file, await slice(begin, begin + bytes), count);
}

function directoryIn(file: string, bytes: Uint8Array, count: number): ZipEntry[] {
  const view = viewOf(bytes);
  const entries: ZipEntry[] = [];
  for (let at = 0; entries.length < count; ) {
    if (at + CENTRAL_BYTES > bytes.length || view.getUint32(at, true) !== CENTRAL) throw broken(file, "its directory cannot be read");
    const flags = view.getUint16(at + 8, true);
    const nameEnd = at + CENTRAL_BYTES + view.getUint16(at + 28, true);
    const extraEnd = nameEnd + view.getUint16(at + 30, true);
    if (extraEnd > bytes.length) throw broken(file, "its directory cannot be read");
    const name = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(at + CENTRAL_BYTES, nameEnd));
    if (flags & ENCRYPTED) throw new UnsupportedType(`${file}: its entry ${quoted(name)} is encrypted. Write it without a password`);
    const [size, packedSize, begin] = withExtra(bytes.subarray(nameEnd, extraEnd), [
      view.getUint32(at + 24, true),
      view.getUint32(at + 20, true),
      view.getUint32(at + 42, true),
    ]);
    entries.push({ name, size, packedSize, begin, method: view.getUint16(at + 10, true), crc: view.getUint32(at + 16, true) });
    at = extraEnd + view.getUint16(at + 32, true);
  }
  return entries;
}

/** Numbers too large for 32 bits stand in an extra field, in this order. */
function withExtra(extra: Uint8Array, numbers: [number, number, number]): [number, number, number] {
  const view = viewOf(extra);
  for (let at = 0; at + 4 <= extra.length; ) {
    const end = at + 4 + view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === EXTRA64) {
      let next = at + 4;
      return numbers.map((number) => {
        if (number !== IN_EXTRA || next + 8 > Math.min(end, extra.length)) return number;
        next += 8;
        return Number(view.getBigUint64(next - 8, true));
      }) as [number, number, number];
    }
    at = end;
  }
  return numbers;
}

/** Its first bytes: at least so many, but where it has no more. @throws BadFile, UnsupportedType, and what reading throws */
export async function zipBeginning(file: string, slice: ZipSlice, entry: ZipEntry, bytes: number): Promise<Uint8Array> {
  const [begin, end] = await contentOf(file, slice, entry);
  if (entry.method === STORED) return slice(begin, Math.min(end, begin + bytes));
  for (let packed = bytes; ; packed *= 2) {
    const isAll = begin + packed >= end;
    const content = await slice(begin, Math.min(end, begin + packed));
    const first = inflated(file, entry, content, { finishFlush: zlib.constants.Z_SYNC_FLUSH });
    if (isAll || first.length >= bytes) return first;
  }
}

/** All of it; its checksum is right. @throws BadFile, UnsupportedType, TooLarge, and what reading throws */
export async function zipContent(file: string, slice: ZipSlice, entry: ZipEntry, mostBytes: number): Promise<Uint8Array> {
  const { name, size, packedSize, method, crc } = entry;
  if (size > mostBytes) {
    throw new TooLarge(`${file}: its entry ${quoted(name)} has ${size} bytes, more than the limit of ${mostBytes}. ` +
      "Read fewer of them (columns), or raise memoryLimit");
  }
  const [begin, end] = await contentOf(file, slice, entry);
  if (method === STORED ? size !== packedSize : size > packedSize * MOST_RATIO) throw broken(file, `the size of ${quoted(name)} is wrong`);
  const packed = await slice(begin, end);
  const content = method === STORED ? packed : inflated(file, entry, packed, { maxOutputLength: size + 1 });
  if (content.length !== size) throw broken(file, `${quoted(name)} has ${content.length} bytes, not ${size}`);
  if (zlib.crc32(content) !== crc) throw broken(file, `the checksum of ${quoted(name)} is wrong`);
  return new Uint8Array(content.buffer, content.byteOffset, content.length);
}

function inflated(file: string, { name }: ZipEntry, packed: Uint8Array, options: zlib.ZlibOptions): Uint8Array {
  try {
    return zlib.inflateRawSync(packed, options);
  } catch (error) {
    throw broken(file, `${quoted(name)} cannot be inflated (${error instanceof Error ? error.message : error})`);
  }
}

/** Where its bytes lie: behind a header of its own. */
async function contentOf(file: string, slice: ZipSlice, entry: ZipEntry): Promise<[begin: number, end: number]> {
  const { name, begin, packedSize, method } = entry;
  if (method !== STORED && method !== DEFLATED) {
    throw new UnsupportedType(`${file}: its entry ${quoted(name)} is compressed by method ${method}. Save it with numpy.savez_compressed`);
  }
  const header = viewOf(await slice(begin, begin + LOCAL_BYTES));
  if (header.getUint32(0, true) !== LOCAL) throw broken(file, `${quoted(name)} is not where the directory says`);
  const from = begin + LOCAL_BYTES + header.getUint16(26, true) + header.getUint16(28, true);
  return [from, from + packedSize];
}
