/** Columns of values that a caller gives: what tests of this room need of it. */
import { BadValue } from "../data-errors";
import { Column } from "./column";
import { textsOf } from "./texts";
import { type ColumnType, NUMBER_ARRAYS, type TimeUnit } from "./types";
import { allValid, setNull } from "./validity";

export interface ColumnOfOptions {
  type?: ColumnType;
  zone?: string;
  unit?: TimeUnit;
}

export function columnOf(values: readonly unknown[], options: ColumnOfOptions = {}, where = "column"): Column {
  const { length } = values;
  const validity = allValid(length);
  for (const [row, value] of values.entries()) if (value == null) setNull(validity, row);
  const present = values.filter((value) => value != null);
  const all = (kind: string) => present.every((value) => typeof value === kind);
  const type = options.type ?? (all("number") ? "float64" : all("bigint") ? "int64" : all("boolean") ? "boolean" : "text");
  const texts = () => textsOf(values.map((value) => (value == null ? "" : String(value))));
  if (type === "text") return new Column({ type, texts: texts() }, length, validity);
  if (type === "boolean") return new Column({ type, values: Uint8Array.from(values, (value) => Number(value === true)) }, length, validity);
  if (!Object.hasOwn(NUMBER_ARRAYS, type)) throw new Error(`no ${type} yet`);
  const Kind = NUMBER_ARRAYS[type as "float64"];
  const isBig = type === "int64" || type === "uint64";
  const numbers = values.map((value, row) => {
    if (value == null) return isBig ? 0n : 0;
    const number = isBig ? BigInt(value as number) : Number(value);
    if (!Number.isNaN(number) || value === "NaN") return number;
    throw new BadValue(`${where}, row ${row + 1}: ${String(value)} is no ${type}`, row + 1, where);
  });
  return new Column({ type: type as "float64", values: Kind.from(numbers as number[]) }, length, validity);
}
