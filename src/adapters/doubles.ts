/** Files of numbers as memory holds them, one after another, little-endian: read and written a piece at a time. */
import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";

type Floats = Float64Array | Float32Array;

/** What is wrong with a file: a sentence for its owner, that begins after the file's name. */
export class BadDoubles extends Error {
  readonly ofFile = true;
}

export class DoublesReader {
  private constructor(
    private readonly file: FileHandle,
    private at: number,
    private readonly size: number,
    private readonly isSized: boolean,
  ) {}

  /** @throws BadDoubles, and what the system throws */
  static async open(path: string | URL, elementBytes: number, byteOffset: number): Promise<DoublesReader> {
    const file = await open(path, "r");
    try {
      const about = await file.stat();
      if (about.isDirectory()) throw new BadDoubles("is a folder");
      const isSized = about.isFile();
      const bytes = about.size - byteOffset;
      if (isSized && (bytes < 0 || bytes % elementBytes !== 0)) {
        throw new BadDoubles(`has ${about.size} bytes${byteOffset > 0 ? `, ${byteOffset} of them before the numbers` : ""}: that is no whole number of values of ${elementBytes} bytes. Is it of another dtype, or has it a header (offset)?`);
      }
      return new DoublesReader(file, byteOffset, about.size, isSized);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Bytes that are left, where the file has a size. */
  get bytesLeft(): number | undefined {
    return this.isSized ? this.size - this.at : undefined;
  }

  /** Fills `target` from its front; how many elements there were. @throws BadDoubles */
  async read(target: Floats): Promise<number> {
    const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await this.file.read(bytes, filled, bytes.length - filled, this.isSized ? this.at : null);
      if (bytesRead === 0) break;
      filled += bytesRead;
      this.at += bytesRead;
    }
    if (filled % target.BYTES_PER_ELEMENT !== 0) throw new BadDoubles("ends in the middle of a number");
    return filled / target.BYTES_PER_ELEMENT;
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}

/** A file that is there when it is whole: written beside its place, and moved there at the end. (A pipe or device is written as it is.) */
export class FileWriter {
  private constructor(
    private readonly file: FileHandle,
    private readonly path: string | URL,
    private readonly draft: string | undefined,
  ) {}

  static async open(path: string | URL): Promise<FileWriter> {
    const about = await stat(path).catch(() => undefined);
    if (about && !about.isFile()) return new FileWriter(await open(path, "w"), path, undefined);
    const draft = `${path instanceof URL ? (await import("node:url")).fileURLToPath(path) : path}.${process.pid}-${++drafts}.part`;
    return new FileWriter(await open(draft, "w"), path, draft);
  }

  async write(data: Uint8Array): Promise<void> {
    for (let at = 0; at < data.length; ) at += (await this.file.write(data, at, data.length - at)).bytesWritten;
  }

  async finish(): Promise<void> {
    await this.file.close();
    if (this.draft !== undefined) await rename(this.draft, this.path);
  }

  async discard(): Promise<void> {
    await this.file.close().catch(() => {});
    if (this.draft !== undefined) await rm(this.draft, { force: true });
  }
}

let drafts = 0;
