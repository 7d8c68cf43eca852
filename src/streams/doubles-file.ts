/** Files of doubles as columns. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { DoublesReader } from "../adapters/doubles";
import { knownKeys } from "../call/options";
import type { CsvColumn, FileInput } from "../call/types";
import { BYTES, type Dtype, type FloatArray } from "../dtype";
import { BadFile, BadOption } from "../errors";
import { type Column, named, orderly } from "./column";
import { openIterable } from "./iterable";

async function* numbersFrom(path: string | URL, dtype: Dtype, offset: number): AsyncGenerator<FloatArray> {
  let rest = Buffer.alloc(0);
  let skip = offset;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    const bytes = Buffer.concat([rest, chunk.subarray(Math.min(skip, chunk.length))]);
    skip -= Math.min(skip, chunk.length);
    const whole = bytes.length - (bytes.length % BYTES[dtype]);
    rest = bytes.subarray(whole);
    const copy = new Uint8Array(bytes.subarray(0, whole)).buffer;
    yield dtype === "float64" ? new Float64Array(copy) : new Float32Array(copy);
  }
  if (rest.length > 0) throw new BadFile(`${String(path)} ends in the middle of a number`);
}

export async function openDoubles(input: Exclude<FileInput, string | URL | CsvColumn>, where: string): Promise<Column> {
  knownKeys(where, input, ["path", "dtype", "offset"]);
  const { path, dtype = "float64", offset = 0 } = input;
  if (dtype !== "float64" && dtype !== "float32") throw new BadOption(`${where}: dtype must be "float64" or "float32", got ${String(dtype)}`);
  if (!(Number.isInteger(offset) && offset >= 0)) throw new BadOption(`${where}: offset must be a number of bytes, got ${String(offset)}`);
  if (/\.[ct]sv$/i.test(String(path))) throw new BadOption(`${where}: ${String(path)} looks like text: give its column, { path, column: "name" }`);
  const about = await stat(path);
  if (!about.isFile() && !about.isDirectory()) return { ...openIterable(numbersFrom(path, dtype, offset), where), dtype }; // a pipe: what comes, when it comes
  const file = await DoublesReader.open(path, BYTES[dtype], offset);
  return orderly({
    dtype,
    length: file.bytesLeft / BYTES[dtype],
    read: (target) => file.read(target).catch((error: unknown) => Promise.reject(named(error, String(path), where))),
    close: () => file.close(),
  });
}
