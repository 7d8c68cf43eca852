/** `autoflux head`, `autoflux describe`: what is in a file. */
import { createFlux, type Table } from "../index";
import { type Arguments, type Command, Usage } from "./command";
import { INPUT_OPTIONS, tableOf } from "./table-input";
import { OUTPUT_OPTIONS, writeTable } from "./table-output";

const HEAD_ROWS = 10;

export const head: Command = {
  name: "head",
  summary: "Shows the first rows of a file, and the types of its columns.",
  usage: "head <file> [--rows 10]",
  positionals: [0, 1],
  options: {
    ...INPUT_OPTIONS,
    "rows": { type: "string", value: "NUMBER", help: `how many; by default ${HEAD_ROWS}` },
    ...OUTPUT_OPTIONS,
  },
  notes: [],
  examples: ["autoflux head data.parquet", 'autoflux head flights.csv.gz --where "delay > 60" --rows 5'],
  run: (args) => shownFrom(args, async (table) => {
    const rows = (args.values["rows"] as string | undefined) ?? String(HEAD_ROWS);
    if (!/^\d+$/.test(rows)) throw new Usage(`--rows must be a number, got "${rows}"`);
    return table.head(Number(rows));
  }),
};

export const describe: Command = {
  name: "describe",
  summary: "Shows counts, means, extremes and quartiles of each column of a file.",
  usage: "describe <file>",
  positionals: [0, 1],
  options: { ...INPUT_OPTIONS, ...OUTPUT_OPTIONS },
  notes: [],
  examples: ["autoflux describe data.csv", 'autoflux describe flights.parquet --where "carrier == \'UA\'"'],
  run: (args) => shownFrom(args, (table) => table.describe()),
};

async function shownFrom(args: Arguments, make: (table: Table) => Promise<Table>): Promise<number> {
  const flux = await createFlux({ safeMode: false });
  try {
    const [file] = args.positionals;
    if (file !== undefined && args.values["in"] !== undefined) throw new Usage("the file is given twice: as an argument and by --in");
    const table = await tableOf(flux, args, file ?? (args.values["in"] as string | undefined));
    await writeTable(flux, await make(table), args, { isForPeople: true });
    return 0;
  } finally {
    await flux.close();
  }
}
