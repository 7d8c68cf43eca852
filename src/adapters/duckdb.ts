/** Results of @duckdb/node-api that a caller gives, recognised by what they can do: the package itself is never imported. */
import { Column } from "../columns/column";
import { textsOf } from "../columns/texts";
import { type ColumnData, NUMBER_ARRAYS, type NumberType, type TimeUnit, type Validity } from "../columns/types";
import { allValid, isValid, setNull } from "../columns/validity";
import { BadValue, UnsupportedType } from "../data-errors";
import { UnsupportedInput } from "../errors";
import { elementsIn } from "../typed-array";
import { type Gathering, type PieceRows, partsOf, wholeOf } from "./arrow/gathered";
import type { ArrowPiece } from "./arrow/pieces";
import { chosenOf } from "./chosen";
import type { TablePart, TableReader, Wanted } from "./format";
import { quoted } from "../shown";

/** What results have: DuckDBResult, which is read once, and DuckDBResultReader, which keeps what it has read. */
interface DuckResult {
  /** Of results that are not streamed. */
  readonly rowCount?: number;
  columnNames(): string[];
  deduplicatedColumnNames?(): string[];
  columnTypes(): DuckType[];
  fetchChunk?(): Promise<DuckChunk | null>;
  readAll?(): Promise<void>;
  getColumns(): unknown[][] | Promise<unknown[][]>;
}

interface DuckType {
  readonly typeId: number;
  /** Of decimals. */
  readonly width?: number;
  readonly scale?: number;
  /** Of enums. */
  readonly values?: readonly string[];
  toString(): string;
}

interface DuckChunk {
  readonly rowCount: number;
  getColumnVector(at: number): DuckVector;
  getColumnValues(at: number): unknown[];
}

interface DuckVector {
  readonly items?: unknown;
  readonly validity?: { itemValid(row: number): boolean };
}

/** How values of a type become elements of a column. */
interface DuckKind {
  /** Elements; `raw`: of a value that is not null. */
  readonly array: new (length: number) => Float64Array | BigInt64Array;
  raw(value: never): number | bigint;
  data(values: never, type: DuckType): ColumnData;
}

const NAME = "the DuckDB result";
const INFINITE = [-(2n ** 63n), -(2n ** 63n) + 1n, 2n ** 63n - 1n, -2147483648, -2147483647, 2147483647];
const WORD = 64n;
const VARCHAR = 17;
const ENUM = 23;
const UUID = 27;
const NULLS = 36;
const DECIMAL = 19;
const WIDE = { signed: 16, unsigned: 32 };

const numbers = (type: NumberType) =>
  ({ array: NUMBER_ARRAYS[type], raw: (value: number) => value, data: (values: never) => ({ type, values }) }) as unknown as DuckKind;
const times = (type: "timestamp" | "duration", unit: TimeUnit, field: string, zone?: string): DuckKind => ({
  array: BigInt64Array,
  raw: (value: Record<string, bigint>) => value[field]!,
  data: (values) => ({ type, values, unit, ...(type === "timestamp" ? { zone } : {}) }) as ColumnData,
});

/** By DuckDB's number of the type. */
const KINDS: Record<number, DuckKind> = {
  1: { array: Uint8Array as never, raw: (value: boolean) => (value ? 1 : 0), data: (values) => ({ type: "boolean", values }) },
  2: numbers("int8"),
  3: numbers("int16"),
  4: numbers("int32"),
  5: numbers("int64"),
  6: numbers("uint8"),
  7: numbers("uint16"),
  8: numbers("uint32"),
  9: numbers("uint64"),
  10: numbers("float32"),
  11: numbers("float64"),
  12: times("timestamp", "us", "micros"),
  13: { array: Int32Array as never, raw: (value: { days: number }) => value.days, data: (values) => ({ type: "date", values }) },
  14: times("duration", "us", "micros"),
  20: times("timestamp", "s", "seconds"),
  21: times("timestamp", "ms", "millis"),
  22: times("timestamp", "ns", "nanos"),
  31: times("timestamp", "us", "micros", "UTC"),
  39: times("duration", "ns", "nanos"),
};
/** Of dates and timestamps: their largest values stand for infinity. */
const MAY_BE_INFINITE = [12, 13, 20, 21, 22, 31];

