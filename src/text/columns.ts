/** Columns of a block whose fields are known: all that are wanted at once, as a unit of rows then stays in the cache. */
import type { Algorithm, Lease, Phase } from "../threads/phase";
import type { FieldsAt } from "./fields";

/** By the kernel's number of each. "codes" is text that repeats: numbers of the texts that differ. */
const TEXT_KINDS = ["float64", "int64", "boolean", "date", "timestamp", "text", "codes"] as const;
export type TextKind = (typeof TEXT_KINDS)[number];

export interface RowsOf extends Pick<FieldsAt, "begins" | "ends"> {
  /** Where the block lies, and its bytes. */
  block: number;
  bytes: number;
  /** Fields of each row. */
  fields: number;
  rows: number;
  /** 0 for none. */
  quote: number;
}

/** A column, where its values go. */
export interface WantedColumn {
  kind: TextKind;
  /** Which field of a row. */
  at: number;
  values: number;
  validity: number;
  /** Of codes: two words a row, and one more a row for the column's texts. */
  work: number;
}

/** What a unit of a column has. */
export interface UnitFound {
  /** Where its bytes of text are, which its rows' ends count from, and how many. */
  texts: number;
  textBytes: number;
}

/** Texts of a column that differ, as they lie in the memory: where each ends, and their bytes. */
export interface DictionaryFound {
  count: number;
  ends: number;
  texts: number;
  /** From each unit's first row on: the unit's numbers as the column's. */
  numbers: number;
}

/** What became of a column. Of codes without a dictionary nothing: too many differ. */
export type ColumnFound =
  | { failedAt: number }
  | { valid: number; undecided: number[]; units: UnitFound[]; dictionary?: DictionaryFound };

/** Values of a unit, about; and its rows, a multiple of the least. */
const UNIT_VALUES = 16_384;
const LEAST_ROWS = 64;
const MOST_ROWS = 1024;
const WANTED_WORDS = 6;
const FOUND_WORDS = 6;
const MERGED_WORDS = 6;
/** Tables of hashes: of a unit, and of a column (assembly/text/dictionary.ts). */
const UNIT_TABLE_BYTES = 16 * 1024;
const TABLE_BYTES = 16 * 16_384;
/** Between the texts of units. */
const GAP = 64;
/** No row, no number. */
export const NONE = 0xffffffff;
/** What a value takes, ns. */
const VALUE_NS = 12;
/** What merging takes, of a column and of each of its units, ns. */
const MERGE_NS = 10_000;
const UNIT_MERGE_NS = 2000;

/** Rows of a unit, of so many columns. */
export function unitRows(count: number): number {
  return Math.min(MOST_ROWS, Math.ceil(UNIT_VALUES / (count * LEAST_ROWS)) * LEAST_ROWS);
}

const unitsOf = ({ rows }: Pick<RowsOf, "rows">, count: number) => Math.ceil(rows / unitRows(count));

export const columnsBytes = (of: RowsOf, count: number): number =>
  4 * count * (WANTED_WORDS + MERGED_WORDS + FOUND_WORDS * unitsOf(of, count)) + 192;
/** Of one seat. */
export const columnsScratch = (wanted: readonly Pick<WantedColumn, "kind">[]): number =>
  wanted.some(({ kind }) => kind === "codes") ? TABLE_BYTES + UNIT_TABLE_BYTES : 0;
export const columnsNs = ({ rows }: RowsOf, count: number): number => rows * count * VALUE_NS;
/** Bytes of a column's values, of its bitmap, and of what codes need beside. */
export const valuesBytes = (kind: TextKind, rows: number): number =>
  rows * (kind === "boolean" ? 1 : kind === "date" || kind === "text" || kind === "codes" ? 4 : 8);
export const validityBytes = (rows: number): number => 8 * Math.ceil(rows / 64);
export const workBytes = (kind: TextKind, rows: number): number => (kind === "codes" ? 12 * rows : 0);
/** Of the text of all columns, of which no field is wanted twice; dictionaries take as much again. */
export const textBytes = (of: RowsOf, count: number): number => of.bytes + (unitsOf(of, count) + count + 1) * GAP;

