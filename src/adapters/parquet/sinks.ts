/** Columns as they are filled, page by page. */
import { isUtf8 } from "node:buffer";
import { Column } from "../../columns/column";
import { type ColumnData, NUMBER_ARRAYS, type Texts } from "../../columns/types";
import { allValid, isValid, setNull } from "../../columns/validity";
import { TooLarge } from "../../data-errors";
import type { TypedArray } from "../../dtype";
import type { Budget } from "../budget";
import type { LeafType } from "./schema";
import { type DenseValues, isTexts } from "./typed";

/** Some rows: which of them have a value, and the values, or their codes in a dictionary. */
export interface PageRows {
  rows: number;
  present: Uint8Array | undefined;
  dense: DenseValues;
  codes: Uint32Array | undefined;
}

export interface ColumnSink {
  append(piece: PageRows): void;
  /** The column of all rows. @throws BadText */
  finish(): Column;
}

/** Bytes that are no UTF-8, and where. */
export class BadText extends Error {
  constructor(readonly row: number) {
    super(`row ${row} is no text in UTF-8`);
  }
}

export function sinkOf(type: LeafType, rows: number, budget: Budget): ColumnSink {
  return type.is === "text" || type.is === "uuid" ? new TextSink(rows, budget) : new NumberSink(type, rows, budget);
}

abstract class SinkRows {
  protected filled = 0;
  protected validity: ReturnType<typeof allValid> | undefined;

  constructor(protected readonly rows: number) {}

  protected markNulls(present: Uint8Array): void {
    this.validity ??= allValid(this.rows);
    for (let i = 0; i < present.length; i++) if (present[i] === 0) setNull(this.validity, this.filled + i);
  }

  protected isNull(row: number): boolean {
    return this.validity !== undefined && !isValid(this.validity, row);
  }
}

class NumberSink extends SinkRows implements ColumnSink {
  private readonly words: number;
  private readonly values: TypedArray;

  constructor(
    private readonly type: Exclude<LeafType, { is: "uuid" }>,
    rows: number,
    budget: Budget,
  ) {
    super(rows);
    const Kind = arrayOf(type);
    this.words = type.is === "decimal" ? type.words : 1;
    budget.take(rows * this.words * Kind.BYTES_PER_ELEMENT);
    this.values = new Kind(rows * this.words);
  }

  append({ rows, present, dense, codes }: PageRows): void {
    const { values, words, filled } = this;
    const from = dense as Float64Array;
    const to = values as Float64Array;
    if (!present && !codes) {
      to.set(from.subarray(0, rows * words), filled * words);
    } else if (words === 2) {
      for (let i = 0, next = 0; i < rows; i++) {
        if (present?.[i] === 0) continue;
        const at = codes ? codes[next]! : next;
        next++;
        to[2 * (filled + i)] = from[2 * at]!;
        to[2 * (filled + i) + 1] = from[2 * at + 1]!;
      }
    } else if (!present) {
      for (let i = 0; i < rows; i++) to[filled + i] = from[codes![i]!]!;
    } else {
      for (let i = 0, next = 0; i < rows; i++) {
        if (present[i] === 0) continue;
        to[filled + i] = codes ? from[codes[next]!]! : from[next]!;
        next++;
      }
    }
    if (present) this.markNulls(present);
    this.filled += rows;
  }

  finish(): Column {
    return new Column(dataOf(this.type, this.values), this.rows, this.validity);
  }
}

function arrayOf(type: Exclude<LeafType, { is: "uuid" }>) {
  switch (type.is) {
    case "boolean":
      return Uint8Array;
    case "date":
      return Int32Array;
    case "float16":
      return Float32Array;
    case "timestamp":
    case "duration":
    case "decimal":
    case "int96":
    case "text":
      return BigInt64Array;
    default:
      return NUMBER_ARRAYS[type.is];
  }
}

function dataOf(type: Exclude<LeafType, { is: "uuid" }>, values: TypedArray): ColumnData {
  switch (type.is) {
    case "float16":
      return { type: "float32", values };
    case "int96":
      return { type: "timestamp", values: values as BigInt64Array, unit: "ns" };
    case "timestamp":
      return { type: "timestamp", values: values as BigInt64Array, unit: type.unit, zone: type.zone };
    case "duration":
      return { type: "duration", values: values as BigInt64Array, unit: type.unit };
    case "decimal":
      return { type: "decimal", values: values as BigInt64Array, words: type.words, precision: type.precision, scale: type.scale };
    default:
      return { type: type.is, values } as ColumnData;
  }
}

const MOST_TEXT = 0xffffffff;
const FIRST_BYTES = 1024;

/** Strings that grow. */
class GrowingTexts {
  bytes = new Uint8Array(FIRST_BYTES);
  size = 0;

  constructor(private readonly budget: Budget) {}

  /** Room for so many bytes more. @throws TooLarge */
  reserve(more: number): void {
    const wanted = this.size + more;
    if (wanted <= this.bytes.length) return;
    if (wanted > MOST_TEXT) throw new TooLarge("a column has more than 4 GB of text. Go through it in parts, or read fewer rows (limit)");
    const length = Math.min(MOST_TEXT, Math.max(wanted, this.bytes.length * 2));
    this.budget.take(length - this.bytes.length);
    const grown = new Uint8Array(length);
    grown.set(this.bytes.subarray(0, this.size));
    this.bytes = grown;
  }

