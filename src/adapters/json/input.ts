/** The bytes of a JSON file as they come, those of whole rows at a time. */
import { isUtf8 } from "node:buffer";
import { TooLarge, TruncatedFile, UnknownFormat } from "../../data-errors";
import { BadFile } from "../../errors";
import type { ByteSource } from "../format";
import { quoted, shown } from "../../shown";
import { BadJson, INCOMPLETE, JsonCursor } from "./cursor";

const BLOCK_BYTES = 256 * 1024;
const EXCERPT_BYTES = 24;
const BOM = [0xef, 0xbb, 0xbf];

export class JsonInput {
  readonly cursor = new JsonCursor();
  readonly name: string;
  private readonly chunks: AsyncIterator<Uint8Array>;
  /** Bytes of the file before the first of the cursor. */
  private before = 0;
  /** Bytes of the cursor before this one are known to be UTF-8. */
  private checked = 0;

  constructor(
    source: ByteSource,
    private readonly mostBytes: number,
  ) {
    this.name = shown(source.name);
    this.chunks = source.stream()[Symbol.asyncIterator]();
  }

  /** Goes over a mark of byte order. @throws UnknownFormat for UTF-16 */
  async begin(): Promise<void> {
    await this.fill();
    const { cursor } = this;
    const [first, second] = cursor.bytes;
    if (cursor.end >= 2 && (first === 0xff || first === 0xfe || first === 0 || second === 0)) {
      throw new UnknownFormat(`${this.name}: is no JSON in UTF-8. Save it in UTF-8`);
    }
    if (BOM.every((byte, i) => cursor.bytes[i] === byte)) cursor.at = BOM.length;
  }

  /** Brings bytes behind those that are not yet read, or says that there are none; false where that was known. @throws TooLarge */
  async fill(): Promise<boolean> {
    const { cursor } = this;
    if (cursor.isLast) return false;
    this.drop();
    if (cursor.end >= this.mostBytes) {
      throw new TooLarge(`${this.name}: has a value of ${this.mostBytes} bytes or more, the limit. Raise memoryLimit`);
    }
    const wanted = Math.max(Math.min(BLOCK_BYTES, this.mostBytes), 2 * cursor.end);
    while (cursor.end < wanted) {
      const { done, value } = await this.chunks.next();
      if (done) {
        cursor.isLast = true;
        break;
      }
      this.append(value);
    }
    return true;
  }

  /** Leaves out the bytes that were read. */
  private drop(): void {
    const { cursor } = this;
    this.check();
    if (cursor.at === 0) return;
    cursor.bytes.copyWithin(0, cursor.at, cursor.end);
    this.before += cursor.at;
    cursor.end -= cursor.at;
    cursor.at = this.checked = 0;
    cursor.bytes[cursor.end] = 0;
  }

  private append(chunk: Uint8Array): void {
    const { cursor } = this;
    const size = cursor.end + chunk.length;
    if (size + 1 > cursor.bytes.length) {
      const grown = Buffer.alloc(Math.max(size + 1, 2 * cursor.bytes.length));
      grown.set(cursor.bytes.subarray(0, cursor.end));
      cursor.bytes = grown;
    }
    cursor.bytes.set(chunk, cursor.end);
    cursor.end = size;
    cursor.bytes[size] = 0;
  }

  /** @throws BadFile where the bytes that were read are no UTF-8 */
  check(): void {
    const { cursor, checked } = this;
    if (cursor.at <= checked) return;
    const read = cursor.bytes.subarray(checked, cursor.at);
    this.checked = cursor.at;
    if (isUtf8(read)) return;
    let at = 0;
    for (let step = read.length; step >= 1; step = Math.floor(step / 2)) while (isUtf8(read.subarray(0, at + step))) at += step;
    throw new BadFile(`${this.name}: is no UTF-8 at byte ${this.before + checked + at}: ${this.excerpt(checked + at)}. Save it in UTF-8`);
  }

  /** Goes over blanks. */
  async blanks(): Promise<void> {
    const { cursor } = this;
    do cursor.next();
    while (cursor.at >= cursor.end && (await this.fill()));
  }

  /** Goes over the value at the cursor and back again: whether nothing but blanks follow it. All of it is then in memory. */
  async isAlone(where: string): Promise<boolean> {
    const { cursor } = this;
    for (let size = 0; ; ) {
      const begin = cursor.at;
      let isEnd = false;
      try {
        if (size > 0) cursor.at += size;
        else cursor.skip();
        size = cursor.at - begin;
        cursor.next();
        isEnd = cursor.at >= cursor.end;
        if (!isEnd || cursor.isLast) return isEnd;
      } catch (error) {
        if (error !== INCOMPLETE) throw this.failure(error, where);
      } finally {
        cursor.at = begin;
      }
      if (!(await this.fill()) && !isEnd) throw this.truncated(where);
    }
  }

  /** Reads what `step` goes over, with more bytes for as long as it needs them. */
  async whole(step: () => void, where: string): Promise<void> {
    const { cursor } = this;
    for (;;) {
      const { at } = cursor;
      try {
        step();
        return;
      } catch (error) {
        if (error !== INCOMPLETE) throw this.failure(error, where);
        cursor.at = at;
        if (!(await this.fill())) throw this.truncated(where);
      }
    }
  }

  truncated(where: string): TruncatedFile {
    const bytes = this.before + this.cursor.end;
    return new TruncatedFile(`${this.name}: ends within ${where}, after ${bytes} bytes. Get or write the whole file`);
  }

  /** What a caller may see of an error. */
  failure(error: unknown, where: string): unknown {
    if (!(error instanceof BadJson)) return error;
    const place = `byte ${this.before + error.at}: ${this.excerpt(error.at)}`;
    return new BadFile(`${this.name}: ${where} is no JSON: expected ${error.expected} at ${place}. Write it again`);
  }

  private excerpt(at: number): string {
    const { bytes, end } = this.cursor;
    return quoted(bytes.toString("utf8", Math.max(0, at - EXCERPT_BYTES), Math.min(end, at + EXCERPT_BYTES)));
  }

  async close(): Promise<void> {
    await this.chunks.return?.();
  }
}
