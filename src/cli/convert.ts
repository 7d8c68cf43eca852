/** `autoflux convert`: a file's columns in another format. */
import { createFlux } from "../index";
import type { Arguments, Command } from "./command";
import { INPUT_OPTIONS, tableOf } from "./table-input";
import { OUTPUT_OPTIONS, writeTable } from "./table-output";

const { in: _in, ...WITHOUT_IN } = INPUT_OPTIONS;
const { out: _out, ...WITHOUT_OUT } = OUTPUT_OPTIONS;

export const convert: Command = {
  name: "convert",
  summary: "Writes the columns of a file in another format; both by the names of the files.",
  usage: "convert <from> <to>",
  positionals: [2, 2],
  options: {
    ...WITHOUT_IN,
    "select": { type: "string", value: "NAMES", help: "only these columns, in this order: a,b,c" },
    ...WITHOUT_OUT,
  },
  notes: ["Either file may be -, the standard input or output; then --format says what is written."],
  examples: ["autoflux convert a.csv b.parquet", 'autoflux convert flights.parquet big.csv.gz --select carrier,delay --where "delay > 0"'],
  run: runConvert,
};

async function runConvert(args: Arguments): Promise<number> {
  const [from, to] = args.positionals as [string, string];
  const flux = await createFlux({ safeMode: false });
  try {
    const table = await tableOf(flux, args, from);
    const names = (args.values["select"] as string | undefined)?.split(",").map((name) => name.trim());
    await writeTable(flux, names ? table.select(names) : table, { ...args, values: { ...args.values, out: to } });
    return 0;
  } finally {
    await flux.close();
  }
}
