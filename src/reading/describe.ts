/** {@link Table.describe}: each column in a row. */
import { decimalNumber } from "../columns/decimals";
import { Turns } from "../clock";
import { Column } from "../columns/column";
import { Table, type TableHost } from "../columns/table";
import { textsOf } from "../columns/texts";
import type { ColumnData } from "../columns/types";
import { allValid, setNull } from "../columns/validity";

/** The standard deviation has ddof 0. */
export interface NumberMoments {
  mean: number;
  std: number;
  min: number;
  max: number;
}

/** What describing computes with, on an instance, within a call. */
export interface Describing {
  moments(values: Float64Array): Promise<NumberMoments>;
  quantiles(values: Float64Array, at: readonly number[]): Promise<Float64Array>;
  /** Throws where the call is to end. */
  check(): void;
  readonly stop: AbortSignal;
}

/** Rows between two looks at the clock. */
const PIECE = 16_384;

const QUARTERS = [0.25, 0.5, 0.75];
/** Different texts that are counted; of more, how many there are and which is the most frequent stay unknown. */
const MOST_DISTINCT = 1_000_000;

/** A row of the description; what does not apply, or is unknown, is left out. */
interface Described {
  column: string;
  type: string;
  count: number;
  nulls: number;
  mean?: number; std?: number; min?: number; q25?: number; median?: number; q75?: number; max?: number;
  from?: string; to?: string;
  distinct?: number; most?: string;
}
const NUMBERS = ["mean", "std", "min", "q25", "median", "q75", "max"] as const;
const TEXTS = ["from", "to"] as const;

/** One pass. The quartiles of a lazy table would need all values of a column in memory: they are null. */
export async function describeTable(table: Table, using: Describing, host: TableHost): Promise<Table> {
  const summaries = table.columns.map((name) => ({ name, summary: undefined as Summary | undefined, type: "" }));
  for await (const part of table.pass(using.stop)) {
    for (const one of summaries) {
      using.check();
      const column = part.column(one.name);
      one.type ||= column.type;
      one.summary ??= summaryOf(column, using, table.isLazy);
      await one.summary.add(column);
    }
  }
  const rows = summaries.map(({ name, summary, type }): Described => {
    const { count = 0, nulls = 0 } = summary ?? {};
    return { column: name, type: type || table.types[name]!, count, nulls, ...summary?.found() };
  });
  return new Table(columnsOf(rows), host);
}

/** What is found of a column as its parts come. */
abstract class Summary {
  count = 0;
  nulls = 0;

  async add(column: Column): Promise<void> {
    this.nulls += column.nullCount;
    this.count += column.length - column.nullCount;
    if (column.length > column.nullCount) await this.take(column);
  }

  /** A part that has values. */
  protected abstract take(column: Column): Promise<void> | void;
  abstract found(): Partial<Described>;
}

function summaryOf({ type }: Column, using: Describing, isLazy: boolean): Summary {
  if (type === "text") return new TextSummary(using);
  return type === "date" || type === "timestamp" ? new TimeSummary() : new NumberSummary(using, isLazy);
}

class NumberSummary extends Summary {
  private n = 0;
  private mean = 0;
  private squares = 0;
  private min = Number.POSITIVE_INFINITY;
  private max = Number.NEGATIVE_INFINITY;
  private quarters: Float64Array | undefined;
  /** Of 64-bit integers. */
  private readonly exact = new TimeSummary();

  constructor(
    private readonly using: Describing,
    private readonly isLazy: boolean,
  ) {
    super();
  }

  protected async take(column: Column): Promise<void> {
    const values = numbersOf(column);
    const { mean, std, min, max } = await this.using.moments(values);
    const more = values.length;
    const all = this.n + more;
    const apart = mean - this.mean;
    if (this.n === 0) this.squares = std * std * more;
    else this.squares += std * std * more + (apart * apart * this.n * more) / all;
    this.mean = this.n === 0 ? mean : this.mean + (apart * more) / all;
    this.n = all;
    if (column.type === "int64" || column.type === "uint64") this.exact.take(column);
    this.min = Math.min(this.min, min); // NaN, where there is one
    this.max = Math.max(this.max, max);
    if (!this.isLazy) this.quarters = await this.using.quantiles(values, QUARTERS);
  }

