/** Where a command writes to: a file that appears whole or not at all, or standard output. */
import { once } from "node:events";
import { existsSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { openWriter } from "../adapters/file-writer";
import { shownLines } from "../shown";
import { CommandFailure } from "./command";
import { atEnd } from "./endings";

export interface OutputStream {
  isFile: boolean;
  /** Text is bytes, one a character (adapters/csv.ts). */
  write(text: string): Promise<void>;
  /** The bytes may change afterwards. */
  writeBytes(bytes: Uint8Array): Promise<void>;
  /** All is written: the file appears. */
  finish(): Promise<void>;
  /** Nothing is left of it. */
  discard(): Promise<void>;
}

const STANDARD: OutputStream = {
  isFile: false,
  write: toStandardOutput,
  writeBytes: (bytes) => toStandardOutput(Buffer.from(bytes).toString("latin1")),
  finish: async () => {},
  discard: async () => {},
};

/**
 * A regular file is written beside its place and moved there at the end, so that it may be the input too. Devices and pipes are written as
 * they are.
 */
export async function openOutput(file: string): Promise<OutputStream> {
  if (file === "-") return STANDARD;
  const there = statSync(file, { throwIfNoEntry: false });
  if (there?.isDirectory()) throw new CommandFailure(`${file} is a folder: --out takes a file`);
  if (!existsSync(path.dirname(file))) throw new CommandFailure(`the folder ${path.dirname(file)} does not exist: make it, or check --out`);
  let forget = () => {};
  // Before there is a draft: a signal finds either both or none.
  const onDraft = (draft: string) => {
    forget();
    forget = atEnd(() => rmSync(draft, { force: true }));
  };
  const told = (error: NodeJS.ErrnoException) => {
    throw writeFailure(error, file);
  };
  const writer = await openWriter(file, { stop: new AbortController().signal, suffix: ".partial", onDraft }).catch(told);
  const over = (end: Promise<void>) => end.catch(told).finally(forget);
  return {
    isFile: there?.isFile() ?? true,
    write: (text) => writer.write(Buffer.from(text, "latin1")).catch(told),
    writeBytes: (bytes) => writer.write(bytes).catch(told),
    finish: () => over(writer.finish()),
    discard: () => over(writer.discard()),
  };
}

const WAYS_OUT: Record<string, string> = {
  EACCES: "it may not be written: check the permissions of the file and its folder",
  EPERM: "it may not be written: check the permissions of the file and its folder",
  EROFS: "it lies on a file system that may only be read: write elsewhere",
  ENOSPC: "there is no space left: free some, or write elsewhere",
  ERR_ACCESS_DENIED: "Node's permission model denies writing it: run with --allow-fs-write",
};

function writeFailure(error: NodeJS.ErrnoException, file: string): Error {
  const way = WAYS_OUT[error.code ?? ""];
  return way ? new CommandFailure(`${file} cannot be written: ${way}`) : error;
}

/** Written, as far as more may be written: standard output takes it, or has drained. A terminal gets no escape codes out of data. */
async function toStandardOutput(text: string): Promise<void> {
  const { stdout } = process;
  const taken = stdout.isTTY ? stdout.write(shownLines(Buffer.from(text, "latin1").toString("utf8"))) : stdout.write(text, "latin1");
  if (!taken) await once(stdout, "drain");
}
