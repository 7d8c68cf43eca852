/** JavaScript's values, as columns are made of them: which are null, and of which kind all are. */
import { BadValue } from "../data-errors";
import { shown } from "../errors";
import { isDate, temporalKind } from "./temporal";
import type { ColumnType, TimeUnit, Validity } from "./types";
import { allValid, setNull } from "./validity";

export interface ColumnOptions {
  /** Else it is inferred from all values. */
  type?: ColumnType | undefined;
  /** Of timestamps: the clock that shows them; where values are of a clock on the wall, whose it is. */
  zone?: string | undefined;
  /** Of timestamps and durations: that of numbers that are given, or of the column. */
  unit?: TimeUnit | undefined;
  /** Of dates and timestamps that are text: "DD/MM/YYYY". */
  format?: string | undefined;
  /** Digits after the point of decimals; else as many as any value has. */
  scale?: number | undefined;
  /** As errors call it. */
  name?: string | undefined;
  /** What errors begin with, in place of the name: a file and its column. */
  where?: string | undefined;
}

export type InferredKind = "number" | "bigint" | "boolean" | "text" | "date" | "instant" | "wall";
const WORDS: Readonly<Record<InferredKind, string>> = {
  number: "a number", bigint: "a bigint", boolean: "a boolean", text: "text", date: "a date", instant: "a moment",
  wall: "a date and time without a zone",
};

/** A value of a column that is not what it should be. Rows are counted from 1. */
export function badRow(options: ColumnOptions, row: number, wanted: string, got: string): BadValue {
  return new BadValue(`${placeOf(options)}row ${row + 1}: expected ${wanted}, got ${got}`, row + 1, options.name ?? "");
}

/** What messages about a column begin with. */
export function placeOf({ name, where }: ColumnOptions): string {
  if (where !== undefined) return `${where}: `;
  return name === undefined ? "" : `column ${shown(name)}: `;
}

/** The kind of all values that are not null; undefined where there are none. @throws BadValue where they differ */
export function inferred(values: ArrayLike<unknown>, options: ColumnOptions): InferredKind | undefined {
  let kind: InferredKind | undefined;
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (value === null || value === undefined) continue;
    const own = kindOfValue(value);
    if (own === undefined) throw badRow(options, row, kind ? WORDS[kind] : "a number, text, boolean, date or null", shown(value));
    kind ??= own;
    if (own === kind) continue;
    const got = `${WORDS[own]} (${shown(value)}): give the column's type, or make them alike`;
    throw badRow(options, row, `${WORDS[kind]}, as the rows before have`, got);
  }
  return kind;
}

function kindOfValue(value: unknown): InferredKind | undefined {
  switch (typeof value) {
    case "number":
      return "number";
    case "string":
      return "text";
    case "bigint":
      return "bigint";
    case "boolean":
      return "boolean";
    case "object":
      break;
    default:
      return undefined;
  }
  if (isDate(value as object)) return "instant";
  const kind = temporalKind(value as object);
  if (kind === undefined) return undefined;
  return kind === "PlainDate" ? "date" : kind === "PlainDateTime" ? "wall" : "instant";
}

/** Which values are there; undefined where all are. */
export function validityOf(values: ArrayLike<unknown>): Validity | undefined {
  let validity: Validity | undefined;
  for (let row = 0; row < values.length; row++) {
    if (values[row] !== null && values[row] !== undefined) continue;
    setNull((validity ??= allValid(values.length)), row);
  }
  return validity;
}
