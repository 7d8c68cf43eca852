/** A column of text as a column of what its texts are. */
import { setImmediate as pause } from "node:timers/promises";
import { Column } from "../../columns/column";
import { textAt } from "../../columns/texts";
import type { ColumnData } from "../../columns/types";
import { allValid, setNull } from "../../columns/validity";
import { AmbiguousDate, BadValue } from "../../data-errors";
import type { WantedType } from "../format";
import { quoted } from "../../shown";
import { formatHasOffset } from "./date-format";
import { DATE_ORDERS, readDate } from "./dates";
import { decoderOf } from "./decode";
import type { FileEvidence } from "./evidence";
import type { MissingWords } from "./missing";
import type { CsvTextData } from "./text-builder";
import { differs, type TextReading, TEXT, TextSense, UnsureOrder } from "./values";

/** What is known of a column while it is read. */
export interface ColumnContext {
  /** Of the file. */
  source: string;
  name: string;
  wanted: WantedType | undefined;
  missing: MissingWords;
  delimiter: string;
  decimal: "." | "," | undefined;
  zone: string | undefined;
  /** What the first rows of the file show. */
  evidence: FileEvidence;
}

/** After so many texts others have their turn: some ten milliseconds. */
const TURN_TEXTS = 1 << 14;
const MOST_SHOWN = 100;
const cut = (text: string) => quoted(text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}...` : text);

/** The texts that are values, without blanks around them. Of a dictionary each comes once. */
function* valuesIn(column: Column, { missing }: ColumnContext): Generator<string> {
  const { texts, codes } = column.data as CsvTextData;
  const count = texts.offsets.length - 1;
  for (let i = 0; i < count; i++) {
    if (!codes && column.isNull(i)) continue;
    const text = textAt(texts, i).trim();
    if (!missing.has(text)) yield text;
  }
}

export function senseOf(context: ColumnContext): TextSense {
  return new TextSense(context.delimiter, context.decimal, (context.wanted?.zone ?? context.zone) !== undefined, context.evidence.decimal);
}

/**
 * How the texts of a column are to be read: as is asked, else as all of them show. `isPart`: more rows follow; `isQuoted`: quotes tell that
 * they are text. @throws AmbiguousDate
 */
export async function readingOf(column: Column, context: ColumnContext, isPart: boolean, isQuoted: boolean): Promise<TextReading> {
  const { wanted } = context;
  if (wanted ? wanted.type === "text" : isQuoted) return TEXT;
  const sense = senseOf(context);
  let taken = 0;
  for (const text of valuesIn(column, context)) {
    if (!sense.add(text) && !wanted) return TEXT;
    if (++taken % TURN_TEXTS === 0) await pause();
  }
  try {
    return wanted ? askedReading(wanted, sense, column, context) : sense.decide(() => valuesIn(column, context));
  } catch (error) {
    if (error instanceof UnsureOrder) throw ambiguity(column, error.orders, context, isPart);
    throw error;
  }
}

/** @throws UnsureOrder */
function askedReading(wanted: WantedType, sense: TextSense, column: Column, context: ColumnContext): TextReading {
  const { type } = wanted;
  const isMoment = (type === "date" || type === "timestamp") && wanted.format === undefined;
  const moments = isMoment && (sense.dates() ?? usualDates(column, context));
  const hasOffsets = wanted.format !== undefined && formatHasOffset(wanted.format);
  return { ...TEXT, plain: undefined, hasOffsets, ...moments, style: sense.numberStyle(), type };
}

/** Where no order of dates fits all, the one that fits most is kept: what it does not fit is the error. */
function usualDates(column: Column, context: ColumnContext): Partial<TextReading> {
  const fits = DATE_ORDERS.map(() => 0);
  let offsets = 0;
  for (const text of valuesIn(column, context)) {
    const found = readDate(text);
    if (!found) continue;
    for (let order = 0; order < fits.length; order++) if (found.orders & (1 << order)) fits[order]!++;
    if (found.time.offset !== undefined) offsets++;
  }
  const most = Math.max(...fits);
  return { order: fits.indexOf(most), hasOffsets: 2 * offsets >= most && offsets > 0 };
}

function ambiguity(
  column: Column, [one, other]: readonly [string, string], { source, name, wanted }: ColumnContext, isPart: boolean,
): AmbiguousDate {
  const shown: string[] = [];
  for (let row = 0; row < column.length && shown.length < 2; row++) {
    const text = column.get(row);
    const found = typeof text === "string" ? readDate(text.trim()) : undefined;
    if (found && differs(found)) shown.push(`row ${row + 1} is ${cut(text as string)}`);
  }
  const type = wanted?.type ?? (/:/.test(shown[0]!.replace(/^row \d+ is/, "")) ? "timestamp" : "date");
  const time = type === "timestamp" ? " HH:mm:ss" : "";
  const rows = isPart ? `none of the first ${column.length} rows decides` : "no row decides";
  return new AmbiguousDate(
    `${source}: column ${quoted(name)} has dates that may be ${one} or ${other}, and ${rows}: ${shown.join(", ")}. Give the ` +
      `format: types: { ${quoted(name)}: { type: "${type}", format: "${one}${time}" } }, or "${other}${time}"`,
    name,
  );
}

/**
 * A column of texts, read. `firstRow` of the file, from 0, is its first; `decidedBy` is how many rows its type was decided from, where
 * that is not all of them. @throws BadValue
 */
export async function converted(
  column: Column, reading: TextReading, context: ColumnContext, firstRow: number, decidedBy?: number,
): Promise<Column> {
  if (reading.type === "text") return column;
  const { texts, codes } = column.data as CsvTextData;
  const count = texts.offsets.length - 1;
  const decoder = decoderOf(reading, count, context);
  const isNull = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    if (i % TURN_TEXTS === TURN_TEXTS - 1) await pause();
    const text = textAt(texts, i).trim();
    if (context.missing.has(text)) {
      isNull[i] = 1;
      continue;
    }
    const problem = decoder.write(i, text);
    if (problem !== undefined) {
      const row = codes ? rowOf(column, codes, i) : i;
      throw badValue(textAt(texts, i), problem, reading, context, firstRow + row + 1, decidedBy);
    }
  }
  return spread(column, decoder.data, isNull);
}

function rowOf(column: Column, codes: Uint32Array, entry: number): number {
  for (let row = codes.indexOf(entry); row >= 0; row = codes.indexOf(entry, row + 1)) if (!column.isNull(row)) return row;
  return 0;
}

export function badValue(
  text: string, problem: string, { type }: Pick<TextReading, "type">, context: ColumnContext, row: number, decidedBy: number | undefined,
): BadValue {
  const { source, name, wanted } = context;
  const why = decidedBy === undefined || wanted
    ? `Its type is to be ${type}`
    : `The type of the column, ${type}, was decided from the first ${decidedBy} rows`;
  return new BadValue(
    `${source}: row ${row}, column ${quoted(name)}: ${cut(text)} is ${problem}. ${why}. Ask for another type, such as types: ` +
      `{ ${quoted(name)}: "${type === "integer" ? "float64" : "text"}" }, or, if it stands for no value, name it in missing`,
    row,
    name,
  );
}

/** Values of dictionary entries go to the rows that have them. */
function spread(column: Column, data: ColumnData, isNull: Uint8Array): Column {
  const { codes } = column.data as CsvTextData;
  const { length } = column;
  let validity: ReturnType<typeof allValid> | undefined;
  for (let row = 0; row < length; row++) {
    if (!column.isNull(row) && isNull[codes ? codes[row]! : row] === 0) continue;
    validity ??= allValid(length);
    setNull(validity, row);
  }
  if (!codes) return new Column(data, length, validity);
  const entries = data as Extract<ColumnData, { values: unknown }>;
  const words = data.type === "decimal" ? data.words : 1;
  const from = entries.values as Float64Array;
  const values = new (from.constructor as Float64ArrayConstructor)(length * words);
  if (from.length > 0) {
    if (words === 1) for (let row = 0; row < length; row++) values[row] = from[codes[row]!]!;
    else for (let i = 0; i < values.length; i++) values[i] = from[codes[i >> 1]! * 2 + (i & 1)]!;
  }
  return new Column({ ...data, values } as ColumnData, length, validity);
}
