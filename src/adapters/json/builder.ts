/** The values of one column of JSON, as they are read; the type comes from all of them. */
import { Column } from "../../columns/column";
import { isWellFormed } from "../../columns/texts";
import type { ColumnData, ColumnType, Texts, Validity } from "../../columns/types";
import { BadValue } from "../../data-errors";
import type { Budget } from "../budget";
import type { WantedType } from "../format";
import { quoted } from "../../shown";
import { type JsonCursor, utf8 } from "./cursor";
import { type FixedType, isoColumn } from "./iso";
import { typedFrom } from "./typed";

/** What the values of a column are so far. */
type JsonKind = "nothing" | "number" | "boolean" | "text";

export interface JsonPlace {
  /** The file, as messages call it. */
  file: string;
  /** Rows before the first of this part. */
  before: number;
  /** Of all columns. */
  budget: Budget;
}

const FIRST_ROWS = 1024;
const SHORT = 32;
const MOST_SAFE = Number.MAX_SAFE_INTEGER;
const INT32 = 2 ** 31;
const INT64 = 2n ** 63n;
const UINT64 = 2n ** 64n;
const NUMBERS: readonly ColumnType[] = ["float64", "int32", "int64", "uint64"];
const encoder = new TextEncoder();
const PLURALS: Record<JsonKind, string> = { nothing: "nulls", number: "numbers", boolean: "booleans", text: "text" };

export class JsonBuilder {
  private kind: JsonKind = "nothing";
  private present = new Uint8Array(FIRST_ROWS);
  private numbers = new Float64Array(0);
  /** Exact, from the first integer on that a double does not hold; of uint64 their bits. */
  private large: BigInt64Array | undefined;
  private hasNegatives = false;
  /** Whether some integer is beyond int64: uint64, where none is negative. */
  private isUnsigned = false;
  private hasFractions = false;
  /** Whether some integer would change as a double. */
  private needsExact = false;
  private offsets = new Uint32Array(0);
  private bytes = new Uint8Array(0);
  private size = 0;
  /** Rows whose texts have begun. */
  private texts = 0;
  private fixed: FixedType | undefined;

  constructor(
    readonly name: string,
    private readonly place: JsonPlace,
    /** Then values of any kind are kept as text, and made of that type at last. */
    public wanted: WantedType | undefined,
  ) {
    this.reset();
  }

  private reset(): void {
    this.kind = this.wanted ? "text" : this.fixed ? kindOf(this.fixed.type) : "nothing";
    this.hasFractions = this.fixed?.type === "float64";
    this.needsExact = this.hasNegatives = this.isUnsigned = false;
    this.large = undefined;
    this.present.fill(0);
    this.size = this.texts = 0;
  }

  /** Whether there were only nulls so far. */
  get isEmpty(): boolean {
    return this.kind === "nothing";
  }

  setNull(row: number): void {
    if (row < this.present.length) this.present[row] = 0;
  }

  setBoolean(row: number, value: boolean, cursor: JsonCursor): void {
    if (this.wanted) {
      this.setRaw(row, cursor);
      return;
    }
    this.become("boolean", row, cursor);
    this.numbers[row] = value ? 1 : 0;
  }

  setNumber(row: number, cursor: JsonCursor): void {
    if (this.wanted) {
      this.setRaw(row, cursor);
      return;
    }
    this.become("number", row, cursor);
    const { number, isWhole } = cursor;
    if (isWhole && number < 0) this.setNegative(row, cursor);
    if (isWhole && (number > MOST_SAFE || number < -MOST_SAFE)) {
      this.setLarge(row, cursor);
      return;
    }
    this.numbers[row] = number;
    if (isWhole) {
      if (this.large) this.large[row] = BigInt(number);
    } else if (this.isFixedWhole && Number.isInteger(number) && !Object.is(number, -0)) {
      if (this.large) this.large[row] = BigInt(number);
    } else if (!this.hasFractions) {
      if (this.isFixedWhole || this.needsExact) this.refuse(row, cursor, this.needsExact ? "integers of 64 bits" : "whole numbers");
      this.hasFractions = true;
    }
  }

  /** With one beyond int64 there is no type of integers for both: doubles, where all of them are some. */
  private setNegative(row: number, cursor: JsonCursor): void {
    const isFixed = this.fixed?.type === "uint64";
    if (isFixed || (this.isUnsigned && this.needsExact)) this.refuse(row, cursor, "integers of 64 bits that are not negative");
    this.hasNegatives = true;
    if (this.isUnsigned) this.hasFractions = true;
  }

