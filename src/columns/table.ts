/** A table: named columns of equal length. It never changes; what selects or cuts shares the memory. */
import { DuplicateColumn, LazyTable } from "../data-errors";
import { shown, UnequalLengths } from "../errors";
import { type Column, type ColumnValue, INSPECTED, rangeOf } from "./column";
import { unknownColumn } from "./unknown-column";

/** What tables ask of whoever made them. */
export interface TableHost {
  describe(table: Table, options?: DescribeOptions): Promise<Table>;
  /** Text of a table that fits the terminal. */
  shown(table: Table, options: PrintOptions | undefined): string;
}

export interface DescribeOptions {
  /** Ends the call, which then rejects with its reason. */
  signal?: AbortSignal;
  /** Milliseconds. Default: the instance's. */
  timeout?: number;
}

export interface PrintOptions {
  /** Rows at most. Default 10. */
  rows?: number;
  /** Characters of a line at most. Default: the terminal's, or 100. */
  width?: number;
}

/** A table that is longer than memory: its first rows, and how to go through all of them. */
export interface LazyRows {
  /** Rows from the beginning that are in memory, with the types of all. */
  first: Table;
  /** All rows of some columns, a part at a time; `stop` ends the pass even while a part is waited for. */
  parts(columns: readonly string[], stop?: AbortSignal): AsyncGenerator<Table>;
}

/** A row as an object. */
export type TableRow = Record<string, ColumnValue>;

/** Named columns of equal length, as {@link Flux.read} and {@link Flux.from} make them. It never changes. */
export class Table implements AsyncIterable<Table> {
  readonly #columns: ReadonlyMap<string, Column>;
  readonly #host: TableHost;
  readonly #lazy: LazyRows | undefined;
  readonly #numRows: number;
  /** The names of the columns, in order. */
  readonly columns: readonly string[];

  /** For those who make tables. @throws UnequalLengths, DuplicateColumn */
  constructor(columns: Iterable<readonly [name: string, column: Column]>, host: TableHost, lazy?: LazyRows) {
    const named = new Map<string, Column>();
    let first: [string, Column] | undefined;
    for (const [name, column] of columns) {
      first ??= [name, column];
      if (named.has(name)) throw new DuplicateColumn(`table: two columns are named ${shown(name)}. Rename one`);
      if (column.length !== first[1].length) {
        throw new UnequalLengths(
          `table: column ${shown(first[0])} has ${first[1].length} rows, column ${shown(name)} has ${column.length}. Give columns of one ` +
            "length",
        );
      }
      named.set(name, column);
    }
    this.#columns = named;
    this.#host = host;
    this.#lazy = lazy;
    this.#numRows = first?.[1].length ?? 0;
    this.columns = Object.freeze([...named.keys()]);
  }

  /** Whether a value is a table: of this realm's own making. */
  static is(value: unknown): value is Table {
    return typeof value === "object" && value !== null && #columns in value;
  }

  /** Whether it is too large for memory: then it goes through in parts, `for await (const part of table)`. */
  get isLazy(): boolean {
    return this.#lazy !== undefined;
  }

  /** @throws LazyTable */
  get numRows(): number {
    this.#inMemory("numRows");
    return this.#numRows;
  }

  /** The type of each column, by name. */
  get types(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#columns].map(([name, column]) => [name, column.type]));
  }

  /** @throws UnknownColumn, which names the nearest; LazyTable */
  column(name: string): Column {
    const column = this.#named(name);
    this.#inMemory(`column(${shown(name)})`);
    return column;
  }

