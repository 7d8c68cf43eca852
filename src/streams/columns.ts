/** Columns of numbers that are read a piece at a time: files of doubles, a column of a CSV file, arrays as they come. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Csv, Ways } from "../adapters/csv";
import { DoublesReader } from "../adapters/doubles";
import { knownKeys } from "../call/options";
import type { CsvColumn, FileInput } from "../call/types";
import { pause } from "../clock";
import { BYTES, type Dtype, type FloatArray } from "../dtype";
import { BadFile, BadOption, NotANumber, UnsupportedInput } from "../errors";
import { leave } from "../functions/source";
import { isFloatArray } from "../typed-array";

export interface Column {
  readonly dtype: Dtype;
  /** Elements, where that is known. */
  readonly length: number | undefined;
  /** Fills `target` from its front as far as there are elements; with `isImpatient` those there are go on, if more take a while. How many there were. */
  read(target: FloatArray, isImpatient?: boolean): Promise<number>;
  /** Settles when nothing is written to a target any more. */
  close(): Promise<void>;
}

/** Its end waits for a read that is under way. */
function orderly(column: Column): Column {
  let reading: Promise<unknown> = Promise.resolve();
  return {
    ...column,
    read(target, isImpatient) {
      const read = column.read(target, isImpatient);
      reading = read.catch(() => {});
      return read;
    },
    async close() {
      await reading;
      await column.close();
    },
  };
}

/** @throws BadOption, BadFile, and what the system throws */
export async function openFile(given: FileInput, where: string): Promise<Column> {
  const input = typeof given === "string" || given instanceof URL ? { path: given } : given;
  if (typeof input !== "object" || input === null || !(typeof input.path === "string" || input.path instanceof URL)) {
    throw new BadOption(`${where}: a file must be a path, a URL or { path }, got ${given === null ? "null" : typeof given}`);
  }
  const name = String(input.path);
  try {
    return "column" in input ? await openCsvColumn(input, where) : await openDoubles(input, where);
  } catch (error) {
    throw named(error, name, where);
  }
}

function named(error: unknown, name: string, where: string): unknown {
  return error instanceof Error && "ofFile" in error ? new BadFile(`${where}: ${name} ${error.message}`) : error;
}

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