  private get isFixedWhole(): boolean {
    const type = this.fixed?.type;
    return type === "int32" || type === "int64" || type === "uint64";
  }

  /** An integer beyond 2 ** 53: of 64 bits it stays exact; as a double it may stand only where its text is that of the double. */
  private setLarge(row: number, cursor: JsonCursor): void {
    const text = utf8(cursor.bytes, cursor.begin, cursor.to);
    const integer = BigInt(text);
    // Once one is not, nobody asks of the others.
    const isDouble = !this.needsExact && (BigInt(cursor.number) === integer || String(cursor.number) === text);
    const isSigned = this.fixed ? this.fixed.type !== "uint64" : this.hasNegatives;
    const isInt64 = integer >= -INT64 && integer < (isSigned ? INT64 : UINT64);
    this.numbers[row] = cursor.number;
    if (this.hasFractions || !isInt64) {
      if (!isDouble && isInt64) this.refuse(row, cursor, "fractions, among which it would be rounded");
      if (!isDouble || this.needsExact || this.isFixedWhole) this.refuse(row, cursor, "integers of 64 bits, of which it is none");
      this.hasFractions = true;
      return;
    }
    if (!isDouble) this.needsExact = true;
    if (integer >= INT64) this.isUnsigned = true;
    this.large ??= BigInt64Array.from(this.numbers, BigInt);
    this.large[row] = integer;
  }

  /** A string, from the cursor. */
  setString(row: number, cursor: JsonCursor): void {
    this.become("text", row, cursor);
    if (!cursor.hasEscapes) {
      this.setBytes(row, cursor.bytes, cursor.begin, cursor.to);
      return;
    }
    const text = cursor.text();
    if (!isWellFormed(text)) {
      const what = `half of a character (a lone surrogate) in ${quoted(text.slice(0, 40))}`;
      throw new BadValue(`${this.where(row)}: ${what}, which is no text. Write the whole character`, this.rowOf(row), this.name);
    }
    this.startText(row, text.length * 3);
    this.size += encoder.encodeInto(text, this.bytes.subarray(this.size)).written;
  }

  /** Any value as it is written. */
  setRaw(row: number, cursor: JsonCursor): void {
    this.become("text", row, cursor);
    this.setBytes(row, cursor.bytes, cursor.begin, cursor.to);
  }

  private setBytes(row: number, bytes: Uint8Array, begin: number, end: number): void {
    this.startText(row, end - begin);
    const { size } = this;
    if (end - begin > SHORT) this.bytes.set(bytes.subarray(begin, end), size);
    else for (let i = begin, to = size; i < end; i++, to++) this.bytes[to] = bytes[i]!;
    this.size = size + end - begin;
  }

  /** Rows come in order, but one that was cut off comes again. */
  private startText(row: number, most: number): void {
    if (row < this.texts) this.size = this.offsets[row]!;
    for (; this.texts <= row; this.texts++) this.offsets[this.texts] = this.size;
    if (this.size + most <= this.bytes.length) return;
    this.bytes = this.grown(this.bytes, new Uint8Array(Math.max(FIRST_ROWS, 2 * this.bytes.length, this.size + most)));
  }

  private become(kind: JsonKind, row: number, cursor: JsonCursor): void {
    if (this.kind !== kind) {
      if (this.kind !== "nothing") this.refuse(row, cursor, PLURALS[this.kind]);
      this.kind = kind;
    }
    if (row >= this.present.length) this.present = this.grown(this.present, new Uint8Array(2 * row));
    this.present[row] = 1;
    if (kind === "text") {
      if (row + 1 >= this.offsets.length) this.offsets = this.grown(this.offsets, new Uint32Array(2 * this.present.length));
    } else if (row >= this.numbers.length) {
      this.numbers = this.grown(this.numbers, new Float64Array(this.present.length));
      if (this.large) this.large = this.grown(this.large, new BigInt64Array(this.present.length));
    }
  }

  private grown<A extends Uint8Array | Uint32Array | Float64Array | BigInt64Array>(from: A, to: A): A {
    this.place.budget.take(to.byteLength - from.byteLength);
    return copied(from, to);
  }

