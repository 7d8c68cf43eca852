/** Columns of a block whose fields are known: all that are wanted at once, as a unit of rows then stays in the cache. */
import type { Algorithm, Lease } from "../threads/phase";
import type { FieldsAt } from "./fields";

/** By the kernel's number of each. */
export const TEXT_KINDS = ["float64", "int64", "boolean", "date", "timestamp", "text"] as const;
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
}

/** What a unit of a column has. */
export interface UnitFound {
  /** Where its bytes of text are, which its rows' ends count from, and how many. */
  texts: number;
  textBytes: number;
}

/** What became of a column. */
export type ColumnFound = { failedAt: number } | { valid: number; undecided: number[]; units: UnitFound[] };

/** Values of a unit, about; and its rows, a multiple of the least. */
const UNIT_VALUES = 16_384;
const LEAST_ROWS = 64;
const MOST_ROWS = 1024;
const WANTED_WORDS = 5;
const FOUND_WORDS = 5;
/** Between the texts of units. */
const GAP = 64;
const NONE = 0xffffffff;
/** What a value takes, ns. */
const VALUE_NS = 12;

/** Rows of a unit, of so many columns. */
export function unitRows(count: number): number {
  return Math.min(MOST_ROWS, Math.ceil(UNIT_VALUES / (count * LEAST_ROWS)) * LEAST_ROWS);
}

const unitsOf = ({ rows }: Pick<RowsOf, "rows">, count: number) => Math.ceil(rows / unitRows(count));

export const columnsBytes = (of: RowsOf, count: number): number => 4 * count * (WANTED_WORDS + FOUND_WORDS * unitsOf(of, count)) + 128;
export const columnsNs = ({ rows }: RowsOf, count: number): number => rows * count * VALUE_NS;
/** Bytes of a column's values, and of its bitmap. */
export const valuesBytes = (kind: TextKind, rows: number): number =>
  rows * (kind === "boolean" ? 1 : kind === "date" || kind === "text" ? 4 : 8);
export const validityBytes = (rows: number): number => 8 * Math.ceil(rows / 64);
/** Of the text of all columns: no field is wanted as text twice. */
export const textBytes = (of: RowsOf, count: number): number => of.bytes + (unitsOf(of, count) + 1) * GAP;

/**
 * What of each column is the calling thread's to do: numbers of more digits than decide themselves, texts to be brought together. `texts`:
 * where those lie meanwhile.
 */
export function* parseColumns(lease: Lease, of: RowsOf, wanted: readonly WantedColumn[], texts: number): Algorithm<ColumnFound[]> {
  const count = wanted.length, units = unitsOf(of, count), unit = unitRows(count);
  if (units === 0) return wanted.map(() => ({ valid: 0, undecided: [], units: [] }));
  const { block, begins, ends, fields, rows, quote } = of;
  const found = lease.u32(FOUND_WORDS * units * count);
  const list = lease.u32(WANTED_WORDS * count);
  const words = list.view();
  wanted.forEach(({ kind, at, values, validity }, i) => {
    words.set([TEXT_KINDS.indexOf(kind), at, values, validity, found.pointer + 4 * FOUND_WORDS * units * i], WANTED_WORDS * i);
  });
  const frame = { block, begins, ends, fields, rows, unit, quote, wanted: list.pointer, count, texts };
  yield { kernel: "text.columns", frame, units, unitNs: Math.min(rows, unit) * count * VALUE_NS };
  const all = found.view();
  return wanted.map(({ values }, i) => {
    const parts = all.subarray(FOUND_WORDS * units * i, FOUND_WORDS * units * (i + 1));
    return foundOf(parts, units, (row) => lease.at(values + 8 * row, 4));
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
