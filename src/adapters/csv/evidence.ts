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

export function evidenceOf(sample: RowSample, columns: number, missing: MissingWords): FileEvidence {
  const { bytes, fields, header, quote } = sample;
  const field = new CsvField();
  const first = header + 1;
  let hasBareColumn = false;
  let showsPoint = false;
  let showsComma = false;
  for (let column = 0; column < columns; column++) {
    const numbers = new NumberSense(undefined);
    let isBare = true;
    let hasValues = false;
    for (let row = first; row < fields.count; row++) {
      const f = fields.rows[row]! + column;
      if (f >= fields.rows[row + 1]!) continue;
      field.set(bytes, fields.begins[f]!, fields.ends[f]!, quote);
      const text = field.string(bytes, quote).trim();
      if (field.isQuoted) isBare = false;
      if (missing.has(text)) continue;
      hasValues = true;
      numbers.add(text);
      if (!isBare && !numbers.isAlive) break;
    }
    hasBareColumn ||= isBare && hasValues;
    const shown = hasValues ? numbers.shownDecimal() : undefined;
    showsPoint ||= shown === ".";
    showsComma ||= shown === ",";
  }
  const decimal = showsPoint === showsComma ? undefined : showsPoint ? "." : ",";
  const names = namesIn(sample);
  return { decimal, quotesTell: quote !== 0 && (hasBareColumn || names.someBare), quotedNames: names.quoted };
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