  add({ bytes, offsets }: Texts, begin: number, end = begin + 1): void {
    const from = offsets[begin]!;
    const to = offsets[end]!;
    this.reserve(to - from);
    this.bytes.set(bytes.subarray(from, to), this.size);
    this.size += to - from;
  }
}

/** Codes while all pages have dictionaries, and from the first one that has none on the strings themselves. */
class TextSink extends SinkRows implements ColumnSink {
  private codes: Uint32Array | undefined;
  private readonly codeOf = new Map<string, number>();
  private readonly ends: number[] = [0];
  private readonly known: GrowingTexts;
  private readonly plain: GrowingTexts;
  private offsets: Uint32Array | undefined;
  private dictionary: Texts | undefined;
  private renamed = new Int32Array(0);

  constructor(rows: number, budget: Budget) {
    super(rows);
    this.known = new GrowingTexts(budget);
    this.plain = new GrowingTexts(budget);
    budget.take(4 * rows);
  }

  append(piece: PageRows): void {
    const { rows, present, dense, codes } = piece;
    if (!isTexts(dense)) throw new RangeError("numbers among text");
    const isCoded = codes !== undefined && this.offsets === undefined;
    if (isCoded) this.appendCodes(rows, present, codes, dense);
    else this.appendStrings(rows, present, codes, dense);
    if (present) this.markNulls(present);
    this.filled += rows;
  }

  private appendCodes(rows: number, present: Uint8Array | undefined, codes: Uint32Array, dictionary: Texts): void {
    const own = (this.codes ??= new Uint32Array(this.rows));
    if (this.dictionary !== dictionary) {
      this.dictionary = dictionary;
      this.renamed = new Int32Array(dictionary.offsets.length - 1).fill(-1);
    }
    const { renamed, filled } = this;
    for (let i = 0, next = 0; i < rows; i++) {
      if (present?.[i] === 0) continue;
      const code = codes[next++]!;
      const mine = renamed[code]!;
      own[filled + i] = mine >= 0 ? mine : (renamed[code] = this.codeFor(dictionary, code));
    }
  }

  /** Dictionaries of row groups differ, and may have a string twice. */
  private codeFor(dictionary: Texts, at: number): number {
    const { bytes, offsets } = dictionary;
    const key = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1", offsets[at]!, offsets[at + 1]!);
    let code = this.codeOf.get(key);
    if (code === undefined) {
      this.codeOf.set(key, (code = this.codeOf.size));
      this.known.add(dictionary, at);
      this.ends.push(this.known.size);
    }
    return code;
  }

  private appendStrings(rows: number, present: Uint8Array | undefined, codes: Uint32Array | undefined, texts: Texts): void {
    const offsets = this.offsets ?? this.asStrings();
    const { plain, filled } = this;
    if (!present && !codes) {
      const base = plain.size;
      plain.add(texts, 0, rows);
      for (let i = 0; i < rows; i++) offsets[filled + i + 1] = base + texts.offsets[i + 1]!;
      return;
    }
    if (!codes) {
      const base = plain.size;
      plain.add(texts, 0, texts.offsets.length - 1);
      for (let i = 0, next = 0; i < rows; i++) offsets[filled + i + 1] = base + texts.offsets[present![i] === 0 ? next : ++next]!;
      return;
    }
    for (let i = 0, next = 0; i < rows; i++) {
      if (present?.[i] !== 0) plain.add(texts, codes[next++]!);
      offsets[filled + i + 1] = plain.size;
    }
  }

  /** Leaves codes, and writes the strings of the rows so far out. */
  private asStrings(): Uint32Array {
    const offsets = (this.offsets = new Uint32Array(this.rows + 1));
    const known = { bytes: this.known.bytes, offsets: Uint32Array.from(this.ends) };
    const { codes, plain } = this;
    for (let row = 0; row < this.filled; row++) {
      if (!this.isNull(row)) plain.add(known, codes![row]!);
      offsets[row + 1] = plain.size;
    }
    this.codes = undefined;
    this.codeOf.clear();
    return offsets;
  }

  finish(): Column {
    if (this.offsets || this.codeOf.size === 0) {
      const offsets = this.offsets ?? new Uint32Array(this.rows + 1);
      const texts = { offsets, bytes: this.plain.bytes.subarray(0, this.plain.size) };
      const bad = badString(texts);
      if (bad !== undefined) throw new BadText(bad + 1);
      return new Column({ type: "text", texts }, this.rows, this.validity);
    }
    const texts = { offsets: Uint32Array.from(this.ends), bytes: this.known.bytes.subarray(0, this.known.size) };
    const bad = badString(texts);
    if (bad !== undefined) throw new BadText(this.codes!.findIndex((code, row) => code === bad && !this.isNull(row)) + 1);
    return new Column({ type: "text", texts, codes: this.codes }, this.rows, this.validity);
  }
}

/** The first string that is no UTF-8. */
function badString({ offsets, bytes }: Texts): number | undefined {
  const isContinued = (at: number) => at < bytes.length && (bytes[at]! & 0xc0) === 0x80;
  if (isUtf8(bytes) && !offsets.some(isContinued)) return undefined;
  for (let i = 0; i + 1 < offsets.length; i++) if (!isUtf8(bytes.subarray(offsets[i]!, offsets[i + 1]!))) return i;
  return undefined;
}
