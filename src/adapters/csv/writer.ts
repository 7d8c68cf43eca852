/**
 * Tables as CSV. What is written reads back as it was: numbers in the shortest text that is exact, dates and times as ISO 8601, null as
 * nothing (in a table of one column as NA, as blank lines at its end would be no rows), empty text as "". Text is in quotes where it would
 * be read as something else: blank, a word for null, with blanks at its ends, with delimiters, quotes or line ends in it. All text of a
 * column is in quotes where none of it is text for sure ("007", "true", "2020-01-31"): by that a reader knows it for text, as names, and
 * values of other types, have none. Where such text needs its quotes in any case ("1,5"), the name has quotes, too.
 *
 * The types come from the values when the file is read. So `types` must give float64 whose values are all whole and int64 whose values are
 * all within 32 bits (the numbers are the same), float32, small or unsigned integers, durations, decimals, times of a zone other than UTC
 * or in another unit than microseconds, and columns without a value. They must give text, too, where nothing in the file is without quotes
 * but values: in tables of such text alone whose names all need quotes, or all have them as all text needs them; and all types of values
 * that have the delimiter in them, such as "-" or ":".
 */
import type { Column } from "../../columns/column";
import { textAt } from "../../columns/texts";
import { type ColumnData, PER_SECOND, type TimeUnit } from "../../columns/types";
import { BadOption } from "../../errors";
import type { TablePart } from "../format";
import { quoted } from "../../shown";
import { standsForNull } from "./missing";
import { isFractionOrTime, isSurelyText } from "./values";

export interface CsvWriteOptions {
  /** One ASCII character. Default: ",". */
  delimiter?: string | undefined;
  /** Whether the first row has the names. Default: true. */
  header?: boolean | undefined;
  /** Whether a byte order mark is first, as Excel wants it of UTF-8. Default: false. */
  bom?: boolean | undefined;
  /** Default: "\n". */
  lineEnd?: "\n" | "\r\n" | undefined;
}

type WriteBytes = (bytes: Uint8Array) => Promise<void>;
type TextOf = (row: number) => string;

/** Characters after which text goes out. */
const PIECE = 1 << 18;
const MARK = "\ufeff";
/** What a reader may take for a delimiter, before it knows. */
const USUAL_DELIMITERS = ",;\t|";

/** @throws BadOption, and what `out` throws */
export async function writeCsv(parts: AsyncIterable<TablePart>, out: WriteBytes, options: CsvWriteOptions = {}): Promise<void> {
  const { delimiter = ",", header = true, bom = false, lineEnd = "\n" } = options;
  const check = (key: keyof CsvWriteOptions, isRight: boolean, expected: string) => {
    if (!isRight) throw new BadOption(`write: ${key} must be ${expected}, got ${quoted(String(options[key]))}`);
  };
  const isSign = typeof delimiter === "string" && /^[\t\x20-\x7e]$/.test(delimiter) && delimiter !== '"';
  check("delimiter", isSign, "one ASCII character, and no quote");
  check("header", typeof header === "boolean", "true or false");
  check("bom", typeof bom === "boolean", "true or false");
  check("lineEnd", ["\n", "\r\n"].includes(lineEnd), '"\\n" or "\\r\\n"');
  const buffer = new TextOut(out);
  if (bom) buffer.text += MARK;
  const needs = needsFor(delimiter);
  /** Whether the text of a column is known for text by some of it. */
  let areTold: boolean[] | undefined;
  for await (const part of parts) {
    if (!areTold && header) buffer.text += namesOf(part, delimiter).join(delimiter) + lineEnd;
    const told = (areTold ??= part.map(() => false));
    const nothing = part.length === 1 ? "NA" : "";
    const columns = part.map(([, column], i) => {
      told[i] ||= column.type === "text" && hasText(column, tells);
      const quotes = told[i] || column.type !== "text" ? (text: string) => (needs(text) ? inQuotes(text) : text) : inQuotes;
      return withNulls(column, textsOf(column, delimiter, quotes), nothing);
    });
    const length = part[0]?.[1].length ?? 0;
    for (let row = 0; row < length; row++) {
      let line = columns[0]!(row);
      for (let i = 1; i < columns.length; i++) line += delimiter + columns[i]!(row);
      buffer.text += line + lineEnd;
      if (buffer.text.length >= PIECE) await buffer.flush();
    }
  }
  await buffer.flush();
}

class TextOut {
  text = "";
  constructor(readonly out: WriteBytes) {}

  async flush(): Promise<void> {
    const { text } = this;
    this.text = "";
    if (text !== "") await this.out(Buffer.from(text, "utf8"));
  }
}

