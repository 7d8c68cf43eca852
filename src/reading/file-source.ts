/** Files and pipes by their path. */
import type { BigIntStats } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import { readBytes } from "../adapters/pipe";
import { onAbort } from "../call/aborts";
import { FileChanged } from "../data-errors";
import { BadFile } from "../errors";
import type { OpenSource, Origin } from "./origin";
import { StreamOrigin } from "./stream-source";

const CHUNK_BYTES = 1 << 18;
/** Of chunks that are lent: there are but two, so that they may be large. */
const LENT_BYTES = 1 << 20;

export class FileOrigin implements Origin {
  isRepeatable = true;
  /** What the file was when it was first opened. */
  private seen: BigIntStats | undefined;

  constructor(
    private readonly path: string | URL,
    readonly name: string,
    private readonly where: string,
  ) {}

  async open(stop: AbortSignal): Promise<OpenSource> {
    const about = await stat(this.path);
    if (about.isDirectory()) throw new BadFile(`${this.where}: ${this.name} is a folder. Give the path of a file`);
    if (!about.isFile()) return this.openPipe(stop);
    const file = await open(this.path, "r");
    try {
      stop.throwIfAborted();
      const now = await file.stat({ bigint: true });
      this.seen ??= now;
      const source = new FileSource(file, this.seen, this.name, this.where);
      source.compare(now);
      return source;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  private async openPipe(stop: AbortSignal): Promise<OpenSource> {
    this.isRepeatable = false;
    const bytes = await readBytes(this.path, CHUNK_BYTES);
    const stopListening = onAbort(stop, () => bytes.destroy());
    const stream = await new StreamOrigin(this.name, () => bytes, this.where).open(stop);
    return {
      name: stream.name, size: undefined, slice: undefined,
      stream: () => stream.stream(),
      async close() {
        stopListening();
        await stream.close();
        bytes.destroy();
      },
    };
  }
}

class FileSource implements OpenSource {
  /** The files of /proc say that they have no bytes, and have some. */
  readonly size: number | undefined;
  readonly slice: OpenSource["slice"];

  constructor(
    private readonly file: FileHandle,
    private readonly seen: BigIntStats,
    readonly name: string,
    private readonly where: string,
  ) {
    this.size = seen.size === 0n ? undefined : Number(seen.size);
    this.slice = this.size === undefined ? undefined : (begin, end) => this.between(begin, end);
  }

  async *stream(lent = false): AsyncGenerator<Uint8Array> {
    if (lent) return yield* this.lentStream();
    for (let at = 0; ;) {
      const { bytesRead, buffer } = await this.file.read(Buffer.allocUnsafeSlow(CHUNK_BYTES), 0, CHUNK_BYTES, at);
      if (bytesRead === 0) break;
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
    this.compare(await this.file.stat({ bigint: true }));
  }

  /** A chunk is read while the one before it is used. */
  private async *lentStream(): AsyncGenerator<Uint8Array> {
    const bytes = Math.min(LENT_BYTES, this.size ?? LENT_BYTES);
    let [buffer, other] = [Buffer.allocUnsafeSlow(bytes), Buffer.allocUnsafeSlow(bytes)];
    let at = 0;
    let ahead = this.file.read(buffer, 0, bytes, at);
    try {
      for (let { bytesRead } = await ahead; bytesRead > 0; { bytesRead } = await ahead) {
        at += bytesRead;
        ahead = this.file.read(other, 0, bytes, at);
        ahead.catch(() => {}); // it is awaited above, unless the consumer leaves
        yield buffer.subarray(0, bytesRead);
        [buffer, other] = [other, buffer];
      }
    } finally {
      await ahead.catch(() => {});
    }
    this.compare(await this.file.stat({ bigint: true }));
  }

  private async between(begin: number, end: number): Promise<Uint8Array> {
    const bytes = Buffer.allocUnsafeSlow(end - begin);
    for (let filled = 0; filled < bytes.length;) {
      const { bytesRead } = await this.file.read(bytes, filled, bytes.length - filled, begin + filled);
      if (bytesRead === 0) throw this.changed();
      filled += bytesRead;
    }
    this.compare(await this.file.stat({ bigint: true }));
    return bytes;
  }

  /** @throws FileChanged */
  compare({ size, mtimeNs, ino }: BigIntStats): void {
    const { seen } = this;
    if (size !== seen.size || mtimeNs !== seen.mtimeNs || ino !== seen.ino) throw this.changed();
  }

  private changed(): FileChanged {
    return new FileChanged(`${this.where}: ${this.name} was changed while it was read. Read it again when nobody writes to it`);
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}
