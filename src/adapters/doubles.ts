/** Files of numbers as memory holds them, one after another, little-endian: read and written a piece at a time. */
import { type FileHandle, open, realpath, rename, rm, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";

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
  ) {}

  /** @throws BadDoubles, and what the system throws */
  static async open(path: string | URL, elementBytes: number, byteOffset: number): Promise<DoublesReader> {
    const file = await open(path, "r");
    try {
      const { size, isDirectory } = await file.stat().then((about) => ({ size: about.size, isDirectory: about.isDirectory() }));
      if (isDirectory) throw new BadDoubles("is a folder");
      const bytes = size - byteOffset;
      if (bytes < 0 || bytes % elementBytes !== 0) {
        throw new BadDoubles(`has ${size} bytes${byteOffset > 0 ? `, ${byteOffset} of them before the numbers` : ""}: that is no whole number of values of ${elementBytes} bytes. Is it of another dtype, or has it a header (offset)?`);
      }
      return new DoublesReader(file, byteOffset, size);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  get bytesLeft(): number {
    return this.size - this.at;
  }

  /** Fills `target` from its front; how many elements there were. What is written to the file meanwhile, behind its end, is not read. @throws BadDoubles */
  async read(target: Floats): Promise<number> {
    const bytes = new Uint8Array(target.buffer, target.byteOffset, Math.min(target.byteLength, this.bytesLeft));
    for (let filled = 0; filled < bytes.length; ) {
      const { bytesRead } = await this.file.read(bytes, filled, bytes.length - filled, this.at);
      if (bytesRead === 0) throw new BadDoubles("became shorter while it was read");
      filled += bytesRead;
      this.at += bytesRead;
    }
    return bytes.length / target.BYTES_PER_ELEMENT;
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
    const place = about ? await realpath(path) : path instanceof URL ? fileURLToPath(path) : path; // where a link leads, it will lead
    const draft = `${place}.${process.pid}-${++drafts}.part`;
    const file = await open(draft, "w", about?.mode);
    if (about) await file.chmod(about.mode); // who might read the file before may read it after
    return new FileWriter(file, place, draft);
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
