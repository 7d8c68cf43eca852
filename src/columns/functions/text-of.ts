/** Values of any type as text. */
import { Column } from "../column";
import { textsOf } from "../texts";
import { PER_SECOND, type TimeUnit } from "../types";

const SINGLE_DIGITS = [6, 7, 8, 9];

/** A column's values as text. */
export function textOf(column: Column): Column {
  const { data, length, validity } = column;
  if (data.type === "text") return column;
  if (data.type === "boolean") {
    const codes = Uint32Array.from(data.values.subarray(0, length));
    const firstIsTrue = firstValue(column) === true;
    if (firstIsTrue) for (let row = 0; row < length; row++) codes[row] = 1 - codes[row]!;
    if (column.nullCount > 0) for (let row = 0; row < length; row++) if (column.isNull(row)) codes[row] = 0;
    return new Column({ type: "text", texts: textsOf(firstIsTrue ? ["true", "false"] : ["false", "true"]), codes }, length, validity);
  }
  const write = writerOf(column);
  const texts = Array.from({ length }, (_, row) => (column.isNull(row) ? "" : write(row)));
  return new Column({ type: "text", texts: textsOf(texts) }, length, validity);
}

function firstValue(column: Column) {
  for (const value of column) if (value !== null) return value;
  return undefined;
}

function writerOf(column: Column): (row: number) => string {
  const { data } = column;
  if (data.type === "float32") return (row) => singleText(data.values[row] as number);
  if (data.type === "duration") return (row) => durationText(data.values[row]!, data.unit);
  return (row) => String(column.get(row));
}

/** The shortest digits that float32 reads as the same number. */
function singleText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  for (const digits of SINGLE_DIGITS) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(value);
}

/** ISO 8601, in hours, minutes and seconds: PT36H, -PT0.5S. */
export function durationText(value: bigint, unit: TimeUnit): string {
  const per = BigInt(PER_SECOND[unit]);
  const size = value < 0n ? -value : value;
  const seconds = size / per;
  const rest = size % per;
  const fraction = rest === 0n ? "" : `.${String(rest).padStart(String(per).length - 1, "0").replace(/0+$/, "")}`;
  const [hour, minute, second] = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n];
  const last = second > 0n || fraction !== "" ? `${second}${fraction}S` : "";
  const text = `${hour > 0n ? `${hour}H` : ""}${minute > 0n ? `${minute}M` : ""}${last}`;
  return `${value < 0n ? "-" : ""}PT${text === "" ? "0S" : text}`;
}
