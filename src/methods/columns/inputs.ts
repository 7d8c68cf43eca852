/** Columns as inputs of calls: numbers as they lie where kernels can read them, else read a piece at a time. */
import { type InputRules, NOTHING, ReadInput } from "../../call/borrowed";
import { recognise } from "../../call/inputs";
import { isRow } from "../../call/nested";
import { isShaped } from "../../call/shaped";
import { Column } from "../../columns/column";
import { decimalText, exactDecimal } from "../../columns/decimals";
import { isNumberType, type Validity } from "../../columns/types";
import type { ValidRows } from "../../columns/valid-rows";
import { bothValid } from "../../columns/validity";
import { PrecisionLost } from "../../data-errors";
import { type Dtype, type FloatArray, type NumberArray, type TypedArray, viewOf } from "../../dtype";
import { DetachedBuffer, UnequalLengths, UnsupportedInput } from "../../errors";
import { allocationOf } from "../../memory/arena";
import type { Instance } from "../../instance/instance";
import type { Reader } from "../../memory/ports";
import { isDetached, isList, isTypedArray, lengthOf } from "../../typed-array";

/** Rows that are read at once where nulls are left out. */
const PIECE = 2048;

/** Whether a column's values are numbers to kernels: dates and text are none. */
export function isNumeric({ type }: Column): boolean {
  return isNumberType(type) || type === "boolean" || type === "decimal";
}

/** What a call is given for a column of numbers: its typed array, where kernels read such ones. @throws UnsupportedInput */
export function inputFor(column: Column, where: string): NumberArray | ReadInput {
  if (!isNumeric(column)) {
    throw new UnsupportedInput(
      `${where}: must be a column of numbers, got one of type ${column.type}. Make numbers of it in a formula, such as number(x)`,
    );
  }
  const values = column.values!;
  if (column.type !== "decimal" && !is64Bit(values)) return values;
  const owner = allocationOf(values, where);
  return new ReadInput(new ExactReader(column, where), values as unknown as NumberArray, owner ? owner.alone : NOTHING);
}

/** An array input without the rows that are null; a number, or what is spread over the rows, as it is. */
export function withoutNulls(input: unknown, rows: ValidRows, where: string, rules: InputRules): unknown {
  const { source, length, borrowed, view } = recognise(input, where, { ...rules, arena: undefined });
  if (source.at !== "ordinary" || length !== rows.rows) return input;
  return new ReadInput(new ValidReader(source, rows), view, borrowed);
}

/** {@link withoutNulls}, as an instance reads inputs. */
export function leftIn({ settings }: Instance, input: unknown, rows: ValidRows, where: string): unknown {
  return withoutNulls(input, rows, where, { ...settings, arena: undefined });
}

/** Which of `length` rows are valid in all columns; undefined for all of them. A column of one row stands for all rows. */
export function validIn(columns: readonly Column[], length: number): Validity | undefined {
  const all = columns.map((column): Validity | undefined => {
    if (column.length === length || column.nullCount === 0) return column.validity;
    return { bytes: new Uint8Array(Math.ceil(length / 8)), offset: 0 };
  });
  return bothValid(length, ...all);
}

/**
 * Rows that columns, and arrays beside them, have together: what has one row goes with any. @throws UnequalLengths, UnsupportedInput for
 * arrays of more than one dimension
 */
export function rowsOf(values: readonly unknown[], where: string): number {
  const lengths = values.flatMap((value) => {
    if (isShaped(value) || (isList(value) && isRow(value[0]))) {
      throw new UnsupportedInput(`${where}: columns go with columns, arrays of one dimension and numbers. Give the array flat`);
    }
    return Column.is(value) || isList(value) ? [value.length] : isTypedArray(value) ? [lengthOf(value)] : [];
  });
  const rows = lengths.find((length) => length !== 1) ?? 1;
  if (lengths.every((length) => length === 1 || length === rows)) return rows;
  throw new UnequalLengths(`${where}: inputs must have equal lengths, got ${lengths.join(", ")} rows. Cut or pad one`);
}

const is64Bit = (values: TypedArray): values is BigInt64Array | BigUint64Array =>
  values instanceof BigInt64Array || values instanceof BigUint64Array;

/** 64-bit integers and decimals as float64; nulls as 0. */
class ExactReader implements Reader {
  readonly at = "ordinary";
  readonly dtype = "float64";
  readonly length: number;

  constructor(
    private readonly column: Column,
    private readonly where: string,
  ) {
    this.length = column.length;
  }

  /** @throws PrecisionLost */
  read(begin: number, end: number, target: FloatArray): void {
    this.check();
    const { data, nullCount } = this.column;
    if (data.type === "decimal") {
      for (let row = begin; row < end; row++) {
        target[row - begin] = this.column.isNull(row) ? 0 : (exactDecimal(data, row) ?? this.refuse(row, decimalText(data, row)));
      }
      return;
    }
    const values = this.column.values as BigInt64Array;
    for (let row = begin; row < end; row++) {
      const value = Number(values[row]!);
      target[row - begin] = value;
      if (Number.isSafeInteger(value)) continue;
      if (nullCount > 0 && this.column.isNull(row)) target[row - begin] = 0;
      else this.checkExact(value, row);
    }
  }

  check(): void {
    const values = this.column.values!;
    if (lengthOf(values) > 0 || !isDetached(values.buffer)) return;
    throw new DetachedBuffer(`${this.where}: its memory was detached (transferred). Do not transfer the memory of a column`);
  }

  private checkExact(value: number, row: number): void {
    const integer = this.column.values![row] as bigint;
    // Number() of a 64-bit integer may be 2 ** 64, which is none.
    if (BigInt(value) !== integer) this.refuse(row, integer);
  }

  private refuse(row: number, value: bigint | string): never {
    throw new PrecisionLost(
      `${this.where}: row ${row + 1} has ${value}, which float64 cannot hold. Let it round in a formula: number(x)`, row + 1,
    );
  }
}

/** The values of an input in rows that are valid, as if there were no others. */
class ValidReader implements Reader {
  readonly at = "ordinary";
  readonly dtype: Dtype;
  readonly length: number;
  private readonly piece: FloatArray;

  constructor(
    private readonly inner: Reader,
    private readonly rows: ValidRows,
  ) {
    this.dtype = inner.dtype;
    this.length = rows.count;
    this.piece = viewOf(this.dtype, new ArrayBuffer(PIECE * 8), 0, PIECE);
  }

  read(begin: number, end: number, target: FloatArray): void {
    const { rows, piece, inner } = this;
    let row = rows.rowOf(begin);
    for (let at = 0; at < end - begin; row += PIECE) {
      const count = Math.min(PIECE, rows.rows - row);
      const some = count === PIECE ? piece : piece.subarray(0, count);
      inner.read(row, row + count, some);
      at = rows.compress(some, row, target, at);
    }
  }

  check(): void {
    this.inner.check();
  }
}
