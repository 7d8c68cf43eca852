/** Ordinary data in and out: what a call borrows from the caller, read and written a piece at a time. */
import type { Dtype, FloatArray, NumberArray } from "../dtype";
import { DetachedBuffer, NotANumber, shown } from "../errors";
import { copyInto } from "./copying";
import { cut, dtypeOf, isTypedArray, lengthOf, lossOf, setInto } from "../typed-array";

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

  /** `given`: the caller's own array, whose length is looked at; `view`: the same elements as a plain view. */
  constructor(
    private readonly given: NumberArray,
    readonly view: NumberArray,
    private readonly where: string,
  ) {
    this.dtype = dtypeOf(view);
    this.length = view.length;
  }

  read(begin: number, end: number, target: FloatArray): void {
    if (lengthOf(this.view) !== this.length) this.check(); // a getter of another input may have detached it
    copyInto(target, this.view, begin, end);
  }

  write(begin: number, _end: number, source: FloatArray): void {
    setInto(this.view, source, begin);
  }

  check(): void {
    checkLength(this.given, this.length, this.where);
  }
}

/** Rows of equal length, one after another: nested arrays, or one number[]. */
export function rowsReader(rows: ArrayLike<number>[], rowLength: number, safe: boolean, where: string): Reader {
  return {
    at: "ordinary",
    dtype: rows.length > 0 && rows.every((row) => isTypedArray(row) && dtypeOf(row as NumberArray) === "float32") ? "float32" : "float64",
    length: rows.length * rowLength,
    read(begin, end, target) {
      eachRow(rowLength, begin, end, (r, from, to) => {
        const row = rows[r]!;
        const at = r * rowLength + from - begin;
        if (row.length !== rowLength) {
          throw new DetachedBuffer(`${where}: row ${r} changed its length from ${rowLength} to ${row.length} during the call`);
        }
        if (safe && Array.isArray(row)) checkNumbers(row, from, to, r * rowLength, where);
        if (isTypedArray(row)) target.set(cut(row as NumberArray, from, to), at);
        else for (let i = from; i < to; i++) target[at + i - from] = row[i] as number;
      });
    },
    check: () => {},
  };
}

/** Elements of `data` by strides and an offset, in the order of the last axis first. */
export function stridedReader(
  data: NumberArray | readonly number[],
  shape: readonly number[],
  strides: readonly number[],
  offset: number,
  length: number,
  safe: boolean,
  where: string,
): Reader {
  const isTyped = isTypedArray(data);
  const { length: there } = data;
  const check = () => {
    if (isTyped) checkLength(data as NumberArray, there, where);
    else if (data.length !== there)
      throw new DetachedBuffer(`${where}: data changed its length from ${there} to ${data.length} during the call`);
  };
  return {
    at: "ordinary",
    dtype: isTyped ? dtypeOf(data as NumberArray) : "float64",
    length,
    check,
    read(begin, end, target) {
      check();
      const index = new Array<number>(shape.length);
      let at = offset;
      for (let axis = shape.length - 1, rest = begin; axis >= 0; axis--) {
        index[axis] = rest % shape[axis]!;
        rest = Math.floor(rest / shape[axis]!);
        at += index[axis]! * strides[axis]!;
      }
      for (let i = 0; i < end - begin; i++) {
        if (safe && !isTyped && typeof data[at] !== "number") checkNumbers(data as readonly unknown[], at, at + 1, 0, where);
        target[i] = data[at]!;
        for (let axis = shape.length - 1; axis >= 0; axis--) {
          at += strides[axis]!;
          if (++index[axis]! < shape[axis]!) break;
          at -= shape[axis]! * strides[axis]!;
          index[axis] = 0;
        }
      }
    },
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
    const what =
      value === undefined
        ? "nothing (a hole, or undefined)"
        : `a ${value === null ? "null" : typeof value} (${typeof value === "string" ? shown(value).slice(1, -1) : shown(value)})`;
    throw new NotANumber(
      `${where}: element ${offset + i} must be a number, got ${what}. Clean the data, or use NaN for missing values`,
      offset + i,
    );
  }
}

function checkLength(array: NumberArray, length: number, where: string): void {
  const left = lengthOf(array);
  if (left === length && (length > 0 || lossOf(array) === undefined)) return;
  const what = lossOf(array) === "detached" ? "detached (transferred)" : left > length ? "enlarged" : "shrunk";
  throw new DetachedBuffer(
    `${where}: its memory was ${what}: ${length} elements expected, ${left} there now. Do not transfer or resize a buffer while a ` +
      "call uses it",
  );
}
