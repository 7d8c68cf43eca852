/** Reductions of columns whose values are no numbers: dates, timestamps, durations, text. */
import type { CallOptions } from "../../call/options";
import { type GivenReducingOptions, type Reducing, runFor } from "../../call/reductions";
import { OF_ONE, type Request, type CallSteps } from "../../call/request";
import type { Reduction } from "../../catalog/names";
import { durationMs } from "../../columns/calendar";
import { Column } from "../../columns/column";
import { rowOrder } from "../../columns/row-order";
import { EmptyInput, UnsupportedInput, WrongArity } from "../../errors";

/** Rows between two looks at the clock. */
const PIECE = 16_384;
const OF_ORDER: readonly Reduction[] = ["min", "max", "argmin", "argmax"];
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
  const known = column.type === "duration" ? OF_DURATIONS : OF_ORDER;
  const wrong = reducing.names.find((name) => !known.includes(name));
  if (wrong) {
    throw new UnsupportedInput(
      `${where}: a column of type ${column.type} has no ${wrong}. There are: ${known.join(", ")}; or make numbers of it in a formula`,
    );
  }
  const steps = () => reductionsOf(column, reducing, where);
  return {
    where, compiled: OF_ONE, values: [column], names: [], options, context: {}, sync, reducing, recognised: undefined, steps,
    elements: column.length,
  };
}

function* reductionsOf(column: Column, { names, isList }: Reducing, where: string): CallSteps {
  let extremes: { least: number; most: number } | undefined;
  let total: { sum: bigint; count: number } | undefined;
  const results: [name: string, value: unknown][] = [];
  for (const name of names) {
    if (name === "sum" || name === "mean") {
      total ??= yield* totalOf(column);
      const sum = durationMs(total.sum, column.unit!);
      results.push([name, name === "sum" ? sum : sum / total.count]);
      continue;
    }
    extremes ??= yield* extremesOf(column);
    const row = name === "min" || name === "argmin" ? extremes.least : extremes.most;
    if (row < 0) {
      throw new EmptyInput(`${where}: the ${name} of no values does not exist. Give at least one that is not null`);
    }
    results.push([name, name.startsWith("arg") ? row : column.get(row)]);
  }
  return isList ? Object.fromEntries(results) : results[0]![1];
}

/** The first row with the least value, and with the most; -1 where all are null. */
function* extremesOf(column: Column): Generator<undefined, { least: number; most: number }> {
  const order = rowOrder(column);
  let least = -1, most = -1;
  for (let row = 0; row < column.length; row++) {
    if (row % PIECE === PIECE - 1) yield;
    if (column.isNull(row)) continue;
    if (least < 0) least = most = row;
    else if (order(row, least) < 0) least = row;
    else if (order(row, most) > 0) most = row;
  }
  return { least, most };
}

/** The exact sum. */
function* totalOf(column: Column): Generator<undefined, { sum: bigint; count: number }> {
  const values = column.values as BigInt64Array;
  let sum = 0n, count = 0;
  for (let row = 0; row < column.length; row++) {
    if (row % PIECE === PIECE - 1) yield;
    if (column.isNull(row)) continue;
    sum += values[row]!;
    count++;
  }
  return { sum, count };
}
