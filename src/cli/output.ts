/** Where a command writes to: a file that appears whole or not at all, or standard output. */
import { once } from "node:events";
import { createWriteStream, existsSync, openSync, rmSync, statSync } from "node:fs";
import { realpath, rename, rm } from "node:fs/promises";
import path from "node:path";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { Failure } from "./command";

export interface Output {
  isFile: boolean;
  write(text: string): Promise<void>;
  /** All is written: the file appears. */
  finish(): Promise<void>;
  /** Nothing is left of it. */
  discard(): Promise<void>;
}

/** A regular file is written beside its place and moved there at the end, so that it may be the input too. Devices and pipes are written as they are. */
export async function openOutput(file: string): Promise<Output> {
  if (file === "-") return { isFile: false, write: (text) => written(process.stdout, text), finish: async () => {}, discard: async () => {} };
  const there = statSync(file, { throwIfNoEntry: false });
  if (there?.isDirectory()) throw new Failure(`${file} is a folder: --out takes a file`);
  if (!existsSync(path.dirname(file))) throw new Failure(`the folder ${path.dirname(file)} does not exist: make it, or check --out`);
  const isFile = there?.isFile() ?? true;
  const place = isFile && there ? await realpath(file) : file;
  const draft = isFile ? `${place}.${process.pid}.partial` : place;
  // Before there is a draft, and that at once: a signal finds either both or none.
  for (const [signal, code] of ENDINGS) {
    process.once(signal, () => {
      if (isFile) rmSync(draft, { force: true });
      process.exit(code);
    });
  }
  const stream = createWriteStream(draft, isFile ? { fd: opened(draft, file, there?.mode) } : {});
  const ended = finished(stream).catch((error) => {
    throw writeFailure(error, file);
  });
  ended.catch(() => {}); // a failure is told by the next write, or at the end
  if (!isFile) await Promise.race([once(stream, "open"), ended]);
  return {
    isFile,
    write: (text) => Promise.race([written(stream, text), ended]),
    discard: async () => {
      stream.destroy();
      await ended.catch(() => {});
      if (isFile) await rm(draft, { force: true });
    },
    finish: async () => {
      stream.end();
      await ended;
      if (isFile) await rename(draft, place);
    },
  };
}

function opened(draft: string, file: string, mode?: number): number {
  try {
    return openSync(draft, "w", mode);
  } catch (error) {
    throw writeFailure(error as NodeJS.ErrnoException, file);
  }
}

/** Signals that end the process, and its exit codes then. */
const ENDINGS = [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const;

const WAYS_OUT: Record<string, string> = {
  EACCES: "it may not be written: check the permissions of the file and its folder",
  EPERM: "it may not be written: check the permissions of the file and its folder",
  EROFS: "it lies on a file system that may only be read: write elsewhere",
  ENOSPC: "there is no space left: free some, or write elsewhere",
  ERR_ACCESS_DENIED: "Node's permission model denies writing it: run with --allow-fs-write",
};

function writeFailure(error: NodeJS.ErrnoException, file: string): Error {
  const way = WAYS_OUT[error.code ?? ""];
  return way ? new Failure(`${file} cannot be written: ${way}`) : error;
}

/** Written, as far as more may be written: the stream takes it, or has drained. Text is bytes (adapters/csv.ts). */
async function written(stream: Writable, text: string): Promise<void> {
  if (!stream.write(text, "latin1")) await once(stream, "drain");
}
