/** Three-valued logic, as SQL has it; what is null, and what is one of a list of numbers. */
import { Column } from "../../columns/column";
import { isValid } from "../../columns/validity";
import type { TypedArray } from "../../dtype";
import { type ColumnOrConstant, columnOfTruths, type Evaluation, inSlices, truths } from "./values";

/** Whether each number, or day, of a column is one of some; null where it is null. */
export function* amongNumbers(column: Column, numbers: TypedArray, values: readonly number[], length: number): Evaluation<Column> {
  // As == has it: a number that float32 does not hold equals none.
  const wanted = new Set<number | bigint>(values);
  // A NaN equals nothing.
  wanted.delete(Number.NaN);
  const { validity } = column;
  const found = new Uint8Array(length);
  yield* inSlices(length, (begin, end) => {
    for (let row = begin; row < end; row++) if (!validity || isValid(validity, row)) found[row] = Number(wanted.has(numbers[row]!));
  });
  return new Column({ type: "boolean", values: found }, length, validity);
}

const NULL = 2;
/** By the first value, then the second: 0 for false, 1 for true, 2 for null. */
const TRUTH = {
  and: Uint8Array.of(0, 0, 0, 0, 1, 2, 0, 2, 2),
  or: Uint8Array.of(0, 1, 2, 1, 1, 1, 2, 1, 2),
};

/** Three-valued, as in SQL. */
export function* logic(does: "and" | "or", a: ColumnOrConstant, b: ColumnOrConstant, length: number): Evaluation<Column> {
  const [first, second] = [truths(a, length), truths(b, length)];
  const table = TRUTH[does];
  const truth = new Uint8Array(length);
  yield* inSlices(length, (begin, end) => {
    for (let row = begin; row < end; row++) truth[row] = table[first[row]! * 3 + second[row]!]!;
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
  const { validity } = column;
  if (validity) {
    yield* inSlices(length, (begin, end) => {
      for (let row = begin; row < end; row++) values[row] = isValid(validity, row) ? 0 : 1;
    });
  }
  return new Column({ type: "boolean", values }, length);
}