  /** @throws BadValue */
  refuse(row: number, cursor: JsonCursor, others: string): never {
    const value = quoted(utf8(cursor.bytes, cursor.begin, Math.min(cursor.to, cursor.begin + 40)));
    throw new BadValue(`${this.where(row)}: ${value} in a column of ${others}. ${this.asText}`, this.rowOf(row), this.name);
  }

  private where(row: number): string {
    return `${this.place.file}: row ${this.rowOf(row)}, column ${quoted(this.name)}`;
  }

  private get asText(): string {
    return `Read all of it as text: types: { ${quoted(this.name)}: "text" }`;
  }

  private rowOf(row: number): number {
    return this.place.before + row + 1;
  }

  /** The column of the first rows; the builder is then empty. With `fix` the rows that follow must be of its type. */
  finish(rows: number, fix: boolean): Column {
    const column = this.columnOf(rows);
    if (fix) this.fix(column);
    this.reset();
    return column;
  }

  private fix({ type, unit, zone, data }: Column): void {
    this.fixed ??= { type, unit, zone };
    if (!this.wanted) return;
    const digits = data.type === "decimal" ? { precision: data.precision, scale: data.scale } : {};
    this.wanted = { ...this.wanted, unit, ...digits };
  }

  private columnOf(rows: number): Column {
    const validity = this.validity(rows);
    const refuse = (row: number, text: string, what: string): never => {
      throw new BadValue(`${this.where(row)}: ${quoted(text.slice(0, 40))} is ${what}. ${this.asText}`, this.rowOf(row), this.name);
    };
    if (this.kind === "boolean") {
      return new Column({ type: "boolean", values: Uint8Array.from(this.valuesOf(rows)) }, rows, validity);
    }
    if (this.kind === "number") return new Column(this.numberData(rows, refuse), rows, validity);
    const texts = this.finishTexts(rows);
    if (this.wanted) return typedFrom(texts, rows, validity, this.wanted, refuse);
    return isoColumn(texts, rows, validity, this.fixed, refuse) ?? new Column({ type: "text", texts }, rows, validity);
  }

  private valuesOf(rows: number): Float64Array {
    return this.numbers.length >= rows ? this.numbers.slice(0, rows) : copied(this.numbers, new Float64Array(rows));
  }

  private numberData(rows: number, refuse: (row: number, text: string, what: string) => never): ColumnData {
    const values = this.valuesOf(rows);
    if (this.hasFractions) return { type: "float64", values };
    let beyond = -1;
    const { present, large } = this;
    const many = Math.min(rows, present.length);
    for (let row = 0; row < many && beyond < 0; row++) {
      if (present[row] === 1 && (values[row]! >= INT32 || values[row]! < -INT32)) beyond = row;
    }
    const { type = beyond < 0 ? "int32" : this.isUnsigned ? "uint64" : "int64" } = this.fixed ?? {};
    if (type === "int32" && beyond >= 0) refuse(beyond, String(large?.[beyond] ?? values[beyond]), "no int32, as the rows before are");
    if (type === "int32") return { type, values: Int32Array.from(values) };
    const wide = large ? copied(large.subarray(0, rows), new BigInt64Array(rows)) : new BigInt64Array(rows);
    if (!large) for (let row = 0; row < many; row++) if (present[row] === 1) wide[row] = BigInt(values[row]!);
    return type === "uint64" ? { type, values: new BigUint64Array(wide.buffer) } : { type: "int64", values: wide };
  }

  private finishTexts(rows: number): Texts {
    const offsets = new Uint32Array(rows + 1).fill(this.size);
    offsets.set(this.offsets.subarray(0, this.texts));
    return { offsets, bytes: this.bytes.slice(0, this.size) };
  }

  private validity(rows: number): Validity {
    const bytes = new Uint8Array(Math.ceil(rows / 8));
    const many = Math.min(rows, this.present.length);
    for (let row = 0; row < many; row++) if (this.present[row] === 1) bytes[row >> 3]! |= 1 << (row & 7);
    return { bytes, offset: 0 };
  }
}

function kindOf(type: ColumnType): JsonKind {
  return type === "boolean" ? "boolean" : NUMBERS.includes(type) ? "number" : "text";
}

function copied<A extends Uint8Array | Uint32Array | Float64Array | BigInt64Array>(from: A, to: A): A {
  to.set(from as never);
  return to;
}
