/** Arguments of functions that make dates and timestamps, and their errors. */
import { BadValue } from "../../data-errors";
import { shown } from "../../errors";
import type { Column } from "../column";
import { dateFormatOf } from "../date-format";
import { type MomentParser, parseIso } from "../date-text";
import { PER_SECOND, type TimeUnit } from "../types";
import { isZone } from "../zones";
import type { ColumnScalar, FunctionParameter, ValueKind } from "./interface";

export const ISO = "ISO";
/** A unit of numbers since 1970. */
export type EpochUnit = TimeUnit | "d";
export const EPOCH_UNITS: readonly string[] = ["d", "s", "ms", "us", "ns"];
export const isTimeUnit = (unit: unknown): unit is TimeUnit => typeof unit === "string" && Object.hasOwn(PER_SECOND, unit);

export const optional = (name: string, kinds: readonly ValueKind[] = ["text"]): FunctionParameter =>
  ({ name, kinds, isOptional: true, isLiteral: true });

export const parserOf = (format: string | undefined): MomentParser =>
  format === undefined || format === ISO ? parseIso : dateFormatOf(format).parse;

export const wantedText = (what: string, format: string | undefined) =>
  format === undefined || format === ISO ? `${what} (another form needs its format: "DD/MM/YYYY")` : `text of the format ${shown(format)}`;

/** @throws Error for no zone */
export function checkZone(call: string, zone: ColumnScalar | undefined): string | undefined {
  if (zone === undefined || zone === null) return undefined;
  if (typeof zone === "string" && isZone(zone)) return zone;
  throw new Error(`${call}: no time zone is named ${shown(zone)}: write "America/Sao_Paulo", "UTC" or "+05:30"`);
}

export function badNumber(call: string, wanted: string, value: number | bigint, row: number): BadValue {
  return new BadValue(`${call}: row ${row + 1}: expected ${wanted}, got ${value}`, row + 1, "");
}

/** The kind of a value, as functions choose by it. */
export function kindOf(column: Column): ValueKind {
  const { type } = column;
  return type === "text" || type === "date" || type === "timestamp" || type === "duration" || type === "boolean" ? type : "number";
}
