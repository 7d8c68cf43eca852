/**
 * One column of a file, block after block. As long as all values are written in the plainest way of a type, blocks parse fast; else the
 * column is gathered as text, and read when all of it is there (convert.ts). Either way gives the same column.
 */
import { Column } from "../../columns/column";
import { isNumberType } from "../../columns/types";
import type { CsvLayout, PlainType } from "../csv-parsing";
import { quoted } from "../../shown";
import type { CsvBlock } from "./blocks";
import { fitsInt32, localised, narrowed, nulls } from "./columns";
import { badValue, type ColumnContext, converted, readingOf, senseOf } from "./convert";
import { needsQuotes } from "./evidence";
import { CsvField, stringOf } from "./field";
import { readNumber } from "./numbers";
import { TextBuilder } from "./text-builder";
import { type TextReading, TEXT } from "./values";
import { ValuesBuilder } from "./values-builder";

/** Rows of the first block by which the type is guessed: a wrong guess costs time, and nothing else. */
const GUESS_ROWS = 200;
const POINT_STYLE = 0;
const SPACE = 32;

type FoundColumn = Column | { failedAt: number };

export class ColumnReader {
  /** The type that blocks are parsed as; undefined where they are gathered as text. */
  #plain: PlainType | undefined;
  /** Whether no row so far had a value. */
  #isBlind = false;
  #hasNullWords: boolean;
  /** Whether the parser gives text as a dictionary. */
  #repeats = false;
  #values: ValuesBuilder | undefined;
  #texts: TextBuilder | undefined;
  #rows = 0;
  #isLate = false;
  #reading: TextReading = TEXT;
  /** Whether quotes may tell that it is text: all values so far are in quotes. */
  #isQuoted: boolean;
  #hasValues = false;
  /** Whether its name or one of its values is in quotes that it does not need. */
  #quotesTell: boolean;

  constructor(
    readonly context: ColumnContext,
    readonly at: number,
    readonly layout: CsvLayout,
  ) {
    this.#hasNullWords = context.missing.areValues;
    this.#isQuoted = context.evidence.quotesTell && context.wanted === undefined;
    this.#quotesTell = context.evidence.quotedNames.has(at);
  }

  /** Whether the blocks so far must be taken again, from the first: they were not what they seemed. */
  get isLate(): boolean {
    return this.#isLate;
  }

  /** Whether blocks that were taken may be needed again. */
  get needsBlocks(): boolean {
    return this.#isLate || this.#plain !== undefined;
  }

  restart(): void {
    this.#isLate = false;
    this.#rows = 0;
    this.#values = undefined;
    this.#texts = undefined;
  }

  /** `rows`: how many the file has, about. */
  async take(block: CsvBlock, rows: number): Promise<void> {
    if (this.#isLate) return;
    if (this.#isQuoted) this.#lookForQuotes(block);
    if (this.#plain !== undefined && this.#isQuoted && this.#hasValues) {
      this.#plain = undefined;
      this.#values = undefined;
      this.#isLate = this.#rows > 0;
      if (this.#isLate) return;
    }
    while (this.#plain !== undefined) {
      const found = await this.#parsed(block, this.#plain, (column) => {
        this.#values ??= new ValuesBuilder(rows, this.context.wanted === undefined);
        this.#values.add(column);
      });
      if (Column.is(found)) {
        this.#isBlind &&= found.nullCount === found.length;
        this.#rows += found.length;
        return;
      }
      this.#plain = this.#widened(block, found.failedAt);
      if (this.#rows > 0) {
        this.#values = undefined;
        this.#isLate = true;
        return;
      }
    }
    this.#texts ??= this.#builder(rows);
    await this.#addText(block, this.#texts);
    this.#rows += block.fields.count;
  }

  /** `use` is given a column whose arrays it must not keep; without it, the column is the caller's. */
  async #parse({ parsing, bytes, fields }: CsvBlock, type: PlainType, use?: (column: Column) => void): Promise<FoundColumn> {
    if (use && parsing.lent) return parsing.lent(bytes, fields, this.at, type, this.layout, use);
    const found = await parsing.column(bytes, fields, this.at, type, this.layout);
    if (Column.is(found)) use?.(found);
    return found;
  }

