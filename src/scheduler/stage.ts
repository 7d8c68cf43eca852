/** Ordinary data in and out: what a call borrows from the caller, read and written a piece at a time. */
import type { Dtype, FloatArray, NumberArray } from "../dtype";
import { DetachedBuffer, NotANumber } from "../errors";

/** An ordinary input. */
export interface Reader {
  readonly at: "ordinary";
  dtype: Dtype;
  length: number;
  /** Copies elements [begin, end) to the front of `target`. @throws NotANumber, DetachedBuffer */
  read(begin: number, end: number, target: FloatArray): void;
  /** @throws DetachedBuffer where the memory is no longer what it was when the call began */
  check(): void;
}

/** An ordinary output. */
export interface Writer {
  readonly at: "ordinary";
  dtype: Dtype;
  /** Copies the front of `source` to elements [begin, end). */
  write(begin: number, end: number, source: FloatArray): void;
  check(): void;
}

/** A typed array as input or output. (A class: made for every call, of one shape.) */
export class TypedPort implements Reader, Writer {
  readonly at = "ordinary";
  readonly dtype: Dtype;
  readonly length: number;

  constructor(
    private readonly array: NumberArray,
    private readonly where: string,
  ) {
    this.dtype = array instanceof Float32Array ? "float32" : "float64";
    this.length = array.length;
  }

  read(begin: number, end: number, target: FloatArray): void {
    target.set(begin === 0 && end === this.length ? this.array : this.array.subarray(begin, end));
  }

  write(begin: number, _end: number, source: FloatArray): void {
    this.array.set(source, begin);
  }

  check(): void {
    checkLength(this.array, this.length, this.where);
  }
}

/** Rows of equal length, one after another: nested arrays, or one number[]. */
export function rowsReader(rows: ArrayLike<number>[], rowLength: number, safe: boolean, where: string): Reader {
  return {
    at: "ordinary",
    dtype: rows.length > 0 && rows.every((row) => row instanceof Float32Array) ? "float32" : "float64",
    length: rows.length * rowLength,
    read(begin, end, target) {
      eachRow(rowLength, begin, end, (r, from, to) => {
        const row = rows[r]!;
        const at = r * rowLength + from - begin;
        if (row.length !== rowLength) throw new DetachedBuffer(`${where}: row ${r} changed its length from ${rowLength} to ${row.length} during the call`);
        if (safe && Array.isArray(row)) checkNumbers(row, from, to, r * rowLength, where);
        if (ArrayBuffer.isView(row)) target.set((row as Float64Array).subarray(from, to), at);
        else for (let i = from; i < to; i++) target[at + i - from] = row[i] as number;
      });
    },
    check: () => {},
  };
}

/** Writes into rows of equal length. */
export function rowsWriter(rows: { [i: number]: number }[], rowLength: number, dtype: Dtype): Writer {
  return {
    at: "ordinary",
    dtype,
    write(begin, end, source) {
      eachRow(rowLength, begin, end, (r, from, to) => {
        const row = rows[r]!;
        const at = r * rowLength + from - begin;
        for (let i = from; i < to; i++) row[i] = source[at + i - from]!;
      });
    },
    check: () => {},
  };
}

function eachRow(rowLength: number, begin: number, end: number, visit: (row: number, from: number, to: number) => void): void {
  for (let at = begin; at < end; ) {
    const row = Math.floor(at / rowLength);
    const from = at - row * rowLength;
    const to = Math.min(rowLength, from + end - at);
    visit(row, from, to);
    at += to - from;
  }
}

function checkNumbers(row: readonly unknown[], from: number, to: number, offset: number, where: string): void {
  for (let i = from; i < to; i++) {
    const value = row[i];
    if (typeof value === "number") continue;
    const what = value === undefined ? "nothing (a hole, or undefined)" : `a ${value === null ? "null" : typeof value} (${String(value).slice(0, 40)})`;
    throw new NotANumber(`${where}: element ${offset + i} must be a number, got ${what}. Clean the data, or use NaN for missing values`, offset + i);
  }
}

function checkLength(array: ArrayBufferView & { length: number }, length: number, where: string): void {
  if (array.length === length && (length > 0 || !isDetached(array.buffer))) return;
  throw new DetachedBuffer(
    `${where}: its memory was ${isDetached(array.buffer) ? "detached (transferred)" : "shrunk"}: ${length} elements expected, ${array.length} left. ` +
      "Do not transfer or resize a buffer while a call uses it",
  );
}

/** Node 20 has no `detached` property: a view over a detached buffer cannot be made. */
export function isDetached(buffer: ArrayBufferLike): boolean {
  if (buffer.byteLength > 0) return false;
  try {
    return new Uint8Array(buffer).length < 0;
  } catch {
    return true;
  }
}
