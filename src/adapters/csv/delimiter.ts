/** The sign between the fields of a file, by its first rows. */
import type { CsvFields, CsvLayout } from "../csv-parsing";
import { CsvField } from "./field";
import { fieldsOf } from "./plain";

const DELIMITERS = [",", ";", "\t", "|"];
/** Rows by which the delimiter and the header are told. */
export const SAMPLE_ROWS = 500;
/** What the first row lacks delimits if so many rows, from the first of them on, have equally many; and so many of all. */
const EVEN_SHARE = 0.9;
const LEAST_SHARE = 0.5;
/** Delimits nothing in a file of one column that has all the others in its text. */
const UNIT_SEPARATOR = 31;
const SPACE = 32;

export const codeOf = (sign: string | undefined) => (sign ? sign.charCodeAt(0) : 0);

/** The fields of rows before one whose quote is not closed: whoever reads that row reports it. @throws UnclosedQuote in the first row */
export function fieldsBefore(head: Uint8Array, layout: CsvLayout, isWhole: boolean): CsvFields {
  try {
    return fieldsOf(head, layout, isWhole);
  } catch (error) {
    const fields = fieldsOf(head, layout, false);
    if (fields.count === 0) throw error;
    return fields;
  }
}

/** Fields of the first rows, and which number most have, of those that have several. */
export function countsOf(fields: CsvFields): { rows: number; usual: number; even: number; begun: number } {
  const rows = Math.min(fields.count, SAMPLE_ROWS);
  const times = new Map<number, number>();
  for (let row = 0; row < rows; row++) {
    const count = fields.rows[row + 1]! - fields.rows[row]!;
    if (count < 2) continue;
    times.set(count, (times.get(count) ?? 0) + 1);
  }
  let usual = 1;
  let even = 0;
  for (const [count, some] of times) if (some > even) [usual, even] = [count, some];
  let begun = 0;
  while (begun < rows && fields.rows[begun + 1]! - fields.rows[begun]! !== usual) begun++;
  return { rows, usual, even, begun };
}

/** The candidate by which most rows have the same number of fields; of a file of one column, one that splits nothing. */
export function delimiterIn(head: Uint8Array, isWhole: boolean, base: Omit<CsvLayout, "delimiter">): number {
  let best: { delimiter: number; share: number; strays: number } | undefined;
  let unused: number | undefined;
  for (const sign of DELIMITERS) {
    const delimiter = codeOf(sign);
    if (delimiter === base.quote || delimiter === base.comment) continue;
    const fields = fieldsOrNone(head, { ...base, delimiter }, isWhole);
    if (!fields) continue;
    const { rows, usual, even, begun } = countsOf(fields);
    if (rows === 0) continue;
    if (even === 0) unused ??= delimiter;
    const share = even / rows;
    const isEven = share >= LEAST_SHARE && even >= EVEN_SHARE * (rows - begun);
    const delimits = fields.rows[1]! > 1 || (isEven && !isOfProse(head, fields, begun, rows));
    if (usual < 2 || !delimits || share < (best?.share ?? 0)) continue;
    const strays = straysIn(head, fields, rows, base.quote);
    if (!best || share > best.share || strays < best.strays) best = { delimiter, share, strays };
  }
  return best?.delimiter ?? unused ?? UNIT_SEPARATOR;
}

/** None where the first row has a quote that is not closed, which with another delimiter may not open a field. */
function fieldsOrNone(head: Uint8Array, layout: CsvLayout, isWhole: boolean): CsvFields | undefined {
  try {
    return fieldsBefore(head, layout, isWhole);
  } catch {
    return undefined;
  }
}

/** Fields with quotes inside, as those have that are cut within quotes. */
function straysIn(head: Uint8Array, { rows, begins, ends }: CsvFields, count: number, quote: number): number {
  if (quote === 0) return 0;
  const field = new CsvField();
  let strays = 0;
  for (let f = 0; f < rows[count]!; f++) {
    field.set(head, begins[f]!, ends[f]!, quote);
    if (!field.isQuoted && head.subarray(begins[f]!, ends[f]!).includes(quote)) strays++;
  }
  return strays;
}

/** Whether a blank follows each delimiter, as in sentences. */
function isOfProse(head: Uint8Array, { rows, begins }: CsvFields, from: number, to: number): boolean {
  for (let row = from; row < to; row++) {
    for (let f = rows[row]! + 1; f < rows[row + 1]!; f++) if (head[begins[f]!] !== SPACE) return false;
  }
  return true;
}