  /** Whether all values are in quotes still. What begins with a quote and goes on after it is text in any case. */
  #lookForQuotes({ bytes, fields }: CsvBlock): void {
    const { quote, delimiter } = this.layout;
    const { rows, begins, ends, count } = fields;
    for (let row = 0; row < count; row++) {
      const f = rows[row]! + this.at;
      const end = ends[f]!;
      let at = begins[f]!;
      while (at < end && bytes[at] === SPACE) at++;
      if (at === end) continue;
      if (bytes[at] === quote) {
        this.#hasValues = true;
        this.#quotesTell ||= !needsQuotes(bytes, at + 1, bytes.lastIndexOf(quote, end - 1), quote, delimiter);
      } else if (!this.context.missing.has(stringOf(bytes, at, end).trim())) {
        this.#isQuoted = false;
        return;
      }
    }
  }

  /** Parses a block as a type. Words for null are made blank where they are in the way. */
  async #parsed(block: CsvBlock, type: PlainType, use?: (column: Column) => void): Promise<FoundColumn> {
    const { missing } = this.context;
    const parse = () => this.#parse(block, type, use);
    if (this.#hasNullWords) missing.blank(block.bytes, block.fields, this.at);
    const found = await parse();
    if (Column.is(found) || this.#hasNullWords || missing.blank(block.bytes, block.fields, this.at) === 0) return found;
    this.#hasNullWords = true;
    const f = block.fields.rows[found.failedAt]! + this.at;
    return block.fields.begins[f] === block.fields.ends[f] ? parse() : found;
  }

  /** A block's text. Where the last one's repeated, words for null are looked for among those that differ, not in every row. */
  async #addText(block: CsvBlock, texts: TextBuilder): Promise<void> {
    const { missing } = this.context;
    if (this.#repeats) {
      let isDone = false;
      await this.#parse(block, "text", (column) => {
        isDone = !missing.isAmong(column);
        if (isDone) texts.add(column);
      });
      if (isDone) return;
    }
    missing.blank(block.bytes, block.fields, this.at);
    await this.#parse(block, "text", (column) => {
      this.#repeats = column.data.type === "text" && column.data.codes !== undefined;
      texts.add(column);
    });
  }

  get #decimal(): "." | "," | undefined {
    return this.context.decimal ?? this.context.evidence.decimal;
  }

  #builder(rows: number): TextBuilder {
    return new TextBuilder(`${this.context.source}: column ${quoted(this.context.name)}`, rows);
  }

  #textAt({ bytes, fields }: CsvBlock, row: number): string {
    const field = new CsvField();
    const f = fields.rows[row]! + this.at;
    field.set(bytes, fields.begins[f]!, fields.ends[f]!, this.layout.quote);
    return field.string(bytes, this.layout.quote).trim();
  }

  /** By the first rows; before any block is taken. */
  guess(block: CsvBlock): void {
    if (this.context.wanted) {
      this.#plain = plainOf(this.context);
      return;
    }
    if (this.#isQuoted) this.#lookForQuotes(block);
    const rows = Math.min(GUESS_ROWS, block.fields.count);
    const texts = Array.from({ length: rows }, (_, row) => this.#textAt(block, row)).filter((text) => !this.context.missing.has(text));
    this.#isBlind = texts.length === 0;
    if (this.#isQuoted && this.#hasValues) return;
    this.#plain = this.#isBlind ? "int64" : this.#plainOf(texts);
  }

  /** The type that fits some texts, where they are plain; undefined for text, and for what is not certain. */
  #plainOf(texts: readonly string[]): PlainType | undefined {
    const sense = senseOf(this.context);
    for (const text of texts) sense.add(text);
    try {
      const { plain } = sense.decide(() => texts);
      return plain === "text" || (plain === "float64" && this.#decimal === ",") ? undefined : plain;
    } catch {
      return undefined; // dates of no certain order: later rows may decide
    }
  }

  /** Numbers with a fraction may follow integers; if no value has come so far, the first one tells. Else nothing but all texts decides. */
  #widened(block: CsvBlock, row: number): PlainType | undefined {
    if (this.context.wanted || this.#plain !== "int64") return undefined;
    const text = this.#textAt(block, row);
    if (this.#isBlind) {
      this.#isBlind = false;
      return this.#plainOf([text]);
    }
    const number = this.#decimal === "," ? undefined : readNumber(text, POINT_STYLE);
    return number && !number.isInteger ? "float64" : undefined;
  }

  /** The column of all rows that were taken. `isPart`: others follow. @throws AmbiguousDate, BadValue */
  async finish(isPart: boolean): Promise<Column> {
    if (this.#values) return this.#finishPlain(this.#values.column());
    const column = (this.#texts ?? this.#builder(0)).column();
    const reading = await readingOf(column, this.context, isPart, this.#isQuoted && this.#hasValues && this.#quotesTell);
    const values = await converted(column, reading, this.context, 0);
    this.#reading = reading;
    if (reading.type !== "integer") return values;
    this.#reading = { ...reading, type: fitsInt32(values) ? "int32" : "int64" };
    return this.#typed(values, 0, undefined);
  }

  #finishPlain(column: Column): Column {
    const { wanted } = this.context;
    if (!wanted && column.nullCount === column.length) {
      this.#reading = TEXT;
      return nulls(column);
    }
    this.#reading = { ...TEXT, plain: this.#plain, type: wanted?.type ?? column.type };
    return this.#typed(column, 0, undefined);
  }

  /** A column that was parsed as the plainest type, as the type that it is to have. */
  #typed(column: Column, firstRow: number, decidedBy: number | undefined): Column {
    const { context } = this;
    const reading = this.#reading;
    const refusal = (problem: string) => (row: number, text: string): never => {
      throw badValue(text, problem, reading, context, firstRow + row + 1, decidedBy);
    };
    if (column.type === "timestamp") {
      const zone = context.wanted?.zone ?? context.zone;
      if (zone === undefined) return column;
      return localised(column, zone, refusal(`a time that the clocks of ${zone} never show: they were set forward then`));
    }
    if (column.type === "int64") return narrowed(column, reading.type as "int32", refusal(`beyond the range of ${reading.type}`));
    if (reading.type !== "float32" || column.type !== "float64") return column;
    return new Column({ type: "float32", values: Float32Array.from(column.values as Float64Array) }, column.length, column.validity);
  }

  /** The column of a block after those that its type was decided from. @throws BadValue */
  async next(block: CsvBlock, decidedBy: number): Promise<Column> {
    const reading = this.#reading;
    if (reading.plain !== undefined && reading.plain !== "text") {
      const found = await this.#parsed(block, reading.plain);
      if (Column.is(found)) return this.#typed(found, block.firstRow, decidedBy);
    }
    const texts = this.#builder(block.fields.count);
    await this.#addText(block, texts);
    return converted(texts.column(), reading, this.context, block.firstRow, decidedBy);
  }
}

/** What values of the type that is asked for parse as, if they are plain. */
function plainOf({ wanted, decimal, evidence }: ColumnContext): PlainType | undefined {
  const { type, format, unit } = wanted!;
  if (type === "float64" || type === "float32") return (decimal ?? evidence.decimal) === "," ? undefined : "float64";
  if (isNumberType(type)) return type === "uint64" ? undefined : "int64";
  if (type === "boolean") return type;
  const isPlain = (type === "date" || type === "timestamp") && format === undefined && (unit === undefined || unit === "us");
  return isPlain ? type : undefined;
}
