/** Tables as JSON: an object a line, or a list of objects. */
import type { Column } from "../../columns/column";
import { textsIn } from "../../columns/texts";
import { PER_SECOND, type TimeUnit } from "../../columns/types";
import { BadValue } from "../../data-errors";
import { BadOption } from "../../errors";
import type { TablePart } from "../format";
import { quoted } from "../../shown";

export interface JsonWriteOptions {
  /** "ndjson", an object a line, or "json", a list of objects. Default "ndjson". */
  format?: "ndjson" | "json";
  /** What becomes of NaN and infinities, which JSON has not: an error, null, or the words that Python writes and reads. Default "error". */
  nonFinite?: "error" | "null" | "literal";
}

type CellText = (row: number) => string;

const FORMATS = ["ndjson", "json"];
const NON_FINITE = ["error", "null", "literal"];
const BLOCK_CHARACTERS = 64 * 1024;

/**
 * Integers are written with all digits, floats so that the same double or float is read (1 as 1.0: it stays a float), decimals as text,
 * dates and timestamps as ISO 8601 text with the offset of their zone, durations as numbers of milliseconds.
 *
 * @throws BadOption, BadValue, and what `out` throws
 */
export async function writeJson(
  parts: AsyncIterable<TablePart>, out: (bytes: Uint8Array) => Promise<void>, options: JsonWriteOptions = {},
): Promise<void> {
  const { format = "ndjson", nonFinite = "error" } = options;
  checkOption("format", format, FORMATS);
  checkOption("nonFinite", nonFinite, NON_FINITE);
  const isList = format === "json";
  let text = isList ? "[" : "";
  let before = 0;
  for await (const part of parts) {
    const cells = part.map(([name, column]) => cellsOf(name, column, nonFinite, before));
    const keys = part.map(([name], i) => `${i === 0 ? "{" : ","}${JSON.stringify(name)}:`);
    const length = part[0]?.[1].length ?? 0;
    for (let row = 0; row < length; row++) {
      if (isList) text += before + row === 0 ? "\n" : ",\n";
      for (let i = 0; i < keys.length; i++) text += keys[i]! + cells[i]!(row);
      text += isList ? "}" : "}\n";
      if (text.length < BLOCK_CHARACTERS) continue;
      await out(Buffer.from(text));
      text = "";
    }
    before += length;
  }
  if (isList) text += before === 0 ? "]\n" : "\n]\n";
  await out(Buffer.from(text));
}

function checkOption(name: string, value: string, known: readonly string[]): void {
  if (known.includes(value)) return;
  throw new BadOption(`writing JSON: ${name} must be one of ${known.map(quoted).join(", ")}; got ${quoted(String(value))}`);
}

function cellsOf(name: string, column: Column, nonFinite: string, before: number): CellText {
  const { data } = column;
  const present = (cell: CellText): CellText => (column.nullCount === 0 ? cell : (row) => (column.isNull(row) ? "null" : cell(row)));
  switch (data.type) {
    case "float64":
    case "float32": {
      const { values } = data;
      return present((row) => {
        const value = values[row] as number;
        return Number.isFinite(value) ? floatText(value) : wordFor(value, name, nonFinite, before + row + 1);
      });
    }
    case "boolean":
      return present((row) => (data.values[row] === 1 ? "true" : "false"));
    case "duration":
      return present((row) => millisecondsText(data.values[row]!, data.unit));
    case "text": {
      const strings = textsIn(data.texts).map((text) => JSON.stringify(text));
      const { codes } = data;
      return present(codes ? (row) => strings[codes[row]!]! : (row) => strings[row]!);
    }
    case "date":
    case "timestamp":
    case "decimal":
      // Of characters that need no escapes.
      return present((row) => `"${column.get(row)}"`);
    default: {
      const { values } = data;
      return present((row) => String(values[row]));
    }
  }
}

function floatText(value: number): string {
  const text = Object.is(value, -0) ? "-0" : String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

function wordFor(value: number, name: string, nonFinite: string, row: number): string {
  if (nonFinite === "null") return "null";
  if (nonFinite === "literal") return String(value);
  throw new BadValue(
    `writing JSON: row ${row}, column ${quoted(name)}: JSON has no ${value}. Write nulls, or the words that Python knows: nonFinite: ` +
      '"null" or "literal"',
    row, name,
  );
}

/** All digits: 1500.25. */
function millisecondsText(value: bigint, unit: TimeUnit): string {
  if (unit === "s") return String(value * 1000n);
  const digits = String(PER_SECOND[unit]).length - 4;
  if (digits === 0) return String(value);
  const size = String(value < 0n ? -value : value).padStart(digits + 1, "0");
  const fraction = size.slice(-digits).replace(/0+$/, "");
  return `${value < 0n ? "-" : ""}${size.slice(0, -digits)}${fraction === "" ? "" : `.${fraction}`}`;
}
