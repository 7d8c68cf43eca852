/** Files of doubles as columns. */
import { stat } from "node:fs/promises";
import { type About, DoublesReader, refuseOtherKinds } from "../adapters/doubles";
import { readBytes } from "../adapters/pipe";
import { bad, knownKeys } from "../call/options";
import { onAbort } from "../call/aborts";
import type { CsvColumn, FileInput } from "../call/types";
import { BYTES, type Dtype, type FloatArray } from "../dtype";
import { BadFile, BadOption } from "../errors";
import { type Feed, named, orderly } from "./feed";
import { openIterable } from "./iterable";

/** Bytes of a pipe that are read at once. */
const CHUNK_BYTES = 1 << 16;
/** These are CSV files to everybody. */
const CSV_NAME = /\.[ct]sv$/i;

/** @throws BadOption, BadFile, and what the system throws */
export async function openDoubles(input: Exclude<FileInput, string | URL | CsvColumn>, where: string, stop: AbortSignal): Promise<Feed> {
  knownKeys(where, input, ["path", "dtype", "offset"]);
  const { path, dtype, offset } = input;
  if (dtype !== undefined && dtype !== "float64" && dtype !== "float32") bad(where, "dtype", '"float64" or "float32"', dtype);
  if (offset !== undefined && !(Number.isSafeInteger(offset) && offset >= 0)) bad(where, "offset", "a number of bytes", offset);
  const name = String(path);
  if (offset === undefined && CSV_NAME.test(name)) {
    throw new BadOption(`${where}: ${name} looks like text: give its column, { path, column: "name" }`);
  }
  const about = await stat(path);
  if (!about.isFile() && !about.isDirectory()) return openPipe(path, { name, dtype, offset }, where, stop);
  const file = await DoublesReader.open(path, { name, dtype, offset });
  return orderly({
    dtype: file.dtype,
    length: file.length,
    read: (target) => file.read(target).catch((error: unknown) => Promise.reject(named(error, name, where))),
    close: () => file.close(),
  });
}

/** A pipe or device: what comes, when it comes. */
async function openPipe(path: string | URL, about: About, where: string, stop: AbortSignal): Promise<Feed> {
  const bytes = await readBytes(path, CHUNK_BYTES);
  const numbers = openIterable(numbersFrom(bytes, about, where), where);
  const end = () => bytes.destroy(); // what waits for a pipe's next bytes would go on waiting
  const stopListening = onAbort(stop, end);
  return {
    ...numbers,
    dtype: about.dtype ?? "float64",
    async close() {
      stopListening();
      await numbers.close();
      end();
    },
  };
}

async function* numbersFrom(source: AsyncIterable<Buffer>, about: About, where: string): AsyncGenerator<FloatArray> {
  const { name, dtype = "float64", offset = 0 } = about;
  let rest = Buffer.alloc(0);
  let skip = offset;
  let isKnown = false;
  for await (const chunk of source) {
    const bytes = Buffer.concat([rest, chunk.subarray(Math.min(skip, chunk.length))]);
    skip -= Math.min(skip, chunk.length);
    const whole = bytes.length - (bytes.length % BYTES[dtype]);
    if (whole > 0 && !isKnown) {
      isKnown = true;
      refused(bytes, about, where);
    }
    rest = bytes.subarray(whole);
    if (whole > 0) yield viewOf(new Uint8Array(bytes.subarray(0, whole)).buffer, dtype);
  }
  if (rest.length === 0) return;
  if (!isKnown) refused(rest, about, where);
  throw new BadFile(`${where}: ${name} ends in the middle of a number`);
}

function refused(head: Buffer, about: About, where: string): void {
  try {
    refuseOtherKinds(head, about);
  } catch (error) {
    throw named(error, about.name, where);
  }
}

function viewOf(buffer: ArrayBuffer, dtype: Dtype): FloatArray {
  return dtype === "float64" ? new Float64Array(buffer) : new Float32Array(buffer);
}
