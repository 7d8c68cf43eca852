/** What the first rows of a file show of the way in which all of it is written. */
import type { RowSample } from "./dialect";
import { CsvField } from "./field";
import type { MissingWords } from "./missing";
import { NumberSense } from "./numbers";

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

export interface FileEvidence {
  /** The sign before fractions, where numbers of some column show it, and those of no other column show the other one. */
  decimal: "." | "," | undefined;
  /** Whether quotes tell text from other values: some name has none, or some column has values and none in quotes. */
  quotesTell: boolean;
  /** The columns whose names are in quotes that they do not need. */
  quotedNames: ReadonlySet<number>;
}

interface ColumnEvidence {
  hasValues: boolean;
  /** Whether no field is in quotes; whether all values are; whether one is that does not need them. */
  isBare: boolean;
  isQuoted: boolean;
  isTold: boolean;
  decimal: "." | "," | undefined;
}

export function evidenceOf(sample: RowSample, columns: number, missing: MissingWords): FileEvidence {
  const names = namesIn(sample);
  const all = Array.from({ length: columns }, (_, column) => columnEvidence(sample, column, missing));
  const quotesTell = sample.quote !== 0 && (names.someBare || all.some(({ hasValues, isBare }) => hasValues && isBare));
  const isText = ({ isQuoted, isTold }: ColumnEvidence, column: number) => quotesTell && isQuoted && (isTold || names.quoted.has(column));
  const shown = new Set(all.filter((one, column) => !isText(one, column)).map(({ decimal }) => decimal));
  const decimal = shown.has(".") === shown.has(",") ? undefined : shown.has(".") ? "." : ",";
  return { decimal, quotesTell, quotedNames: names.quoted };
}

function columnEvidence({ bytes, fields, header, quote, delimiter }: RowSample, column: number, missing: MissingWords): ColumnEvidence {
  const field = new CsvField();
  const numbers = new NumberSense(undefined);
  const found: ColumnEvidence = { hasValues: false, isBare: true, isQuoted: true, isTold: false, decimal: undefined };
  for (let row = header + 1; row < fields.count; row++) {
    const f = fields.rows[row]! + column;
    if (f >= fields.rows[row + 1]!) continue;
    field.set(bytes, fields.begins[f]!, fields.ends[f]!, quote);
    const text = field.string(bytes, quote).trim();
    if (field.isQuoted) {
      found.isBare = false;
      found.isTold ||= !needsQuotes(bytes, field.begin, field.end, quote, delimiter);
    } else if (!missing.has(text)) found.isQuoted = false;
    if (missing.has(text)) continue;
    found.hasValues = true;
    numbers.add(text);
    if (!found.isBare && !numbers.isAlive) break;
  }
  if (found.hasValues) found.decimal = numbers.shownDecimal();
  return found;
}

function namesIn({ bytes, fields, header, quote, delimiter }: RowSample): { someBare: boolean; quoted: Set<number> } {
  const quoted = new Set<number>();
  let someBare = false;
  const field = new CsvField();
  const first = header < 0 ? 0 : fields.rows[header]!;
  const end = header < 0 ? 0 : fields.rows[header + 1]!;
  for (let f = first; f < end; f++) {
    field.set(bytes, fields.begins[f]!, fields.ends[f]!, quote);
    if (!field.isQuoted) someBare ||= field.string(bytes, quote).trim() !== "";
    else if (!needsQuotes(bytes, field.begin, field.end, quote, delimiter)) quoted.add(f - first);
  }
  return { someBare, quoted };
}

/** Whether text could not be written without quotes. */
export function needsQuotes(bytes: Uint8Array, begin: number, end: number, quote: number, delimiter: number): boolean {
  for (let at = begin; at < end; at++) {
    const byte = bytes[at];
    if (byte === delimiter || byte === quote || byte === LINE_FEED || byte === CARRIAGE_RETURN) return true;
  }
  return false;
}
