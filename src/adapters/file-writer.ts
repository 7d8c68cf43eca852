/** Files that are there when they are whole: written as a draft beside their place, and moved there at the end. */
import { constants, createReadStream, createWriteStream } from "node:fs";
import { access, type FileHandle, open, readlink, realpath, rename, rm, stat, truncate } from "node:fs/promises";
import os from "node:os";
import nodePath from "node:path";
import { fileURLToPath } from "node:url";
import { PipeWriter } from "./pipe";

export interface ByteWriter {
  write(data: Uint8Array): Promise<void>;
  /** All is written: the file appears. */
  finish(): Promise<void>;
  /** Nothing is left of it. */
  discard(): Promise<void>;
}

export interface WriterOptions {
  /** Ends what waits for the reader of a pipe. */
  stop: AbortSignal;
  /** The end of a draft's name. */
  suffix: string;
  /** Told a draft's path before it is made: for whoever must remove it when the process ends. */
  onDraft?: (draft: string) => void;
}

/** A regular file through a draft; a pipe or device as it is. @throws what the system throws */
export async function openWriter(path: string | URL, options: WriterOptions): Promise<ByteWriter> {
  const place = typeof path === "string" ? path : fileURLToPath(path);
  const about = await stat(place).catch(() => undefined);
  if (about?.isFIFO()) return PipeWriter.open(place, options.stop);
  if (about && !about.isFile()) return new FileWriter(await open(place, "w"), place, undefined);
  return FileWriter.open(await leadsTo(place), about?.mode, options);
}

/** Where a link leads, though nothing may be there yet. */
async function leadsTo(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const target = await readlink(path).catch(() => undefined);
  if (target === undefined) return path;
  return leadsTo(nodePath.resolve(await realpath(nodePath.dirname(path)), target));
}

/** A folder in which nothing may be made. */
const CLOSED_FOLDER = ["EACCES", "EPERM", "EROFS"];
/** A place to which nothing may be moved: the folder is closed, another file system, or a mount (a file in a container). */
const FIXED_PLACE = [...CLOSED_FOLDER, "EXDEV", "EBUSY"];
const OWNER_ONLY = 0o600;

class FileWriter implements ByteWriter {
  constructor(
    private readonly file: FileHandle,
    private readonly path: string,
    private readonly draft: string | undefined,
    /** There was a file before. */
    private readonly replaces = false,
  ) {}

  /** `mode` is that of the file which is there. */
  static async open(place: string, mode: number | undefined, options: WriterOptions): Promise<FileWriter> {
    try {
      return await FileWriter.beside(place, mode, nodePath.dirname(place), options);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (mode === undefined || !CLOSED_FOLDER.includes(code!) || !(await mayWrite(place))) throw error;
    }
    return FileWriter.beside(place, mode, os.tmpdir(), options, OWNER_ONLY);
  }

  private static async beside(
    place: string,
    mode: number | undefined,
    folder: string,
    { suffix, onDraft }: WriterOptions,
    draftMode = mode,
  ): Promise<FileWriter> {
    // Short, as the file's own name may be as long as names can be.
    const draft = nodePath.join(folder, `.autoflux-${process.pid}-${Math.random().toString(36).slice(2, 10)}${suffix}`);
    onDraft?.(draft);
    const file = await open(draft, "wx", draftMode).catch((error: NodeJS.ErrnoException) => {
      throw Object.assign(error, { message: error.message.replace(draft, place), path: place }); // nobody knows the draft's name
    });
    const writer = new FileWriter(file, place, draft, mode !== undefined);
    try {
      if (draftMode !== undefined) await file.chmod(draftMode); // who might read the file before may read it after
      return writer;
    } catch (error) {
      await writer.discard();
      throw error;
    }
  }

  async write(data: Uint8Array): Promise<void> {
    for (let at = 0; at < data.length;) at += (await this.file.write(data, at, data.length - at)).bytesWritten;
  }

  async finish(): Promise<void> {
    await this.file.close();
    const { draft, path } = this;
    if (draft === undefined) return;
    try {
      await rename(draft, path);
    } catch (error) {
      if (!this.replaces || !FIXED_PLACE.includes((error as NodeJS.ErrnoException).code!)) throw error;
      await overwrite(path, draft);
      await rm(draft, { force: true });
    }
  }

  async discard(): Promise<void> {
    await this.file.close().catch(() => {});
    if (this.draft !== undefined) await rm(this.draft, { force: true });
  }
}

/** Writes a file's content over another's. (copyFile would set its mode too, which only its owner may.) */
async function overwrite(path: string, draft: string): Promise<void> {
  const { pipeline } = require("node:stream/promises") as typeof import("node:stream/promises");
  await pipeline(createReadStream(draft), createWriteStream(path, { flags: "r+" }));
  await truncate(path, (await stat(draft)).size);
}

async function mayWrite(place: string): Promise<boolean> {
  return access(place, constants.W_OK).then(() => true, () => false);
}
