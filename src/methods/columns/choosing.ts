/** One of two values in each row, as a condition says. */
import { Column } from "../../columns/column";
import { codesIn, Dictionary, inOrder } from "../../columns/dictionary";
import type { ValueType } from "../../columns/functions/interface";
import { textsOf } from "../../columns/texts";
import { TextsBuilder } from "../../columns/texts-builder";
import type { ColumnData, Texts, Validity } from "../../columns/types";
import { allValid, isValid, setNull } from "../../columns/validity";
import type { TypedArray } from "../../dtype";
import { bigintsIn } from "./times";
import { type ColumnOrConstant, type Evaluation, inSlices, truths } from "./values";

const TRUE = 1, NULL = 2;
/** Numbers of columns, or a constant. */
export type NumbersIn = (value: ColumnOrConstant) => Evaluation<TypedArray | number>;

/** Null where the condition is, or the value that it chooses. */
export function* chosen(
  type: ValueType, condition: ColumnOrConstant, a: ColumnOrConstant, b: ColumnOrConstant, length: number, numbersIn: NumbersIn,
): Evaluation<Column> {
  const picks = truths(condition, length);
  const validity = allValid(length);
  const isNull = (value: ColumnOrConstant): ((row: number) => boolean) => {
    if (!Column.is(value)) return () => value.value === null;
    const given = value.validity;
    return given ? (row) => !isValid(given, row) : () => false;
  };
  const [isNullA, isNullB] = [isNull(a), isNull(b)];
  yield* inSlices(length, (begin, end) => {
    for (let row = begin; row < end; row++) {
      const pick = picks[row]!;
      if (pick === NULL || (pick === TRUE ? isNullA(row) : isNullB(row))) setNull(validity, row);
    }
  });
  return new Column(yield* dataChosen(type, { picks, validity, length }, a, b, numbersIn), length, validity);
}

interface PickedRows {
  /** 1 for the first, 0 for the second, 2 for null. */
  picks: Uint8Array;
  validity: Validity;
  length: number;
}

function* dataChosen(
  type: ValueType, rows: PickedRows, a: ColumnOrConstant, b: ColumnOrConstant, numbersIn: NumbersIn,
): Evaluation<ColumnData> {
  const { picks, length } = rows;
  const unit = type.unit ?? "s";
  switch (type.kind) {
    case "number": {
      const [first, second] = [yield* numbersIn(a), yield* numbersIn(b)];
      const arrays = [first, second].filter((one) => typeof one !== "number");
      const isSingle = arrays.length > 0 && arrays.every((one) => one instanceof Float32Array);
      const values = isSingle ? new Float32Array(length) : new Float64Array(length);
      yield* picked(values, picks, reader(first), reader(second), length);
      return { type: isSingle ? "float32" : "float64", values };
    }
    case "boolean": {
      const values = new Uint8Array(length);
      const [first, second] = [truths(a, length), truths(b, length)];
      yield* picked(values, picks, (row) => first[row]! & 1, (row) => second[row]! & 1, length);
      return { type: "boolean", values };
    }
    case "date": {
      const values = new Int32Array(length);
      yield* picked(values, picks, daysOf(a), daysOf(b), length);
      return { type: "date", values };
    }
    case "text":
      return yield* textsChosen(rows, a, b);
    default: {
      const values = new BigInt64Array(length);
      yield* picked(values, picks, bigintsIn(a, unit), bigintsIn(b, unit), length);
      return type.kind === "timestamp" ? { type: "timestamp", values, unit, zone: type.zone } : { type: "duration", values, unit };
    }
  }
}

function* picked<T>(
  values: { [row: number]: T }, picks: Uint8Array, a: (row: number) => T, b: (row: number) => T, length: number,
): Evaluation<void> {
  yield* inSlices(length, (begin, end) => {
    for (let row = begin; row < end; row++) values[row] = picks[row] === TRUE ? a(row) : b(row);
  });
}

function reader(values: TypedArray | number): (row: number) => number {
  return typeof values === "number" ? () => values : (row) => values[row] as number;
}

function daysOf(value: ColumnOrConstant): (row: number) => number {
  return reader(Column.is(value) ? value.values! : Number(value.value ?? 0));
}

interface TextRows {
  texts: Texts;
  /** Which string a row is. */
  at(row: number): number;
  isCoded: boolean;
}

function textRows(value: ColumnOrConstant): TextRows {
  if (!Column.is(value)) return { texts: textsOf([(value.value ?? "") as string]), at: () => 0, isCoded: true };
  const { texts, codes } = value.data as { texts: Texts; codes?: Uint32Array };
  return codes ? { texts, at: (row) => codes[row]!, isCoded: true } : { texts, at: (row) => row, isCoded: false };
}

function* textsChosen({ picks, validity, length }: PickedRows, a: ColumnOrConstant, b: ColumnOrConstant): Evaluation<ColumnData> {
  const [first, second] = [textRows(a), textRows(b)];
  if (first.isCoded && second.isCoded) {
    const dictionary = new Dictionary();
    const [codesA, codesB] = [codesIn(dictionary, first.texts), codesIn(dictionary, second.texts)];
    const codes = new Uint32Array(length);
    yield* picked(codes, picks, (row) => codesA[first.at(row)]!, (row) => codesB[second.at(row)]!, length);
    return { type: "text", ...inOrder(dictionary.texts(), codes, validity) };
  }
  const builder = new TextsBuilder(length, first.texts.bytes.length);
  yield* inSlices(length, (begin, end) => {
    for (let row = begin; row < end; row++) {
      if (isValid(validity, row)) {
        const { texts, at } = picks[row] === TRUE ? first : second;
        const i = at(row);
        builder.add(texts.bytes, texts.offsets[i]!, texts.offsets[i + 1]!);
      }
      builder.endText();
    }
  });
  return { type: "text", texts: builder.finish() };
}
