/** `autoflux reduce`: numbers of a formula over the columns of a file. */
import { createFlux } from "../index";
import type { Arguments, Command } from "./command";
import { INPUT_OPTIONS, tableOf } from "./table-input";
import { OUTPUT_OPTIONS, writeTable } from "./table-output";

export const reduce: Command = {
  name: "reduce",
  summary: "Reduces a formula over the columns of a file to numbers: its mean, its extremes, its sum.",
  usage: "reduce <reduction,...> <formula> [--in data.csv]",
  positionals: [2, 2],
  options: {
    ...INPUT_OPTIONS,
    "skip-nan": { type: "boolean", help: "leave out NaN; missing values are left out always" },
    "ddof": { type: "string", value: "NUMBER", help: "of var, std and cov: what is taken from the count to divide by" },
    ...OUTPUT_OPTIONS,
  },
  notes: [
    "Reductions: sum, mean, min, max, argmin, argmax (the row, from 0), product, countNonzero, any, all, norm, var, std.\n" +
      "A formula may use the columns by their names, in backquotes where a name is no word: `Max temp` * 2.",
  ],
  examples: [
    'autoflux reduce mean,max "TMAX - TMIN" --in data.parquet',
    'autoflux reduce sum "price * quantity" --where "country == \'PT\'" < sales.csv',
  ],
  run: runReduce,
};

async function runReduce(args: Arguments): Promise<number> {
  const reductions = args.positionals[0]!.split(",").map((name) => name.trim());
  const formula = args.positionals[1]!;
  const { "skip-nan": skipNaN = false, ddof } = args.values as { "skip-nan"?: boolean; ddof?: string };
  const flux = await createFlux({ safeMode: false });
  try {
    const table = await tableOf(flux, args);
    const options = { skipNaN, ...(ddof !== undefined && { ddof: Number(ddof) }) };
    const found = (await flux.reduce(reductions as "sum"[], formula, table, options)) as Record<string, unknown>;
    await writeTable(flux, await flux.from([found]), args);
    return 0;
  } finally {
    await flux.close();
  }
}
