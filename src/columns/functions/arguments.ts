/** Arguments of functions over columns: scalars as columns, literals, texts of either. */
import { Column } from "../column";
import type { TextData } from "../take";
import { textsOf } from "../texts";
import { PER_SECOND, type Texts, type TimeUnit, type Validity } from "../types";
import { isValid } from "../validity";
import { lengthNs } from "./duration-length";
import { compactTexts } from "./texts";
import type { DurationValue, FunctionArgument, ValueKind, ValueType } from "./interface";

/** A column all of whose rows are null. */
export function nullColumn(kind: ValueKind, length: number): Column {
  const validity = { bytes: new Uint8Array(Math.ceil(length / 8)), offset: 0 };
  switch (kind) {
    case "number":
      return new Column({ type: "float64", values: new Float64Array(length) }, length, validity);
    case "boolean":
      return new Column({ type: "boolean", values: new Uint8Array(length) }, length, validity);
    case "date":
      return new Column({ type: "date", values: new Int32Array(length) }, length, validity);
    case "timestamp":
    case "duration":
      return new Column({ type: kind, values: new BigInt64Array(length), unit: "us" }, length, validity);
    default:
      return new Column({ type: "text", texts: textsOf([""]), codes: new Uint32Array(length) }, length, validity);
  }
}

/** An argument as a column: a scalar in every row; null as one of `kind`. */
export function columnIn(argument: FunctionArgument, length: number, kind: ValueKind): Column {
  if (Column.is(argument)) return argument;
  if (argument === null) return nullColumn(kind, length);
  switch (typeof argument) {
    case "string":
      return new Column({ type: "text", texts: textsOf([argument]), codes: new Uint32Array(length) }, length);
    case "number":
      return new Column({ type: "float64", values: new Float64Array(length).fill(argument) }, length);
    case "bigint":
      return new Column({ type: "int64", values: new BigInt64Array(length).fill(argument) }, length);
    case "boolean":
      return new Column({ type: "boolean", values: new Uint8Array(length).fill(argument ? 1 : 0) }, length);
    default:
      return durationColumn(argument, length);
  }
}

/** A duration in every row, in the finest unit in which 64 bits hold it. @throws Error for months */
function durationColumn(duration: DurationValue, length: number): Column {
  const ns = lengthNs(duration);
  if (duration.months !== 0) throw new Error("months and years have no fixed length: write days");
  const unit = (["ns", "us", "ms", "s"] as const).find((one) => BigInt.asIntN(64, ns / nsOf(one)) === ns / nsOf(one));
  if (unit === undefined || ns % nsOf(unit) !== 0n) throw new Error(`a duration of ${ns} ns is beyond what 64 bits can hold`);
  return new Column({ type: "duration", values: new BigInt64Array(length).fill(ns / nsOf(unit)), unit }, length);
}

const nsOf = (unit: TimeUnit) => 1_000_000_000n / BigInt(PER_SECOND[unit]);

/** An argument that the formula has as text; undefined where it is left out, or null. */
export function literalText(argument: FunctionArgument | undefined): string | undefined {
  return typeof argument === "string" ? argument : undefined;
}

/** An argument that is text, as a column. */
export function textColumnIn(argument: FunctionArgument, length: number): Column & { readonly data: TextData } {
  return compactTexts(columnIn(argument, length, "text"));
}

/** Text of each row, as bytes: of a column, or the same text in every row. */
export class RowTexts {
  readonly bytes: Uint8Array;
  readonly validity: Validity | undefined;
  readonly #offsets: Uint32Array;
  readonly #codes: Uint32Array | undefined;
  readonly #isScalar: boolean;
  begin = 0;
  end = 0;

  constructor(argument: Column | string) {
    this.#isScalar = typeof argument === "string";
    const data: { texts: Texts; codes?: Uint32Array | undefined } =
      typeof argument === "string" ? { texts: textsOf([argument]) } : (argument.data as TextData);
    this.bytes = data.texts.bytes;
    this.#offsets = data.texts.offsets;
    this.#codes = data.codes;
    this.validity = typeof argument === "string" ? undefined : argument.validity;
    if (this.#isScalar) this.end = this.bytes.length;
  }

  /** Sets begin and end to those of a row. */
  find(row: number): void {
    if (this.#isScalar) return;
    const isNone = this.validity !== undefined && !isValid(this.validity, row);
    const at = this.#codes ? this.#codes[row]! : row;
    this.begin = isNone ? 0 : this.#offsets[at]!;
    this.end = isNone ? 0 : this.#offsets[at + 1]!;
  }
}

/** Whether any argument is null in every row. */
export const hasNull = (args: readonly (FunctionArgument | undefined)[]) => args.includes(null);

/** The type of a result that is always the same. */
export const giving = (type: ValueType) => () => type;
