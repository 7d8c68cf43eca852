/** Reductions of columns whose values are no numbers: dates, timestamps, durations, text. */
import type { CallOptions } from "../../call/options";
import { type GivenReducingOptions, type Reducing, runFor } from "../../call/reductions";
import { OF_ONE, type Request, type CallSteps } from "../../call/request";
import type { Reduction } from "../../catalog/names";
import { durationMs } from "../../columns/calendar";
import { Column, type ColumnValue } from "../../columns/column";
import { unscaled } from "../../columns/decimals";
import { rowOrder } from "../../columns/row-order";
import type { ColumnType, TimeUnit } from "../../columns/types";
import { EmptyInput, UnsupportedInput, WrongArity } from "../../errors";

/** Rows between two looks at the clock. */
const PIECE = 16_384;
export const OF_ORDER: readonly Reduction[] = ["min", "max", "argmin", "argmax"];
const OF_DURATIONS: readonly Reduction[] = [...OF_ORDER, "sum", "mean"];

/** @throws UnsupportedInput for what makes no sense of such values, WrongArity, BadOption */
export function valuesRequest(
  where: string, reducing: Reducing, inputs: readonly unknown[], options: CallOptions & GivenReducingOptions, sync: boolean,
): Request {
  const [column] = inputs;
  if (inputs.length !== 1 || !Column.is(column)) {
    throw new WrongArity(`${where}: takes one column of dates, times or text, got ${inputs.length} inputs`);
  }
  runFor(reducing, options, where); // checks them
  checkReductions(column.type, reducing, where);
  const steps = function* (): CallSteps {
    const found = new ValuesFound(reducing);
    yield* found.look(column);
    return found.results(where);
  };
  return {
    where, compiled: OF_ONE, values: [column], names: [], options, context: {}, sync, reducing, recognised: undefined, steps,
    elements: column.length,
  };
}

/** @throws UnsupportedInput */
export function checkReductions(type: ColumnType, { names }: Reducing, where: string): void {
  const known = type === "duration" ? OF_DURATIONS : OF_ORDER;
  const wrong = names.find((name) => !known.includes(name));
  if (wrong === undefined) return;
  if (type === "decimal") {
    throw new UnsupportedInput(
      `${where}: of decimals of a lazy table, ${known.join(", ")} are found apart. Ask for ${wrong} in a call of its own`,
    );
  }
  throw new UnsupportedInput(
    `${where}: a column of type ${type} has no ${wrong}. There are: ${known.join(", ")}; or make numbers of it in a formula`,
  );
}

/** A value that is the least, or the most, so far. */
interface Extreme {
  row: number;
  shown: ColumnValue;
  key: number | bigint | Uint8Array;
}

/** What is found of the values of a column, or of parts of one. */
export class ValuesFound {
  private least: Extreme | undefined;
  private most: Extreme | undefined;
  private sum = 0n;
  private count = 0;
  private unit: TimeUnit = "ms";
  /** Rows that were looked at. */
  rows = 0;

  constructor(private readonly reducing: Reducing) {}

  *look(column: Column): Generator<undefined, void> {
    const { names } = this.reducing;
    if (names.some((name) => OF_ORDER.includes(name))) yield* this.order(column);
    if (names.some((name) => !OF_ORDER.includes(name))) yield* this.add(column);
    this.rows += column.length;
  }

  /** @throws EmptyInput */
  results(where: string): unknown {
    const { names, isList } = this.reducing;
    const results = names.map((name) => [name, this.result(name, where)]);
    return isList ? Object.fromEntries(results) : results[0]![1];
  }

  private result(name: Reduction, where: string): unknown {
    if (name === "sum" || name === "mean") {
      const sum = durationMs(this.sum, this.unit);
      return name === "sum" ? sum : sum / this.count;
    }
    const extreme = name === "min" || name === "argmin" ? this.least : this.most;
    if (!extreme) throw new EmptyInput(`${where}: the ${name} of no values does not exist. Give at least one that is not null`);
    return name.startsWith("arg") ? extreme.row : extreme.shown;
  }

  /** The first row with the least value, and with the most. */
  private *order(column: Column): Generator<undefined, void> {
    const order = rowOrder(column);
    let least = -1, most = -1;
    for (let row = 0; row < column.length; row++) {
      if (row % PIECE === PIECE - 1) yield;
      if (column.isNull(row)) continue;
      if (least < 0) least = most = row;
      else if (order(row, least) < 0) least = row;
      else if (order(row, most) > 0) most = row;
    }
    if (least < 0) return;
    const [first, last] = [this.extreme(column, least), this.extreme(column, most)];
    if (!this.least || isBefore(first.key, this.least.key)) this.least = first;
    if (!this.most || isBefore(this.most.key, last.key)) this.most = last;
  }

  private extreme(column: Column, row: number): Extreme {
    const { data } = column;
    if (data.type === "decimal") return { row: this.rows + row, shown: column.get(row), key: unscaled(data, row) };
    if (data.type !== "text") return { row: this.rows + row, shown: column.get(row), key: column.values![row]! };
    const { offsets, bytes } = data.texts, at = data.codes ? data.codes[row]! : row;
    return { row: this.rows + row, shown: column.get(row), key: bytes.slice(offsets[at], offsets[at + 1]) };
  }

  /** The exact sum. */
  private *add(column: Column): Generator<undefined, void> {
    const values = column.values as BigInt64Array;
    this.unit = column.unit!;
    for (let row = 0; row < column.length; row++) {
      if (row % PIECE === PIECE - 1) yield;
      if (column.isNull(row)) continue;
      this.sum += values[row]!;
      this.count++;
    }
  }
}

function isBefore(a: Extreme["key"], b: Extreme["key"]): boolean {
  if (!(a instanceof Uint8Array) || !(b instanceof Uint8Array)) return a < b;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return a[i]! < b[i]!;
  return a.length < b.length;
}