const inQuotes = (text: string) => `"${text.replaceAll('"', '""')}"`;
/** Of any delimiter that a reader may see. */
const signsOf = (delimiter: string) => `${USUAL_DELIMITERS}${delimiter}`.replace(/[\\\]^-]/g, "\\$&");

/** Whether text must be in quotes to be what it is, where its column is known for text. */
function needsFor(delimiter: string): (text: string) => boolean {
  const special = new RegExp(`[${signsOf(delimiter)}"\\r\\n]|^[\\s#\ufeff]|\\s$|^sep=.$`, "i");
  return (text) => special.test(text) || standsForNull(text);
}

/** Whether text makes text of its column, whatever else is in it. */
const tells = (text: string) => !standsForNull(text) && isSurelyText(text);

/** The first name may not look as if the file were of another format. */
const OTHER_FORMAT = /^[[{<%]/;

/** Names have quotes where they need them, and above text that is known by nothing else. */
function namesOf(part: TablePart, delimiter: string): string[] {
  const special = new RegExp(`[${signsOf(delimiter)}"\\r\\n]|^[\\s#\ufeff]|\\s$|^$|^sep=.?$`, "i");
  const needing = new RegExp(`["\\r\\n${delimiter.replace(/[\\\]^-]/g, "\\$&")}]`);
  const needs = part.map(([name], i) => special.test(name) || isFractionOrTime(name) || (i === 0 && OTHER_FORMAT.test(name)));
  const untold = part.map(([, column]) =>
    column.type === "text" && column.length > 0 && !hasText(column, (text) => tells(text) || !needing.test(text)));
  const someBare = part.some(([, { type }], i) => type !== "text" || !(needs[i] || untold[i]));
  return part.map(([name], i) => (needs[i] || (untold[i] && someBare) ? inQuotes(name) : name));
}

/** Whether some value of a column of text is of a kind. */
function hasText(column: Column, isOfKind: (text: string) => boolean): boolean {
  const { texts, codes } = column.data as Extract<ColumnData, { type: "text" }>;
  const seen = new Set<number>();
  for (let row = 0; row < column.length; row++) {
    const entry = codes ? codes[row]! : row;
    if (column.isNull(row) || seen.has(entry)) continue;
    if (codes) seen.add(entry);
    if (isOfKind(textAt(texts, entry))) return true;
  }
  return false;
}

function withNulls(column: Column, textOf: TextOf, nothing: string): TextOf {
  return column.nullCount === 0 ? textOf : (row) => (column.isNull(row) ? nothing : textOf(row));
}

/** The text of each value, which is not null. */
function textsOf(column: Column, delimiter: string, quotes: (text: string) => string): TextOf {
  const { data } = column;
  if (data.type === "text") {
    const { texts, codes } = data;
    if (!codes) return (row) => quotes(textAt(texts, row));
    const known: string[] = [];
    return (row) => (known[codes[row]!] ??= quotes(textAt(texts, codes[row]!)));
  }
  const textOf = plainTextsOf(column);
  return USUAL_DELIMITERS.includes(delimiter) ? textOf : (row) => quotes(textOf(row));
}

function plainTextsOf(column: Column): TextOf {
  const { data } = column;
  switch (data.type) {
    case "float64":
      return (row) => numberText(data.values[row] as number);
    case "float32":
      return (row) => singleText(data.values[row] as number);
    case "duration":
      return (row) => durationText(data.values[row]!, data.unit);
    default:
      return (row) => String(column.get(row));
  }
}

/** Integers that only floats have are written with an exponent, so that floats are read. */
function numberText(value: number): string {
  if (Object.is(value, -0)) return "-0";
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? value.toExponential() : String(value);
}

/** Any float32 has so many significant digits at most. */
const SINGLE_DIGITS = 9;

/** The shortest text from which the same float32 is read. */
function singleText(value: number): string {
  if (!Number.isFinite(value) || value === 0) return numberText(value);
  for (let digits = 1; digits < SINGLE_DIGITS; digits++) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) return String(shorter);
  }
  return String(Number(value.toPrecision(SINGLE_DIGITS)));
}

/** ISO 8601, in seconds: "PT90.5S". */
function durationText(value: bigint, unit: TimeUnit): string {
  const per = BigInt(PER_SECOND[unit]);
  const size = value < 0n ? -value : value;
  const digits = String(per).length - 1;
  const fraction = digits === 0 ? "" : String(size % per).padStart(digits, "0").replace(/0+$/, "");
  return `${value < 0n ? "-" : ""}PT${size / per}${fraction === "" ? "" : `.${fraction}`}S`;
}