async function openDoubles(input: Exclude<FileInput, string | URL | CsvColumn>, where: string): Promise<Column> {
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

/** Few: what is read is used at once, and soon garbage, of which the collector need not let much pile up. */
const BATCH_ROWS = 1024;

const WAYS: Ways = {
  delimiter: (sign) => `give delimiter: ${JSON.stringify(sign)}`,
  noHeader: "Without a header, give header: false and the column's number, from 1",
  byNumber: "give header: false and its number",
  comment: (sign) => `If lines that begin with ${sign} are comments, give comment: "${sign}"`,
  missing: () => "If it stands for a missing value, name it in missing",
};

async function openCsvColumn(input: CsvColumn, where: string): Promise<Column> {
  knownKeys(where, input, ["path", "column", "delimiter", "comment", "header", "missing"]);
  const { path, column, delimiter = /\.tsv$/i.test(String(input.path)) ? "\t" : ",", comment = "", header = true, missing = [] } = input;
  if (!(typeof column === "string" || (Number.isInteger(column) && column >= 1))) throw new BadOption(`${where}: column must be a name, or a number from 1, got ${String(column)}`);
  if (!/^[\t\x20-\x7e]$/.test(delimiter) || delimiter === '"') throw new BadOption(`${where}: delimiter must be one character, got ${JSON.stringify(delimiter)}`);
  if (typeof comment !== "string") throw new BadOption(`${where}: comment must be text ("" for none), got ${typeof comment}`);
  if (typeof header !== "boolean") throw new BadOption(`${where}: header must be true or false, got ${String(header)}`);
  if (!(Array.isArray(missing) && missing.every((text) => typeof text === "string"))) throw new BadOption(`${where}: missing must be an array of texts, got ${String(missing)}`);
  const { bytesOfText, numberOf, openCsv } = require("../adapters/csv") as typeof import("../adapters/csv"); // the parser is loaded where there is a CSV file
  const bytes = createReadStream(path, { highWaterMark: 1 << 16 });
  let csv: Csv;
  try {
    csv = await openCsv(bytes, { delimiter, comment, columns: [String(column)], hasHeader: header, batchRows: BATCH_ROWS, ways: WAYS });
  } catch (error) {
    bytes.destroy();
    throw error;
  }
  const moreMissing = new Set(missing.map((text) => bytesOfText(text.trim())));
  const [at] = csv.at as [number];
  const batches = csv.batches();
  let rows: string[][] = [];
  let closed = false;
  let next = 0;
  let before = 0;
  const refill = async () => {
    before += rows.length;
    next = 0;
    const { value, done } = await batches.next();
    rows = done ? [] : value;
    return rows.length > 0;
  };
  return {
    dtype: "float64", length: undefined,
    async read(target) {
      let filled = 0;
      try {
        while (filled < target.length && (next < rows.length || (await refill()))) {
          if (closed) return 0; // what was to be filled may be another's by now
          const field = rows[next++]![at]!;
          target[filled++] = numberOf(field, moreMissing, before + next, String(column), { comment, ways: WAYS });
        }
      } catch (error) {
        throw named(error, String(path), where);
      }
      return filled;
    },
    async close() {
      closed = true;
      bytes.destroy();
      batches.return(undefined).catch(() => {}); // a pipe may let it wait
    },
  };
}

/** What there is of a slow stream goes on after that long. */
const PATIENCE_MS = 50;

/** Arrays of numbers as they come, of any lengths; or numbers one by one. @throws UnsupportedInput */
export function openIterable(given: unknown, where: string): Column {
  const isIterable = typeof given === "object" && given !== null && (Symbol.asyncIterator in given || Symbol.iterator in given);
  if (!isIterable) throw new UnsupportedInput(`${where}: must be an iterable, or async iterable, of arrays of numbers, got ${given === null ? "null" : typeof given}`);
  // An array of numbers is one chunk; an array of arrays their series.
  const isChunk = ArrayBuffer.isView(given) || (Array.isArray(given) && typeof given[0] === "number");
  const chunks: AsyncIterator<unknown> | Iterator<unknown> = isChunk ? [given][Symbol.iterator]() : Symbol.asyncIterator in given ? (given as AsyncIterable<unknown>)[Symbol.asyncIterator]() : (given as Iterable<unknown>)[Symbol.iterator]();
  let chunk: ArrayLike<number> = [];
  let next = 0;
  let before = 0;
  let ended = false;
  let closed = false;
  let pending: Promise<IteratorResult<unknown>> | undefined;
  /** Whether there is another chunk, and in time. */
  const refill = async (late: Promise<void> | undefined) => {
    if (ended) return false;
    pending ??= Promise.resolve(chunks.next());
    const found = late ? await Promise.race([pending, late]) : await pending;
    if (!found) return false;
    pending = undefined;
    if (closed) return false; // whoever asked is gone, and so may be what was to be filled
    before += chunk.length;
    next = 0;
    chunk = found.done ? [] : numbersOf(found.value, where);
    ended = found.done === true;
    return !ended;
  };
  return {
    dtype: "float64", length: undefined,
    async read(target, isImpatient) {
      let filled = 0;
      let late: Promise<void> | undefined;
      while (filled < target.length) {
        if (closed) return 0; // what was to be filled may be another's by now
        if (next >= chunk.length) {
          if (isImpatient && filled > 0) late ??= pause(PATIENCE_MS);
          if (!(await refill(late))) break;
          continue;
        }
        const count = Math.min(target.length - filled, chunk.length - next);
        if (isFloatArray(chunk)) target.set(chunk.subarray(next, next + count), filled);
        else for (let i = 0; i < count; i++) target[filled + i] = numberAt(chunk, next + i, before, where);
        filled += count;
        next += count;
      }
      return filled;
    },
    async close() {
      closed = true;
      if (ended) return;
      ended = true;
      pending?.catch(() => {});
      leave(chunks);
    },
  };
}

function numbersOf(chunk: unknown, where: string): ArrayLike<number> {
  if (typeof chunk === "number") return [chunk];
  if (Array.isArray(chunk) || (ArrayBuffer.isView(chunk) && !(chunk instanceof DataView) && !Buffer.isBuffer(chunk))) return chunk as unknown as ArrayLike<number>;
  const what = Buffer.isBuffer(chunk) ? "a Buffer: give new Float64Array(buffer.buffer, buffer.byteOffset, buffer.length / 8), or the file's path to mapFile" : chunk === null ? "null" : typeof chunk;
  throw new UnsupportedInput(`${where}: a chunk must be an array of numbers, got ${what}`);
}

function numberAt(chunk: ArrayLike<number>, i: number, before: number, where: string): number {
  const value: unknown = chunk[i];
  if (typeof value === "number") return value;
  throw new NotANumber(`${where}: element ${before + i} must be a number, got ${value === null ? "null" : typeof value}`, before + i);
}
