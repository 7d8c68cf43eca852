/** `autoflux reduce`: numbers of a formula over the columns of a file. */
import { isOperation } from "../catalog/index";
import type { Table } from "../columns/table";
import { type Arguments, type Command, CommandFailure, Usage } from "./command";
import { inSession } from "./session";
import { INPUT_OPTIONS, tableOf } from "./table-input";
import { formatOf, OUTPUT_OPTIONS, writeTable } from "./table-output";

export const reduce: Command = {
  name: "reduce",
  summary: "Reduces a formula over the columns of a file to numbers: its mean, its extremes, its sum.",
  usage: "reduce <reduction,...> <formula> [--in data.csv]",
  positionals: [2, 2],
  options: {
    ...INPUT_OPTIONS,
    "skip-nan": { type: "boolean", help: "leave out NaN; missing values are left out always" },
    "ddof": { type: "string", value: "NUMBER", help: "of var and std: what is taken from the count to divide by; by default 0" },
    "arithmetic": { type: "string", value: "WORD", help: "fast (default) or reproducible: the same bits on every machine" },
    ...OUTPUT_OPTIONS,
  },
  notes: [
    "Reductions: sum, mean, min, max, argmin, argmax (the row, from 0, of those that --where keeps), product, countNonzero, any, all,\n" +
      "norm, var, std. On a terminal each has a line; into a pipe goes CSV, a column for each.",
    "A formula may use the columns by their names, in backquotes where a name is no word: `Max temp` * 2. Only what it uses is read.",
  ],
  examples: [
    'autoflux reduce mean,max "TMAX - TMIN" --in data.parquet',
    'autoflux reduce sum "price * quantity" --where "country == \'PT\'" < sales.csv',
  ],
  run: runReduce,
};

function runReduce(args: Arguments): Promise<number> {
  const [reductions, formula] = [args.positionals[0]!.split(",").map((name) => name.trim()), args.positionals[1]!];
  const { "skip-nan": skipNaN = false, ddof, out = "-" } = args.values as { "skip-nan"?: boolean; "ddof"?: string; "out"?: string };
  if (isOperation(formula.trim())) throw new Usage(`"${formula}" is an operation: write a formula such as "${formula}(TMAX)"`);
  if (ddof !== undefined && !/^\d+(\.\d+)?$/.test(ddof)) throw new Usage(`--ddof must be a number, got "${ddof}"`);
  formatOf(args, out);
  return inSession(args, async ({ flux, onProgress, isRead }) => {
    const table = await tableOf(flux, args, { formulas: [formula], only: true, onProgress });
    const options = { skipNaN, ...(ddof !== undefined && { ddof: Number(ddof) }) };
    const found = await flux.reduce(reductions as "sum"[], formula, table, options).catch((error) => {
      if ((error as { code?: string }).code !== "EmptyInput") throw error;
      throw new CommandFailure(`${reductions.join(", ")} of "${formula}": there are no values to answer with. See --where, and the file`);
    });
    isRead();
    await writeTable(flux, await flux.from([found], { types: timesAmong(found) }), args, { text: lines });
  });
}

const TIME = /^[+-]?\d{4,6}-\d\d-\d\d(T\S+)?$/;

/** Dates and moments come as ISO text: they are written as what they are. */
function timesAmong(found: Readonly<Record<string, unknown>>): Record<string, string> {
  const times = Object.entries(found).flatMap(([name, value]): [string, string][] => {
    const [isTime, hasClock] = (typeof value === "string" && TIME.exec(value)) || [];
    return isTime === undefined ? [] : [[name, hasClock === undefined ? "date" : "timestamp"]];
  });
  return Object.fromEntries(times);
}

/** A reduction a line, with every digit. */
function lines(table: Table): string {
  const width = Math.max(...table.columns.map((name) => name.length));
  return table.columns.map((name) => {
    const value = table.column(name).get(0);
    return `${name.padEnd(width)}  ${Object.is(value, -0) ? "-0" : String(value)}`;
  }).join("\n");
}
