/** Comparison of text, dates, timestamps, durations and booleans. Text is ordered by its UTF-8 bytes: that is, by code points. */
import { Column } from "../column";
import { halvesOf } from "../int64";
import { type TextData, valuesAt } from "../take";
import { textAt, textsOf } from "../texts";
import type { Texts, Validity } from "../types";
import { bothValid } from "../validity";
import { columnIn, nullColumn, RowTexts, textColumnIn } from "./arguments";
import type { ColumnScalar, DurationValue, FunctionArgument, ValueKind, ValueType } from "./interface";
import { durationMoment, momentIn, type Moments, momentsOf } from "./moments";
import { Reading, readTexts } from "./texts";

export type Comparison = "==" | "!=" | "<" | "<=" | ">" | ">=";

/** Whether a comparison is true of less, equal and greater. */
const TRUE_OF: Readonly<Record<Comparison, readonly [less: number, equal: number, greater: number]>> = {
  "==": [0, 1, 0], "!=": [1, 0, 1], "<": [1, 0, 0], "<=": [1, 1, 0], ">": [0, 0, 1], ">=": [0, 1, 1],
};
const FLIPPED: Readonly<Record<Comparison, Comparison>> = { "==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

const isTime = (kind: ValueKind) => kind === "date" || kind === "timestamp";

/**
 * Whether values of two types can be compared; text that a formula has may stand for a date or a timestamp.
 *
 * @throws Error with what is wrong
 */
export function checkComparable(a: ValueType, b: ValueType, aLiteral?: ColumnScalar, bLiteral?: ColumnScalar): void {
  if (isTime(a.kind) && typeof bLiteral === "string") return void momentIn(bLiteral, a.zone);
  if (isTime(b.kind) && typeof aLiteral === "string") return void momentIn(aLiteral, b.zone);
  for (const literal of [aLiteral, bLiteral]) if (isDuration(literal)) durationMoment(literal);
  const bothTimes = isTime(a.kind) && isTime(b.kind);
  if (!bothTimes && a.kind !== b.kind) throw new Error(`${a.kind} and ${b.kind} cannot be compared${hint(a.kind, b.kind)}`);
  if (a.kind === "timestamp" && b.kind === "timestamp") sameClock(a.zone, b.zone);
}

function hint(...kinds: ValueKind[]): string {
  if (!kinds.includes("text")) return "";
  const other = kinds.find((kind) => kind !== "text");
  return other === "duration" || other === undefined ? "" : `: write ${other}(...) around the text`;
}

/** The zone of dates beside these timestamps. @throws Error where one has a zone and the other none */
export function sameClock(a: string | undefined, b: string | undefined): string | undefined {
  if ((a === undefined) === (b === undefined)) return a;
  throw new Error('a timestamp with a zone and one without do not go together: inZone(x, "UTC") gives the other one a zone');
}

const isDuration = (value: unknown): value is DurationValue => typeof value === "object" && value !== null && !Column.is(value);

/** Whether a comparison is true, in each row; null where either is. */
export function compare(a: FunctionArgument, b: FunctionArgument, op: Comparison, length: number): Column {
  if (a === null || b === null) return nullColumn("boolean", length);
  if (!Column.is(a) && Column.is(b)) return compare(b, a, FLIPPED[op], length);
  const column = Column.is(a) ? a : columnIn(a, length, "text");
  if (column.type === "text") return compareTexts(column, b as Column | string, op, length);
  const other = Column.is(b) ? b : undefined;
  const order = column.type === "boolean" ? booleanOrder(column, b) : timeOrder(column, b);
  return compared(op, length, order, bothValid(length, column.validity, other?.validity));
}

function compared(op: Comparison, length: number, order: (row: number) => number, validity: Validity | undefined): Column {
  const values = new Uint8Array(length);
  const [less, equal, greater] = TRUE_OF[op];
  for (let row = 0; row < length; row++) {
    const sign = order(row);
    values[row] = sign < 0 ? less : sign > 0 ? greater : equal;
  }
  return new Column({ type: "boolean", values }, length, validity);
}

function booleanOrder(a: Column, b: Column | ColumnScalar): (row: number) => number {
  const left = a.values as Uint8Array;
  if (!Column.is(b)) {
    const right = b ? 1 : 0;
    return (row) => left[row]! - right;
  }
  const right = b.values as Uint8Array;
  return (row) => left[row]! - right[row]!;
}

/** Of dates, timestamps and durations. */
function timeOrder(a: Column, b: Column | ColumnScalar): (row: number) => number {
  const { data } = a;
  if (Column.is(b)) {
    const other = b.data;
    if (data.type === "date" && other.type === "date") return (row) => data.values[row]! - other.values[row]!;
    if (a.type === "timestamp" && b.type === "timestamp") sameClock(a.zone, b.zone);
    const isSame = data.type === other.type && a.unit === b.unit;
    if (isSame) return int64Order(halvesOf(a.values as BigInt64Array), halvesOf(b.values as BigInt64Array));
    const zone = a.zone ?? b.zone;
    return momentOrder(momentsOf(a, zone), momentsOf(b, zone));
  }
  const right = typeof b === "string" ? momentIn(b, a.zone) : durationMoment(b as DurationValue);
  return momentOrder(momentsOf(a, a.zone), right);
}

const int64Order = (a: Int32Array, b: Int32Array) => (row: number): number => {
  const high = a[2 * row + 1]! - b[2 * row + 1]!;
  return high !== 0 ? high : (a[2 * row]! >>> 0) - (b[2 * row]! >>> 0);
};

const momentOrder = (a: Moments, b: Moments) => (row: number): number => {
  a.read(row);
  b.read(row);
  return a.seconds !== b.seconds ? a.seconds - b.seconds : a.ns - b.ns;
};

function compareTexts(a: Column, b: Column | string, op: Comparison, length: number): Column {
  if (typeof b === "string") return compareToText(a, b, op, length);
  const validity = bothValid(length, a.validity, b.validity);
  const ranks = ranksOf(a.data as TextData, b.data as TextData, length);
  if (ranks) {
    const [left, right] = ranks;
    return compared(op, length, (row) => left[row]! - right[row]!, validity);
  }
  const left = new RowTexts(a);
  const right = new RowTexts(b);
  const order = (row: number) => {
    left.find(row);
    right.find(row);
    return byteOrder(left.bytes, left.begin, left.end, right.bytes, right.begin, right.end);
  };
  return compared(op, length, order, validity);
}

function compareToText(a: Column, b: string, op: Comparison, length: number): Column {
  const column = textColumnIn(a, length);
  const right = textsOf([b]).bytes;
  const [less, equal, greater] = TRUE_OF[op];
  const isTrue = new Uint8Array(Math.max(length, column.data.texts.offsets.length - 1));
  const { codes, validity } = readTexts(
    column,
    (bytes, begin, end, at) => {
      const sign = byteOrder(bytes, begin, end, right, 0, right.length);
      isTrue[at] = sign < 0 ? less : sign > 0 ? greater : equal;
      return Reading.value;
    },
    () => new Error("no text is bad"),
  );
  return new Column({ type: "boolean", values: codes ? valuesAt(isTrue, codes) : isTrue.subarray(0, length) }, length, validity);
}

/** Negative where text [begin, end) of `a` comes before that of `b`, 0 where they are equal. */
function byteOrder(a: Uint8Array, begin: number, end: number, b: Uint8Array, beginB: number, endB: number): number {
  const size = Math.min(end - begin, endB - beginB);
  for (let i = 0; i < size; i++) {
    const difference = a[begin + i]! - b[beginB + i]!;
    if (difference !== 0) return difference;
  }
  return end - begin - (endB - beginB);
}

/** For each row the places of both texts among those of two dictionaries; undefined where a text is compared sooner than sorted. */
function ranksOf(a: TextData, b: TextData, length: number): [a: Uint32Array, b: Uint32Array] | undefined {
  if (!a.codes || !b.codes) return undefined;
  const first = a.texts.offsets.length - 1;
  const count = first + b.texts.offsets.length - 1;
  if (count > length) return undefined;
  const textsAt = (i: number): [Texts, number] => (i < first ? [a.texts, i] : [b.texts, i - first]);
  const orderOf = (i: number, j: number) => {
    const [x, at] = textsAt(i);
    const [y, other] = textsAt(j);
    return byteOrder(x.bytes, x.offsets[at]!, x.offsets[at + 1]!, y.bytes, y.offsets[other]!, y.offsets[other + 1]!);
  };
  const sorted = Uint32Array.from({ length: count }, (_, i) => i).sort(orderOf);
  const ranks = new Uint32Array(count);
  for (let i = 1; i < count; i++) ranks[sorted[i]!] = ranks[sorted[i - 1]!]! + (orderOf(sorted[i]!, sorted[i - 1]!) === 0 ? 0 : 1);
  return [valuesAt(ranks.subarray(0, first), a.codes), valuesAt(ranks.subarray(first), b.codes)];
}

/** Whether a value is one of some, in each row; null where it is null. A null among them is equal to none. */
export function isIn(column: Column, values: readonly ColumnScalar[], length: number): Column {
  const found = new Uint8Array(length);
  if (column.type === "text") {
    const wanted = new Set(values);
    const texts = textColumnIn(column, length);
    const isWanted = new Uint8Array(Math.max(length, texts.data.texts.offsets.length - 1));
    const { codes, validity } = readTexts(
      texts,
      (_bytes, _begin, _end, at) => {
        isWanted[at] = wanted.has(textAt(texts.data.texts, at)) ? 1 : 0;
        return Reading.value;
      },
      () => new Error("no text is bad"),
    );
    return new Column({ type: "boolean", values: codes ? valuesAt(isWanted, codes) : isWanted.subarray(0, length) }, length, validity);
  }
  for (const value of values) {
    if (value === null) continue;
    const equal = compare(column, value, "==", length).values as Uint8Array;
    for (let row = 0; row < length; row++) found[row]! |= equal[row]!;
  }
  return new Column({ type: "boolean", values: found }, length, column.validity);
}
