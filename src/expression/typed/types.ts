/** Types of values in formulas over columns: how they are called, and how they go together. */
import type { ColumnFunction, ColumnScalar, ValueKind, ValueType } from "../../columns/functions/interface";
import { type ColumnType, isNumberType, PER_SECOND, type TimeUnit } from "../../columns/types";

/** What a formula may refer to by its name. */
export interface FormulaInput extends ValueType {
  /** Some of its rows may be null. */
  readonly isNullable: boolean;
}

/** The same value in every row; of dates the day since 1970-01-01, of timestamps and durations units of the type. */
export interface ConstantValue {
  readonly type: ValueType;
  readonly value: ColumnScalar;
  /** Of a number that is written in the formula, all that are written. */
  readonly digits?: string | undefined;
}

export type FunctionLibrary = ReadonlyMap<string, ColumnFunction>;

export const NUMBER: ValueType = { kind: "number" };
export const BOOLEAN: ValueType = { kind: "boolean" };
export const TEXT: ValueType = { kind: "text" };
export const DATE: ValueType = { kind: "date" };

export function kindOfColumn(type: ColumnType): ValueKind {
  return isNumberType(type) || type === "decimal" ? "number" : type;
}

/** As messages call a type. */
export function calledType({ kind, type, unit, zone }: ValueType): string {
  if (kind === "timestamp") return `timestamp (${[unit, zone].filter((one) => one !== undefined).join(", ")})`;
  if (kind === "number" && type !== undefined && type !== "float64") return `number (${type})`;
  return kind;
}

export function calledKinds(kinds: readonly ValueKind[]): string {
  return kinds.length < 2 ? String(kinds[0]) : `${kinds.slice(0, -1).join(", ")} or ${kinds.at(-1)!}`;
}

export function isTime({ kind }: ValueType): boolean {
  return kind === "date" || kind === "timestamp";
}

/** Numbers, and booleans, which are 1 and 0 to kernels. */
export function isNumeric({ kind }: ValueType): boolean {
  return kind === "number" || kind === "boolean";
}

export function finer(a: TimeUnit | undefined, b: TimeUnit | undefined): TimeUnit {
  const [first, second] = [a ?? "s", b ?? "s"];
  return PER_SECOND[first] >= PER_SECOND[second] ? first : second;
}

const NS_PER_SECOND = 1_000_000_000n;

/** Nanoseconds of a unit. */
export function nsOf(unit: TimeUnit): bigint {
  return NS_PER_SECOND / BigInt(PER_SECOND[unit]);
}

/** The coarsest unit that has a duration whole. */
export function unitOf(ns: bigint): TimeUnit {
  return (["s", "ms", "us"] as const).find((unit) => ns % nsOf(unit) === 0n) ?? "ns";
}

/** How a value of one type becomes one of the kinds that are wanted: words after a colon, or "". */
export function wayOut(got: ValueType, wanted: readonly ValueKind[], shown: string, library: FunctionLibrary): string {
  if (got.kind === "duration" && wanted.includes("number")) return `: write ${shown} / 1d for the number of days`;
  for (const kind of wanted) {
    const [first, second] = library.get(kind)?.parameters ?? [];
    if (!first?.kinds.includes(got.kind)) continue;
    const hasFormat = got.kind === "text" && isTime({ kind }) && second !== undefined;
    return `: write ${kind}(${shown}${hasFormat ? ', "DD/MM/YYYY"' : ""})`;
  }
  return "";
}