/** Where text goes: of units, and of dictionaries. */
export interface TextsAt {
  units: number;
  dictionaries: number;
}

/**
 * What of each column is the calling thread's to do: numbers of more digits than decide themselves, texts to be brought together. Texts of
 * units are merged to dictionaries by a second phase, a column a unit.
 */
export function* parseColumns(lease: Lease, of: RowsOf, wanted: readonly WantedColumn[], texts: TextsAt): Algorithm<ColumnFound[]> {
  const count = wanted.length, units = unitsOf(of, count), unit = unitRows(count);
  if (units === 0) return wanted.map(() => ({ valid: 0, undecided: [], units: [] }));
  const { block, begins, ends, fields, rows, quote } = of;
  const found = lease.u32(FOUND_WORDS * units * count), list = lease.u32(WANTED_WORDS * count), words = list.view();
  const foundAt = (i: number) => found.pointer + 4 * FOUND_WORDS * units * i;
  wanted.forEach(({ kind, at, values, validity, work }, i) => {
    words.set([TEXT_KINDS.indexOf(kind), at, values, validity, work, foundAt(i)], WANTED_WORDS * i);
  });
  const coded = wanted.flatMap(({ kind }, i) => (kind === "codes" ? [i] : []));
  const merged = lease.u32(MERGED_WORDS * coded.length), mergedWords = merged.view();
  coded.forEach((i, k) => {
    const { work } = wanted[i]!;
    mergedWords.set([foundAt(i), work, work + 4 * rows, work + 8 * rows, NONE, 0], MERGED_WORDS * k);
  });
  const parse: Phase = {
    kernel: "text.columns",
    frame: { block, begins, ends, fields, rows, unit, quote, wanted: list.pointer, count, texts: texts.units },
    units, unitNs: Math.min(rows, unit) * count * VALUE_NS,
  };
  if (coded.length === 0) yield parse;
  else {
    const frame = { columns: merged.pointer, units, unit, texts: texts.dictionaries };
    const merge: Phase = {
      kernel: "text.dictionary_merge", frame, units: coded.length, unitNs: MERGE_NS + units * UNIT_MERGE_NS, scratchBytes: TABLE_BYTES,
    };
    yield { chain: [{ ...parse, scratchBytes: UNIT_TABLE_BYTES }, merge] };
  }
  const all = found.view(), dictionaries = merged.view();
  return wanted.map(({ values, work }, i) => {
    const parts = all.subarray(FOUND_WORDS * units * i, FOUND_WORDS * units * (i + 1)), k = coded.indexOf(i);
    const one = foundOf(parts, units, (row) => lease.at(values + 8 * row, 4));
    if (k < 0 || "failedAt" in one || dictionaries[MERGED_WORDS * k + 4] === NONE) return one;
    const [differing, at] = [dictionaries[MERGED_WORDS * k + 4]!, dictionaries[MERGED_WORDS * k + 5]!];
    return { ...one, dictionary: { count: differing, ends: work + 8 * rows, texts: at, numbers: work + 4 * rows } };
  });
}

function foundOf(words: Uint32Array, units: number, valueAt: (row: number) => Uint8Array): ColumnFound {
  const parts: UnitFound[] = [];
  const undecided: number[] = [];
  let valid = 0;
  for (let at = 0; at < FOUND_WORDS * units; at += FOUND_WORDS) {
    const failed = words[at]!;
    if (failed !== NONE) return { failedAt: failed };
    valid += words[at + 1]!;
    parts.push({ textBytes: words[at + 3]!, texts: words[at + 4]! });
    for (let row = words[at + 2]!; row !== NONE; ) {
      undecided.push(row);
      const [a, b, c, d] = valueAt(row) as unknown as [number, number, number, number];
      row = (a | (b << 8) | (c << 16) | (d << 24)) >>> 0;
    }
  }
  return { valid, undecided, units: parts };
}
