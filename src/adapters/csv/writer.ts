/**
 * Tables as CSV. What is written reads back as it was: numbers in the shortest text that is exact, dates and times as ISO 8601, null as
 * nothing (in a table of one column as NA, as a blank line would be no row), empty text as "". Text is in quotes where it would be read
 * as something else: blank, a word for null, with blanks at its ends, with delimiters, quotes or line ends in it.
 *
 * The types come from the values when the file is read. So `types` must give those of text whose values are all numbers, dates or
 * booleans, of float64 whose values are all whole, of float32, small or unsigned integers, durations, decimals, times of a zone other than
 * UTC or in another unit than microseconds, and of columns without a value.
 */
import type { Column } from "../../columns/column";
import { textAt } from "../../columns/texts";
import { PER_SECOND, type TimeUnit } from "../../columns/types";
import { BadOption } from "../../errors";
import type { TablePart } from "../format";
import { quoted } from "../shown";
import { standsForNull } from "./missing";

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
  let isFirst = true;
  for await (const part of parts) {
    const quotes = quotesFor(delimiter, part.length === 1);
    if (isFirst && header) buffer.text += part.map(([name]) => quotes(name)).join(delimiter) + lineEnd;
    isFirst = false;
    const nothing = part.length === 1 ? "NA" : "";
    const columns = part.map(([, column]) => withNulls(column, textsOf(column, delimiter, quotes), nothing));
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

/** What puts text in quotes, where it needs them. A reader of one column may see delimiters where there are none: so it has more. */
function quotesFor(delimiter: string, isSingle: boolean): (text: string) => string {
  const signs = `${USUAL_DELIMITERS}${delimiter}${isSingle ? ":" : ""}`;
  const special = new RegExp(`[${signs.replace(/[\\\]^-]/g, "\\$&")}"\\r\\n]|^[\\s#\ufeff]|\\s$`);
  return (text) => (special.test(text) || standsForNull(text) ? `"${text.replaceAll('"', '""')}"` : text);
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

function numberText(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
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