  /** The columns of these names, in this order. @throws UnknownColumn */
  select(...names: readonly (string | readonly string[])[]): Table {
    const wanted = names.flat() as string[];
    const columns = wanted.map((name): [string, Column] => [name, this.#named(name)]);
    const lazy = this.#lazy;
    return tableOf(columns, this.#host, lazy && {
      first: lazy.first.select(wanted),
      parts: (chosen, stop) => lazy.parts(chosen, stop),
    });
  }

  /** The first rows; of a lazy table those that are in memory. */
  head(rows = 10): Table {
    if (!this.#lazy) return this.slice(0, rows);
    const { first } = this.#lazy;
    if (rows > first.numRows) this.#inMemory(`head(${rows})`);
    return first.slice(0, rows);
  }

  /** Rows [begin, end); negative ones count from the end. @throws LazyTable */
  slice(begin = 0, end = this.#numRows): Table {
    this.#inMemory("slice");
    const [from, to] = rangeOf(begin, end, this.#numRows);
    return tableOf([...this.#columns].map(([name, column]) => [name, column.slice(from, to)]), this.#host);
  }

  /** All rows as objects, values as {@link Column.get} gives them. @throws LazyTable */
  toRows(): TableRow[] {
    this.#inMemory("toRows");
    const columns = [...this.#columns];
    return Array.from({ length: this.#numRows }, (_, row) => Object.fromEntries(columns.map(([name, column]) => [name, column.get(row)])));
  }

  /**
   * Each column as an array: numbers as a typed array, nulls among them as NaN (integers with nulls become float64); 64-bit integers with
   * nulls and all other types as a list of values as {@link Column.get} gives them. @throws LazyTable
   */
  toArrays(): Record<string, ArrayLike<ColumnValue>> {
    this.#inMemory("toArrays");
    return Object.fromEntries([...this.#columns].map(([name, column]) => [name, arrayOf(column)]));
  }

  /** For those who make tables of this one: other columns, or other rows where it is lazy. */
  made(columns: Iterable<readonly [name: string, column: Column]>, lazy?: LazyRows): Table {
    return tableOf(columns, this.#host, lazy);
  }

  /**
   * Each column in a row: how many values and nulls; of numbers the mean, the standard deviation (ddof 1), min, quartiles (not of a lazy
   * table) and max, NaN where a value is NaN; of dates and timestamps the first and the last (from, to), and so of 64-bit integers whose
   * least or greatest no float64 is; of text how many differ, and the most frequent (unknown beyond a million).
   *
   * @throws (as a rejected promise) BadOption, TimeoutError, the signal's reason, and what reading throws, if it is lazy
   */
  describe(options?: DescribeOptions): Promise<Table> {
    return this.#host.describe(this, options);
  }

  /** Writes the first rows to the console, so that they fit the terminal. */
  print(options?: PrintOptions): void {
    console.log(this.toString(options));
  }

  toString(options?: PrintOptions): string {
    return this.#host.shown(this, options);
  }

  /** What console.log shows: names and types of the columns, and the first rows. */
  [INSPECTED](depth: number): string {
    return depth < 0 ? "[Table]" : `Table\n${this.toString()}`;
  }

  /** Its parts, one after the other: of a table in memory one. */
  [Symbol.asyncIterator](): AsyncGenerator<Table> {
    return this.pass();
  }

  /** For those who go through its parts within a call, which `stop` ends. */
  async *pass(stop?: AbortSignal): AsyncGenerator<Table> {
    if (this.#lazy) yield* this.#lazy.parts(this.columns, stop);
    else yield this;
  }

  #named(name: string): Column {
    const column = this.#columns.get(name);
    if (column) return column;
    throw unknownColumn("table", String(name), this.columns);
  }

  #inMemory(what: string): void {
    if (!this.#lazy) return;
    throw new LazyTable(
      `${what}: the table is larger than memory. Go through it in parts (for await (const part of table)), read fewer columns or rows ` +
        "(columns, where, limit), or raise memoryLimit",
    );
  }
}

/** A class that names itself within is renamed by the bundler, and would be printed so. */
const tableOf = (...given: ConstructorParameters<typeof Table>): Table => new Table(...given);

function arrayOf(column: Column): ArrayLike<ColumnValue> {
  const { data, nullCount } = column;
  const isNumbers = data.type.startsWith("float") || data.type.includes("int");
  const values = column.values!;
  if (!isNumbers) return column.toArray();
  if (nullCount === 0) return values;
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) return column.toArray();
  const copy = data.type === "float32" ? new Float32Array(values as Float32Array) : Float64Array.from(values as Float64Array);
  for (let row = 0; row < copy.length; row++) if (column.isNull(row)) copy[row] = Number.NaN;
  return copy;
}
