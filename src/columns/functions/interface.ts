/** What a function over columns is: the words of formulas for text, dates and conversions. */
import type { Column } from "../column";
import type { ColumnType, TimeUnit } from "../types";

/** What a formula's value is, whatever array holds it. */
export type ValueKind = "number" | "boolean" | "text" | "date" | "timestamp" | "duration";

/** The type of a formula's value: with what timestamps and durations have beside it. */
export interface ValueType {
  readonly kind: ValueKind;
  /** The column's own type, where it is one of the caller's. */
  readonly type?: ColumnType;
  readonly unit?: TimeUnit | undefined;
  readonly zone?: string | undefined;
}

/**
 * A duration as a formula writes it: 3mo has 3 months, 2w has 14 days, 24h and 1.5d have nanoseconds alone. A month has no fixed length;
 * a day has 24 hours, but where it is added to the time of a zone, whose clocks may change on that day.
 */
export interface DurationValue {
  readonly months: number;
  /** Whole. */
  readonly days: number;
  readonly ns: bigint;
}

/** The same value in every row. */
export type ColumnScalar = number | bigint | boolean | string | DurationValue | null;

export type FunctionArgument = Column | ColumnScalar;

export interface FunctionParameter {
  readonly name: string;
  readonly kinds: readonly ValueKind[];
  readonly isOptional?: true;
  /** Must be written in the formula: a pattern, a format, a zone. */
  readonly isLiteral?: true;
}

export interface ColumnFunction {
  readonly name: string;
  /** One line, for help and errors. */
  readonly summary: string;
  readonly parameters: readonly FunctionParameter[];
  /**
   * The type of the result; literals are given where parameters are literal.
   *
   * @throws Error with a message for FormulaType: what is wrong
   */
  gives(types: readonly ValueType[], literals: readonly (ColumnScalar | undefined)[]): ValueType;
  /**
   * The result of every row of columns of `length` rows. Null where an argument is, unless `seesNull`. Text columns may be
   * dictionary-encoded or plain. @throws BadValue with the row, counted from 1 within these columns; the evaluator adds where they begin
   */
  run(args: readonly FunctionArgument[], length: number): Column;
  /** Bytes of text that it is given at once, where they take it longer than those of other functions. */
  readonly bytesAtOnce?: number;
  /** It is given nulls as they are, and says itself what comes of them. */
  readonly seesNull?: true;
}