/** Whether a value is a result or a reader of @duckdb/node-api. Never throws, whatever it is given. */
export function isDuckResult(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  try {
    const { columnNames, columnTypes, getColumns, fetchChunk, readAll } = value as Record<keyof DuckResult, unknown>;
    return [columnNames, columnTypes, getColumns, fetchChunk ?? readAll].every((method) => typeof method === "function");
  } catch {
    return false; // a proxy, or a getter that throws
  }
}

/**
 * Rows of a result, which can be read once unless it is a reader's. Timestamps with a zone are in UTC, times of day durations since
 * midnight, integers of 128 bits decimals, enums text with codes, UUID text; columns of one name are "a" and "a:1".
 */
export function openDuckResult(value: unknown): TableReader {
  return new DuckReader(value as DuckResult);
}

class DuckReader implements TableReader {
  readonly names: readonly string[];
  readonly numRows = undefined;
  readonly #types: readonly DuckType[];
  readonly #enums = new Map<number, { dictionary: Column; numbers: Map<string, number> }>();

  constructor(private readonly result: DuckResult) {
    this.names = result.deduplicatedColumnNames?.() ?? result.columnNames();
    this.#types = result.columnTypes();
  }

  async whole(wanted: Wanted): Promise<TablePart> {
    const chosen = this.#chosen(wanted);
    return wholeOf(this.#rows(chosen), this.#gathering(chosen, wanted), wanted);
  }

  async *parts(wanted: Wanted): AsyncGenerator<TablePart> {
    const chosen = this.#chosen(wanted);
    yield* partsOf(this.#rows(chosen), this.#gathering(chosen, wanted), wanted);
  }

  async close(): Promise<void> {}

  /** @throws UnknownColumn, DuplicateColumn, UnsupportedType */
  #chosen({ columns }: Wanted): number[] {
    const chosen = chosenOf(NAME, this.names, columns);
    for (const at of chosen) {
      const type = this.#types[at]!;
      if (KINDS[type.typeId] || [VARCHAR, ENUM, UUID, NULLS, DECIMAL, WIDE.signed, WIDE.unsigned].includes(type.typeId)) continue;
      throw new UnsupportedType(
        `${NAME}: column ${quoted(this.names[at]!)} is of DuckDB's type ${quoted(String(type))}, which columns cannot have. Cast it in ` +
          "the query (::VARCHAR, or epoch_ms of an interval), or read the others (columns: [...])",
      );
    }
    return chosen;
  }

  #gathering(chosen: readonly number[], { mostBytes }: Wanted): Gathering {
    const columns = chosen.map((at) => ({ name: this.names[at]!, none: () => this.#piece(at, [], 0) }));
    return { file: NAME, columns, mostBytes };
  }

  async *#rows(chosen: readonly number[]): AsyncGenerator<PieceRows> {
    const { result } = this;
    if (!result.fetchChunk) {
      await result.readAll?.();
      const columns = await result.getColumns();
      yield { length: columns[0]?.length ?? 0, pieces: chosen.map((at) => this.#piece(at, columns[at]!, 0)) };
      return;
    }
    for (let row = 0; ; ) {
      const chunk = await result.fetchChunk();
      if (!chunk || chunk.rowCount === 0) {
        if (result.rowCount === undefined || row === result.rowCount) return;
        throw new UnsupportedInput(`${NAME}: ${row} of its ${result.rowCount} rows are left, the others were read. Run the query again`);
      }
      const { rowCount: length } = chunk;
      const pieces = chosen.map((at) => {
        return this.#plainPiece(at, chunk.getColumnVector(at), length, row) ?? this.#piece(at, chunk.getColumnValues(at), row);
      });
      yield { length, pieces };
      row += length;
    }
  }

  /** Of numbers that a vector has as a typed array: copied, because the chunk's memory does not stay. Undefined where it has none. */
  #plainPiece(at: number, { items, validity }: DuckVector, length: number, before: number): Column | undefined {
    const type = this.#types[at]!;
    const kind = KINDS[type.typeId];
    const elements = elementsIn(items);
    if (!kind || !elements || elements.length < length || typeof validity?.itemValid !== "function") return undefined;
    const values = new kind.array(length);
    if (Object.getPrototypeOf(values) !== Object.getPrototypeOf(elements)) return undefined;
    values.set(elements.subarray(0, length) as never);
    const nulls = nullsOf(length, (row) => !validity.itemValid(row));
    if (MAY_BE_INFINITE.includes(type.typeId)) {
      const infinite = INFINITE.find((one) => values.includes(one as never));
      for (let row = infinite === undefined ? length : 0; row < length; row++) {
        if (!nulls || isValid(nulls, row)) this.#finite(at, values[row]!, before + row);
      }
    }
    return new Column(kind.data(values as never, type), length, nulls);
  }

  /** Of values as the package gives them, one by one. @throws BadValue */
  #piece(at: number, values: readonly unknown[], before: number): ArrowPiece {
    const type = this.#types[at]!;
    const { length } = values;
    const validity = nullsOf(length, (row) => values[row] === null);
    const { typeId } = type;
    if (typeId === VARCHAR || typeId === UUID) {
      const texts = textsOf(values.map((value) => (value === null ? "" : String(value))));
      return new Column({ type: "text", texts }, length, validity);
    }
    if (typeId === ENUM) return this.#enumPiece(at, values as string[], validity);
    if (typeId === NULLS) return new Column({ type: "float64", values: new Float64Array(length) }, length, validity);
    if (typeId === DECIMAL || typeId === WIDE.signed || typeId === WIDE.unsigned) {
      return new Column(this.#decimals(at, values, before), length, validity);
    }
    const { array: Kind, raw, data } = KINDS[typeId]!;
    const elements = new Kind(length);
    for (let row = 0; row < length; row++) {
      if (values[row] !== null) elements[row] = this.#finite(at, raw(values[row] as never), before + row);
    }
    return new Column(data(elements as never, type), length, validity);
  }

  /** One dictionary for all rows: the names of the enum. */
  #enumPiece(at: number, values: readonly (string | null)[], validity: Validity | undefined): ArrowPiece {
    let known = this.#enums.get(at);
    if (!known) {
      const names = this.#types[at]!.values ?? [];
      const dictionary = new Column({ type: "text", texts: textsOf(names) }, names.length);
      this.#enums.set(at, (known = { dictionary, numbers: new Map(names.map((name, i) => [name, i])) }));
    }
    const { dictionary, numbers: codeOf } = known;
    const codes = Uint32Array.from(values, (value) => (value === null ? 0 : codeOf.get(value)!));
    return { length: values.length, codes, validity, dictionary };
  }

  #decimals(at: number, given: readonly unknown[], before: number): ColumnData {
    const { typeId, width = 38, scale = 0 } = this.#types[at]!;
    const values = new BigInt64Array(2 * given.length);
    for (let row = 0; row < given.length; row++) {
      if (given[row] === null) continue;
      const value = typeId === DECIMAL ? (given[row] as { value: bigint }).value : (given[row] as bigint);
      if (BigInt.asIntN(128, value) !== value) throw this.#badValue(at, before + row, `${value}, which is larger than decimals are`);
      values[2 * row] = BigInt.asIntN(64, value);
      values[2 * row + 1] = value >> WORD;
    }
    return { type: "decimal", values, words: 2, precision: width, scale };
  }

  #finite<T extends number | bigint>(at: number, value: T, row: number): T {
    if (!MAY_BE_INFINITE.includes(this.#types[at]!.typeId) || !INFINITE.includes(value)) return value;
    throw this.#badValue(at, row, "an infinite date or time");
  }

  #badValue(at: number, row: number, what: string): BadValue {
    const name = this.names[at]!;
    return new BadValue(`${NAME}: row ${row + 1} of column ${quoted(name)} has ${what}. Leave it out in the query`, row + 1, name);
  }
}

function nullsOf(length: number, isNull: (row: number) => boolean): Validity | undefined {
  const validity = allValid(length);
  let isSome = false;
  for (let row = 0; row < length; row++) {
    if (!isNull(row)) continue;
    setNull(validity, row);
    isSome = true;
  }
  return isSome ? validity : undefined;
}
