/** Comparisons of text, dates, timestamps, durations and booleans, row by row; and what is one of a list. */
import { Column } from "../../columns/column";
import { textAt, textsOf } from "../../columns/texts";
import type { Texts } from "../../columns/types";
import { isValid } from "../../columns/validity";
import type { TypedArray } from "../../dtype";
import type { Comparison } from "../../expression/typed/nodes";
import { finer, isTime } from "../../expression/typed/types";
import { bigintsIn } from "./times";
import { type ColumnOrConstant, columnOfTruths, type Evaluation, inSlices, truths, typeOf, validIn } from "./values";

/** Below, at or above 0: how the values of a row are to each other. */
type RowOrder = (row: number) => number;

const HOLDS: Record<Comparison, (order: number) => boolean> = {
  equal: (order) => order === 0,
  not_equal: (order) => order !== 0,
  less: (order) => order < 0,
  less_equal: (order) => order <= 0,
  greater: (order) => order > 0,
  greater_equal: (order) => order >= 0,
};

/** A boolean column; null where a value is. */
export function* compared(operation: Comparison, a: ColumnOrConstant, b: ColumnOrConstant, length: number): Evaluation<Column> {
  const holds = HOLDS[operation];
  const order = orderOf(a, b, length);
  return yield* columnWhere((row) => holds(order(row)), [a, b], length);
}

/** A boolean column of a condition on rows; null where one of the values is. */
function* columnWhere(holds: (row: number) => boolean, of: readonly ColumnOrConstant[], length: number): Evaluation<Column> {
  const validity = validIn(of, length);
  const values = new Uint8Array(length);
  yield* inSlices(length, (begin, end) => {
    for (let row = begin; row < end; row++) if (!validity || isValid(validity, row)) values[row] = Number(holds(row));
  });
  return new Column({ type: "boolean", values }, length, validity);
}

function orderOf(a: ColumnOrConstant, b: ColumnOrConstant, length: number): RowOrder {
  const [left, right] = [typeOf(a), typeOf(b)];
  if (left.kind === "text") return textOrder(a, b);
  if (left.kind === "boolean") {
    const [first, second] = [truths(a, length), truths(b, length)];
    return (row) => first[row]! - second[row]!;
  }
  const unit = finer(left.unit, right.unit);
  const zone = isTime(left) ? (left.zone ?? right.zone) : undefined;
  const [first, second] = [bigintsIn(a, unit, zone), bigintsIn(b, unit, zone)];
  return (row) => {
    const [x, y] = [first(row), second(row)];
    return x < y ? -1 : x > y ? 1 : 0;
  };
}

interface TextRows {
  texts: Texts;
  /** Which string a row is. */
  at(row: number): number;
  /** Strings that are fewer than the rows. */
  isCoded: boolean;
}

export function textRows(value: ColumnOrConstant): TextRows {
  if (!Column.is(value)) return { texts: textsOf([(value.value ?? "") as string]), at: () => 0, isCoded: true };
  const { texts, codes } = value.data as { texts: Texts; codes?: Uint32Array };
  return codes ? { texts, at: (row) => codes[row]!, isCoded: true } : { texts, at: (row) => row, isCoded: false };
}

/** By UTF-8 bytes. */
function textOrder(a: ColumnOrConstant, b: ColumnOrConstant): RowOrder {
  const [left, right] = [textRows(a), textRows(b)];
  if (!Column.is(b) && left.isCoded) return perString(left, (at) => bytesOrder(left.texts, at, right.texts, 0));
  if (!Column.is(a) && right.isCoded) return perString(right, (at) => bytesOrder(left.texts, 0, right.texts, at));
  return (row) => bytesOrder(left.texts, left.at(row), right.texts, right.at(row));
}

/** What is computed once for each different string. */
function perString({ at, texts }: TextRows, compute: (at: number) => number): RowOrder {
  const UNKNOWN = 2;
  const known = new Int8Array(texts.offsets.length - 1).fill(UNKNOWN);
  return (row) => {
    const i = at(row);
    if (known[i] === UNKNOWN) known[i] = Math.sign(compute(i));
    return known[i]!;
  };
}

function bytesOrder(a: Texts, i: number, b: Texts, k: number): number {
  const [beginA, beginB] = [a.offsets[i]!, b.offsets[k]!];
  const [lengthA, lengthB] = [a.offsets[i + 1]! - beginA, b.offsets[k + 1]! - beginB];
  const both = Math.min(lengthA, lengthB);
  for (let at = 0; at < both; at++) {
    const difference = a.bytes[beginA + at]! - b.bytes[beginB + at]!;
    if (difference !== 0) return difference;
  }
  return lengthA - lengthB;
}

/** Whether each text, day or number of a column is one of some. */
export function* among(
  column: Column, numbers: TypedArray | undefined, values: readonly (number | string)[], length: number,
): Evaluation<Column> {
  if (numbers) {
    const wanted = new Set((values as number[]).map(numbers instanceof Float32Array ? Math.fround : Number));
    // A NaN equals nothing.
    wanted.delete(Number.NaN);
    return yield* columnWhere((row) => wanted.has(numbers[row] as number), [column], length);
  }
  const rows = textRows(column);
  const wanted = new Set(values as string[]);
  const isOne = (at: number) => Number(wanted.has(textAt(rows.texts, at)));
  const find = rows.isCoded ? perString(rows, isOne) : isOne;
  return yield* columnWhere((row) => find(row) === 1, [column], length);
}

const FALSE = 0, TRUE = 1, NULL = 2;

/** Three-valued, as in SQL. */
export function* logic(does: "and" | "or", a: ColumnOrConstant, b: ColumnOrConstant, length: number): Evaluation<Column> {
  const [first, second] = [truths(a, length), truths(b, length)];
  const decides = does === "and" ? FALSE : TRUE;
  const truth = new Uint8Array(length);
  yield* inSlices(length, (begin, end) => {
    for (let row = begin; row < end; row++) {
      const [x, y] = [first[row], second[row]];
      truth[row] = x === decides || y === decides ? decides : x === NULL || y === NULL ? NULL : 1 - decides;
    }
  });
  return yield* columnOfTruths(truth);
}

export function* not(value: ColumnOrConstant, length: number): Evaluation<Column> {
  const given = truths(value, length);
  const truth = new Uint8Array(length);
  yield* inSlices(length, (begin, end) => {
    for (let row = begin; row < end; row++) truth[row] = given[row] === NULL ? NULL : 1 - given[row]!;
  });
  return yield* columnOfTruths(truth);
}

export function* isNull(column: Column, length: number): Evaluation<Column> {
  const values = new Uint8Array(length);
  if (column.nullCount > 0) {
    yield* inSlices(length, (begin, end) => {
      for (let row = begin; row < end; row++) values[row] = Number(column.isNull(row));
    });
  }
  return new Column({ type: "boolean", values }, length);
}
