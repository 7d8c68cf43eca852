/** Where a command writes to: a file that appears whole or not at all, or standard output. */
import { once } from "node:events";
import { createWriteStream, existsSync, rmSync, statSync } from "node:fs";
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
  const place = existsSync(file) ? await realpath(file) : file;
  const folder = path.dirname(place);
  if (!existsSync(folder)) throw new Failure(`the folder ${folder} does not exist: make it, or check --out`);
  if (statSync(place, { throwIfNoEntry: false })?.isDirectory()) throw new Failure(`${file} is a folder: --out takes a file`);
  const isFile = statSync(place, { throwIfNoEntry: false })?.isFile() ?? true;
  const draft = isFile ? `${place}.${process.pid}.partial` : place;
  const stream = createWriteStream(draft);
  const ended = finished(stream);
  ended.catch(() => {}); // a failure is told by the next write, or at the end
  await Promise.race([once(stream, "open"), ended]);
  const discard = async () => {
    stream.destroy();
    await ended.catch(() => {});
    if (isFile) await rm(draft, { force: true });
  };
  process.once("SIGINT", () => {
    if (isFile) rmSync(draft, { force: true });
    process.exit(130);
  });
  return {
    isFile, discard,
    write: (text) => Promise.race([written(stream, text), ended]),
    finish: async () => {
      stream.end();
      await ended;
      if (isFile) await rename(draft, place);
    },
  };
}

/** Written, as far as more may be written: the stream takes it, or has drained. */
async function written(stream: Writable, text: string): Promise<void> {
  if (!stream.write(text)) await once(stream, "drain");
}
