/** Values that steps of formulas over columns pass on: columns, or constants, which are the same in every row. */
import { Column } from "../../columns/column";
import { decimalText, exactDecimal } from "../../columns/decimals";
import { lengthNs } from "../../columns/functions/duration-length";
import type { DurationValue, ValueType } from "../../columns/functions/interface";
import { halvesOf, int64Number } from "../../columns/int64";
import { textsOf } from "../../columns/texts";
import type { ColumnData, Validity } from "../../columns/types";
import { allValid, bothValid, setNull } from "../../columns/validity";
import { PrecisionLost } from "../../data-errors";
import type { FloatArray, TypedArray } from "../../dtype";
import { type ConstantValue, kindOfColumn, nsOf, unitOf } from "../../expression/typed/types";
import type { Program } from "../../program";

export type ColumnOrConstant = Column | ConstantValue;

/** What is asked for on the way: the result of a program; or nothing, where other work may go on. */
export interface ProgramCall {
  readonly program: Program;
  readonly inputs: readonly (TypedArray | number)[];
}
export type Evaluation<T> = Generator<ProgramCall | undefined, T, FloatArray | undefined>;

/** Rows that are worked on before other work may go on. */
export const ROWS_A_TURN = 16_384;

export function* inSlices(length: number, work: (begin: number, end: number) => void): Evaluation<void> {
  let begin = 0;
  do {
    if (begin > 0) yield undefined;
    work(begin, Math.min(length, begin + ROWS_A_TURN));
    begin += ROWS_A_TURN;
  } while (begin < length);
}

export function typeOf(value: ColumnOrConstant): ValueType {
  if (!Column.is(value)) return value.type;
  return { kind: kindOfColumn(value.type), type: value.type, unit: value.unit, zone: value.zone };
}

/** The rows in which all of some values have one. */
export function validIn(values: readonly ColumnOrConstant[], length: number): Validity | undefined {
  if (values.some((value) => !Column.is(value) && value.value === null)) return noneValid(length);
  return bothValid(length, ...values.map((value) => (Column.is(value) ? value.validity : undefined)));
}

/** A bitmap of rows that are all null. */
function noneValid(length: number): Validity {
  return { bytes: new Uint8Array(Math.ceil(length / 8)), offset: 0 };
}

/** A constant as a column. */
export function columnOf({ type, value }: ConstantValue, length: number): Column {
  const data = dataOf(type, value, length);
  return new Column(data, length, value === null ? noneValid(length) : undefined);
}

function dataOf(type: ValueType, value: ConstantValue["value"], length: number): ColumnData {
  switch (type.kind) {
    case "number":
      return { type: "float64", values: new Float64Array(length).fill(Number(value ?? 0)) };
    case "boolean":
      return { type: "boolean", values: new Uint8Array(length).fill(value === true ? 1 : 0) };
    case "text":
      return { type: "text", texts: textsOf([(value ?? "") as string]), codes: new Uint32Array(length) };
    case "date":
      return { type: "date", values: new Int32Array(length).fill(Number(value ?? 0)) };
    case "timestamp":
      return timestamps(type, new BigInt64Array(length).fill((value ?? 0n) as bigint));
    case "duration": {
      const ns = value === null ? 0n : lengthNs(value as DurationValue);
      const unit = type.unit ?? unitOf(ns);
      return { type: "duration", values: new BigInt64Array(length).fill(ns / nsOf(unit)), unit };
    }
  }
}

function timestamps({ unit = "ms", zone }: ValueType, values: BigInt64Array): ColumnData {
  return { type: "timestamp", values, unit, zone };
}

/** The only row of a column as a constant. */
export function constantOf(column: Column): ConstantValue {
  const type = typeOf(column);
  const { data } = column;
  if (column.isNull(0)) return { type, value: null };
  if (data.type === "date" || data.type === "timestamp") return { type, value: data.values[0]! };
  if (data.type === "duration") return { type, value: { months: 0, days: 0, ns: data.values[0]! * nsOf(data.unit) } };
  return { type, value: type.kind === "number" ? Number(column.get(0)) : column.get(0) };
}

/**
 * The numbers of a column, or its booleans as 1 and 0, for kernels. `name` is what a message calls it.
 *
 * @throws PrecisionLost for an integer that float64 does not have, or a decimal some of whose digits it does not have
 */
export function* numbersIn(column: Column, name: string, where: string): Evaluation<TypedArray> {
  const { data, length } = column;
  const refuse = (row: number, value: bigint | string): never => {
    throw new PrecisionLost(
      `${where}: row ${row + 1} of ${name} is ${value}, which float64 cannot hold exactly. Write number(${name}) for the nearest number`,
      row + 1,
    );
  };
  if (data.type === "decimal") {
    const numbers = new Float64Array(length);
    yield* inSlices(length, (begin, end) => {
      for (let row = begin; row < end; row++) {
        if (column.isNull(row)) continue;
        numbers[row] = exactDecimal(data, row) ?? refuse(row, decimalText(data, row));
      }
    });
    return numbers;
  }
  const { values } = data as { values: TypedArray };
  if (!(values instanceof BigInt64Array || values instanceof BigUint64Array)) return values;
  const numbers = new Float64Array(length);
  const halves = halvesOf(values);
  const least = values instanceof BigUint64Array ? 0 : -SAFE_HIGH;
  yield* inSlices(length, (begin, end) => {
    for (let row = begin; row < end; row++) {
      if (column.isNull(row)) continue;
      const high = halves[2 * row + 1]!;
      if (high >= least && high < SAFE_HIGH) numbers[row] = int64Number(halves, row);
      else numbers[row] = exactly(values[row]!) ?? refuse(row, values[row]!);
    }
  });
  return numbers;
}

/** Integers whose upper 32 bits are within these are safe. */
const SAFE_HIGH = 2 ** 21;

/** The double that is this integer, if there is one. */
function exactly(integer: bigint): number | undefined {
  const number = Number(integer);
  return BigInt(number) === integer ? number : undefined;
}

/** Booleans as 1 and 0, and 2 for null. */
export function truths(value: ColumnOrConstant, length: number): Uint8Array {
  if (!Column.is(value)) return new Uint8Array(length).fill(value.value === null ? 2 : Number(value.value));
  const { values } = value.data as { values: Uint8Array };
  if (value.nullCount === 0) return values;
  const copy = values.slice(0, length);
  for (let row = 0; row < length; row++) if (value.isNull(row)) copy[row] = 2;
  return copy;
}

/** A boolean column of such truths. */
export function* columnOfTruths(truth: Uint8Array): Evaluation<Column> {
  const { length } = truth;
  const values = new Uint8Array(length);
  const validity = allValid(length);
  let hasNull = false;
  yield* inSlices(length, (begin, end) => {
    for (let row = begin; row < end; row++) {
      if (truth[row] === 2) {
        hasNull = true;
        setNull(validity, row);
      } else values[row] = truth[row]!;
    }
  });
  return new Column({ type: "boolean", values }, length, hasNull ? validity : undefined);
}
