/** `autoflux convert`: a file's columns in another format. */
import type { Arguments, Command } from "./command";
import { inSession } from "./session";
import { INPUT_OPTIONS, SELECT, tableOf } from "./table-input";
import { formatOf, OUTPUT_OPTIONS, writeTable } from "./table-output";

const { in: _in, ...WITHOUT_IN } = INPUT_OPTIONS;
const { out: _out, ...WITHOUT_OUT } = OUTPUT_OPTIONS;

export const convert: Command = {
  name: "convert",
  summary: "Writes the columns of a file in another format; both by the names of the files.",
  usage: "convert <from> <to>",
  positionals: [2, 2],
  options: {
    ...WITHOUT_IN,
    ...SELECT,
    ...WITHOUT_OUT,
  },
  notes: ["Either file may be -, the standard input or output; then --format says what is written."],
  examples: ["autoflux convert a.csv b.parquet", 'autoflux convert flights.parquet big.csv.gz --select carrier,delay --where "delay > 0"'],
  run: runConvert,
};

function runConvert(args: Arguments): Promise<number> {
  const [from, to] = args.positionals as [string, string];
  const asked = { ...args, values: { ...args.values, out: to } };
  formatOf(asked, to);
  return inSession(args, async ({ flux, onProgress }) => {
    const table = await tableOf(flux, args, { file: from, ...(to !== "-" && { onProgress }) });
    await writeTable(flux, table, asked);
  });
}