  found(): Partial<Described> {
    const { n, mean, squares, min, max, quarters } = this;
    if (n === 0) return {};
    const [q25, median, q75] = quarters ?? [];
    const of = (key: string, value: number | undefined) => (value === undefined ? {} : { [key]: value });
    const spread = n > 1 ? { std: Math.sqrt(squares / (n - 1)) } : {};
    return { mean, ...spread, min, ...of("q25", q25), ...of("median", median), ...of("q75", q75), max, ...this.beyondDoubles() };
  }

  /** The least and the greatest as text, where a double is neither. */
  private beyondDoubles(): Partial<Described> {
    const { from, to } = this.exact.found();
    const isDouble = (text: string | undefined) => text === undefined || BigInt(Number(text)) === BigInt(text);
    return isDouble(from) && isDouble(to) ? {} : { from: from!, to: to! };
  }
}

/** What is not null, as doubles. */
function numbersOf(column: Column): Float64Array {
  const { data, length, nullCount } = column;
  if (data.type === "float64" && nullCount === 0) return data.values as Float64Array;
  const values = new Float64Array(length - nullCount);
  let at = 0;
  for (let row = 0; row < length; row++) {
    if (column.isNull(row)) continue;
    if (data.type === "decimal") values[at++] = decimalNumber(data, row);
    else values[at++] = Number(data.type === "duration" ? column.get(row) : column.values![row]);
  }
  return values;
}

/** Dates, times and integers: of the least and the greatest, the text. */
class TimeSummary extends Summary {
  private least: { value: number | bigint; text: string } | undefined;
  private greatest: { value: number | bigint; text: string } | undefined;

  take(column: Column): void {
    const values = column.values!;
    let least = -1, greatest = -1;
    for (let row = 0; row < column.length; row++) {
      if (column.isNull(row)) continue;
      if (least < 0 || values[row]! < values[least]!) least = row;
      if (greatest < 0 || values[row]! > values[greatest]!) greatest = row;
    }
    const at = (row: number) => ({ value: values[row]!, text: String(column.get(row)) });
    if (!this.least || values[least]! < this.least.value) this.least = at(least);
    if (!this.greatest || values[greatest]! > this.greatest.value) this.greatest = at(greatest);
  }

  found(): Partial<Described> {
    return this.least && this.greatest ? { from: this.least.text, to: this.greatest.text } : {};
  }
}

class TextSummary extends Summary {
  private counts: Map<string, number> | undefined = new Map();
  private readonly turns = new Turns();

  constructor(private readonly using: Describing) {
    super();
  }

  protected async take(column: Column): Promise<void> {
    for (let row = 0; row < column.length && this.counts; row++) {
      if (row % PIECE === 0) {
        this.using.check();
        if (this.turns.isDue) await this.turns.take();
      }
      const text = column.get(row);
      if (text === null) continue;
      this.counts.set(text as string, (this.counts.get(text as string) ?? 0) + 1);
      if (this.counts.size > MOST_DISTINCT) this.counts = undefined;
    }
  }

  found(): Partial<Described> {
    const { counts } = this;
    if (!counts || counts.size === 0) return {};
    let most = "";
    let times = 0;
    for (const [text, count] of counts) if (count > times) [most, times] = [text, count];
    return { distinct: counts.size, most };
  }
}

/** Columns that apply to none of the rows are left out, but for the numbers'. */
function columnsOf(rows: readonly Described[]): [string, Column][] {
  const has = (key: keyof Described) => rows.some((row) => row[key] !== undefined);
  const numbers = (key: keyof Described): [string, Column] => [key, numberColumn(rows.map((row) => row[key] as number | undefined))];
  const texts = (key: keyof Described): [string, Column] => [key, textColumn(rows.map((row) => row[key] as string | undefined))];
  return [
    texts("column"), texts("type"), numbers("count"), numbers("nulls"), ...NUMBERS.map(numbers), ...TEXTS.filter(has).map(texts),
    ...(has("distinct") ? [numbers("distinct"), texts("most")] : []),
  ];
}

function numberColumn(values: readonly (number | undefined)[]): Column {
  const data: ColumnData = { type: "float64", values: Float64Array.from(values, (value) => value ?? 0) };
  return new Column(data, values.length, validityOf(values));
}

function textColumn(values: readonly (string | undefined)[]): Column {
  return new Column({ type: "text", texts: textsOf(values.map((value) => value ?? "")) }, values.length, validityOf(values));
}

function validityOf(values: readonly unknown[]): ReturnType<typeof allValid> {
  const validity = allValid(values.length);
  values.forEach((value, row) => {
    if (value === undefined) setNull(validity, row);
  });
  return validity;
}
