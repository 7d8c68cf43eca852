/** `autoflux head`, `autoflux describe`: what is in a file. */
import type { Table } from "../columns/table";
import { type Arguments, type Command, Usage } from "./command";
import { inSession } from "./session";
import { INPUT_OPTIONS, SELECT, tableOf } from "./table-input";
import { formatOf, OUTPUT_OPTIONS, writeTable } from "./table-output";

const HEAD_ROWS = 10;

export const head: Command = {
  name: "head",
  summary: "Shows the first rows of a file, and the types of its columns.",
  usage: "head <file> [--rows 10]",
  positionals: [0, 1],
  options: {
    ...INPUT_OPTIONS,
    ...SELECT,
    "rows": { type: "string", value: "NUMBER", help: `how many; by default ${HEAD_ROWS}` },
    ...OUTPUT_OPTIONS,
  },
  notes: [],
  examples: ["autoflux head data.parquet", 'autoflux head flights.csv.gz --where "delay > 60" --rows 5'],
  run: (args) => {
    const rows = (args.values["rows"] as string | undefined) ?? String(HEAD_ROWS);
    if (!/^\d{1,15}$/.test(rows)) throw new Usage(`--rows must be a number, got "${rows}"`);
    return shownFrom(args, async (table) => table, Number(rows));
  },
};

export const describe: Command = {
  name: "describe",
  summary: "Shows counts, means, extremes and quartiles of each column of a file.",
  usage: "describe <file>",
  positionals: [0, 1],
  options: { ...INPUT_OPTIONS, ...SELECT, ...OUTPUT_OPTIONS },
  notes: [],
  examples: ["autoflux describe data.csv", 'autoflux describe flights.parquet --where "carrier == \'UA\'"'],
  run: (args) => shownFrom(args, (table) => table.describe()),
};

function shownFrom(args: Arguments, make: (table: Table) => Promise<Table>, rows?: number): Promise<number> {
  const [file] = args.positionals;
  const { in: given, out = "-" } = args.values as { in?: string; out?: string };
  if (file !== undefined && given !== undefined) throw new Usage("the file is given twice: as an argument and by --in");
  formatOf(args, out, true);
  return inSession(args, async ({ flux, onProgress, isRead }) => {
    const table = await tableOf(flux, args, { file: file ?? given, onProgress, ...(rows !== undefined && { rows }) });
    const shown = await make(table);
    isRead();
    await writeTable(flux, shown, args, { isForPeople: true });
  });
}
