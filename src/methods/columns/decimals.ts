/** Decimals beside decimals, integers and numbers that are written in the formula: compared digit by digit. */
import { Column } from "../../columns/column";
import { type Decimals, parsedDecimal, type ScaledInteger, unscaled } from "../../columns/decimals";
import type { Comparison } from "../../columns/functions/compare";
import { isValid } from "../../columns/validity";
import { type ColumnOrConstant, type Evaluation, inSlices, validIn } from "./values";

const TRUE_OF: Readonly<Record<Comparison, (order: number) => boolean>> = {
  "==": (order) => order === 0, "!=": (order) => order !== 0, "<": (order) => order < 0, "<=": (order) => order <= 0,
  ">": (order) => order > 0, ">=": (order) => order >= 0,
};

/** Null where either is. */
export function* compareDecimals(a: ColumnOrConstant, b: ColumnOrConstant, operation: Comparison, length: number): Evaluation<Column> {
  const validity = validIn([a, b], length);
  const found = new Uint8Array(length);
  const isTrue = TRUE_OF[operation];
  const scale = Math.max(scaleOf(a), scaleOf(b));
  const [left, right] = [integersIn(a, scale), integersIn(b, scale)];
  yield* inSlices(length, (begin, end) => {
    for (let row = begin; row < end; row++) {
      if (validity && !isValid(validity, row)) continue;
      const [first, second] = [left(row), right(row)];
      found[row] = Number(isTrue(first < second ? -1 : first > second ? 1 : 0));
    }
  });
  return new Column({ type: "boolean", values: found }, length, validity);
}

/** Whether each decimal is one of some that are given by their digits; null where it is null. */
export function* amongDecimals(column: Column, digits: readonly string[], length: number): Evaluation<Column> {
  const data = column.data as Decimals;
  const wanted = new Set<bigint>();
  for (const text of digits) {
    const parsed = parsedDecimal(text);
    if (!parsed) continue; // a NaN equals nothing, and no decimal is infinite
    const integer = atScale(parsed, Math.max(parsed.scale, data.scale));
    const rest = 10n ** BigInt(Math.max(0, parsed.scale - data.scale));
    if (integer % rest === 0n) wanted.add(integer / rest);
  }
  const { validity } = column;
  const found = new Uint8Array(length);
  yield* inSlices(length, (begin, end) => {
    for (let row = begin; row < end; row++) {
      if (!validity || isValid(validity, row)) found[row] = Number(wanted.has(unscaled(data, row)));
    }
  });
  return new Column({ type: "boolean", values: found }, length, validity);
}

function constantIn({ digits, value }: Exclude<ColumnOrConstant, Column>): ScaledInteger {
  return value === null ? { integer: 0n, scale: 0 } : parsedDecimal(digits ?? String(value))!;
}

function scaleOf(value: ColumnOrConstant): number {
  if (!Column.is(value)) return constantIn(value).scale;
  return value.data.type === "decimal" ? value.data.scale : 0;
}

const atScale = ({ integer, scale }: ScaledInteger, to: number): bigint => integer * 10n ** BigInt(to - scale);

/** The values as integers of a scale. */
function integersIn(value: ColumnOrConstant, scale: number): (row: number) => bigint {
  if (!Column.is(value)) {
    const integer = atScale(constantIn(value), scale);
    return () => integer;
  }
  const { data } = value;
  const factor = 10n ** BigInt(scale - scaleOf(value));
  if (data.type !== "decimal") {
    const values = value.values!;
    return (row) => BigInt(values[row]!) * factor;
  }
  if (factor === 1n) return (row) => unscaled(data, row);
  return (row) => unscaled(data, row) * factor;
}
